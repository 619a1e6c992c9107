"""Gate 2: texts stay inside their owners, apart from each other, and no line strikes one.

In: a Picture. Out: violations. Every check uses the room of a text in the bundled font and in a
fallback font, whichever is wider.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from tests.gates.picture import Item, Picture, Shape, Words
from tests.gates.planes import (
    RectIndex,
    clipped_length,
    rect_distance,
    segment_rect,
    signed_distance,
)
from tests.gates.violation import Violation

from netscribe.geometry import Point, Rect

_PADDING = 2.0
_ROUNDING = 0.05
#: A label further than this from its edge is no longer read as belonging to it.
_LABEL_REACH = 24.0
_ELLIPSE_PARTS = 16


def texts_inside(picture: Picture) -> Iterator[Violation]:
    """A node's text keeps 2 pt off the border of the mark that it stands in; a title likewise."""
    for item in picture.of_kind("node", "port", "group", "panel"):
        for words in item.texts:
            if not any(_holds(shape, words) for shape in item.shapes):
                yield Violation(2, "text leaves its owner", (item.id,), words.text)


def _holds(shape: Shape, words: Words) -> bool:
    # a sign fills its circle as far as its ink goes; elsewhere the whole line keeps off the border
    room = words.ink if shape.form == "ellipse" else words.wide
    corners = (
        Point(room.x, room.y),
        Point(room.right, room.y),
        Point(room.right, room.bottom),
        Point(room.x, room.bottom),
    )
    inside = shape.rect.contains(room.grown(_PADDING), _ROUNDING)
    return inside and all(signed_distance(shape, corner) <= _ROUNDING for corner in corners)


def texts_apart(picture: Picture) -> Iterator[Violation]:
    """No two texts overlap."""
    texts = [(item, words) for item in picture.items for words in item.texts]
    for one, other in RectIndex([words.wide for _, words in texts]).overlapping(_ROUNDING):
        (first, left), (second, right) = texts[one], texts[other]
        yield Violation(2, "texts overlap", (first.id, second.id), f"{left.text} | {right.text}")


def texts_unstruck(picture: Picture) -> Iterator[Violation]:
    """No edge, arrowhead, border of a mark or frame of a group runs through a text.

    A stroke below the filled mark that the text stands in (a card's border under a pill) is hidden.
    """
    texts = [(item, words) for item in picture.items for words in item.texts]
    rooms = [words.ink for _, words in texts]
    floors = [_floor(item, words) for item, words in texts]
    index = RectIndex(rooms)
    for item in picture.items:
        for stroke in _strokes(item):
            for number in index.near(segment_rect(stroke.start, stroke.end).grown(stroke.half)):
                owner, words = texts[number]
                room = rooms[number].grown(stroke.half)
                if stroke.order < floors[number]:
                    continue
                if clipped_length(stroke.start, stroke.end, room) > _ROUNDING:
                    yield Violation(2, "line strikes text", (item.id, owner.id), words.text)


def _floor(item: Item, words: Words) -> int:
    """Order of the last filled mark that a text stands in whole; 0 if there is none."""
    held = (s.order for s in item.shapes if s.fill and s.rect.contains(words.wide, _ROUNDING))
    return max(held, default=0)


class _Stroke(NamedTuple):
    start: Point
    end: Point
    half: float
    order: int


def _strokes(item: Item) -> Iterator[_Stroke]:
    for line in item.lines:
        for start, end in line.segments:
            yield _Stroke(start, end, line.width / 2, line.order)
    for shape in item.shapes:
        corners, half = shape.points or _corners(shape), shape.stroke_width / 2
        for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
            yield _Stroke(start, end, half if shape.stroke else 0.0, shape.order)


def _corners(shape: Shape) -> tuple[Point, ...]:
    rect = shape.rect
    if shape.form == "ellipse":
        return tuple(
            Point(
                rect.center.x + rect.width / 2 * math.cos(math.tau * part / _ELLIPSE_PARTS),
                rect.center.y + rect.height / 2 * math.sin(math.tau * part / _ELLIPSE_PARTS),
            )
            for part in range(_ELLIPSE_PARTS)
        )
    return (
        Point(rect.x, rect.y),
        Point(rect.right, rect.y),
        Point(rect.right, rect.bottom),
        Point(rect.x, rect.bottom),
    )


def labels_at_their_edges(picture: Picture) -> Iterator[Violation]:
    """A label stands near its own edge and on no node."""
    edges = {item.id: item for item in picture.of_kind("edge")}
    nodes = [(item, shape) for item in picture.of_kind("node", "port") for shape in item.shapes]
    index = RectIndex([shape.rect for _, shape in nodes])
    for label in picture.of_kind("label"):
        edge = edges.get(label.owner)
        if edge is None:
            yield Violation(2, "label of nothing", (label.id, label.owner))
            continue
        for words in label.texts:
            if _distance(edge, words.box) > _LABEL_REACH:
                yield Violation(2, "label far from its edge", (label.id,), words.text)
            for number in index.near(words.wide):
                if nodes[number][1].rect.overlaps(words.wide, _ROUNDING):
                    yield Violation(
                        2, "label on a node", (label.id, nodes[number][0].id), words.text
                    )


def _distance(edge: Item, room: Rect) -> float:
    pieces = (segment_rect(start, end) for line in edge.lines for start, end in line.segments)
    return min((rect_distance(piece, room) for piece in pieces), default=float("inf"))
