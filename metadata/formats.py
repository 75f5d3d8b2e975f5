"""What kind of bytes a body is, by its first bytes; what the server calls it counts only where they say nothing."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum


class Format(StrEnum):
    """A kind of body, as the reader treats it."""

    HTML = "html"
    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    KEPT = "kept"
    """A file that is kept and named but not read: DOC, XLS, pictures, archives, OFD."""
    BINARY = "binary"


_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"RIFF", "webp"),
    (b"II*\x00", "tif"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "rtf"),
)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1b")
_PART = b"PK\x01\x02"
"""How a part begins in the list of them at the end of a package (APPNOTE.TXT 4.3.12)."""
_MAX_PARTS = 2_000
_MAX_UNPACKED = 60_000_000
"""Bytes; a report's DOCX unpacks to 2 MB, a bomb to gigabytes."""


def format_of(body: bytes, content_type: str | None) -> tuple[Format, str]:
    """The format and the suffix such a file usually has."""
    start = body.lstrip(b" \t\r\n\xef\xbb\xbf\x00")[:16] if body[:1] in b" \t\r\n\xef\x00" else body[:16]
    if b"%PDF-" in body[:1024]:
        return Format.PDF, "pdf"
    if body.startswith(b"PK\x03\x04"):
        return _zip_format(body)
    for magic, suffix in _MAGIC:
        if start.startswith(magic) and not (magic == b"BM" and _is_text(body)):
            return Format.KEPT, "xls" if suffix == "doc" and "excel" in (content_type or "") else suffix
    if not _is_text(body):
        return Format.BINARY, ""
    if b"<" not in body and "html" not in (content_type or ""):
        return Format.TEXT, "txt"
    return Format.HTML, "html"


def is_page(body: bytes, content_type: str | None, status: int = 200) -> bool:
    """Whether a response is read as a page, not opened as a file; what comes with an error is one, whatever it is."""
    form, _ = format_of(body, content_type)
    return form in {Format.HTML, Format.TEXT} or (status >= 400 and form is not Format.BINARY)


def open_package(body: bytes) -> zipfile.ZipFile | None:
    """The zip package of an Office file, or None if it is damaged or holds or unpacks to more than it should."""
    if body.count(_PART) > _MAX_PARTS:  # before zipfile takes 600 MB for the names of a million parts
        return None
    try:
        package = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):  # how zipfile tells damage
        return None
    return package if sum(part.file_size for part in package.infolist()) <= _MAX_UNPACKED else None


def _zip_format(body: bytes) -> tuple[Format, str]:
    package = open_package(body)
    names = set(package.namelist()) if package else set()
    if "word/document.xml" in names:
        return Format.DOCX, "docx"
    if "xl/workbook.xml" in names:
        return Format.XLSX, "xlsx"
    return Format.KEPT, "ofd" if "OFD.xml" in names else "zip"


def _is_text(body: bytes) -> bool:
    """Text has few control bytes; UTF-16 has a zero in nearly every pair instead."""
    sample = body[:4096]
    if not sample or sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    wide = sample.count(0) > len(sample) * 0.2 and (b"<\x00" in sample or b"\x00<" in sample)
    return wide or controls < len(sample) * 0.02
