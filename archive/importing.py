"""Other people's WARC files brought into a collection, and read like our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archive.capture import KeptCapture
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.statements import read_row
from archive.catalogue.values import utc_text
from archive.collection import Collection
from archive.findings import settle_findings
from archive.indexing import SETTLE_EVERY, Indexer
from archive.rebuild import bring_up_to_date
from archive.warc.composition import PayloadHeld
from archive.warc.foreign import Importer
from archive.warc.recovery import recover
from archive.warc.writer import WarcWriter


@dataclass(slots=True)
class Imported:
    """What came of an import: captures kept, and why records stayed out, counted."""

    captures: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


def import_files(
    collection: Collection, sources: Sequence[Path], *, progress: Callable[[str, int, int], None]
) -> Imported:
    """Bring WARC files in, one after the other; the same file twice adds nothing.

    `progress` is told of the work: a word for it, the files done, the files in all. The collection's
    lock is the caller's to hold. Raises WarcError for a source that is no WARC file, OSError.
    """
    done = Imported()
    recover(collection.warc_folder)
    bring_up_to_date(collection)
    with Catalogue(collection.catalogue_path) as catalogue:
        indexer = Indexer(collection, catalogue)
        keeper = collection.keeper
        with WarcWriter(
            collection.warc_folder,
            collection=keeper.name,
            operator=keeper.operator,
            contact=keeper.contact,
        ) as writer:
            importer = Importer(
                writer,
                is_known=catalogue.has_capture,
                find_held=lambda url, moment: _held(catalogue, url, moment),
            )
            for number, source in enumerate(sources):
                progress("importing", number, len(sources))
                _import_file(importer, source, writer, indexer, done)
            progress("importing", len(sources), len(sources))
        with catalogue.db.atomic():
            indexer.put_finished_files(last_too=True)
            settle_findings(catalogue.db)
    return done


def _import_file(
    importer: Importer, source: Path, writer: WarcWriter, indexer: Indexer, done: Imported
) -> None:
    batch: list[KeptCapture] = []
    for found in importer.read(source):
        if isinstance(found, KeptCapture):
            batch.append(found)
        else:
            done.skipped[found.reason] += 1
        if len(batch) == SETTLE_EVERY:
            _index(batch, writer, indexer, done)
    _index(batch, writer, indexer, done)


def _index(batch: list[KeptCapture], writer: WarcWriter, indexer: Indexer, done: Imported) -> None:
    writer.sync()
    with indexer.catalogue.db.atomic():
        indexer.add_all(batch)
        indexer.catalogue.settle()
    done.captures += len(batch)
    batch.clear()


def _held(catalogue: Catalogue, url: str, moment: datetime) -> PayloadHeld | None:
    row = read_row(
        catalogue.db,
        "select payload_sha256 from captures where url = ? and captured_at = ? and payload_sha256 is not null",
        [url, utc_text(moment)],
    )
    return catalogue.holder(row["payload_sha256"]) if row else None
