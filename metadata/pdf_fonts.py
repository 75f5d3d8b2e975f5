"""The one font that pdfium may take where a PDF embeds none: what a page says must not hang on the machine.

pdfium looks among the system's fonts, and drops a character that stands alone if none of them has its glyph: on a
server without Chinese fonts, numbers vanish from table cells (measured). Here all characters are boxes, the
same on every machine; nothing is drawn, so they need not look like anything.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium

_EM = 1000
_BOTTOM, _TOP = -100, 800
_GLYPHS = ((0x0000, 0x10FF, 50, 450), (0x1100, 0x10FFFF, 100, 900))
"""First and last character, left and right of its box: letters and digits take half of an em, Chinese all of it."""
_FONT = 1
"""The handle of the font; any number but 0 will do."""


@cache
def settle_fonts() -> None:
    """Have pdfium take the one font for all that is not embedded, for as long as the process lives."""
    pdfium.FPDF_SetSystemFontInfo(ctypes.byref(_font_info()))


@cache
def _font_info() -> Any:
    """The answers to pdfium's questions (fpdf_sysfontinfo.h, version 2); kept, for pdfium keeps its address."""
    tables, whole = _tables(), font_file()

    def data(_info: Any, _font: Any, tag: int, buffer: Any, size: int) -> int:
        """The length of a table, 0 stands for the whole file; it is copied if the buffer takes it."""
        wanted = tables.get(struct.pack(">I", tag), b"") if tag else whole
        if buffer and size >= len(wanted):
            ctypes.memmove(buffer, wanted, len(wanted))
        return len(wanted)

    answers: dict[str, Callable[..., Any]] = {
        "Release": lambda *_: None,
        "MapFont": lambda *_: _FONT,
        "GetFont": lambda *_: _FONT,
        "GetFontData": data,
        "GetFaceName": lambda *_: 0,
        "GetFontCharset": lambda *_: pdfium.FXFONT_DEFAULT_CHARSET,
        "DeleteFont": lambda *_: None,
    }
    types = dict(pdfium.FPDF_SYSFONTINFO._fields_)
    info = pdfium.FPDF_SYSFONTINFO(version=2)
    for name, answer in answers.items():
        setattr(info, name, types[name](answer))
    return info


def font_file() -> bytes:
    """The font as a TrueType file (ISO/IEC 14496-22): a directory of the tables, and the tables."""
    tables = _tables()
    directory, body = b"", b""
    start = 12 + 16 * len(tables)
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += tag + struct.pack(">III", checksum, start + len(body), len(table))
        body += padded
    # Of the seven tables: 16 × the largest power of two below, its exponent, and 16 × the rest.
    return struct.pack(">IHHHH", 0x00010000, len(tables), 64, 2, 48) + directory + body


def _tables() -> dict[bytes, bytes]:
    """The seven tables that FreeType needs, in the order of their tags. Glyph 0 is empty and stands for nothing."""
    boxes = [_box(left, right) for _, _, left, right in _GLYPHS]
    ends = [0, *(len(b"".join(boxes[:count])) for count in range(len(boxes) + 1))]
    groups = b"".join(
        struct.pack(">III", first, last, glyph) for glyph, (first, last, *_) in enumerate(_GLYPHS, 1)
    )
    widest = (0, _BOTTOM, _EM, _TOP)
    return {
        # Format 13: one glyph for all characters of a range.
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12)
        + struct.pack(">HHIII", 13, 0, 16 + len(groups), 0, len(_GLYPHS))
        + groups,
        b"glyf": b"".join(boxes),
        b"head": struct.pack(
            ">4I2H2Q4h2H3h", 0x00010000, 0, 0, 0x5F0F3CF5, 0, _EM, 0, 0, *widest, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(
            ">I3hH11hH", 0x00010000, _TOP, _BOTTOM, 0, _EM, 0, 0, _EM, 1, *[0] * 7, len(ends) - 1
        ),
        b"hmtx": struct.pack(">Hh", 0, 0)
        + b"".join(struct.pack(">Hh", left + right, left) for _, _, left, right in _GLYPHS),
        b"loca": struct.pack(f">{len(ends)}I", *ends),
        b"maxp": struct.pack(">I14H", 0x00010000, len(ends) - 1, 4, 1, 0, 0, 2, *[0] * 8),
    }


def _box(left: int, right: int) -> bytes:
    """The outline of a box: one contour of four points on the curve, each as a step from the one before."""
    header = struct.pack(">5h2H", 1, left, _BOTTOM, right, _TOP, 3, 0)
    across, up = (left, 0, right - left, 0), (_BOTTOM, _TOP - _BOTTOM, 0, _BOTTOM - _TOP)
    outline = header + bytes([1] * 4) + struct.pack(">8h", *across, *up)
    return outline + bytes(-len(outline) % 4)
