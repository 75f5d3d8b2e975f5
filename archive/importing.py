"""Other people's WARC and WACZ files brought into a collection, and read like our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

from archive.adoption import Adoption, files_of_ours
from archive.capture import KeptCapture
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.crawls import close_crawls
from archive.catalogue.statements import read_row
from archive.catalogue.values import utc_text
from archive.collection import Collection
from archive.findings import settle_findings
from archive.indexing import SETTLE_EVERY, Indexer
from archive.rebuild import Progress, bring_up_to_date, lost_files, rebuild, told_lost
from archive.warc.composition import PayloadHeld
from archive.warc.errors import LostWarc
from archive.warc.foreign import DAMAGE, KNOWN, Importer
from archive.warc.groups import own_warcinfo
from archive.warc.packages import unpacked
from archive.warc.recovery import recover
from archive.warc.writer import WarcWriter

UNPACKED = ".nianbao-import.part"
"""Where the files of a WACZ lie during an import: in the collection's folder, whose disk is to take them anyway."""


@dataclass(slots=True)
class Imported:
    """What came of an import: captures kept, why records stayed out, counted, and which sources gave nothing.

    `misjoined` are those that say that they are ours, and were taken as of other software.
    """

    captures: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    barren: list[Path] = field(default_factory=list)
    misjoined: list[Path] = field(default_factory=list)

    @property
    def came(self) -> int:
        """Captures that are in the collection now, those too that were before."""
        return self.captures + self.skipped[KNOWN]

    @property
    def needs_a_person(self) -> bool:
        """Whether a source was damaged, gave nothing, or not all that it means."""
        return bool(self.barren or self.misjoined) or any(self.skipped[reason] for reason in DAMAGE)


def import_files(collection: Collection, sources: Sequence[Path], *, progress: Progress) -> Imported:
    """Bring WARC files in, and those of WACZ files; the same file twice adds nothing.

    Those of another collection of ours are taken over with all that they mean, and the catalogue is then made again,
    for it is made in the order of time; the others follow, one after the other. The collection's lock is the caller's
    to hold. Raises WarcError for a source that is neither, LostWarc where a file of the collection is lost, whose
    captures would be told as held, OSError, what `rebuild` raises.
    """
    if lost := lost_files(collection):
        raise LostWarc(
            f"{told_lost(lost)}: put back what was kept, or have the catalogue forget it"
            " (nianbao rebuild --forget-lost), then import again"
        )
    done = Imported()
    with unpacked(sources, collection.folder / UNPACKED) as given:
        recover(collection.warc_folder)
        bring_up_to_date(collection)
        files = list(chain.from_iterable(given.values()))
        ours = _take_over(collection, files, done, progress)
        others = [file for file in files if file not in ours]
        done.misjoined = [file for file in others if own_warcinfo(file)]
        if others:
            _read_others(collection, others, done, progress)
    # Of a WACZ some files may hold nothing but pictures of its pages, or their text.
    done.barren = [source for source, files in given.items() if set(files) <= set(done.barren)]
    return done


def _take_over(
    collection: Collection, sources: Sequence[Path], done: Imported, progress: Progress
) -> list[Path]:
    """Take over the files that are ours, and make the catalogue again; returns which ones."""
    with Catalogue(collection.catalogue_path) as catalogue, _writer(collection) as writer:
        ours = files_of_ours(sources, catalogue)
        adoption = Adoption(catalogue, writer)
        for number, source in enumerate(ours):
            progress("importing", number, len(ours))
            taken, known = adoption.take(source)
            done.captures += taken
            if known:
                done.skipped[KNOWN] += known
            if not taken + known:
                done.barren.append(source)
    if adoption.has_written:
        rebuild(collection, progress=progress)
    return ours


def _read_others(collection: Collection, sources: Sequence[Path], done: Imported, progress: Progress) -> None:
    with Catalogue(collection.catalogue_path) as catalogue:
        indexer = Indexer(collection, catalogue)
        with _writer(collection) as writer:
            importer = Importer(
                writer,
                is_known=catalogue.has_capture,
                find_held=lambda url, moment: _held(catalogue, url, moment),
            )
            for number, source in enumerate(sources):
                progress("importing", number, len(sources))
                before = done.came
                _import_file(importer, source, writer, indexer, done)
                if done.came == before:
                    done.barren.append(source)
            progress("importing", len(sources), len(sources))
        with catalogue.db.atomic():
            indexer.put_finished_files(last_too=True)
            # An earlier capture of a text is its revision's first one now, which withdrawals from lists name.
            close_crawls(catalogue.db)
            settle_findings(catalogue.db)


def _writer(collection: Collection) -> WarcWriter:
    keeper = collection.keeper
    return WarcWriter(
        collection.warc_folder, collection=keeper.name, operator=keeper.operator, contact=keeper.contact
    )


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
    return catalogue.holders([row["payload_sha256"]]).get(row["payload_sha256"]) if row else None
