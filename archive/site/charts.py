"""Charts as SVG: read without colour, by shape and label, and always beside a table of the same values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_BAR_WIDTH, _BAR_GAP, _BAR_HEIGHT = 44, 14, 130
_HEAD, _FOOT = 24, 24
_LINE_WIDTH, _LINE_HEIGHT, _MARGIN_LEFT, _MARGIN_RIGHT = 760, 300, 56, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its value (None where it is unknown), and whether it was counted by other rules."""

    label: str
    value: float | None
    hatched: bool = False


def bars(title: str, given: Sequence[Bar]) -> Markup:
    """A bar chart; values stand on the bars. Unknown values are a question mark, never a bar of nought."""
    width = len(given) * (_BAR_WIDTH + _BAR_GAP) + _BAR_GAP
    height = _HEAD + _BAR_HEIGHT + _FOOT
    top = max((bar.value for bar in given if bar.value is not None), default=0) or 1
    parts = [_opening(title, width, height, "bars")]
    for index, bar in enumerate(given):
        left = _BAR_GAP + index * (_BAR_WIDTH + _BAR_GAP)
        middle = left + _BAR_WIDTH / 2
        if bar.value is None:
            parts.append(_text(middle, _HEAD + _BAR_HEIGHT - 6, "?"))
        else:
            tall = round(bar.value / top * _BAR_HEIGHT, 1)
            up = _HEAD + _BAR_HEIGHT - tall
            kind = "bar hatched" if bar.hatched else "bar"
            parts.append(
                Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
                    kind, left, up, _BAR_WIDTH, tall
                )
            )
            parts.append(_text(middle, up - 6, number(bar.value)))
        parts.append(_text(middle, height - 6, bar.label, "label"))
    base = _HEAD + _BAR_HEIGHT
    parts.append(
        Markup('<line class="axis" x1="0" y1="{}" x2="{}" y2="{}"/></svg>').format(base, width, base)
    )
    return Markup("").join(parts)


def curves(title: str, years: Sequence[int], given: Mapping[str, Mapping[int, float | None]]) -> Markup:
    """One line for each name over the years, told apart by marks and dashes; each point says its value."""
    height = _LINE_HEIGHT + _HEAD + _FOOT
    top = max((v for values in given.values() for v in values.values() if v is not None), default=0) or 1
    wide = _LINE_WIDTH - _MARGIN_LEFT - _MARGIN_RIGHT
    across = {year: _MARGIN_LEFT + wide * (n / max(len(years) - 1, 1)) for n, year in enumerate(years)}
    parts = [_opening(title, _LINE_WIDTH, height, "curves")]
    for share in (0, 0.5, 1):
        y = _HEAD + _LINE_HEIGHT * (1 - share)
        parts.append(
            Markup('<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
                _MARGIN_LEFT, y, _LINE_WIDTH, y
            )
        )
        parts.append(_text(_MARGIN_LEFT - 8, y + 4, number(round(top * share)), "end"))
    parts += [_text(across[year], height - 6, str(year), "label") for year in years]
    for order, (name, values) in enumerate(given.items()):
        parts.append(
            _curve(order, name, [(across[y], y, v) for y, v in sorted(values.items()) if y in across], top)
        )
    return Markup("").join([*parts, Markup("</svg>")])


def _curve(order: int, name: str, values: Sequence[tuple[float, int, float | None]], top: float) -> Markup:
    pieces: list[list[tuple[float, float]]] = [[]]
    marks: list[Markup] = []
    for x, year, value in values:
        if value is None:
            pieces.append([])
            continue
        y = round(_HEAD + _LINE_HEIGHT * (1 - value / top), 1)
        pieces[-1].append((round(x, 1), y))
        told = Markup("<title>{} {}: {}</title>").format(name, year, number(value))
        marks.append(
            Markup('<g class="mark mark-{}" transform="translate({} {})">{}{}</g>').format(
                order % 8, round(x, 1), y, told, _shape(order)
            )
        )
    lines = [
        Markup('<polyline class="curve curve-{}" points="{}"/>').format(
            order % 8, " ".join(f"{x},{y}" for x, y in piece)
        )
        for piece in pieces
        if len(piece) > 1
    ]
    return Markup("").join([*lines, *marks])


_SHAPES = (
    '<circle r="5"/>',
    '<rect x="-5" y="-5" width="10" height="10"/>',
    '<path d="M0-6 6 5-6 5Z"/>',
    '<path d="M0-7 6 0 0 7-6 0Z"/>',
    '<circle r="5" class="open"/>',
    '<rect x="-5" y="-5" width="10" height="10" class="open"/>',
    '<path d="M0-6 6 5-6 5Z" class="open"/>',
    '<path d="M0-7 6 0 0 7-6 0Z" class="open"/>',
)


def _shape(order: int) -> Markup:
    return Markup(_SHAPES[order % len(_SHAPES)])  # ours, no text of anyone's in it


def legend_mark(order: int) -> Markup:
    """The mark of a line, for the list of names."""
    return Markup(
        '<svg class="legend" viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">'
        '<g class="mark mark-{}">{}</g></svg>'
    ).format(order % 8, _shape(order))


def number(value: float) -> str:
    """A value as it stands on a chart."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _opening(title: str, width: float, height: float, kind: str) -> Markup:
    return Markup(
        '<svg class="chart {}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
    ).format(kind, width, height, width, height, title)


def _text(x: float, y: float, text: str, kind: str = "value") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(
        kind, round(x, 1), round(y, 1), escape(text)
    )
