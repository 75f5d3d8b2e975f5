"""The check of fixity tells truncated, altered, missing and surplus files and records apart."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.capture import KeptCapture
from archive.warc.damage import Damage, Expectation, ExpectedFile, ExpectedRecord, expectations
from archive.warc.fixity import check_across, check_files
from archive.warc.members import Member, read_members, write_member
from archive.warc.reader import read_records


@dataclass
class Collection:
    """Two closed files, what the catalogue knows of them, and how to check them."""

    folder: Path
    first: Path
    second: Path
    expected: dict[str, Expectation]
    members: list[Member]
    """Of the first file: warcinfo, then request and response in turn."""

    def damages(self, *, catalogue: bool = True) -> list[Damage]:
        reports = list(check_files(self.folder, self.expected if catalogue else None))
        return [damage for report in reports for damage in report.damages] + check_across(reports)

    def kinds(self, *, catalogue: bool = True) -> list[tuple[str, int | None]]:
        return [(damage.kind.value, damage.offset) for damage in self.damages(catalogue=catalogue)]

    def rewrite(self, members: list[bytes]) -> None:
        self.first.write_bytes(b"".join(members))

    def packed(self) -> list[bytes]:
        data = self.first.read_bytes()
        return [data[member.offset : member.offset + member.length] for member in self.members]


@pytest.fixture
def collection(folder, writer, exchange, failure) -> Collection:
    kept: list[KeptCapture] = []
    with writer() as out:
        kept += [out.write_exchange(exchange(f"/{n}", b"body of page %d" % n, minute=n)) for n in range(4)]
    with writer() as out:
        kept.append(out.write_exchange(exchange("/0", b"body of page 0", minute=9), same_as=kept[0]))
        kept.append(out.write_failure(failure))
    first, second = (folder / kept[n].place.file for n in (0, -1))
    with first.open("rb") as stream:
        members = list(read_members(stream, first.name))
    known = expectations(
        [ExpectedFile(path.name, path.stat().st_size) for path in (first, second)],
        [ExpectedRecord(c.id, c.place.file, c.place.offset, c.place.length, c.payload_sha256) for c in kept],
    )
    return Collection(folder, first, second, known, members)


def test_a_sound_collection_has_no_damage(collection):
    reports = list(check_files(collection.folder, collection.expected))
    assert collection.damages() == []
    assert collection.damages(catalogue=False) == []
    assert [report.records for report in reports] == [9, 4]
    assert sum(report.bytes for report in reports) == sum(
        p.stat().st_size for p in collection.folder.iterdir()
    )


def test_files_are_checked_side_by_side_with_the_same_result(collection):
    collection.rewrite(collection.packed()[:-1])
    alone = list(check_files(collection.folder, collection.expected))
    assert list(check_files(collection.folder, collection.expected, processes=2)) == alone


def test_a_file_cut_exactly_between_two_records_is_truncated(collection):
    collection.rewrite(collection.packed()[:-2])
    assert collection.kinds() == [("truncated file", None)]
    assert collection.damages(catalogue=False) == []
    assert "1 captures are lost" in str(collection.damages()[0])


def test_a_file_cut_anywhere_is_truncated(collection):
    data = collection.first.read_bytes()
    for cut in range(0, len(data), 7):
        collection.first.write_bytes(data[:cut])
        kinds = {kind for kind, _ in collection.kinds()} - {"dangling revisit"}
        assert kinds == {"truncated file"}, cut


def test_a_changed_byte_is_an_altered_record_and_hides_no_other(collection):
    data = bytearray(collection.first.read_bytes())
    for member in (collection.members[2], collection.members[6]):
        data[member.offset + member.length // 2] ^= 0xFF
    collection.first.write_bytes(data)
    expected = [("altered record", collection.members[n].offset) for n in (2, 6)]
    assert collection.kinds()[:2] == expected
    assert [kind for kind, _ in collection.kinds()[2:]] == ["dangling revisit"]


def test_every_single_changed_byte_is_found(collection):
    sound = collection.first.read_bytes()
    for offset in range(0, len(sound), 11):
        data = bytearray(sound)
        data[offset] ^= 0x55
        collection.first.write_bytes(data)
        # A byte may change that says nothing of what is packed: a time stamp, a code of which no use is made.
        assert collection.damages() or gzip.decompress(data) == gzip.decompress(sound), offset


def swap_text(collection: Collection, number: int, old: bytes, new: bytes) -> None:
    packed = collection.packed()
    assert old in collection.members[number].data
    packed[number] = write_member(collection.members[number].data.replace(old, new))
    collection.rewrite(packed)


def test_a_body_forged_with_a_true_checksum_is_altered(collection):
    swap_text(collection, 4, b"body of page 1", b"BODY of page 1")
    details = [
        damage.detail for damage in collection.damages() if damage.offset == collection.members[4].offset
    ]
    assert any("block" in detail for detail in details)
    assert any("payload" in detail for detail in details)


def test_a_whole_record_forged_with_all_its_digests_is_altered_by_the_catalogue(collection, writer, exchange):
    data = collection.first.read_bytes()
    with writer() as out:
        forged = out.write_exchange(exchange("/1", b"forged", minute=1))
    path = collection.folder / forged.place.file
    member = path.read_bytes()[forged.place.offset :]
    path.unlink()
    packed = collection.packed()
    packed[4] = member
    collection.rewrite(packed)
    kinds = [kind for kind, _ in collection.kinds()]
    assert "surplus record" in kinds
    assert "missing record" in kinds or "truncated file" in kinds
    assert len(data) != collection.first.stat().st_size


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        (b"WARC-Block-Digest", b"WARC-Xlock-Digest", "no WARC-Block-Digest"),
        (b"WARC-Payload-Digest", b"WARC-Xayload-Digest", "no WARC-Payload-Digest"),
        (b"WARC-Record-ID", b"WARC-Xecord-ID", "warc-record-id is missing"),
        (b"WARC-Date: 2026", b"WARC-Date: 2926", "in the future"),
        (b"WARC-Date: 2026", b"WARC-Date: soon", "is none"),
        (b"Content-Length: 8", b"Content-Length: 7", "Content-Length"),
        (b"WARC/1.1", b"WARC/9.1", "not a WARC"),
        (b"WARC-IP-Address", b"WARC-Date", "repeated"),
        (b"192.0.2.7", b"192.0.2.\xff", "not UTF-8"),
    ],
)
def test_a_malformed_record_is_told(collection, old, new, detail):
    swap_text(collection, 4, old, new)
    found = collection.damages(catalogue=False)
    assert any(detail in str(damage) and damage.offset == collection.members[4].offset for damage in found)


def test_a_record_taken_out_is_missing_and_its_followers_moved(collection):
    packed = collection.packed()
    collection.rewrite(packed[:3] + packed[5:])
    assert collection.kinds() == [
        ("moved record", collection.members[6].offset - len(packed[3]) - len(packed[4])),
        ("missing record", collection.members[4].offset),
    ]


def test_a_record_put_in_is_surplus(collection):
    packed = collection.packed()
    collection.rewrite([*packed, packed[4]])
    assert ("surplus record", collection.first.stat().st_size - len(packed[4])) in collection.kinds()
    assert any("used twice" in str(damage) for damage in collection.damages(catalogue=False))


@pytest.mark.parametrize("tail", [b"\0", b"\x1f\x8b", b"garbage" * 100, gzip.compress(b"no record", mtime=0)])
def test_bytes_put_behind_a_closed_file_are_surplus(collection, tail):
    end = collection.first.stat().st_size
    collection.first.write_bytes(collection.first.read_bytes() + tail)
    assert collection.kinds() == [("surplus bytes", end)]


def test_a_whole_uncatalogued_record_behind_a_closed_file_is_surplus(collection):
    end = collection.first.stat().st_size
    request = collection.packed()[1]
    collection.first.write_bytes(collection.first.read_bytes() + request)
    assert ("surplus bytes", end) in collection.kinds()


def test_a_missing_file_is_told_with_what_it_held_and_what_hung_on_it(collection):
    collection.first.unlink()
    assert [kind for kind, _ in collection.kinds()] == ["missing file", "dangling revisit"]
    assert (
        str(collection.damages()[0]) == f"{collection.first.name}: missing file: 4 captures are lost with it"
    )


def test_a_surplus_file_is_told_and_checked(collection):
    (collection.folder / "other.warc.gz").write_bytes(b"".join(collection.packed()[:3])[:-1])
    kinds = [kind for kind, _ in collection.kinds()]
    assert kinds[:2] == ["surplus file", "truncated file"]


def test_an_empty_file_and_one_without_warcinfo_are_told(collection):
    (collection.folder / "empty.warc.gz").write_bytes(b"")
    (collection.folder / "headless.warc.gz").write_bytes(collection.packed()[1])
    told = "\n".join(str(damage) for damage in collection.damages(catalogue=False))
    assert "empty.warc.gz: truncated file: no record in it" in told
    assert "headless.warc.gz: byte 0: malformed record: the first record is a request" in told


def test_a_growing_file_is_no_damage_and_a_left_one_is(collection, writer, exchange):
    out = writer()
    out.write_exchange(exchange("/new"))
    assert collection.damages() == []
    (growing,) = collection.folder.glob("*.open")
    data = growing.read_bytes()
    out.close()
    (collection.folder / growing.name.removesuffix(".open")).unlink()
    growing.write_bytes(data)
    assert [kind for kind, _ in collection.kinds()] == ["unclosed file"]


def test_a_file_that_its_writer_closes_during_the_check_is_no_damage(collection, writer, exchange):
    out = writer()
    out.write_exchange(exchange("/new"))
    reports = check_files(collection.folder, collection.expected)
    damages = list(next(reports).damages)
    out.close()
    for report in reports:
        damages += report.damages
    assert damages == []


def test_a_file_that_the_catalogue_knows_in_part_may_hold_more(collection):
    known = collection.expected[collection.first.name]
    collection.expected[collection.first.name] = Expectation(None, known.records[:2])
    assert collection.damages() == []
    assert len(list(read_records(collection.first))) == 4


UNREADABLE = Path("/sys/class/net/lo/speed")
"""A regular file, as it says, of 4,096 bytes, that the kernel lets nobody read: as a disk with a bad sector does."""


@pytest.mark.skipif(not UNREADABLE.is_file(), reason="no such file in this kernel or container")
def test_a_file_that_the_disk_does_not_give_is_told_and_the_others_are_checked(
    collection: Collection,
) -> None:
    collection.first.unlink()
    collection.first.symlink_to(UNREADABLE)
    told, *others = map(str, collection.damages())
    assert told == f"{collection.first.name}: unreadable file: Invalid argument"
    assert [kind for kind, _ in collection.kinds()] == ["unreadable file", "dangling revisit"]
    assert others[0].startswith(f"{collection.second.name}: ")
