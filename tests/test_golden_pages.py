"""Every case of tests/pages is read as a person read it: field by field, and no field may get worse.

A case is `tests/pages/<family>/<case>/` with `body.html` (or body.pdf …), `response.json` and `expected.json`.
A missing expected.json is written and its test fails until somebody has read it.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from metadata.reader import read_page
from metadata.reading_json import as_json

PAGES = Path(__file__).parent / "pages"
FLOOR = PAGES / "floor.json"
CASES = sorted(path.parent for path in PAGES.glob("*/*/response.json"))
FIELDS = (
    "kind",
    "title",
    "organ",
    "source",
    "published_on",
    "signed_on",
    "url_date",
    "report_year",
    "period_start",
    "period_end",
    "scope",
    "text",
    "tables",
    "attachments",
    "refusal",
    "charset",
)


@cache
def reading_of(case: Path) -> dict[str, Any]:
    response = json.loads((case / "response.json").read_text(encoding="utf-8"))
    body = next(case.glob("body.*")).read_bytes()
    reading = as_json(
        read_page(body, url=response["url"], content_type=response["content_type"], status=response["status"])
    )
    reading["tables"] = [table["rows"] for table in reading["tables"]]
    reading["attachments"] = [attachment["name"] for attachment in reading["attachments"]]
    reading["refusal"] = reading["refusal"]["kind"] if reading["refusal"] else None
    return {field: reading[field] for field in FIELDS}


@cache
def expected_of(case: Path) -> dict[str, Any]:
    path = case / "expected.json"
    if not path.exists():
        text = json.dumps(reading_of(case), ensure_ascii=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")
        pytest.fail(f"{path} was missing and is written now: read it, correct it, run again")
    expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_page_is_read_as_a_person_read_it(case: Path) -> None:
    expected, reading = expected_of(case), reading_of(case)
    wrong = [
        f"{field}: expected {expected[field]!r}, read {reading[field]!r}"
        for field in FIELDS
        if expected[field] != reading[field]
    ]
    assert not wrong, "\n".join(wrong)


def test_no_field_is_right_on_fewer_pages_than_the_floor_says() -> None:
    floor = json.loads(FLOOR.read_text(encoding="utf-8"))
    right = Counter(
        field for case in CASES for field in FIELDS if expected_of(case)[field] == reading_of(case)[field]
    )
    below = {field: (right[field], least) for field, least in floor.items() if right[field] < least}
    assert not below, f"right on fewer pages than before (now, floor): {below}"
