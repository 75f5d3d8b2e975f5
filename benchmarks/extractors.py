"""The extractors that are compared, behind one signature: bytes, address, Content-Type → fields by our names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import lxml.etree
import trafilatura
from gne import GeneralNewsExtractor

from metadata.dates import first_date
from metadata.encoding import decode
from metadata.reader import read_page

_GNE = GeneralNewsExtractor()
_YEAR = re.compile(r"(20\d\d)\s*年")


def nianbao(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    """This project's reader."""
    reading = read_page(body, url=url, content_type=content_type)
    return {
        "title": reading.title,
        "published_on": reading.published_on,
        "source": reading.source,
        "organ": reading.organ,
        "report_year": reading.report_year,
        "kind": reading.kind.value,
        "body": reading.text,
    }


def trafilatura_with_htmldate(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    """trafilatura with metadata (its date is htmldate's); it gets the page decoded by us, and text it is best at.

    It has no field for a source: `author`, else `sitename`. The year is the first of its title.
    """
    if content_type == "application/pdf":
        return {}
    document = trafilatura.bare_extraction(
        decode(body, content_type)[0], url=url, with_metadata=True, favor_recall=True, include_tables=True
    )
    if document is None:
        return {}
    return _fields(document.title, document.date, document.author or document.sitename, document.text)


def gne(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    """GeneralNewsExtractor; its `author` stands for the source."""
    if content_type == "application/pdf":
        return {}
    try:
        found = _GNE.extract(decode(body, content_type)[0], host=url)
    except (ValueError, TypeError, AttributeError, IndexError, ZeroDivisionError, lxml.etree.LxmlError):
        return {}
    return _fields(found["title"], found["publish_time"], found["author"], found["content"])


def _fields(title: str | None, date: str | None, source: str | None, text: str | None) -> dict[str, Any]:
    year = _YEAR.search(title or "")
    day = first_date(date or "")
    return {
        "title": title,
        "published_on": day.value if day else None,
        "source": source or None,
        "report_year": int(year[1]) if year else None,
        "body": text,
    }


EXTRACTORS: dict[str, Callable[[bytes, str, str], dict[str, Any]]] = {
    "nianbao": nianbao,
    "trafilatura + htmldate": trafilatura_with_htmldate,
    "GNE": gne,
}
