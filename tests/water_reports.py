"""The prose of an invented water authority's reports: the same sentences every year, with numbers of their own."""

from __future__ import annotations

TOPICS = (
    "水源保护",
    "河道清淤",
    "管网改造",
    "节水宣传",
    "防汛演练",
    "水质监测",
    "灌区建设",
    "水库巡查",
    "岸线整治",
    "农村供水",
)


def sentences(year: int, topics: tuple[str, ...] = TOPICS, *, verb: str = "公布", more: int = 0) -> list[str]:
    """A sentence a topic; `more` is what each number in them is larger by."""
    return [
        f"{year}年围绕{topic}工作及时{verb}实施方案和进展情况{number * 7 + 12 + more}条，接受群众和媒体监督。"
        for number, topic in enumerate(topics)
    ]
