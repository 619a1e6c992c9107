"""Puts ink on edges: rounded paths, arrowheads, and the labels beside them.

In: edges and their routes. Out: one group per edge, one per label, with their hooks. An arrowhead's
tip touches the border that the route ends on; the line stops inside the head.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from netscribe.figure.types import Edge
from netscribe.geometry import Point, Polyline, Rect
from netscribe.layout.types import Layout
from netscribe.scene.ink import MarkInk
from netscribe.scene.types import GroupMark, Hooks, PathMark, PolygonMark, Stroke, TextMark
from netscribe.style import typography as type_
from netscribe.text.metrics import text_width

_WIRE_WIDTH = 1.4
_CORNER_RADIUS = 7.0
_HEAD_LENGTH = 8.5
_HEAD_HALF_WIDTH = 3.9
#: How far the line runs into the arrowhead, so that no gap shows between them.
_HEAD_OVERLAP = 2.0


def edge_marks(
    edges: Sequence[Edge], layout: Layout, ink: MarkInk
) -> tuple[tuple[GroupMark, ...], tuple[GroupMark, ...]]:
    """The groups of all edges, and those of all labels."""
    wires = tuple(_wire(edge, layout.routes[edge.id], ink) for edge in edges)
    labels = tuple(
        _label(edge, layout.labels[edge.id], ink)
        for edge in edges
        if edge.label and edge.id in layout.labels
    )
    return wires, labels


def _wire(edge: Edge, route: Polyline, ink: MarkInk) -> GroupMark:
    points = route.moved(ink.origin.x, ink.origin.y).points
    tip, before = points[-1], points[-2]
    length = math.hypot(tip.x - before.x, tip.y - before.y) or 1.0
    along = Point((tip.x - before.x) / length, (tip.y - before.y) / length)
    back = min(_HEAD_LENGTH - _HEAD_OVERLAP, length)
    end = Point(tip.x - along.x * back, tip.y - along.y * back)
    hooks = Hooks("edge", edge.id, source=edge.source, target=edge.target)
    line = PathMark((*points[:-1], end), Stroke(ink.theme.wire, _WIRE_WIDTH), _CORNER_RADIUS)
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
