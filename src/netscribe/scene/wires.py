"""Puts ink on edges: rounded paths, arrowheads, and the labels beside them.

In: edges, their routes, and the outlines of what they join. Out: one group per edge, one per label,
with their hooks. An arrowhead's tip touches the outline that the route ends at; the line stops
inside the head.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

from netscribe.figure.types import Edge
from netscribe.geometry import Point, Rect
from netscribe.layout.types import Layout
from netscribe.scene.ink import MarkInk
from netscribe.scene.outlines import Outlines
from netscribe.scene.types import GroupMark, Hooks, PathMark, PolygonMark, Stroke, TextMark
from netscribe.style import typography as type_
from netscribe.text.metrics import text_width

Points: TypeAlias = tuple[Point, ...]

_CORNER_RADIUS = 7.0
_HEAD_LENGTH = 8.5
_HEAD_HALF_WIDTH = 3.9
#: How far the line runs into the arrowhead, so that no gap shows between them.
_HEAD_OVERLAP = 2.0
_LEVEL_DASH = (5.0, 3.5)


def edge_marks(
    edges: Sequence[Edge], layout: Layout, outlines: Outlines, ink: MarkInk
) -> tuple[tuple[GroupMark, ...], tuple[GroupMark, ...]]:
    """The groups of all edges, and those of all labels; level skips are dashed."""
    level_skips = frozenset(layout.level_skips)
    wires = tuple(
        _wire(
            edge,
            _reaching(edge, layout.routes[edge.id].points, outlines),
            ink,
            _LEVEL_DASH if edge.id in level_skips else (),
        )
        for edge in edges
    )
    labels = tuple(
        _label(edge, layout.labels[edge.id], ink)
        for edge in edges
        if edge.label and edge.id in layout.labels
    )
    return wires, labels


def _reaching(edge: Edge, points: Points, outlines: Outlines) -> Points:
    """The route, its ends moved on to where the outlines of round marks really run."""
    out, into = _direction(points[1], points[0]), _direction(points[-2], points[-1])
    behind = outlines.gap(edge.source, points[0], vertical=_is_vertical(out))
    beyond = outlines.gap(edge.target, points[-1], vertical=_is_vertical(into))
    start = points[0].moved(out.x * behind, out.y * behind)
    end = points[-1].moved(into.x * beyond, into.y * beyond)
    return (start, *points[1:-1], end)


def _is_vertical(direction: Point) -> bool:
    return abs(direction.x) < abs(direction.y)


def _direction(start: Point, end: Point) -> Point:
    """The unit vector from `start` to `end`."""
    length = math.hypot(end.x - start.x, end.y - start.y) or 1.0
    return Point((end.x - start.x) / length, (end.y - start.y) / length)


def _wire(edge: Edge, route: Points, ink: MarkInk, dash: tuple[float, ...] = ()) -> GroupMark:
    points = tuple(point.moved(ink.origin.x, ink.origin.y) for point in route)
    tip, before = points[-1], points[-2]
    length = math.hypot(tip.x - before.x, tip.y - before.y)
    along = _direction(before, tip)
    back = min(_HEAD_LENGTH - _HEAD_OVERLAP, length)
    end = Point(tip.x - along.x * back, tip.y - along.y * back)
    hooks = Hooks("edge", edge.id, source=edge.source, target=edge.target)
    stroke = Stroke(ink.theme.wire, ink.theme.wire_width, dash)
    line = PathMark((*points[:-1], end), stroke, _CORNER_RADIUS)
    return GroupMark(hooks, (line, PolygonMark(_head(tip, along), fill=ink.theme.wire)))


def _head(tip: Point, along: Point) -> tuple[Point, ...]:
    base = Point(tip.x - along.x * _HEAD_LENGTH, tip.y - along.y * _HEAD_LENGTH)
    side = Point(-along.y * _HEAD_HALF_WIDTH, along.x * _HEAD_HALF_WIDTH)
    return (tip, base.moved(side.x, side.y), base.moved(-side.x, -side.y))


def _label(edge: Edge, room: Rect, ink: MarkInk) -> GroupMark:
    font, rect = type_.EDGE_LABEL, ink.rect(room)
    width = text_width(edge.label, font.size, font.weight)
    at = Point(rect.x, rect.center.y + 0.3635 * font.size)
    text = TextMark(edge.label, at, font.size, ink.theme.label, font.weight, "start", width)
    return GroupMark(Hooks("label", f"{edge.id}/label", owner=edge.id), (text,))
