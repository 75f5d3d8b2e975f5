"""Pages that lost their line in a list: told when two complete walks agree, never for a list that rolls on."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

from archive.revisions.unlisting import ChannelWalk, Unlisting, dates_by_page, unlistings

PAGE = "http://jia.gov.cn/b.html"


def day(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)


def walk(number: int, names: str, *, complete: bool = True, crawl: str | None = None) -> ChannelWalk:
    """A walk of day `number` that found the pages named by the letters: `a` is the oldest, a capital has no date."""
    entries = {
        f"https://www.jia.gov.cn/{name}.html": date(2025, 1, ord(name) - ord("a") + 1)
        if name.islower()
        else None
        for name in names
    }
    return ChannelWalk(crawl or f"crawl-{number}", day(number), complete, dates_by_page(entries.items()))


def test_a_line_that_is_gone_in_two_walks_was_taken_out_since_the_first() -> None:
    assert unlistings(PAGE, [walk(0, "abc"), walk(1, "ac"), walk(2, "ac")]) == (Unlisting(day(1), day(2)),)


def test_one_walk_alone_is_not_confirmed() -> None:
    assert unlistings(PAGE, [walk(0, "abc"), walk(1, "ac")])[0].confirmed_at is None
    same = unlistings(PAGE, [walk(0, "abc"), walk(1, "ac", crawl="x"), walk(2, "ac", crawl="x")])
    assert same[0].confirmed_at is None


def test_a_walk_with_a_failed_list_page_shows_nothing_missing() -> None:
    walks = [walk(0, "abc"), walk(1, "ac", complete=False), walk(2, "abc"), walk(3, "abc")]
    assert unlistings(PAGE, walks) == ()


def test_a_list_of_the_newest_lines_drops_the_oldest_without_withdrawing_it() -> None:
    assert unlistings(PAGE, [walk(0, "dcb"), walk(1, "edc"), walk(2, "edc")]) == ()


def test_lines_that_are_pinned_do_not_make_the_next_older_one_a_withdrawal() -> None:
    pinned = {f"http://jia.gov.cn/{name}.html": date(2009, 1, 1) for name in ("guide", "rules")}
    walks = [
        ChannelWalk(each.crawl, each.walked_at, True, {**pinned, **each.entries})
        for each in (walk(0, "dcb"), walk(1, "edc"), walk(2, "edc"))
    ]
    assert unlistings(PAGE, walks) == ()


def test_a_line_was_taken_out_where_older_ones_stay_though_a_new_one_came() -> None:
    page = "http://jia.gov.cn/e.html"
    assert len(unlistings(page, [walk(0, "edcba"), walk(1, "fdcba"), walk(2, "fdcba")])) == 1
    # Without dates nobody can tell that from a list that rolls on.
    undated = [walk(0, "EDCBA"), walk(1, "FDCBA"), walk(2, "FDCBA")]
    assert unlistings("http://jia.gov.cn/E.html", undated) == ()


def test_the_last_line_of_a_list_that_became_shorter_was_taken_out() -> None:
    assert len(unlistings(PAGE, [walk(0, "ab"), walk(1, "a"), walk(2, "a")])) == 1


def test_a_line_that_is_back_says_since_when() -> None:
    walks = [walk(0, "abc"), walk(1, "ac"), walk(2, "ac"), walk(3, "abc"), walk(4, "ac"), walk(5, "ac")]
    first, second = unlistings(PAGE, walks[::-1])
    assert (first.unlisted_at, first.confirmed_at, first.relisted_at) == (day(1), day(2), day(3))
    assert (second.unlisted_at, second.confirmed_at, second.relisted_at) == (day(4), day(5), None)


def test_a_page_that_was_never_listed_cannot_be_taken_out() -> None:
    assert unlistings(PAGE, [walk(0, "ac"), walk(1, "ac")]) == ()
    odd = ChannelWalk("x", day(0), True, dates_by_page([("javascript:void(0)", None), ("mailto:a", None)]))
    assert unlistings(PAGE, [odd]) == ()
    assert unlistings("mailto:a", [odd, odd]) == ()


def test_a_long_list_that_vanished_after_many_walks_holds_up_no_crawl() -> None:
    addresses = [f"http://jia.gov.cn/{number}.html" for number in range(2000)]
    before = dates_by_page((address, None) for address in addresses)
    after = dates_by_page([(addresses[0], None)])
    walks = [
        ChannelWalk(f"crawl-{number}", day(number), True, before if number < 40 else after)
        for number in range(42)
    ]
    started = time.process_time()
    for address in addresses[1:]:
        assert unlistings(address, walks) == (Unlisting(day(40), day(41)),)
    assert time.process_time() - started < 3
