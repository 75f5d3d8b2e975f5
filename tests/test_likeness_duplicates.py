"""Near-duplicates: planted copies are found, strangers are not, in a collection that shares its form."""

from __future__ import annotations

import random
import subprocess
import sys
from base64 import b64encode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.likeness.duplicates import find_near_duplicates
from archive.likeness.sketch import SKETCH_SIZE, Sketch, containment, likeness, sketch_of

WORDS = [a + b for a in "公信工政单部群平网制管服督考培" for b in "开息作府位门众台站度理务查核训"]


def sentence(chance: random.Random, words: int = 18) -> str:
    return "".join(chance.choice(WORDS) for _ in range(words)) + "。"


def report(chance: random.Random, organ: str, year: int, form: list[str]) -> str:
    """A report of about 3,000 characters, a third of it the form that all share."""
    parts = [f"{organ}{year}年政府信息公开工作年度报告\n", *form]
    for _ in range(12):
        parts.append(f"{year}年，{organ}{sentence(chance)}全年共计{chance.randrange(900)}件。\n")
        parts.extend(sentence(chance) for _ in range(2))
    return "".join(parts)


@pytest.fixture(scope="module")
def collection() -> dict[str, str]:
    chance = random.Random(11)
    form = [sentence(chance) for _ in range(28)]
    return {
        f"r{n}": report(
            chance, f"{'甲乙丙丁戊己庚辛'[n % 8]}{'东南西北中'[n % 5]}县水务局", 2008 + n % 15, form
        )
        for n in range(300)
    }


def copies(texts: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Planted copies by id: what each was made from, and its text."""
    chance = random.Random(12)
    planted: dict[str, tuple[str, str]] = {}
    for n, name in enumerate(chance.sample(sorted(texts), 45)):
        text = texts[name]
        organ, year = text[: text.index("20")], text[text.index("20") :][:4]
        if n % 3 == 0:
            text = text.replace(year, str(int(year) + 1))
        elif n % 3 == 1:
            text = text.replace(organ, "壬上县农业农村局")
        else:
            sentences = text.split("。")
            for place in chance.sample(range(len(sentences) - 1), 2):
                sentences[place] = sentence(chance)[:-1]
            text = "。".join(sentences)
        planted[f"c{n}"] = (name, text)
    return planted


def test_all_planted_copies_are_found_and_nothing_else(collection: dict[str, str]) -> None:
    planted = copies(collection)
    texts = {**collection, **{name: text for name, (_, text) in planted.items()}}
    pairs = find_near_duplicates([(name, sketch_of(text)) for name, text in texts.items()])
    found = {frozenset((pair.one, pair.other)) for pair in pairs}
    expected = {frozenset((name, origin)) for name, (origin, _) in planted.items()}
    assert found == expected
    assert [pair.likeness for pair in pairs] == sorted((pair.likeness for pair in pairs), reverse=True)


def test_strangers_share_their_form_and_are_not_alike(collection: dict[str, str]) -> None:
    sketches = [sketch_of(text) for text in collection.values()]
    assert 0.1 < likeness(sketches[0], sketches[1]) < 0.6
    assert find_near_duplicates(list(zip(collection, sketches, strict=True))) == []


def test_a_large_family_of_copies_is_linked_without_all_its_pairs(collection: dict[str, str]) -> None:
    text = next(iter(collection.values()))
    texts = {**collection, **{f"f{n}": text.replace("县", f"{chr(0x5000 + n)}县") for n in range(60)}}
    pairs = find_near_duplicates([(name, sketch_of(text)) for name, text in texts.items()])
    assert len(pairs) < 60 * 20
    links = [{pair.one, pair.other} for pair in pairs]
    family = links[0]
    while len(grown := family.union(*(link for link in links if link & family))) > len(family):
        family = grown
    assert len(family) == 61


def test_reports_of_form_alone_are_found_when_equal(collection: dict[str, str]) -> None:
    form = "".join(next(iter(collection.values())).split("\n")[1].split("。")[:20])
    texts = {**collection, "x": form, "y": form}
    pairs = find_near_duplicates([(name, sketch_of(text)) for name, text in texts.items()])
    assert {(pair.one, pair.other) for pair in pairs} == {("x", "y")}


def test_few_or_empty_texts_resemble_nothing() -> None:
    empty = sketch_of("")
    assert find_near_duplicates([]) == []
    assert find_near_duplicates([("a", empty), ("b", empty), ("c", sketch_of("甲乙丙丁戊己庚"))]) == []


def test_figures_years_width_and_punctuation_make_no_difference() -> None:
    one = sketch_of("全年主动公开信息1,024条，2018年受理申请三十九件。" * 3)
    other = sketch_of("全年主动公开信息 99 条;二〇一九年受理申请４件." * 3)
    assert likeness(one, other) == 1.0


def test_an_organs_own_name_makes_no_difference_where_it_is_known(collection: dict[str, str]) -> None:
    text = next(iter(collection.values()))
    organ = text[: text.index("20")]
    other = text.replace(organ, "壬上县农业农村局")
    assert likeness(sketch_of(text, organ), sketch_of(other, "壬上县农业农村局")) == 1.0
    assert likeness(sketch_of(text), sketch_of(other)) < 1.0


def test_the_estimate_is_near_the_true_likeness() -> None:
    def shingles(text: str) -> set[str]:
        letters = "".join(c for c in text if c in "".join(WORDS))
        return {letters[n : n + 5] for n in range(len(letters) - 4)}

    chance = random.Random(3)
    for _ in range(20):
        old = "".join(sentence(chance) for _ in range(60))
        cut = chance.randrange(20, 60) * 37
        new = old[:cut] + "".join(sentence(chance) for _ in range(30))
        a, b = shingles(old), shingles(new)
        assert abs(likeness(sketch_of(old), sketch_of(new)) - len(a & b) / len(a | b)) < 0.12


def test_a_shorter_copy_is_contained_in_the_longer_one(collection: dict[str, str]) -> None:
    text = next(iter(collection.values()))
    assert containment(sketch_of(text), sketch_of(text[: len(text) // 3])) > 0.85
    assert containment(sketch_of(""), sketch_of(text)) == 0.0
    assert containment(sketch_of(""), sketch_of("")) == 1.0


def test_a_sketch_is_the_same_in_every_run() -> None:
    text = "甲乙丙丁戊己庚辛" * 9
    code = f"from archive.likeness.sketch import sketch_of; print(sketch_of('{text}').to_text())"
    outputs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
        for _ in range(2)
    }
    assert outputs == {sketch_of(text).to_text() + "\n"}


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400), st.integers(1, 20))
def test_a_sketch_survives_being_kept(text: str, times: int) -> None:
    sketch = sketch_of(text * times)
    kept = Sketch.from_text(sketch.to_text())
    assert kept.shingles == sketch.shingles
    assert np.array_equal(kept.hashes, sketch.hashes)
    assert len(sketch.hashes) <= SKETCH_SIZE
    assert np.all(sketch.hashes[:-1] < sketch.hashes[1:])


@pytest.mark.parametrize("kept", [b"", b"1234567", b"0" * 8 * (SKETCH_SIZE + 2)])
def test_what_is_no_sketch_is_refused(kept: bytes) -> None:
    with pytest.raises(ValueError, match="not a sketch"):
        Sketch.from_text(b64encode(kept).decode())
