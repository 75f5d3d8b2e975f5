"""Timelines: what captures make of a page's history, in whatever order they come."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.revisions.timeline import CaptureFact, Outcome, Timeline, timeline

START = datetime(2026, 1, 1, tzinfo=UTC)


def fact(
    day: int, outcome: Outcome = "read", text: str | None = None, payload: str | None = None, **more: object
) -> CaptureFact:
    """A capture of day `day`, in a crawl of its own unless told."""
    status = {"read": 200, "refused": 200, "gone": 404, "failed": None}[outcome]
    values: dict[str, object] = {
        "id": f"c{day:03}",
        "captured_at": START + timedelta(days=day),
        "crawl": f"crawl-{day}",
        "status": status,
        "outcome": outcome,
        "text_digest": text,
        "payload_sha256": payload or (f"p-{text}" if text else None),
    }
    return CaptureFact(**{**values, **more})  # type: ignore[arg-type]


def texts(line: Timeline) -> list[str]:
    return [revision.text_digest for revision in line.revisions]


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def test_a_page_never_captured_has_no_history() -> None:
    assert timeline([]) == Timeline(revisions=())


def test_captures_with_one_text_are_one_revision() -> None:
    line = timeline([fact(0, text="a"), fact(1, text="a"), fact(5, text="a")])
    (revision,) = line.revisions
    assert (revision.number, revision.captures, revision.byte_variants) == (1, 3, 1)
    assert (revision.first_seen, revision.last_seen) == (day(0), day(5))
    assert revision.first_capture == "c000"


def test_a_new_text_is_a_new_revision_and_an_old_text_again_is_another() -> None:
    line = timeline([fact(0, text="a"), fact(1, text="b"), fact(2, text="a")])
    assert texts(line) == ["a", "b", "a"]
    assert [revision.number for revision in line.revisions] == [1, 2, 3]


def test_bytes_that_differ_under_one_text_are_counted_and_make_no_revision() -> None:
    line = timeline([fact(n, text="a", payload=f"p{n % 3}") for n in range(6)])
    assert [revision.byte_variants for revision in line.revisions] == [3]


def test_only_bytes_that_are_new_count_as_other_chrome_or_other_markup() -> None:
    shown = {"p": "menu", "markup": "menu", "chrome": "new menu", "its markup": "new menu"}
    seen = ["p", "p", "markup", "chrome", "chrome", "p", "its markup", "markup"]
    line = timeline([fact(n, text="a", payload=p, shown_digest=shown[p]) for n, p in enumerate(seen)])
    (revision,) = line.revisions
    assert (revision.captures, revision.byte_variants) == (8, 4)
    assert (revision.chrome_changed, revision.markup_changed) == (1, 2)


def test_each_revision_counts_from_its_own_first_capture() -> None:
    line = timeline(
        [
            fact(0, text="a", payload="p0", shown_digest="menu"),
            fact(1, text="b", payload="p1", shown_digest="new menu"),
            fact(2, text="b", payload="p2", shown_digest="new menu"),
        ]
    )
    assert [(r.chrome_changed, r.markup_changed) for r in line.revisions] == [(0, 0), (0, 1)]


def test_a_capture_whose_chrome_nobody_read_is_neither() -> None:
    line = timeline([fact(0, text="a", payload="p0", shown_digest="x"), fact(1, text="a", payload="p1")])
    assert [(r.chrome_changed, r.markup_changed) for r in line.revisions] == [(0, 0)]


def test_refusals_and_failures_neither_end_a_revision_nor_make_one() -> None:
    line = timeline(
        [fact(0, text="a"), fact(1, "refused"), fact(2, "failed"), fact(3, "refused"), fact(4, text="a")]
    )
    assert [(r.text_digest, r.captures) for r in line.revisions] == [("a", 2)]
    assert timeline([fact(0, "refused"), fact(1, "failed")]).revisions == ()


def test_a_page_gone_in_two_crawls_is_withdrawn_since_the_first() -> None:
    line = timeline([fact(0, text="a"), fact(3, "gone"), fact(9, "gone"), fact(12, "gone")])
    assert (line.withdrawn_at, line.withdrawals[0].confirmed_at) == (day(3), day(9))
    (withdrawal,) = line.withdrawals
    assert (withdrawal.first_capture, withdrawal.confirming_capture, withdrawal.after_revision) == (
        "c003",
        "c009",
        1,
    )
    assert line.gone_since is None


def test_not_found_and_gone_for_good_agree() -> None:
    line = timeline([fact(0, text="a"), fact(1, "gone", status=404), fact(2, "gone", status=410)])
    assert line.withdrawn_at == day(1)


def test_one_crawl_cannot_confirm_its_own_finding() -> None:
    line = timeline(
        [
            fact(0, text="a"),
            fact(1, "gone", crawl="x"),
            fact(2, "gone", crawl="x"),
            fact(3, "gone", crawl=None),
        ]
    )
    assert line.withdrawn_at is None
    assert line.gone_since == day(1)


def test_a_page_that_others_found_gone_first_is_withdrawn_when_two_crawls_agree() -> None:
    line = timeline([fact(1, text="甲"), fact(2, "gone", crawl=None), fact(3, "gone"), fact(4, "gone")])
    assert [(w.withdrawn_at, w.confirmed_at) for w in line.withdrawals] == [(day(3), day(4))]
    alone = timeline([fact(1, text="甲"), fact(2, "gone"), fact(3, "gone", crawl=None)])
    assert (alone.withdrawals, alone.gone_since) == ((), day(2))


def test_refusals_between_do_not_unmake_a_withdrawal_but_a_reading_does() -> None:
    gone = [fact(0, text="a"), fact(1, "gone"), fact(4, "gone")]
    assert timeline([*gone, fact(2, "refused"), fact(3, "failed")]).withdrawn_at == day(1)
    read = timeline([*gone, fact(2, text="a")])
    assert read.withdrawn_at is None
    assert read.gone_since == day(4)
    assert [r.captures for r in read.revisions] == [2]


def test_a_page_that_was_never_read_cannot_be_withdrawn() -> None:
    line = timeline([fact(0, "gone"), fact(1, "gone"), fact(2, text="a")])
    assert line.withdrawals == ()
    assert texts(line) == ["a"]


def test_a_restored_page_begins_a_revision_even_with_its_old_text() -> None:
    line = timeline([fact(0, text="a"), fact(1, "gone"), fact(2, "gone"), fact(3, text="a")])
    assert [(r.text_digest, r.restored) for r in line.revisions] == [("a", False), ("a", True)]
    assert (line.withdrawn_at, line.withdrawals[0].restored_at) == (None, day(3))


def test_a_page_may_be_withdrawn_more_than_once() -> None:
    line = timeline(
        [
            fact(0, text="a"),
            fact(1, "gone"),
            fact(2, "gone"),
            fact(3, text="a"),
            fact(4, "gone"),
            fact(5, "gone"),
        ]
    )
    assert [w.withdrawn_at for w in line.withdrawals] == [day(1), day(4)]
    assert line.withdrawn_at == day(4)


def test_a_confirmation_without_a_body_counts_for_the_text_it_confirms() -> None:
    line = timeline(
        [
            fact(0, text="a", payload="pa"),
            fact(1, status=304, payload="pa"),
            fact(2, text="b", payload="pb"),
            fact(3, status=304),
        ]
    )
    assert [(r.text_digest, r.captures) for r in line.revisions] == [("a", 2), ("b", 2)]
    assert timeline([fact(0, status=304)]).revisions == ()


def test_a_capture_told_twice_counts_once() -> None:
    facts = [fact(0, text="a"), fact(1, text="b")]
    assert timeline(facts + facts) == timeline(facts)


OUTCOMES = st.tuples(
    st.sampled_from(["read", "read", "read", "gone", "refused", "failed"]),
    st.sampled_from("abc"),
    st.integers(0, 3),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(OUTCOMES, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_captures_does_not_matter(
    kinds: list[tuple[Outcome, str, int]], chance: random.Random
) -> None:
    facts = [
        fact(n, outcome, text=text if outcome == "read" else None, crawl=f"crawl-{crawl}")
        for n, (outcome, text, crawl) in enumerate(kinds)
    ]
    line = timeline(facts)
    shuffled = facts[:]
    chance.shuffle(shuffled)
    assert timeline(shuffled) == line
    assert sum(r.captures for r in line.revisions) == sum(f.outcome == "read" for f in facts)
    for before, after in zip(line.revisions, line.revisions[1:], strict=False):
        assert before.text_digest != after.text_digest or after.restored
        assert before.last_seen < after.first_seen
