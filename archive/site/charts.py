"""Charts as SVG: read without colour, by shape and label, and always beside a table of the same values."""

from __future__ import annotations

import math
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


def curves(title: str, years: Sequence[int], given: Mapping[str, Mapping[int, Bar]]) -> Markup:
    """One line for each name over the years, told apart by marks and dashes; each point says its value.

    A line stops where a year is missing or unknown, and where values were counted by other rules.
    """
    height = _LINE_HEIGHT + _HEAD + _FOOT
    points = [bar for told in given.values() for bar in told.values()]
    ticks = scale(max((bar.value for bar in points if bar.value is not None), default=0))
    top = ticks[-1]
    wide = _LINE_WIDTH - _MARGIN_LEFT - _MARGIN_RIGHT
    across = {
        year: round(_MARGIN_LEFT + wide * n / max(len(years) - 1, 1), 1) for n, year in enumerate(years)
    }
    parts = [_opening(title, _LINE_WIDTH, height, "curves")]
    for value in ticks:
        y = round(_HEAD + _LINE_HEIGHT * (1 - value / top), 1)
        line = '<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>'
        parts.append(Markup(line).format(_MARGIN_LEFT, y, _LINE_WIDTH, y))
        parts.append(_text(_MARGIN_LEFT - 8, y + 4, number(value), "end"))
    parts += [_rules_mark(across, points)]
    parts += [_text(across[year], height - 6, str(year), "label") for year in years]
    for order, (name, told) in enumerate(given.items()):
        parts.append(_curve(order, name, [(across[year], told.get(year)) for year in years], top))
    return Markup("").join([*parts, Markup("</svg>")])


def scale(largest: float) -> list[float]:
    """Round values from nought to `largest` or a little more, four to seven of them, steps of 1, 2 or 5."""
    step = 10.0 ** math.floor(math.log10(largest / 5)) if largest > 5 else 1.0
    step *= next(factor for factor in (1, 2, 5, 10) if largest <= 6 * factor * step)
    return [step * n for n in range(max(math.ceil(largest / step), 1) + 1)]


def _rules_mark(across: Mapping[int, float], points: Sequence[Bar]) -> Markup:
    """A line between the years that were counted by other rules and those after them, where both are there."""
    older = [across[int(bar.label)] for bar in points if bar.hatched]
    newer = [across[int(bar.label)] for bar in points if not bar.hatched]
    if not older or not newer or max(older) >= min(newer):
        return Markup("")
    x = round((max(older) + min(newer)) / 2, 1)
    line = '<line class="rules" x1="{}" y1="{}" x2="{}" y2="{}"/>'
    return Markup(line).format(x, _HEAD, x, _HEAD + _LINE_HEIGHT)


def _curve(order: int, name: str, points: Sequence[tuple[float, Bar | None]], top: float) -> Markup:
    strokes: list[list[str]] = [[]]
    marks: list[Markup] = []
    rules = None
    for x, point in points:
        if point is None or point.value is None:
            strokes.append([])
            continue
        if point.hatched != rules:
            strokes.append([])
        rules = point.hatched
        y = round(_HEAD + _LINE_HEIGHT * (1 - point.value / top), 1)
        strokes[-1].append(f"{x},{y}")
        told = Markup("<title>{} {}: {}</title>").format(name, point.label, number(point.value))
        mark = '<g class="mark mark-{}" transform="translate({} {})">{}{}</g>'
        marks.append(Markup(mark).format(order % 8, x, y, told, _shape(order)))
    line = '<polyline class="curve curve-{}" points="{}"/>'
    lines = [Markup(line).format(order % 8, " ".join(stroke)) for stroke in strokes if len(stroke) > 1]
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
