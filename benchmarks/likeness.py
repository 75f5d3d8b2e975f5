"""Near-duplicate search over made-up reports: are all planted copies found, and does time grow linearly?

    python benchmarks/likeness.py [--reports 20000] [--seed 7]

Reports are about 4,000 characters: a form that all share, stock sentences that many share, and sentences of
their own. Three kinds of copies are planted: year digits changed, organ name swapped, two sentences edited.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from dataclasses import dataclass

from archive.likeness.duplicates import find_near_duplicates
from archive.likeness.sketch import sketch_of

# Two characters a word.
_LETTERS = (
    "公开信息工作政府单位部门群众平台网站制度管理服务督查考核培训机制内容范围重点领域审查发布"
    "解读回应申请答复受理办理规范流程责任落实推进加强完善提升优化开展组织宣传监督保障建设更新"
    "维护栏目渠道及时准确全面主动依法全年累计共计人员队伍业务能力水平质量意识会议文件方案计划"
    "清单目录指南年报数据统计财政预算决算民生教育医疗卫生环境交通水利农业林业住房安全应急防灾"
    "市场监管食品药品项目招标采购土地"
)
_WORDS = [_LETTERS[place : place + 2] for place in range(0, len(_LETTERS), 2)]
_PLACES = [
    f"{a}{b}{kind}" for a in "甲乙丙丁戊己庚辛壬癸" for b in "东南西北中上下" for kind in ("市", "县", "区")
]
_BUREAUS = [
    "统计局",
    "水务局",
    "农业农村局",
    "教育局",
    "交通运输局",
    "司法局",
    "审计局",
    "林业局",
    "信访局",
    "档案馆",
]


@dataclass(frozen=True)
class Corpus:
    """Reports by id, and for each planted copy the id of what it was made from."""

    texts: dict[str, str]
    origins: dict[str, str]


def make_corpus(count: int, seed: int) -> Corpus:
    """`count` reports, a twentieth of them planted copies of others."""
    chance = random.Random(seed)
    form = [_sentence(chance, 28) for _ in range(40)]
    stock = [_sentence(chance, 40) for _ in range(1500)]
    texts: dict[str, str] = {}
    origins: dict[str, str] = {}
    copies = count // 20
    for number in range(count - copies):
        organ = chance.choice(_PLACES) + chance.choice(_BUREAUS)
        texts[f"r{number}"] = _report(chance, organ, chance.randrange(2008, 2025), form, stock)
    for number in range(copies):
        origin = f"r{chance.randrange(count - copies)}"
        texts[f"c{number}"] = _copied(chance, texts[origin], number % 3)
        origins[f"c{number}"] = origin
    return Corpus(texts, origins)


def _sentence(chance: random.Random, length: int) -> str:
    words: list[str] = []
    while 2 * len(words) < length:
        words.append(chance.choice(_WORDS))
    return "".join(words) + "。"


def _report(chance: random.Random, organ: str, year: int, form: list[str], stock: list[str]) -> str:
    parts = [f"{organ}{year}年政府信息公开工作年度报告\n"]
    for section in range(6):
        parts.append(f"{'一二三四五六'[section]}、" + form[section] + "\n")
        parts.extend(form[6 + section * 5 : 11 + section * 5])
        parts.extend(chance.choice(stock) for _ in range(6))
        parts.extend(
            f"{year}年，{organ}" + _sentence(chance, 36) + f"共{chance.randrange(900)}件。" for _ in range(3)
        )
        parts.extend(_sentence(chance, 40) for _ in range(4))
        parts.append("\n")
    return "".join(parts)


def _copied(chance: random.Random, text: str, kind: int) -> str:
    organ, _, rest = text.partition("20")
    year = int("20" + rest[:2])
    if kind == 0:
        return text.replace(str(year), str(year + 1))
    if kind == 1:
        return text.replace(organ, chance.choice(_PLACES) + chance.choice(_BUREAUS))
    sentences = text.split("。")
    for place in chance.sample(range(len(sentences) - 1), 2):
        sentences[place] = _sentence(chance, 40)[:-1]
    return "。".join(sentences)


def measure(count: int, seed: int) -> dict[str, float]:
    """Seconds of the processor, and quality, over one corpus of `count` reports."""
    corpus = make_corpus(count, seed)
    start = time.process_time()
    sketches = [(name, sketch_of(text)) for name, text in corpus.texts.items()]
    sketched = time.process_time()
    pairs = find_near_duplicates(sketches)
    done = time.process_time()
    roots = {name: corpus.origins.get(name, name) for name in corpus.texts}
    linked = {frozenset((pair.one, pair.other)) for pair in pairs}
    found = sum(frozenset(item) in linked for item in corpus.origins.items())
    false = sum(roots[pair.one] != roots[pair.other] for pair in pairs)
    return {
        "reports": count,
        "characters_each": round(sum(map(len, corpus.texts.values())) / count),
        "sketch_s": round(sketched - start, 2),
        "search_s": round(done - sketched, 2),
        "planted": len(corpus.origins),
        "found": found,
        "pairs": len(pairs),
        "false_pairs": false,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Measure a quarter of the corpus, then the whole, and print both with the growth."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reports", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=7)
    options = arguments.parse_args()
    small, whole = (measure(count, options.seed) for count in (options.reports // 4, options.reports))
    total = [run["sketch_s"] + run["search_s"] for run in (small, whole)]
    print(json.dumps({"quarter": small, "whole": whole, "growth": round(total[1] / total[0], 2)}, indent=1))


if __name__ == "__main__":
    main()
