"""Whether an ornament keeps off every text: a fact comes before an ornament.

In: marks. Out: the rooms of their texts, and whether other marks keep clear of them. It places
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from netscribe.geometry import Rect, bounding_rect
from netscribe.scene.types import GroupMark, Mark, PathMark, PolygonMark, TextMark
from netscribe.text.metrics import ascent, descent

#: Between an ornament and a text, in points; room for a fallback font as well.
_CLEARANCE = 3.0
_SHARE_OF_WIDTH = {"start": 0.0, "middle": 0.5, "end": 1.0}


def text_rooms(marks: Iterable[Mark]) -> tuple[Rect, ...]:
    """The rectangles around all texts, with what ornaments keep from them."""
    return tuple(_room(text) for text in _texts(marks))


def keeps_clear(marks: Iterable[Mark], rooms: Sequence[Rect]) -> bool:
    """Whether the rectangle around `marks` touches none of `rooms`."""
    points = [
        point
        for mark in marks
        if isinstance(mark, (PathMark, PolygonMark))
        for point in mark.points
    ]
    around = bounding_rect(Rect(point.x, point.y, 0.0, 0.0) for point in points)
    return not any(around.overlaps(room) for room in rooms)


def _texts(marks: Iterable[Mark]) -> Iterator[TextMark]:
    for mark in marks:
        if isinstance(mark, GroupMark):
            yield from _texts(mark.marks)
        elif isinstance(mark, TextMark):
            yield mark


def _room(text: TextMark) -> Rect:
    left = text.at.x - text.width * _SHARE_OF_WIDTH[text.anchor]
    top, height = text.at.y - ascent(text.size), ascent(text.size) + descent(text.size)
    return Rect(left, top, text.width, height).grown(_CLEARANCE)
