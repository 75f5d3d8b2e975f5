"""Notes: what a person is told about a search beside its hits, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence, in both languages."""

    zh: str
    en: str

    def about(self, told: object) -> Note:
        """The note with the place `{}` in it filled."""
        return Note(self.zh.format(told), self.en.format(told))


NOTHING_ASKED = Note("没有写要找什么", "nothing was asked for")
CUT_SHORT = Note("只检索了前 {} 个字", "only the first {} characters were searched")
TOO_MANY_WORDS = Note("只检索了前 {} 个词", "only the first {} words were searched")
OR_LEFT_OUT = Note("OR 后面没有词：已略去", "OR with nothing after it was left out")
JOINS_NOTHING = Note("{} 没有连接什么：按文字检索", "{} joins nothing here: searched as text")
QUOTE_OPEN = Note(
    "引号没有另一半：其后全部算作一个短语",
    "a quotation mark has no second one: all after it was taken as one phrase",
)
PARENTHESIS_OPEN = Note(
    "括号没有合上：算到末尾为止", "a parenthesis is not closed: taken to end with the query"
)
UNKNOWN_FILTER = Note("“{}”不是可用的条件：按文字检索", "“{}” is no filter that is known: searched as text")
NOWHERE = Note("本档案中没有“{}”的年报", "no report here has “{}”")
UNKNOWN_FIELD = Note("没有“{}”这一项：按文字检索", "there is no field “{}”: searched as text")
WRITTEN_APART = Note("照原样没有找到：分开检索“{}”", "nothing was found as typed: searched as “{}”")
SHORT_NAME = Note(
    "“{0}”是机关的简称：检索“机关:{0}”连全称一起找",
    "“{0}” is the short name of an organ: “organ:{0}” finds the long one too",
)
LONG_NAME = Note("也找了名称含“{}”的机关", "organs with “{}” in their name were looked for as well")
MORE_MATCH = Note(
    "符合的多于 {:,} 份：份数与分类只算最近收入的这些",
    "more than {:,} reports match: counted among those that came in last",
)
FREQUENT = Note(
    "所查的词十分常见：标题里有的在前，其余新的在前",
    "the words are frequent: reports with them in the title come first, then the newest",
)
