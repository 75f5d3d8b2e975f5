"""The queries of the search benchmark, by class, and the truth about them.

The truth knows nothing of terms or of FTS5: it folds the whole text and looks for the folded phrase in it, words
(digits, Latin letters) only whole.
"""

from __future__ import annotations

import re
from functools import cache

from archive.search.document import SearchDocument
from archive.search.folding import WORD, fold
from archive.search.nodes import Either, Every, Filter, Node, Phrase, Without
from archive.search.query import parse

QUERIES: dict[str, tuple[str, ...]] = {
    "1 character": ("税", "砗", "河", "的", "僰"),
    "2 characters": ("人防", "诉讼", "公开", "稀土", "政策", "盐碱", "渔业"),
    "3 characters": ("不予公", "河长制", "财政局", "息政府", "蚕种繁"),
    "4 characters": ("不予公开", "行政诉讼", "政府信息", "摩崖石刻", "政策解读", "减税降费", "信息政府"),
    "8 and more characters": (
        "政府信息公开工作年度报告",
        "依申请公开办理流程",
        "人防工程质量监督",
        "中华人民共和国政府信息公开条例",
        "本年度未收取任何信息处理费",
        "国有企业负责人薪酬",
        "候鸟迁徙通道",
    ),
    "digits": ("2018年", "2018", "1月1日", "12月31日止", "100次", "38.44%", "9001"),
    "Latin": ("APP", "wifi", "ISO9001", "GB/T19001", "IPv6", "运用Excel等方式"),
    "Boolean": (
        "人防 诉讼",
        "“不予公开” 诉讼",
        "政府信息 政策解读",
        "河长制 OR 粮食储备",
        "政府信息 -诉讼",
        "公开 -人防 -河长制",
        "(稀土尾矿 OR 盐碱地改良) 财政局",
        "依申请公开 2018年 第三方评估",
        "税 河长制",
        "摩崖石刻 政府信息",
        "title:财政局 乡村振兴",
        "organ:临溪县 政策解读",
    ),
    "rare": ("钩稽关系", "鼋头渚闸门", "獐子岛海域", "砗磲保护", "古廊桥修缮", "渡口安全员"),
    "absent": ("量子纠缠", "开公息信", "2031年", "火星", "政府信息公开工作年度汇编"),
    "variants": ("依申請公開", "行政處罰結果", "\uff12\uff10\uff11\uff18年", "政府 信息 公开".replace(" ", "\u3000")),
    "filters": (
        "政府信息 year:2012",
        "公开 year:2015..2018",
        "政策解读 portal:portal03",
        "公开 division:2101 kind:about_report",
    ),
}  # fmt: skip


def truth(node: Node, document: SearchDocument, folded: dict[str, str]) -> bool:
    """Whether the document is what the query asks for; `folded` has its folded title, organ and text."""
    if isinstance(node, Phrase):
        columns = [node.column] if node.column else ["title", "organ", "text"]
        return any(_stands_in(node.text, folded[column]) for column in columns)
    if isinstance(node, Filter):
        value = str(getattr(document, node.name))
        return value.startswith(node.values[0]) if node.name == "division" else value in node.values
    if isinstance(node, Every):
        return all(truth(part, document, folded) for part in node.nodes)
    if isinstance(node, Either):
        return any(truth(part, document, folded) for part in node.nodes)
    assert isinstance(node, Without)
    return not truth(node.node, document, folded)


def folded_columns(document: SearchDocument) -> dict[str, str]:
    """The folded title, organ and text."""
    return {"title": fold(document.title), "organ": fold(document.organ), "text": fold(document.text)}


def root_of(query: str) -> Node:
    """The query understood; every query of the benchmark asks for something and is understood whole."""
    understood = parse(query)
    assert understood.root is not None
    assert not understood.notes, understood.notes
    return understood.root


def _stands_in(phrase: str, text: str) -> bool:
    if phrase not in text:
        return False
    pattern = _whole_words(phrase)
    return pattern is None or pattern.search(text) is not None


@cache
def _whole_words(phrase: str) -> re.Pattern[str] | None:
    """The phrase with words at its edges matching whole; None when it has characters at both edges."""
    before = f"(?<![{WORD}])" if re.match(f"[{WORD}]", phrase) else ""
    after = f"(?![{WORD}])" if re.search(f"[{WORD}]$", phrase) else ""
    return re.compile(before + re.escape(phrase) + after) if before or after else None
