"""What people type, and what is made of it."""

from __future__ import annotations

import pytest

from archive.search.apart import written_apart
from archive.search.folding import fold
from archive.search.nodes import Either, Every, Filter, Node, Phrase, Tag, Without
from archive.search.query import LONGEST_QUERY, parse

RENFANG, MINFANG, SUSONG = Phrase("人防"), Phrase("民防"), Phrase("诉讼")


@pytest.mark.parametrize(
    ("typed", "root"),
    [
        ("人防", RENFANG),
        ("人防 诉讼", Every((RENFANG, SUSONG))),
        ("人防\u3000诉讼", Every((RENFANG, SUSONG))),
        ("人防 AND 诉讼", Every((RENFANG, SUSONG))),
        ("“不予公开” 诉讼", Every((Phrase("不予公开"), SUSONG))),
        ('"不予 公开"', Phrase("不予公开")),
        ("\uff02不予公开\uff02", Phrase("不予公开")),
        ("人防 OR 民防", Either((RENFANG, MINFANG))),
        ("人防|民防", Either((RENFANG, MINFANG))),
        ("人防 \uff5c 民防", Either((RENFANG, MINFANG))),
        ("人防 OR 民防 诉讼", Every((Either((RENFANG, MINFANG)), SUSONG))),
        ("-诉讼", Without(SUSONG)),
        ("人防 \uff0d诉讼", Every((RENFANG, Without(SUSONG)))),
        ("人防 NOT 诉讼", Every((RENFANG, Without(SUSONG)))),
        ("-(人防 OR 民防)", Without(Either((RENFANG, MINFANG)))),
        ("\uff08人防 OR 民防\uff09诉讼", Every((Either((RENFANG, MINFANG)), SUSONG))),
        ("title:人防", Phrase("人防", "title")),
        ("标题\uff1a人防", Phrase("人防", "title")),
        ("organ:“人防”", Phrase("人防", "organ")),
        ("title:(人防 OR 民防)", Either((Phrase("人防", "title"), Phrase("民防", "title")))),
        ("year:2018", Filter("year", ("2018",))),
        ("year:\uff12\uff10\uff11\uff18年", Filter("year", ("2018",))),
        ("\uff39\uff25\uff21\uff32\uff1a2018", Filter("year", ("2018",))),
        ("門戶:shi-li", Filter("portal", ("shi-li",))),
        ("標題:人防 機關：民防", Every((Phrase("人防", "title"), Phrase("民防", "organ")))),
        ("year:2015..2017", Filter("year", ("2015", "2016", "2017"))),
        ("year:2017-2015", Filter("year", ("2015", "2016", "2017"))),
        ("year:3000..3001", Filter("year", ("3000",))),
        ("portal:shi-li", Filter("portal", ("shi-li",))),
        ("division:2101", Filter("division", ("2101",))),
        ("has:figures", Tag("has:figures")),
        ("finding:Late", Tag("finding:late")),
        ("《条例》", Phrase("《条例》")),
        ("「放管服」", Phrase("「放管服」")),
        ("条例(试行)", Phrase("条例\uff08试行\uff09")),
        ("“放管服”改革", Every((Phrase("放管服"), Phrase("改革")))),
        ("人防-诉讼", Phrase("人防\uff0d诉讼")),
        ("http://a.cn/b", Phrase("http\uff1a\uff0f\uff0fa\uff0ecn\uff0fb")),
    ],
)
def test_the_language_means_what_the_manual_says(typed: str, root: Node) -> None:
    understood = parse(typed)
    assert understood.root == root
    assert understood.notes == ()


@pytest.mark.parametrize(
    ("typed", "root", "told"),
    [
        ("year:去年", Phrase("year\uff1a去年"), "searched as text"),
        ("year:..", Phrase("year\uff1a\uff0e\uff0e"), "searched as text"),
        ("division:沈", Phrase("division\uff1a沈"), "searched as text"),
        ("has:", Phrase("has\uff1a"), "searched as text"),
        ("has:x", Phrase("has\uff1ax"), "“has:x” is no filter"),
        ("finding:x", Phrase("finding\uff1ax"), "“finding:x” is no filter"),
        ("kind:年报", Phrase("kind\uff1a年报"), "“kind:年报” is no filter"),
        ("title:", Phrase("title\uff1a"), "“title:” is no filter"),
        ("机关： 人防", Every((Phrase("机关\uff1a"), RENFANG)), "“机关：” is no filter"),
        ("colour:red", Phrase("colour\uff1ared"), "no field “colour”"),
        ("OR", Phrase("or"), "OR joins nothing"),
        ("人防 OR", RENFANG, "left out"),
        ("(人防", RENFANG, "not closed"),
        ("“人防", RENFANG, "no second one"),
        ("人" * (LONGEST_QUERY + 5), Phrase("人" * LONGEST_QUERY), "only the first"),
    ],
)
def test_what_cannot_be_understood_is_searched_as_text_and_said_so(typed: str, root: Node, told: str) -> None:
    understood = parse(typed)
    assert understood.root == root
    assert told in " ".join(note.en for note in understood.notes)
    assert all(note.zh and "{" not in note.zh for note in understood.notes)


@pytest.mark.parametrize("typed", ["", "  \u3000 ", "\0", "()", "“”", "\u200b"])
def test_nothing_asks_for_nothing(typed: str) -> None:
    assert parse(typed).root is None


def test_words_beyond_the_limit_are_left_out_and_said_so() -> None:
    understood = parse(" ".join("一二三四五六七八九十" * 9))
    assert isinstance(understood.root, Every)
    assert len(understood.root.nodes) == 40
    assert [note.en for note in understood.notes] == ["only the first 40 words were searched"]


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("人防办2018", "人防办 2018"),
        ("人防办2018年年报", "人防办 2018年 年报"),
        ("人防办２０１８年度年報", "人防办 2018年 年报"),
        ("人防办2018年报", "人防办 2018 年报"),
        ("人防办2018年度报告", "人防办 2018 年度报告"),
        ("教育局年报", "教育局 年报"),
        ("2018年财政局", "2018年 财政局"),
        ("财政局、人防办", "财政局 人防办"),
        ("财政局，2018.", "财政局 2018"),
        ("2018-2019教育局", "2018 2019 教育局"),
        ("财政局", "财政局"),
        ("文号12018", "文号12018"),
        ("gb2018", "gb2018"),
        ("、", "、"),
    ],
)
def test_words_that_were_typed_together_are_told_apart(typed: str, pieces: str) -> None:
    assert " ".join(written_apart(fold(typed))) == pieces


def test_words_are_taken_apart_only_when_asked_and_never_in_quotation_marks_or_under_a_minus() -> None:
    assert parse("教育局2018").root == Phrase("教育局2018")
    apart = parse("教育局2018 “财政局2019” -水务局2020 year:2018", apart=True)
    assert apart.root == Every(
        (
            Every((Phrase("教育局"), Phrase("2018"))),
            Phrase("财政局2019"),
            Without(Phrase("水务局2020")),
            Filter("year", ("2018",)),
        )
    )
    assert [note.en for note in apart.notes] == ["nothing was found as typed: searched as “教育局 2018”"]
    names = Either((Phrase("年报", "title"), Phrase("年度报告", "title")))
    assert parse("title:教育局年报", apart=True).root == Every((Phrase("教育局", "title"), names))
