"""What a page writes into itself by script, where that can be read without running it.

Some TRS templates print the date and the source by script only:
`<script>var pubdata='2020年11月27日'; if(pubdata!=''){document.write('发布时间：'+pubdata);}</script>`
Others leave an empty element and set its text: `$('#pubtime').text('2020-11-27')`. Only these shapes are read:
variables that are string literals, and literals and such variables that are written or set.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

_LITERAL = r"'[^'\\\n]*'|\"[^\"\\\n]*\""
_VARIABLE = re.compile(rf"(?:\bvar|\blet|\bconst|[;,\n])\s*(\w+)\s*=\s*({_LITERAL})")
_WRITE = re.compile(rf"document\.write(?:ln)?\(\s*((?:{_LITERAL}|\w+)(?:\s*\+\s*(?:{_LITERAL}|\w+))*)\s*\)")
_SET = re.compile(
    r"(?:getElementById\(\s*['\"](?P<id>[\w-]{1,60})['\"]\s*\)\s*\.\s*inner(?:HTML|Text)\s*=\s*"
    r"|\$\(\s*['\"]#(?P<hash>[\w-]{1,60})['\"]\s*\)\s*\.\s*(?:html|text)\(\s*)"
    rf"(?P<value>(?:{_LITERAL}|\w+)(?:\s*\+\s*(?:{_LITERAL}|\w+))*)\s*(?=[;)\n]|$)"
)
_SETS = (".innerHTML", ".innerText", ").html(", ").text(")
_LONGEST = 3_000
"""Characters of a script that sets a field; a longer one draws a widget."""
_TERM = re.compile(rf"{_LITERAL}|\w+")
_TAG = re.compile(r"<[^>]*>")


def written_by_script(script: str) -> str:
    """The text that the script writes into the page; nothing for a value that is empty or computed."""
    if "document.write" not in script:
        return ""
    variables = _variables(script)
    written = [_value_of(expression, variables) for expression in _WRITE.findall(script)]
    return unescape(_TAG.sub(" ", "".join(written)))


def fill_by_script(root: Any) -> None:
    """Writes into the page's empty elements what its scripts set in them, where that can be read."""
    empty = None
    for script in root.iter("script"):
        text = script.text
        if not text or len(text) > _LONGEST or not any(mark in text for mark in _SETS):
            continue
        variables = _variables(text)
        for match in _SET.finditer(text):
            if empty is None:
                empty = {
                    each.get("id"): each
                    for each in root.iter("span", "div", "em", "b", "i", "p", "td", "font")
                }
            element = empty.get(match["id"] or match["hash"])
            if element is not None and len(element) == 0 and not (element.text or "").strip():
                element.text = unescape(_TAG.sub(" ", _value_of(match["value"], variables)))


def _variables(script: str) -> dict[str, str]:
    return {name: literal[1:-1] for name, literal in _VARIABLE.findall(";" + script)}


def _value_of(expression: str, variables: dict[str, str]) -> str:
    values: list[str] = []
    for term in _TERM.findall(expression):
        value = term[1:-1] if term[0] in "'\"" else variables.get(term, "")
        if not value and term[0] not in "'\"":
            return ""
        values.append(value)
    return "".join(values)
