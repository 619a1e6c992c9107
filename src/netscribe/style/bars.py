"""Sizes bars: the inputs and outputs of a model, with title, name in the code, and shape.

In: the three texts. Out: a `MeasuredMark`. It knows no network and no place on a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from netscribe.geometry import Point, Size
from netscribe.style import typography as type_
from netscribe.style.families import Mark
from netscribe.style.measured import MeasuredMark, PlacedText, TextRole
from netscribe.text.metrics import text_width

#: Baselines of two lines; of a single one; of the first of several, and from one to the next.
_BASELINES, _FLAT_BASELINE, _FIRST_BASELINE, _PITCH = (19.0, 34.0), 17.5, 17.0, 16.0
#: Between title and name in a bar of two lines, and between texts in a bar of one.
_BEFORE_NAME, _BETWEEN_TEXTS = 7.0, 9.0
#: Names in the code may be broken behind these.
_PARTS = re.compile(r"[^._\s]*[._\s]*")

#: A line of text, its font, its colour.
_Line = tuple[str, type_.Font, TextRole]


def measure_bar(
    title: str, name: str, shape: str, least_width: float = type_.BAR_MIN_WIDTH
) -> MeasuredMark:
    """A bar with title and name on line 1, shape on line 2."""
    own = _width(title, type_.BAR_TITLE)
    aside = _width(name, type_.BAR_DETAIL) + _BEFORE_NAME if name else 0.0
    inner = max(own + aside, _width(shape, type_.BAR_DETAIL))
    width = max(least_width, inner + 2 * type_.BAR_PADDING)
    left = (width - own - aside) / 2
    first, second = _BASELINES
    texts = [PlacedText(title, Point(left, first), type_.BAR_TITLE, "bar")]
    if name:
        at = Point(left + own + _BEFORE_NAME, first)
        texts.append(PlacedText(name, at, type_.BAR_DETAIL, "bar_muted"))
    at = Point(width / 2, second)
    texts.append(PlacedText(shape, at, type_.BAR_DETAIL, "bar_muted", "middle"))
    return MeasuredMark(Mark.CARD, Size(width, type_.BAR_HEIGHT), tuple(texts))


def measure_flat_bar(title: str, name: str, shape: str, most_width: float) -> MeasuredMark:
    """A bar with all its texts on one line; or on two; or on as many as make it narrow enough."""
    flat = _flat(title, name, shape)
    if flat.size.width <= most_width:
        return flat
    two = measure_bar(title, name, shape, type_.FLAT_BAR_MIN_WIDTH)
    return two if two.size.width <= most_width else _stacked(title, name, shape, most_width)


def _lines(title: str, name: str, shape: str) -> tuple[_Line, ...]:
    lines: tuple[_Line, ...] = (
        (title, type_.BAR_TITLE, "bar"),
        (name, type_.BAR_DETAIL, "bar_muted"),
        (shape, type_.BAR_DETAIL, "bar_muted"),
    )
    return tuple(line for line in lines if line[0])


def _flat(title: str, name: str, shape: str) -> MeasuredMark:
    x = type_.FLAT_BAR_PADDING
    placed: list[PlacedText] = []
    for text, font, role in _lines(title, name, shape):
        placed.append(PlacedText(text, Point(x, _FLAT_BASELINE), font, role))
        x += _width(text, font) + _BETWEEN_TEXTS
    width = x - _BETWEEN_TEXTS + type_.FLAT_BAR_PADDING
    spare = max(0.0, type_.FLAT_BAR_MIN_WIDTH - width) / 2
    centered = tuple(replace(text, at=text.at.moved(spare, 0.0)) for text in placed)
    return MeasuredMark(Mark.CARD, Size(width + 2 * spare, type_.FLAT_BAR_HEIGHT), centered)


def _stacked(title: str, name: str, shape: str, most_width: float) -> MeasuredMark:
    """Every text on lines of its own, long names broken between their words."""
    room = most_width - 2 * type_.FLAT_BAR_PADDING
    lines = [
        (part, font, role)
        for text, font, role in _lines(title, name, shape)
        for part in _broken(text, font, room)
    ]
    widest = max(_width(text, font) for text, font, _ in lines)
    width = max(type_.FLAT_BAR_MIN_WIDTH, widest + 2 * type_.FLAT_BAR_PADDING)
    texts = tuple(
        PlacedText(text, Point(width / 2, _FIRST_BASELINE + number * _PITCH), font, role, "middle")
        for number, (text, font, role) in enumerate(lines)
    )
    height = type_.FLAT_BAR_HEIGHT + (len(lines) - 1) * _PITCH
    return MeasuredMark(Mark.CARD, Size(width, height), texts)


def _broken(text: str, font: type_.Font, room: float) -> Iterator[str]:
    line = ""
    for part in _PARTS.findall(text):
        if line and _width((line + part).rstrip(), font) > room:
            yield line.rstrip()
            line = ""
        line += part
    yield line.rstrip()


def _width(text: str, font: type_.Font) -> float:
    return text_width(text, font.size, font.weight)
