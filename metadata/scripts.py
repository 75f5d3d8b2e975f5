"""What a page writes into itself by script, where that can be read without running it.

Some TRS templates print the date and the source by script only:
`<script>var pubdata='2020年11月27日'; if(pubdata!=''){document.write('发布时间：'+pubdata);}</script>`
Only that shape is read: variables that are string literals, and `document.write` of literals and such
variables.
"""

from __future__ import annotations

import re
from html import unescape

_LITERAL = r"'[^'\\\n]*'|\"[^\"\\\n]*\""
_VARIABLE = re.compile(rf"(?:\bvar|\blet|\bconst|[;,\n])\s*(\w+)\s*=\s*({_LITERAL})")
_WRITE = re.compile(rf"document\.write(?:ln)?\(\s*((?:{_LITERAL}|\w+)(?:\s*\+\s*(?:{_LITERAL}|\w+))*)\s*\)")
_TERM = re.compile(rf"{_LITERAL}|\w+")
_TAG = re.compile(r"<[^>]*>")


def written_by_script(script: str) -> str:
    """The text that the script writes into the page; nothing for a value that is empty or computed."""
    if "document.write" not in script:
        return ""
    variables = {name: literal[1:-1] for name, literal in _VARIABLE.findall(";" + script)}
    written = [_value_of(expression, variables) for expression in _WRITE.findall(script)]
    return unescape(_TAG.sub(" ", "".join(written)))


def _value_of(expression: str, variables: dict[str, str]) -> str:
    values: list[str] = []
    for term in _TERM.findall(expression):
        value = term[1:-1] if term[0] in "'\"" else variables.get(term, "")
        if not value and term[0] not in "'\"":
            return ""
        values.append(value)
    return "".join(values)
