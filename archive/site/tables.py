"""Tables as CSV, for spreadsheets: what was archived is hostile there too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from datasette import Response

from archive.site.visit import PAGE_HEADERS


def csv_response(name: str, header: Sequence[str], lines: Iterable[Sequence[object]]) -> Response:
    """A table as a download `<name>.csv`."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    headers = {**PAGE_HEADERS, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    # The mark at the start lets spreadsheets read it as UTF-8.
    return Response("\ufeff" + table.getvalue(), headers=headers, content_type="text/csv; charset=utf-8")


def _harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
