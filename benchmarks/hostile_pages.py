"""Reads broken and hostile inputs: each must give a reading within 2 s of CPU and 300 MB, and never an exception.

    python benchmarks/hostile_pages.py [--shared DIR] [--inputs N] [--seed N]

Inputs: real or golden pages cut, bit-flipped, shuffled, doubled, in a wrong charset, with tags broken; and made
ones: 20 MB pages, nesting of 10,000 levels, a million attributes, zip bombs, damaged PDF and DOCX, binary.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from archive.revisions.content import content_of, text_digest  # noqa: E402
from metadata.reader import read_page  # noqa: E402
from metadata.reading_json import as_json  # noqa: E402

SECONDS = 2.0
MEGABYTES = 300
_CONTENT_TYPES = (
    None,
    "text/html",
    "text/html; charset=gb2312",
    "text/html; charset=utf-8",
    "application/pdf",
    "x/y",
)
_WORDS = "政府信息公开工作年度报告来源：发布时间：2019年03月26日"


def seeds(shared: Path) -> list[bytes]:
    """The pages that inputs are made of."""
    golden = sorted((ROOT / "tests" / "pages").glob("*/*/body.*"))
    real = sorted(path for path in (shared / "real-pages").rglob("*") if path.is_file())
    return [path.read_bytes() for path in [*golden, *real]]


def _cut(page: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(page) + 1) if chance.random() < 0.3 else 0
    return page[start : chance.randrange(start, len(page) + 1)]


def _flip_bits(page: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(page)
    for _ in range(max(1, len(page) // chance.choice((10, 100, 1000)))):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _shuffle(page: bytes, chance: random.Random) -> bytes:
    parts = page.split(b"<")
    chance.shuffle(parts)
    return b"<".join(parts)


def _drop_ends(page: bytes, chance: random.Random) -> bytes:
    return b"".join(part for part in page.split(b"</") if chance.random() < 0.7)


def _recode(page: bytes, chance: random.Random) -> bytes:
    text = page.decode("utf-8", "ignore")
    return text.encode(
        chance.choice(("gb18030", "big5", "utf-16", "utf-16-le", "utf-7", "shift_jis")), "ignore"
    )


def _insert(page: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(page) + 1)
    junk = chance.choice(
        (
            b"\x00" * 500,
            b"<table>" * 300,
            b"<" * 2000,
            b"&#x110000;&#0;&",
            b"<!--",
            b"<script>",
            b'<td colspan="99999">',
        )
    )
    return page[:at] + junk + page[at:]


def _double(page: bytes, chance: random.Random) -> bytes:
    return page * chance.randrange(2, 12)


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut, _flip_bits, _shuffle, _drop_ends, _recode, _insert, _double,
)  # fmt: skip


def mutated(pages: list[bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` damaged pages, each by one to three mutations."""
    chance = random.Random(seed)
    for number in range(count):
        page = chance.choice(pages)
        names = []
        for _ in range(chance.randrange(1, 4)):
            mutation = chance.choice(MUTATIONS)
            names.append(mutation.__name__)
            page = mutation(page, chance) or b"\x00"
        yield f"{number} {'+'.join(names)}", page


