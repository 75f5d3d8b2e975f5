"""Records of another collection of ours taken over byte for byte, with what they mean: crawls, lists, failures.

A file is taken over only if it is sound as a whole. One that merely says that it is ours, that was altered, or that
has captures of a crawl whose start is not noted is brought in like any other software's: its responses alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.capture import KeptCapture
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.crawls import CRAWL_NOTE, check_crawl_note, is_start
from archive.catalogue.statements import read_rows
from archive.warc.errors import WarcError
from archive.warc.fixity import check_file
from archive.warc.foreign import source_note
from archive.warc.groups import own_warcinfo, read_groups
from archive.warc.reader import Note
from archive.warc.writer import WarcWriter

log = logging.getLogger(__name__)

_TOGETHER = ": if another file of its collection does, import both at once into a new collection"
_WEB = ("http://", "https://")


class _NotOurs(Exception):
    """A file that cannot be taken over; the text says why."""


@dataclass(slots=True)
class _Needs:
    """What a file has for itself and for others, and what it needs of them: crawls with their portals, payloads."""

    payloads: frozenset[str]
    refers_to: frozenset[str]
    starts: dict[str, str] = field(default_factory=dict)
    crawls: dict[str, str] = field(default_factory=dict)

    def lacks(self, starts: Mapping[str, str], payloads: frozenset[str]) -> str | None:
        """What is missing of what the file needs; None where nothing is."""
        for crawl, portal in self.crawls.items():
            if starts.get(crawl) != portal:
                return f"it has captures of a crawl ({crawl} of {portal}) of whose start nothing is noted{_TOGETHER}"
        missing = sorted(self.refers_to - payloads)
        return f"no record holds the payload {missing[0]} that one refers to{_TOGETHER}" if missing else None


def files_of_ours(sources: Sequence[Path], catalogue: Catalogue) -> list[Path]:
    """The files that can be taken over together; for every other file of ours the log says why not.

    Raises OSError.
    """
    needs: dict[Path, _Needs] = {}
    for source in sources:
        if own_warcinfo(source):
            try:
                needs[source] = _inspect(source)
            except (_NotOurs, WarcError) as error:
                _tell(source, error)
    starts = {
        row["id"]: row["portal_id"] for row in read_rows(catalogue.db, "select id, portal_id from crawls")
    }
    held = _held_payloads(catalogue, needs.values())
    while needs:
        # What the collection knows of a crawl goes before what a file says of it.
        noted = {crawl: portal for need in needs.values() for crawl, portal in need.starts.items()}
        payloads = held.union(*(need.payloads for need in needs.values()))
        lacking = {source: need.lacks(noted | starts, payloads) for source, need in needs.items()}
        for source, lack in lacking.items():
            if lack:
                _tell(source, lack)
                del needs[source]
        if not any(lacking.values()):
            break
    return list(needs)


class Adoption:
    """Takes files over that `files_of_ours` found, each capture and each note of a crawl once."""

    def __init__(self, catalogue: Catalogue, writer: WarcWriter) -> None:
        self._catalogue = catalogue
        self._writer = writer
        self._notes = {row["uri"] for row in read_rows(catalogue.db, "select uri from crawl_notes")}
        self._captures: set[str] = set()
        self._warcinfos: set[str] = set()
        self.has_written = False

    def take(self, source: Path) -> tuple[int, int]:
        """Copy what the collection does not have; returns how many captures that were, and how many it had.

        The file itself is noted first, and left as it is. Raises CannotWrite, OSError.
        """
        taken = known = 0
        noted = False
        warcinfos: dict[str, bytes] = {}
        for group in read_groups(source):
            if group.found is None:
                warcinfos[group.warcinfo] = group.members
                continue
            if not self._is_new(group.found):
                known += isinstance(group.found, KeptCapture)
                continue
            if not noted:
                self._writer.write_note(*source_note(source))
                noted = self.has_written = True
            if group.warcinfo in warcinfos and group.warcinfo not in self._warcinfos:
                self._warcinfos.add(group.warcinfo)
                self._writer.write_copy(warcinfos[group.warcinfo])
            self._writer.write_copy(group.members)
            taken += isinstance(group.found, KeptCapture)
        self._writer.sync()
        return taken, known

    def _is_new(self, found: KeptCapture | Note) -> bool:
        if isinstance(found, Note):
            is_new = found.uri.startswith(CRAWL_NOTE) and found.uri not in self._notes
            self._notes.add(found.uri)
            return is_new
        is_new = found.id not in self._captures and not self._catalogue.has_capture(found.id)
        self._captures.add(found.id)
        return is_new


def _tell(source: Path, why: object) -> None:
    log.warning("%s: of nianbao, but only its responses are taken, as of other software: %s", source, why)


def _held_payloads(catalogue: Catalogue, needs: Iterable[_Needs]) -> frozenset[str]:
    """Those payloads which the files refer to that the collection holds."""
    wanted = {label for need in needs for label in need.refers_to}
    query = "select 1 from captures where payload_sha1 = ? and record_type = 'response' limit 1"
    return frozenset(
        label for label in wanted if any(read_rows(catalogue.db, query, [label.removeprefix("sha1:")]))
    )


def _inspect(source: Path) -> _Needs:
    """What a sound file has and needs. Raises _NotOurs, WarcError, OSError."""
    report = check_file(source, None, asked=False)
    if report.damages:
        raise _NotOurs(report.damages[0])
    needs = _Needs(report.payloads, frozenset(report.referred))
    for group in read_groups(source):
        if isinstance(group.found, KeptCapture):
            _inspect_capture(group.found, needs)
        elif group.found is not None and group.found.uri.startswith(CRAWL_NOTE):
            _inspect_note(group.found, needs)
    return needs


def _inspect_note(note: Note, needs: _Needs) -> None:
    try:
        check_crawl_note(note.uri, note.fields)
    except ValueError as error:
        raise _NotOurs(f"byte {note.place.offset}: {error}") from error
    if is_start(note.uri):
        needs.starts[note.fields["id"]] = note.fields["portal"]


def _inspect_capture(capture: KeptCapture, needs: _Needs) -> None:
    purpose = capture.purpose
    addresses = [capture.url]
    if purpose:
        needs.crawls[purpose.crawl] = purpose.portal
        named = (purpose.channel, purpose.via, purpose.within)
        addresses += [address for address in named if address is not None]
    if not all(address.lower().startswith(_WEB) for address in addresses):
        raise _NotOurs(f"byte {capture.place.offset}: no http URL")
    if capture.failure is None:
        # In integers of SQLite, for the catalogue is to hold it.
        if not isinstance(capture.payload_sha256, str) or not 0 <= capture.payload_bytes < 1 << 63:
            raise _NotOurs(f"byte {capture.place.offset}: it does not say what its payload is")
    elif not isinstance(capture.failure, str):
        raise _NotOurs(f"byte {capture.place.offset}: a failure of no reason")
