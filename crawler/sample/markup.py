"""The HTML of a body: as an editor of the CMS writes it, or as Word leaves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from crawler.sample.articles import Markup
from crawler.sample.blocks import Block, BlockKind, Body
from crawler.sample.tables import Cell, Grid

_RUNS = re.compile(r"[0-9A-Za-z.]+|[^0-9A-Za-z.]+")
_SONG = "font-size:16pt;font-family:仿宋_GB2312;mso-hansi-font-family:宋体"
_LATIN = "font-size:16pt;font-family:仿宋_GB2312;mso-bidi-font-family:宋体"

_WORD_STYLES = (
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:PunctuationKerning/>"
    "<w:DrawingGridVerticalSpacing>7.8 磅</w:DrawingGridVerticalSpacing></w:WordDocument>"
    '<w:LatentStyles DefLockedState="false" LatentStyleCount="156">'
    + "".join(
        f'<w:LsdException Locked="false" Priority="{number}" SemiHidden="false" Name="Light Grid {number}"/>'
        for number in range(74)
    )
    + "</w:LatentStyles></xml><![endif]-->\n"
    "<style>p.MsoNormal{margin:0cm;text-align:justify;font-size:10.5pt;font-family:'Times New Roman';}"
    "@page Section1{size:595.3pt 841.9pt;margin:72pt 90pt 72pt 90pt;}div.Section1{page:Section1;}</style>\n"
)
"""What Word leaves in front of a pasted body: no word of it is shown."""


def body_html(body: Body, markup: Markup) -> str:
    """The body in the given markup; the text a person reads is the same in all of them."""
    styles = "" if markup is Markup.PLAIN else _WORD_STYLES
    write = {Markup.PLAIN: _plain, Markup.WORD: _word, Markup.WORD_CHARACTERS: _word_characters}[markup]
    return styles + "\n".join(write(block) for block in body)


def _attached(block: Block) -> str:
    return f'<p><a href="./{escape(block.href)}" target="_blank">{escape(block.text)}</a></p>'


def _beside(block: Block) -> str:
    """A link to a file or a picture: Word has no part in these."""
    if block.kind is BlockKind.IMAGE:
        return f'<p style="text-align: center;"><img src="./{escape(block.href)}" alt=""></p>'
    return _attached(block)


def _plain(block: Block) -> str:
    if block.grid is not None:
        return _table(block.grid, 'border="1" cellspacing="0" cellpadding="4" width="100%"', escape)
    if block.href:
        return _beside(block)
    text = escape(block.text, quote=False)
    if block.kind is BlockKind.HEADING:
        return f'<p style="text-indent: 2em;"><strong>{text}</strong></p>'
    if block.kind is BlockKind.SIGNATURE:
        return f'<p style="text-align: right;">{text}</p>'
    return f'<p style="text-indent: 2em;">{text}</p>'


def _word(block: Block) -> str:
    return _word_block(block, _runs)


def _word_characters(block: Block) -> str:
    return _word_block(block, _characters)


def _runs(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text):
        if run[0].isascii():
            yield f'<span lang="EN-US" style="{_LATIN}">{escape(run, quote=False)}</span>'
        else:
            yield f'<span style="{_SONG}">{escape(run, quote=False)}</span>'


def _characters(text: str) -> Iterator[str]:
    for character in text:
        yield f'<span style="font-size:16pt">{escape(character, quote=False)}</span>'


def _word_block(block: Block, inline: Callable[[str], Iterator[str]]) -> str:
    if block.grid is not None:
        attributes = 'class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0"'
        return _table(block.grid, attributes, _word_cell)
    if block.href:
        return _beside(block)
    text = "".join(inline(block.text))
    if block.kind in (BlockKind.HEADING, BlockKind.SUBHEADING):
        text = f"<b>{text}</b>"
    align = ' align="right"' if block.kind is BlockKind.SIGNATURE else ""
    tail = '<span lang="EN-US"><o:p></o:p></span>'
    return f'<p class="MsoNormal"{align} style="text-indent:32.0pt;line-height:28.0pt">{text}{tail}</p>'


def _word_cell(text: str) -> str:
    run = f'<span lang="EN-US">{escape(text, quote=False)}<o:p></o:p></span>'
    return f'<p class="MsoNormal" align="center" style="text-align:center">{run}</p>'


def _table(grid: Grid, attributes: str, write: Callable[[str], str]) -> str:
    rows = "\n".join(
        "<tr>" + "".join(_cell(cell, write(cell.text)) for cell in row) + "</tr>" for row in grid.rows
    )
    return f"<table {attributes}><tbody>\n{rows}\n</tbody></table>"


def _cell(cell: Cell, content: str) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<td{spans}>{content}</td>"
