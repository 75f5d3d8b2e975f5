"""The query: what a person typed, understood.

    人防 诉讼            both words                 人防 OR 民防, 人防|民防   either
    "不予公开"           the phrase (“ ” as well)   -诉讼                     without it
    (人防 OR 民防) 2018  parentheses                title:年报 organ:财政局   only there
    year:2018 year:2015..2018 portal:ID kind:report level:city division:2101 has:figures finding:late

OR binds closer than the space between words, as on search pages: 人防 OR 民防 2018 is (人防 OR 民防) 2018.
A short name of an organ finds the long one too where names of organs are asked for (organ:市卫健委), and elsewhere
where nothing has it as typed. In quotation marks it is taken as typed.
Full-width signs mean what their ASCII twins mean where those are part of the language; all other signs,
《》「」 among them, are searched as typed, and so is a parenthesis in the middle of a word. A query is never
wrong: what cannot be understood is searched as text, and `Query.notes` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.search.apart import REPORT_NAMES, written_apart
from archive.search.filters import FILTER_NAMES, filter_of
from archive.search.folding import fold
from archive.search.named import written_out
from archive.search.nodes import Either, Every, Node, Phrase, Without
from archive.search.notes import (
    CUT_SHORT,
    JOINS_NOTHING,
    LONG_NAME,
    OR_LEFT_OUT,
    PARENTHESIS_OPEN,
    QUOTE_OPEN,
    SHORT_NAME,
    TOO_MANY_WORDS,
    UNKNOWN_FIELD,
    UNKNOWN_FILTER,
    WRITTEN_APART,
    Note,
)

LONGEST_QUERY = 200
"""Characters; the rest is left out, and said so."""
MOST_WORDS = 40
DEEPEST_PARENTHESES = 12

_COLUMNS = {"title": "title", "标题": "title", "organ": "organ", "机关": "organ"}
_CHINESE = "标题|標題|机关|機關|年度|门户|門戶|区划|區劃"
_FIELD = re.compile(rf"([A-Za-z_\uff21-\uff3a\uff41-\uff5a]{{1,20}}|{_CHINESE})[:\uff1a](?!//)")
QUOTES = '"\uff02“”„‟'
_OPENING, _CLOSING, _MINUS, _BAR = "(\uff08", ")\uff09", "-\uff0d", "|\uff5c"
_OR = frozenset({"OR", "\uff2f\uff32"})
_AND = frozenset({"AND", "\uff21\uff2e\uff24"})
_NOT = frozenset({"NOT", "\uff2e\uff2f\uff34"})


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood: its root (None: nothing is asked for), and what the person should be told."""

    typed: str
    root: Node | None
    notes: tuple[Note, ...] = ()


def parse(query: str, *, apart: bool = False) -> Query:
    """Understand what was typed; never raises.

    With `apart`, words that people write together are taken for several (教育局2018 for 教育局 and 2018), but not in
    quotation marks or under a minus.
    """
    return _Parser(query, apart).query()


