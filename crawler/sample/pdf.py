"""A small deterministic PDF writer: Chinese text and ruled tables on A4, in a font that readers bring.

The font is STSong-Light with the predefined CMap UniGB-UTF16-H (PDF 1.7, §9.7.5.2), so nothing is embedded
and the text can be extracted. The same calls make the same bytes. Lengths are in points.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

PAGE_WIDTH = 595
PAGE_HEIGHT = 842
MARGIN = 56


def text_width(text: str, size: float) -> float:
    """How wide a text is: ASCII half an em, everything else an em."""
    return sum(size / 2 if character.isascii() else size for character in text)


def wrap(text: str, size: float, width: float) -> list[str]:
    """The text in lines not wider than `width`; always at least one line."""
    lines, line, used = [], "", 0.0
    for character in text:
        step = text_width(character, size)
        if line and used + step > width:
            lines.append(line)
            line, used = "", 0.0
        line += character
        used += step
    return [*lines, line]


@dataclass(slots=True)
class PdfPage:
    """One page's drawing operators; y counts from the bottom."""

    operators: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float) -> None:
        """Writes a line of text with its base line at (x, y)."""
        shown = text.encode("utf-16-be").hex().upper()
        self.operators.append(f"BT /F1 {size:g} Tf {x:.2f} {y:.2f} Td <{shown}> Tj ET")

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """Draws a rectangle's outline."""
        self.operators.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")


_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H "
    "/Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>"
)
# CIDs 814–907 of Adobe-GB1 are the half-width ASCII that UniGB-UTF16-H maps to; 1–95 the proportional one.
_CID_FONT = (
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
    "/DW 1000 /W [1 95 500 814 907 500] /FontDescriptor 5 0 R >>"
)
_DESCRIPTOR = (
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
    "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
)


def write_pdf(pages: list[PdfPage], title: str) -> bytes:
    """The file: header, objects, cross-reference table, trailer."""
    first = 7
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    name = "FEFF" + title.encode("utf-16-be").hex().upper()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _FONT.encode(),
        _CID_FONT.encode(),
        _DESCRIPTOR.encode(),
        f"<< /Title <{name}> /Producer (nianbao sample portal) >>".encode(),
    ]
    for number, page in enumerate(pages):
        content = zlib.compress("\n".join(["0.5 w", *page.operators]).encode("ascii"), 9)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {first + 2 * number + 1} 0 R >>".encode()
        )
        head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    return _assemble(objects)


def _assemble(objects: list[bytes]) -> bytes:
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        written += b"%010d 00000 n \n" % place
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
    written += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(written)
