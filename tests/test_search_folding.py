"""What counts as the same text, and the terms made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.folding import fold
from archive.search.terms import index_terms, phrase_terms


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("依申請公開", "依申请公开"),
        ("行政處罰結果", "行政处罚结果"),
        ("答覆", "答复"),
        ("\uff12\uff10\uff11\uff18年", "2018年"),
        ("\uff21\uff30\uff30", "app"),
        ("政府\u3000信息\n 公开", "政府信息公开"),
        ("2018 年 3 月", "2018年3月"),
        ("政\u200b府\ufeff信息", "政府信息"),
        ("1,234件", "1\uff0c234件"),
        ("38.44%", "38\uff0e44\uff05"),
        ("\uf9f4业", "林业"),
        ("Cafe\u0301", "café"),
        ("100㎡", "100m2"),
    ],
)
def test_spellings_that_a_reader_takes_for_the_same_fold_to_the_same(written: str, same_as: str) -> None:
    assert fold(written) == fold(same_as)


def test_the_space_between_two_words_stays_and_is_one() -> None:
    assert fold(" GB \n 19001 标准 ") == "gb 19001标准"


def test_different_numbers_and_signs_stay_different() -> None:
    assert len({fold(text) for text in ("2018年", "2019年", "“公开”", "公开", "《公开》", "…", "...")}) == 7


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="公开開\uff0c,。𠉂㎡乾坤"), st.text(alphabet="公开開\uff0c,。𠉂㎡乾坤"))
def test_a_part_of_a_text_folds_as_it_does_in_the_whole(before: str, after: str) -> None:
    assert fold(before) in fold(before + after)


def test_terms_are_pairs_of_characters_and_whole_words_and_then_each_character() -> None:
    terms = index_terms(fold("办2018 年公开开")).split()
    assert terms == ["办2018", "2018", "2018年", "年公", "公开", "开开", "公", "办", "年", "开"]


def test_a_phrase_has_the_terms_it_has_inside_a_text() -> None:
    assert phrase_terms(fold("2018年公")) in index_terms(fold("办2018 年公开"))


def test_a_single_character_or_word_is_a_term_of_its_own() -> None:
    assert phrase_terms("税") == "税"
    assert phrase_terms("2018") == "2018"


def test_an_endless_word_is_cut_and_still_found() -> None:
    word = "a1" * 5000
    assert max(map(len, index_terms(word).split())) <= 65
    assert phrase_terms(word) == index_terms(word)