class _Parser:
    """One pass over the typed text, by recursive descent; every loop moves on by at least one character."""

    def __init__(self, typed: str, apart: bool) -> None:
        self._typed = typed
        self._apart = apart
        # half of a surrogate pair cannot be written to SQLite; a NUL would end the text there
        self._text = re.sub("[\0\ud800-\udfff]", " ", typed[:LONGEST_QUERY])
        self._place = 0
        self._depth = 0
        self._words = 0
        self._notes: dict[Note, None] = {}

    def query(self) -> Query:
        if len(self._typed) > LONGEST_QUERY:
            self._note(CUT_SHORT.about(LONGEST_QUERY))
        nodes = self._all(None)
        if self._words > MOST_WORDS:
            self._note(TOO_MANY_WORDS.about(MOST_WORDS))
        root = nodes[0] if len(nodes) == 1 else Every(tuple(nodes)) if nodes else None
        return Query(self._typed, root, tuple(self._notes))

    def _note(self, note: Note) -> None:
        self._notes[note] = None

    def _next(self) -> str:
        return self._text[self._place] if self._place < len(self._text) else ""

    def _skip_space(self) -> None:
        while self._next().isspace():
            self._place += 1

    def _all(self, column: str | None) -> list[Node]:
        """Parts with white space between them, up to the closing parenthesis or the end."""
        nodes: list[Node] = []
        while True:
            self._skip_space()
            if not self._next():
                return nodes
            if self._depth and self._next() in _CLOSING:
                return nodes
            if (node := self._either(column)) is not None:
                nodes.append(node)

    def _either(self, column: str | None) -> Node | None:
        """One part, or parts with OR between them."""
        nodes = [self._part(column)]
        while self._takes_or():
            nodes.append(self._part(column))
        known = [node for node in nodes if node is not None]
        return Either(tuple(known)) if len(known) > 1 else known[0] if known else None

    def _takes_or(self) -> bool:
        """Whether OR stands here with something after it; it is then passed over."""
        start = self._place
        self._skip_space()
        if self._next() and self._next() in _BAR:
            while self._next() and self._next() in _BAR:
                self._place += 1
        elif (
            self._text[self._place : self._place + 2] in _OR and not self._text[self._place + 2 :][:1].strip()
        ):
            self._place += 2
        else:
            self._place = start
            return False
        self._skip_space()
        if self._next() and not (self._depth and self._next() in _CLOSING):
            return True
        self._note(OR_LEFT_OUT)
        return False

    def _part(self, column: str | None) -> Node | None:
        """A phrase, a group, a field, a word, or one of them negated."""
        self._skip_space()
        if self._takes_not():
            apart, self._apart = self._apart, False
            node = self._part(column)
            self._apart = apart
            return None if node is None else Without(node)
        if self._next() in QUOTES:
            return self._quoted(column)
        if self._next() in _OPENING and self._depth < DEEPEST_PARENTHESES:
            return self._group(column)
        field = _FIELD.match(self._text, self._place)
        if field:
            return self._field(field, column)
        return self._word(column)

    def _takes_not(self) -> bool:
        """Whether a minus sign touches what follows, or NOT stands before it; it is then passed over."""
        following = self._text[self._place + 1 :][:1]
        if self._next() in _MINUS and following.strip() and following not in _MINUS:
            self._place += 1
            return True
        if self._text[self._place : self._place + 3] in _NOT:
            rest = self._text[self._place + 3 :]
            if rest[:1].isspace() and rest.strip():
                self._place += 3
                self._skip_space()
                return not (self._depth and self._next() in _CLOSING)
        return False

    def _quoted(self, column: str | None) -> Node | None:
        start = self._place + 1
        end = start
        while end < len(self._text) and self._text[end] not in QUOTES:
            end += 1
        if end == len(self._text):
            self._note(QUOTE_OPEN)
        self._place = min(end + 1, len(self._text))
        return self._phrase(self._text[start:end], column)

    def _group(self, column: str | None) -> Node | None:
        self._place += 1
        self._depth += 1
        nodes = self._all(column)
        self._depth -= 1
        if self._next():
            self._place += 1
        else:
            self._note(PARENTHESIS_OPEN)
        return Every(tuple(nodes)) if len(nodes) > 1 else nodes[0] if nodes else None

    def _field(self, field: re.Match[str], column: str | None) -> Node | None:
        """`name:value`; anything that is no field or has no such value is searched as typed."""
        start, name = self._place, fold(field[1])
        self._place = field.end()
        following = self._next()
        if name in _COLUMNS and following and not following.isspace():
            if following in _OPENING and self._depth < DEEPEST_PARENTHESES:
                return self._group(_COLUMNS[name])
            return self._quoted(_COLUMNS[name]) if following in QUOTES else self._word(_COLUMNS[name])
        if name in FILTER_NAMES:
            value = self._value()
            if (node := filter_of(name, value)) is not None:
                return node
            self._note(UNKNOWN_FILTER.about(self._text[start : self._place]))
            return self._phrase(self._text[start : self._place], column)
        self._place = start
        # `title:` with nothing after it is a filter without a value, as `year:` is.
        self._note(UNKNOWN_FILTER.about(field[0]) if name in _COLUMNS else UNKNOWN_FIELD.about(field[1]))
        return self._word(column)

    def _value(self) -> str:
        """The value of a filter: up to white space, or what stands in quotation marks."""
        if self._next() and self._next() in QUOTES:
            start = self._place + 1
            self._quoted(None)
            return self._text[start : self._place].rstrip(QUOTES)
        return self._raw_word()

    def _word(self, column: str | None) -> Node | None:
        start = self._place
        word = self._raw_word()
        if word in _AND and self._text[:start].strip() and self._text[self._place :].strip():
            return None
        if word in _OR | _AND | _NOT:
            self._note(JOINS_NOTHING.about(word))
        return self._pieces(word, column) if self._apart else self._named(word, column)

    def _pieces(self, word: str, column: str | None) -> Node | None:
        folded = fold(word)
        pieces = written_apart(folded)
        if pieces == (folded,):
            return self._named(word, column)
        self._note(WRITTEN_APART.about(" ".join(pieces)))
        nodes = [self._piece(piece, column) for piece in pieces]
        known = tuple(node for node in nodes if node is not None)
        return Every(known) if len(known) > 1 else known[0] if known else None

    def _piece(self, piece: str, column: str | None) -> Node | None:
        node = self._named(piece, column)
        if node is None or piece not in REPORT_NAMES:
            return node
        return Either(tuple(Phrase(name, column) for name in REPORT_NAMES))

    def _named(self, word: str, column: str | None) -> Node | None:
        """The word; a short name of an organ is the long one in the organ's name too, where names are asked for.

        Elsewhere words are found exactly as typed, so long as something is.
        """
        node = self._phrase(word, column)
        long = written_out(word)
        if node is None or column == "title" or long == fold(word):
            return node
        if column is None and not self._apart:
            self._note(SHORT_NAME.about(word))
            return node
        self._note(LONG_NAME.about(long))
        return Either((node, Phrase(long, "organ")))

    def _raw_word(self) -> str:
        """All up to white space, a quotation mark, a bar, or the end of the group it stands in."""
        start, inner = self._place, 0
        while self._next() and not self._next().isspace() and self._next() not in QUOTES + _BAR:
            if self._next() in _OPENING:
                inner += 1
            elif self._next() in _CLOSING:
                if not inner and self._depth:
                    break
                inner -= 1
            self._place += 1
        if self._place == start and self._next():  # a bar that joins nothing
            self._place += 1
        return self._text[start : self._place]

    def _phrase(self, typed: str, column: str | None) -> Node | None:
        folded = fold(typed)
        if not folded:
            return None
        self._words += 1
        return Phrase(folded, column) if self._words <= MOST_WORDS else None
