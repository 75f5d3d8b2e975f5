"""The ledger: what happened on the sample portal, and what a collection has to find of it.

`expects` names, each as `what:which`:

* `revision:KIND`: the page has one new revision, of this kind (several kinds: several entries);
* `no_revision`: the page's bytes may have changed, what a person reads has not;
* `new_report`: a report that was not there;
* `withdrawal`, `restoration`: of the page at `url`;
* `refusal:KIND`: the answer is not the page, KIND one of `metadata.reading.RefusalKind`;
* `finding:CODE`: a finding on this report; CODE is DOMAIN.md's, of §6 (`stale_year`) or §2.5 (`A1`), or
  `missing` (no report for that organ and year), or `backdated`;
  a report with a `revision:` of its text also has the finding `changed`, one with a `withdrawal` the finding
  `withdrawn`: these are not named again;
* `mended:CODE`: the finding holds no longer, from this moment on;
* `no_finding:CODE`: looks like one and is none;
* `copy`: another text of the report at `copy_of`, not a report of its own;
* `attachment`: the report is a PDF: the file at `url`, or attached to the page there.

Attached files are pages of their own. A moment has at most one revision of a page. A page that is refused
keeps its revision, and is neither withdrawn nor changed when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: when, what, to which page, and what must come of it.

    `url` is absolute. `detail` holds what a test compares: `old` and `new`, `figure`, `old_url` and so on.
    """

    moment: int
    kind: str
    url: str
    organ: str | None
    report_year: int | None
    expects: tuple[str, ...]
    detail: Mapping[str, object] = field(default_factory=dict)


def held_findings(ledger: Iterable[Event]) -> frozenset[tuple[str | None, int | None, str]]:
    """The findings that hold after these events: organ, report year and CODE of each."""
    held: set[tuple[str | None, int | None, str]] = set()
    for event in ledger:
        for what, _, code in (expected.partition(":") for expected in event.expects):
            finding = (event.organ, event.report_year, code)
            if what == "finding":
                held.add(finding)
            elif what == "mended":
                held.discard(finding)
    return frozenset(held)