def made() -> Iterator[tuple[str, bytes]]:
    """Inputs that are built to cost much."""
    yield "empty", b""
    yield "one byte", b"<"
    yield "zeros", bytes(1_000_000)
    yield "every byte", bytes(range(256)) * 4_000
    yield "random", random.Random(1).randbytes(3_000_000)
    for opening in ("<div>", "<span>", "<table><tr><td>", "<ul><li>", "<font><b>", "<x-y>"):
        yield f"10,000 nested {opening}", (opening * 10_000 + _WORDS).encode()
    yield "600 tables in each other, fields in each", (_FIELDS * 600 + f"<p>{_WORDS}</p>").encode()
    yield "20 MB of paragraphs", (f"<p>{_WORDS}</p>\n" * 220_000).encode()
    yield "20 MB of text", (_WORDS * 260_000).encode()
    yield "20 MB in GBK", (f"<p>{_WORDS}</p>" * 330_000).encode("gbk")
    yield "20 MB of spans", ("<span>报</span>" * 1_300_000).encode()
    yield "20 MB of cells", ("<table>" + "<tr><td>1</td></tr>" * 1_000_000).encode()
    yield "20 MB of open brackets", b"<" * 20_000_000
    yield "20 MB of one line without marks", b"<p>" + b"a" * 20_000_000
    yield (
        "20 MB of a picture",
        b'<p>x</p><img src="data:image/png;base64,' + b"A" * 20_000_000 + b'">' + _WORDS.encode(),
    )
    yield "20 MB of attributes", b"<p " + b" ".join(b"a%d=1" % n for n in range(1_800_000)) + b">"
    yield "20 MB of entities", b"<p>" + b"&amp;&#25919;" * 1_500_000
    yield "20 MB of comments", b"<!-- x -->" * 2_000_000
    yield "20 MB of dates", "2019年03月26日 ".encode() * 1_000_000
    yield "20 MB of labels in lines", ("<p>来源：发布时间：日期：</p>" * 600_000).encode()
    yield (
        "wide table",
        ("<table>" + ("<tr>" + '<td colspan="1000" rowspan="1000">1</td>' * 60 + "</tr>") * 500).encode(),
    )
    yield "digits", b"<p>" + b"2019-" * 400_000
    yield "spaces in labels", ("<p>来" + " " * 2_000_000 + "源：x</p>").encode()
    yield "headings", ("<p>一、" + "（一）" * 500_000 + "</p>").encode()
    yield "script", ("<script>" + "document.write('" * 90 + "</script>").encode() * 1000
    yield "mixed charsets", ("<p>政府</p>".encode() + "<p>来源</p>".encode("gbk")) * 400_000
    yield "pdf head only", b"%PDF-1.7\n" + b"1 0 obj<<" * 300_000
    yield "zip bomb", _zip({"word/document.xml": b"<a>" * 21_000_000})
    yield "docx of nested tables", _zip({"word/document.xml": _nested_docx()})
    yield "docx with entities", _zip({"word/document.xml": _LAUGHS})
    yield "xlsx without sheets", _zip({"xl/workbook.xml": b"<x/>"})
    yield "xlsx far cell", _zip({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": _FAR_CELL})


_FIELDS = "<table><tr><td>" + "".join(f"<p>来源{number}甲</p>" for number in range(40))
_LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY b "'
    + b"x" * 1000
    + b'"><!ENTITY c "'
    + b"&b;" * 1000
    + b'">]><a>'
    + b"&c;" * 1000
    + b"</a>"
)
_FAR_CELL = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
    b'<c r="XFD1048576"><v>1</v></c><c r="A1"><v>1e999</v></c><c r="B2" t="s"><v>-5</v></c></row></sheetData>'
    b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
)


def _nested_docx() -> bytes:
    w = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return b"<w:document " + w + b"><w:body>" + b"<w:tbl><w:tr><w:tc>" * 5_000


def _zip(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def _kilobytes(name: str) -> int:
    """A figure of this process: `VmRSS` now, `VmHWM` at most since the last reset (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name + ":"))


def read(body: bytes, number: int) -> tuple[float, float]:
    """Reads one input with everything that is made of a reading; the CPU seconds and megabytes it took."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _kilobytes("VmRSS")
    start = time.process_time()
    url = f"http://www.example.gov.cn/zwgk/201903/t20190326_{number}.html"
    status = (200, 200, 200, 404, 521)[number % 5]
    reading = read_page(
        body, url=url, content_type=_CONTENT_TYPES[number % len(_CONTENT_TYPES)], status=status
    )
    text_digest(content_of(reading))
    as_json(reading)
    return time.process_time() - start, (_kilobytes("VmHWM") - before) / 1024


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--inputs", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--made", action="store_true", help="only the inputs that are built to cost much")
    chosen = parser.parse_args()
    spent: list[tuple[float, float, str]] = []
    damaged = () if chosen.made else mutated(seeds(chosen.shared), chosen.inputs, chosen.seed)
    for number, (name, body) in enumerate(chain(made(), damaged)):
        spent.append((*read(body, number), name))
    slowest = max(seconds for seconds, _, _ in spent)
    largest = max(megabytes for _, megabytes, _ in spent)
    print(
        f"{len(spent)} inputs, no exception; at most {slowest:.2f} s of CPU and {largest:.0f} MB beside the input"
    )
    shown = spent if chosen.made else sorted(spent, reverse=True)[:8]
    for seconds, megabytes, name in shown:
        print(f"  {seconds:6.2f} s {megabytes:5.0f} MB  {name}")
    return 0 if slowest <= SECONDS and largest <= MEGABYTES else 1


if __name__ == "__main__":
    raise SystemExit(main())
