"""Text diffs: what an archivist may rely on, whatever was edited."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.diff.engine import Diff, Edit, apply_ops, diff_texts
from archive.diff.tokens import Codebook, find_tokens, is_number

REPORT = (
    "一、总体情况\n"
    "全年主动公开信息1,024条，其中门户网站839条。新增栏目3个。\n"
    "二、依申请公开情况\n"
    "全年受理申请39件，办结38件，结转1件。均在法定期限内答复申请人。\n"
    "三、存在的问题\n"
    "一是公开内容不够全面，二是更新不够及时。下一步将加强培训，完善制度。\n"
    "甲市测绘办公室\n"
    "2019年3月8日\n"
)


def marks(diff: Diff) -> list[tuple[str, str]]:
    return [(op, text) for op, text in diff.ops if op != "equal"]


def holds(old: str, new: str) -> Diff:
    """The diff of two texts, after checking what must hold of every diff."""
    diff = diff_texts(old, new)
    assert apply_ops(diff.ops, old) == new
    assert (diff.old, diff.new) == (old, new)
    assert all(edit.text for edit in diff.ops)
    for move in diff.moves:
        assert diff.ops[move.delete_op].op == "delete"
        assert diff.ops[move.insert_op].op == "insert"
    return diff


def test_equal_texts_have_one_equal_op_and_empty_texts_none() -> None:
    assert diff_texts(REPORT, REPORT).ops == (("equal", REPORT),)
    assert diff_texts("", "").ops == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("受理申请39件", "受理申请139件"),
        ("信息1,024条", "信息1,025条"),
        ("收费38.44万元", "收费38.4万元"),
        ("占比12%", "占比15%"),
        ("增减-3项", "增减-13项"),
        ("共二十三次", "共二十四次"),
        ("共１２次", "共１３次"),
        ("2019年3月8日", "2019年3月18日"),
        ("2019-03-08", "2019-03-18"),
        ("二〇一九年三月八日", "二〇一九年三月九日"),
    ],
)
def test_a_changed_number_or_date_changes_as_a_whole(old: str, new: str) -> None:
    number = next(token for token in find_tokens(old) if len(token) > 1)
    other = next(token for token in find_tokens(new) if len(token) > 1)
    diff = holds(f"全年{old}，情况良好。", f"全年{new}，情况良好。")
    assert marks(diff) == [("delete", number), ("insert", other)]


def test_numbers_in_a_list_are_not_one_number() -> None:
    assert find_tokens("分别为12，345件和1,2345件")[3:6] == ["12", "，", "345"]
    assert "1,2345" not in find_tokens("1,2345件")


def test_a_number_that_only_lost_its_unit_is_not_touched() -> None:
    diff = holds("全年受理申请39件。", "全年受理申请39。")
    assert marks(diff) == [("delete", "件")]


def test_a_paragraph_that_moved_is_a_move_and_not_a_rewrite() -> None:
    first, second = "甲单位认真开展主动公开工作。\n", "乙单位认真办理依申请公开工作，按时答复。\n"
    diff = holds(f"开头。\n{first}{second}结尾。\n", f"开头。\n{second}{first}结尾。\n")
    (move,) = diff.moves
    assert move.likeness == 1.0
    # The shorter of the two is the one that moved.
    assert diff.ops[move.delete_op].text == diff.ops[move.insert_op].text == first
    assert len(marks(diff)) == 2


def test_paragraphs_that_moved_together_are_one_move() -> None:
    section = (
        "二、依申请公开情况\n" + "全年受理申请三十九件，按期答复。\n" + "没有收取任何费用，也没有减免。\n"
    )
    rest = "".join(f"第{n}段说明主动公开工作的开展情况与成效{n * 7}。\n" for n in range(6))
    diff = holds(section + rest, rest + section)
    (move,) = diff.moves
    assert diff.ops[move.insert_op].text.endswith("没有收取任何费用，也没有减免。\n")


def test_a_sentence_that_moved_within_its_paragraph_is_a_move() -> None:
    diff = holds(
        "一是加强组织领导明确责任分工。二是完善公开制度规范公开流程标准。三是组织业务培训提高人员能力水平。",
        "二是完善公开制度规范公开流程标准。三是组织业务培训提高人员能力水平。一是加强组织领导明确责任分工。",
    )
    assert [diff.ops[move.delete_op].text for move in diff.moves] == ["一是加强组织领导明确责任分工。"]


def test_a_paragraph_edited_while_it_moved_is_a_move_with_its_likeness() -> None:
    moved = "全年通过门户网站主动公开政府信息八百余条，通过公众号发布信息三百余条，通过公告栏张贴四十余次。\n"
    other = "".join(f"这一段讲述第{n}项工作的具体做法和取得的成效{n * 3}。\n" for n in range(2, 9))
    diff = holds(moved + other, other + moved.replace("公告栏张贴四十余次", "公告栏公示五十余次"))
    (move,) = diff.moves
    assert 0.7 <= move.likeness < 1


def test_repeated_short_lines_are_not_moves() -> None:
    diff = holds("甲\n无。\n乙\n", "甲\n乙\n无。\n")
    assert diff.moves == ()


def test_a_line_that_lost_its_line_end_did_not_move() -> None:
    assert holds("甲乙丙丁戊己庚辛壬癸子丑。\n", "甲乙丙丁戊己庚辛壬癸子丑。").moves == ()


def test_a_rewritten_sentence_is_replaced_whole_instead_of_scattered() -> None:
    old = "全年共组织三次业务培训，参训人员达到一百二十人。"
    new = "我办高度重视政务公开，主要领导亲自部署并多次听取汇报。"
    diff = holds(f"开头一句。{old}结尾一句。", f"开头一句。{new}结尾一句。")
    assert marks(diff) == [("delete", old[:-1]), ("insert", new[:-1])] or marks(diff) == [
        ("delete", old),
        ("insert", new),
    ]


def test_an_inserted_sentence_begins_where_a_sentence_begins() -> None:
    diff = holds("一是加强领导。二是加强培训。", "一是加强领导。二是加强监督。二是加强培训。")
    assert marks(diff) == [("insert", "二是加强监督。")]


def test_an_inserted_clause_ends_at_a_comma() -> None:
    diff = holds("工作中加强培训，提高水平。", "工作中加强培训，加强考核，提高水平。")
    assert marks(diff) == [("insert", "加强考核，")]


def test_a_repeated_row_is_aligned_within_its_own_section() -> None:
    old = "一、甲项工作情况\n无。\n二、乙项工作情况\n无。\n三、丙项工作情况\n无。\n"
    diff = holds(old, old.replace("二、乙项工作情况\n无。\n", "二、乙项工作情况\n有2件。\n"))
    assert marks(diff) == [("delete", "无"), ("insert", "有2件")]


def test_a_diff_refuses_a_text_it_was_not_made_for() -> None:
    diff = diff_texts("受理39件。", "受理41件。")
    with pytest.raises(ValueError, match="another text"):
        apply_ops(diff.ops, "受理40件。")
    with pytest.raises(ValueError, match="ends at character"):
        apply_ops(diff.ops, "受理39件。后面还有。")
    with pytest.raises(ValueError, match="not one of"):
        apply_ops([("replace", "受理")], "受理39件。")


def test_a_diff_survives_its_way_through_json() -> None:
    data = diff_texts(REPORT, REPORT.replace("39件", "41件")).as_data()
    assert apply_ops(data["ops"], REPORT) == REPORT.replace("39件", "41件")


def test_private_code_points_in_a_hostile_text_cannot_confuse_tokens() -> None:
    holds("受理\U000f0000件39", "受理39件\U000f0000")
    holds("\U000f0001甲乙丙丁戊己庚辛壬癸\n子\n", "子\n\U000f0001甲乙丙丁戊己庚辛壬癸\n")
    book = Codebook(["a\U000f0000"])
    assert book.encode("12") == "12"


def test_lone_surrogates_and_odd_line_ends_pass_through() -> None:
    holds("甲\ud800\r\n乙\x0b丙\u2028丁", "甲\r\n乙\ud800\x0b丁\u2028")


ALPHABET = "甲乙丙丁，。；\n\t 0123.-年月日一二十a\U000f0000"


@settings(max_examples=300, deadline=None)
@given(st.text(ALPHABET, max_size=80), st.text(ALPHABET, max_size=80))
def test_any_text_is_made_of_any_other(old: str, new: str) -> None:
    holds(old, new)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(REPORT.splitlines(keepends=True)), max_size=14),
    st.randoms(use_true_random=False),
)
def test_any_order_of_lines_is_made_of_any_other(lines: list[str], chance: random.Random) -> None:
    shuffled = lines[:]
    chance.shuffle(shuffled)
    holds("".join(lines), "".join(shuffled[: len(shuffled) - chance.randrange(2)]))


# --- generated edit scripts ------------------------------------------------------------------------------

_LETTERS = (
    "主动公开依法答复按时办理完善制度加强培训规范流程明确责任回应关切更新栏目优化平台审核把关督促检查"
    "梳理目录编制指南解读政策公布数据畅通渠道提升能力健全机制细化分工定期通报强化考核服务群众接受监督"
)
PHRASES = [_LETTERS[place : place + 4] for place in range(0, len(_LETTERS), 4)]


def made_report(chance: random.Random, paragraphs: int) -> str:
    lines: list[str] = []
    for number in range(paragraphs):
        sentences = []
        for _ in range(chance.randrange(2, 6)):
            words = chance.sample(PHRASES, chance.randrange(3, 7))
            if chance.random() < 0.5:
                words.insert(chance.randrange(len(words)), f"共计{chance.randrange(2, 3000)}件")
            sentences.append("，".join(words) + "。")
        lines.append(f"（{number + 1}）" + "".join(sentences) + "\n")
    lines.append(f"二〇一八年一月三日，{chance.randrange(2008, 2024)}年1月{chance.randrange(1, 29)}日\n")
    return "".join(lines)


def edited(chance: random.Random, text: str) -> tuple[str, int]:
    """`text` after some edits at separate places, and the number of characters they deleted and inserted."""
    tokens = find_tokens(text)
    starts, place = [], 0
    for token in tokens:
        starts.append(place)
        place += len(token)
    new: list[str] = []
    cost = done = 0
    at = chance.randrange(5, 30)
    while at < len(tokens) - 8:
        start = starts[at]
        numbers = [k for k in range(at, at + 8) if is_number(tokens[k]) and tokens[k].isdecimal()]
        kind = chance.choice(("number", "word", "insert", "delete", "sentence"))
        if kind == "number" and numbers:
            start = starts[numbers[0]]
            old_part, new_part = tokens[numbers[0]], str(chance.randrange(4000, 9999))
        elif kind == "word":
            old_part, new_part = "".join(tokens[at : at + 2]), chance.choice(("甲乙", "丙", "丁戊己"))
        elif kind == "delete":
            old_part, new_part = "".join(tokens[at : at + chance.randrange(1, 6)]), ""
        elif kind == "sentence":
            start = text.find("。", start) + 1 or start
            old_part, new_part = "", "新增一句说明" + "，".join(chance.sample(PHRASES, 3)) + "。"
        else:
            old_part, new_part = "", chance.choice(("庚", "辛壬", "癸子丑"))
        if start >= done:
            new += [text[done:start], new_part]
            done = start + len(old_part)
            cost += len(old_part) + len(new_part)
        at += chance.randrange(30, 120)
        while at < len(tokens) and starts[at] < done + 20:
            at += 1
    return "".join([*new, text[done:]]), cost


@pytest.mark.parametrize("seed", range(200))
def test_a_generated_edit_script_is_found_again_without_excess(seed: int) -> None:
    chance = random.Random(seed)
    old = made_report(chance, chance.randrange(3, 25))
    new, cost = edited(chance, old)
    diff = holds(old, new)
    assert diff.changed <= 1.1 * cost
    assert not any(re.search(r"\d$", a.text) and re.match(r"\d", b.text) for a, b in _touching(diff))


def _touching(diff: Diff) -> list[tuple[Edit, Edit]]:
    """Neighbours of which one is equal and one is not: between them no number may be cut."""
    return [(a, b) for a, b in pairwise(diff.ops) if (a.op == "equal") != (b.op == "equal")]


@pytest.mark.parametrize("seed", range(20))
def test_a_heavy_rewrite_is_still_exact(seed: int) -> None:
    chance = random.Random(1000 + seed)
    old = made_report(chance, 30)
    paragraphs = [
        line if chance.random() < 0.4 else made_report(chance, 1) for line in old.splitlines(keepends=True)
    ]
    chance.shuffle(paragraphs)
    holds(old, "".join(paragraphs))
    holds(old.replace("。", "，").replace("\n", ""), "".join(paragraphs).replace("\n", ""))


PARAGRAPHS = (
    "一、主动公开情况\n",
    "全年主动公开政府信息1024条，其中通过门户网站公开839条，内容涉及测绘成果。\n",
    "成立了领导小组，明确办公室为牵头科室，配备专职人员2名、兼职人员3名。\n",
    "全年开展培训4次，参加人员120人次，编印学习资料300份，受到普遍欢迎。\n",
    "二、依申请公开情况\n",
    "共受理申请39件，办结38件，结转下年度1件，均在期限内答复。\n",
)


def test_a_passage_edited_on_its_way_shows_what_changed_in_it() -> None:
    head, first, second, third, *rest = PARAGRAPHS
    new = "".join([head, third.replace("4次", "6次"), first, second, *rest])
    diff = diff_texts("".join(PARAGRAPHS), new)
    (move,) = diff.moves
    assert [edit for edit in move.edits if edit.op != "equal"] == [("delete", "4"), ("insert", "6")]
    moved, arrived = diff.ops[move.delete_op].text, diff.ops[move.insert_op].text
    assert apply_ops(move.edits, moved) == arrived
    assert apply_ops(diff.ops, "".join(PARAGRAPHS)) == new


def test_a_heading_goes_with_its_section() -> None:
    *section, heading, paragraph = PARAGRAPHS
    diff = diff_texts("".join(PARAGRAPHS), "".join([heading, paragraph, *section]))
    assert [diff.ops[move.insert_op].text for move in diff.moves] == [heading + paragraph]
    assert diff.changed == 2 * len(heading + paragraph)
