"""Fixity: every record against its own digests, and the files against what the catalogue knows of them.

No look at a file alone can see that it was cut exactly between two records, that a whole file is gone,
or that somebody added one; the catalogue's list can. A file is checked by itself, so that files can be
checked on all cores; `check_across` then sees what only all of them together show.
"""

from __future__ import annotations

import fcntl
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from archive.processes import reading_processes
from archive.warc.damage import Damage, DamageKind, Expectation, FileReport
from archive.warc.filecheck import FileCheck
from archive.warc.openfile import OPEN_SUFFIX
from archive.warc.reader import final_name
from archive.warc.scan import scan_records


def check_files(
    directory: Path, expected: Mapping[str, Expectation] | None, *, processes: int = 1
) -> Iterator[FileReport]:
    """A report for every file that is there or should be: the missing ones first, then by name.

    `expected` is the catalogue's knowledge (`expectations`); None holds the files against themselves
    alone. `processes` files are checked side by side.
    """
    paths = [path for glob in ("*.warc.gz", f"*.warc.gz{OPEN_SUFFIX}") for path in directory.glob(glob)]
    paths.sort(key=lambda path: path.name)
    if expected is not None:
        yield from _report_missing(expected, {final_name(path) for path in paths})
    known = [None if expected is None else expected.get(final_name(path)) for path in paths]
    asked = [expected is not None] * len(paths)
    if processes == 1 or len(paths) < 2:
        yield from map(check_file, paths, known, asked)
        return
    with reading_processes(min(processes, len(paths))) as pool:
        yield from pool.map(check_file, paths, known, asked)


def check_file(path: Path, expected: Expectation | None, asked: bool = True) -> FileReport:
    """The report of one file. `expected` None means, where the catalogue was `asked`, that it has none."""
    try:
        try:
            return _check(path, expected, asked)
        except FileNotFoundError:  # its writer closed it, and so renamed it, at this very moment
            return _check(path, expected, asked)
    # A bad sector is what a check is made for: it must not keep the other files from being checked.
    except OSError as error:
        return _lone(Damage(DamageKind.UNREADABLE_FILE, final_name(path), None, str(error.strerror)))


def _check(path: Path, expected: Expectation | None, asked: bool) -> FileReport:
    name = final_name(path)
    closed_since = path.name != name and not path.is_file() and path.with_name(name).is_file()
    if closed_since:
        # By its writer, since the folder was looked through; the catalogue was asked before that.
        path = path.with_name(name)
    if not path.is_file():
        # A pipe that nobody writes to would be read for ever.
        kind = DamageKind.SURPLUS_FILE if expected is None else DamageKind.MISSING_FILE
        return _lone(Damage(kind, name, None, "not a regular file"))
    unclosed = path.name != name
    growing = closed_since or (unclosed and _is_locked(path))
    check = FileCheck(name, path.stat().st_size, expected, growing=growing)
    known_offsets = {record.offset for record in expected.records} if expected else set()
    for found in scan_records(path, name, known_offsets):
        check.take(found)
    report = check.report()
    if unclosed and not growing:
        detail = "its writer is gone: the next crawl closes it"
        return _with(report, Damage(DamageKind.UNCLOSED_FILE, name, None, detail))
    if asked and expected is None and not growing:
        return _with(report, Damage(DamageKind.SURPLUS_FILE, name, None, "the catalogue knows nothing of it"))
    return report


def check_across(reports: Iterable[FileReport]) -> list[Damage]:
    """What only all files together show: revisits whose payload is in none, record ids used twice."""
    reports = list(reports)
    payloads = frozenset().union(*(report.payloads for report in reports))
    dangling = [
        Damage(DamageKind.DANGLING_REVISIT, report.file, offset, f"no record holds its payload {label}")
        for report in reports
        for label, offset in report.referred.items()
        if label not in payloads
    ]
    ids = Counter[int]()
    for report in reports:
        ids.update(report.ids)
    twice = {number for number, uses in ids.items() if uses > 1}
    repeated = [
        Damage(DamageKind.MALFORMED_RECORD, report.file, None, f"record id {number:016x} is used twice")
        for report in reports
        if twice
        for number in sorted(twice.intersection(report.ids))
    ]
    return dangling + repeated


def _report_missing(expected: Mapping[str, Expectation], present: set[str]) -> Iterator[FileReport]:
    for name in sorted(expected.keys() - present):
        detail = f"{len(expected[name].records)} captures are lost with it"
        yield _lone(Damage(DamageKind.MISSING_FILE, name, None, detail))


def _lone(damage: Damage) -> FileReport:
    """The report of a file of which nothing but its damage is known."""
    return FileReport(damage.file, 0, 0, (damage,), array("Q"), frozenset(), {})


def _with(report: FileReport, damage: Damage) -> FileReport:
    return replace(report, damages=(damage, *report.damages))


def _is_locked(path: Path) -> bool:
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
