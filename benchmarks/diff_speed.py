"""Time and size of the diffs of two made-up reports of 10,000 characters, beside other libraries.

    pip install fast-diff-match-patch diff-match-patch
    python benchmarks/diff_speed.py [--rounds 15]

`light` changes 1 % of the characters in about 50 separate places; `heavy` rewrites six sentences of ten.
For each engine: median milliseconds by the clock and of the processor, changed characters (the edit script's
own for comparison), number of marks, and whether a number was ever cut (a digit kept beside a changed one).
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import json
import random
import re
import statistics
import time
from collections.abc import Callable

from archive.diff.engine import diff_texts

_LETTERS = (
    "公开信息工作政府单位部门群众平台网站制度管理服务督查考核培训机制内容范围重点领域审查发布解读回应申请答复受理办理规范流程责任落实"
    "推进加强完善提升优化开展组织宣传监督保障建设更新维护栏目渠道及时准确全面主动依法全年累计共计人员队伍业务能力水平质量意识会议文件"
)
_WORDS = [_LETTERS[place : place + 2] for place in range(0, len(_LETTERS), 2)]
Ops = list[tuple[str, str]]


def make_report(chance: random.Random, length: int) -> str:
    """A report-like text of about `length` characters: sections, paragraphs, sentences, numbers."""
    parts: list[str] = []
    size = 0
    while size < length:
        words = [chance.choice(_WORDS) for _ in range(chance.randrange(8, 26))]
        words.insert(len(words) // 2, "，")
        if chance.random() < 0.4:
            words.append(f"{chance.randrange(2, 4000)}件")
        sentence = "".join(words) + ("。\n" if chance.random() < 0.25 else "。")
        parts.append(sentence)
        size += len(sentence)
    return "".join(parts)


def edit_lightly(chance: random.Random, text: str, share: float) -> tuple[str, int]:
    """The text with that share of its characters edited in separate places; and the edits' own size."""
    budget = share * len(text)
    step = int(2 / share)
    parts: list[str] = []
    done = size = 0
    for place in range(step // 2, len(text) - step // 2, step):
        if size >= 2 * budget:
            break
        number = re.compile(r"\d+").search(text, place, place + step // 2)
        if number and chance.random() < 0.5:
            start, end, new = number.start(), number.end(), str(chance.randrange(4000, 9999))
        else:
            start = place + chance.randrange(step // 4)
            while text[start : start + 3] and re.search(r"[\d。\n]", text[start - 1 : start + 3]):
                start += 1
            end = start + chance.choice((0, 1, 2))
            new = chance.choice(("", "甲", "乙丙")) if end > start else "丁戊"
        parts += [text[done:start], new]
        done = end
        size += end - start + len(new)
    return "".join([*parts, text[done:]]), size


def edit_heavily(chance: random.Random, text: str) -> tuple[str, int]:
    """The text with six sentences of ten replaced by others; and the edits' own size."""
    sentences = re.findall(r"[^。]*。\n?|[^。]+$", text)
    size = 0
    for place, sentence in enumerate(sentences):
        if chance.random() < 0.6:
            sentences[place] = make_report(chance, 1)
            size += len(sentence) + len(sentences[place])
    return "".join(sentences), size


def by_difflib(old: str, new: str) -> Ops:
    """The standard library's, on characters."""
    ops: Ops = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            ops.append(("equal", old[i:j]))
        else:
            ops += [("delete", old[i:j])] * (j > i) + [("insert", new[k:m])] * (m > k)
    return ops


def engines() -> dict[str, Callable[[str, str], Ops]]:
    """Ours, the standard library's, and those of the diff-match-patch family that are installed."""
    found: dict[str, Callable[[str, str], Ops]] = {
        "nianbao": lambda old, new: [(op, text) for op, text in diff_texts(old, new).ops],
        "difflib": by_difflib,
    }
    names = {-1: "delete", 0: "equal", 1: "insert", "-": "delete", "=": "equal", "+": "insert"}
    try:
        fast = importlib.import_module("fast_diff_match_patch")
    except ImportError:
        print("fast-diff-match-patch is not installed: left out")
    else:
        found["fast-diff-match-patch"] = lambda old, new: [
            (names[op], text)
            for op, text in fast.diff(old, new, timelimit=0, checklines=False, counts_only=False)
        ]
    try:
        pure = importlib.import_module("diff_match_patch")
    except ImportError:
        print("diff-match-patch is not installed: left out")
    else:
        engine = pure.diff_match_patch()
        found["diff-match-patch"] = lambda old, new: [
            (names[op], text) for op, text in engine.diff_main(old, new)
        ]
    return found


def measure(engine: Callable[[str, str], Ops], old: str, new: str, rounds: int) -> dict[str, object]:
    """Median time and the size of the result; fails where the result does not make the new text."""
    times: list[float] = []
    busy: list[float] = []
    ops: Ops = []
    for _ in range(rounds):
        start, cpu = time.perf_counter(), time.process_time()
        ops = engine(old, new)
        times.append(1000 * (time.perf_counter() - start))
        busy.append(1000 * (time.process_time() - cpu))
        if times[0] > 300:
            break
    if "".join(text for op, text in ops if op != "delete") != new:
        raise AssertionError("the diff does not make the new text")
    changed = [text for op, text in ops if op != "equal"]
    cut = sum(
        op == "equal" and index > 0 and text[:1].isdigit() and ops[index - 1][1][-1:].isdigit()
        for index, (op, text) in enumerate(ops)
    )
    return {
        "ms": round(statistics.median(times), 2),
        "cpu_ms": round(statistics.median(busy), 2),
        "changed": sum(map(len, changed)),
        "marks": len(changed),
        "numbers_cut": cut,
    }


def main() -> None:
    """Print one JSON document: for each case the edit script's size and every engine's figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--seed", type=int, default=6)
    options = arguments.parse_args()
    chance = random.Random(options.seed)
    old = make_report(chance, 10_000)
    cases = {"light": edit_lightly(chance, old, 0.01), "heavy": edit_heavily(chance, old)}
    cases["unrelated"] = (make_report(chance, 10_000), 2 * len(old))
    results = {
        name: {
            "script": size,
            **{label: measure(engine, old, new, options.rounds) for label, engine in engines().items()},
        }
        for name, (new, size) in cases.items()
    }
    print(json.dumps({"characters": len(old), **results}, indent=1))


if __name__ == "__main__":
    main()
