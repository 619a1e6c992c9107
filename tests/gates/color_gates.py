"""Gate 8: text contrasts 4.5:1 with what lies beneath it, meaningful strokes 3:1.

In: a Picture. Out: violations. What lies beneath is the last filled mark drawn before that holds
the place; contrast follows WCAG 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.gates.picture import Item, Picture, Shape
from tests.gates.planes import RectIndex, signed_distance
from tests.gates.violation import Violation

from netscribe.geometry import Point, Rect

TEXT_LEAST, STROKE_LEAST = 4.5, 3.0
_OUTSIDE = 1.5


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two `#rrggbb` colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class _Surfaces:
    """What colour lies at a place, below a given mark."""

    def __init__(self, picture: Picture) -> None:
        self._background = picture.background
        # arrowheads are strokes, not surfaces
        solid = picture.of_kind("node", "port", "group", "panel")
        self._shapes = [shape for item in solid for shape in item.shapes if shape.fill]
        self._index = RectIndex([shape.rect for shape in self._shapes])

    def below(self, order: int, place: Point) -> str:
        fill, last = self._background, -1
        for number in self._index.near(Rect(place.x, place.y, 0.0, 0.0)):
            shape = self._shapes[number]
            if last < shape.order < order and signed_distance(shape, place) <= 0:
                fill, last = shape.fill or fill, shape.order
        return fill


def contrasts(picture: Picture) -> Iterator[Violation]:
    """Every text and stroke against what lies beneath it."""
    surfaces = _Surfaces(picture)
    for item in picture.items:
        for words in item.texts:
            beneath = surfaces.below(words.order, words.box.center)
            yield from _judged(item, "text", (words.color, beneath), TEXT_LEAST)
        for color, order, place in _strokes(item):
            beneath = surfaces.below(order, place)
            yield from _judged(item, "stroke", (color, beneath), STROKE_LEAST)


def _judged(item: Item, what: str, colors: tuple[str, str], least: float) -> Iterator[Violation]:
    found = contrast(*colors)
    if found < least:
        detail = f"{colors[0]} on {colors[1]} is {found:.2f}:1"
        yield Violation(8, f"{what} too faint", (item.id or item.kind,), detail)


def _strokes(item: Item) -> Iterator[tuple[str, int, Point]]:
    """Colour, order and a few places of each stroke; a mark without outline counts by its fill."""
    for line in item.lines:
        for start, end in line.segments:
            yield line.stroke, line.order, Point((start.x + end.x) / 2, (start.y + end.y) / 2)
    for shape in item.shapes:
        color = shape.stroke or shape.fill
        if color is not None:
            for place in _places_outside(shape):
                yield color, shape.order, place


def _places_outside(shape: Shape) -> tuple[Point, ...]:
    rect, center = shape.rect.grown(_OUTSIDE), shape.rect.center
    return (
        Point(center.x, rect.y),
        Point(center.x, rect.bottom),
        Point(rect.x, center.y),
        Point(rect.right, center.y),
    )
