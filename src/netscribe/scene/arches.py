"""Skips over the top: a layout that flows to the right, turned upside down where skips hang below.

In: a `Plan` that flows to the right and its `Layout`. Out: the layout, or its mirror image if more
skips run below what they pass than above it. A reader of volumes expects them above. Containers,
whose titles stand at the top, keep a layout as it is.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.geometry import Point, Polyline, Rect
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout, Plan

#: A wire that goes this far to one side and comes back is an arch.
_LEAST_RISE = 12.0


def arched(plan: Plan, made: Layout) -> Layout:
    """`made`, the layout of `plan`, or a mirrored one. O(corners) beside one more layout."""
    above, below = _arches(made)
    if plan.groups or below <= above:
        return made
    boxes = tuple(
        replace(box, overhang=box.overhang_top, overhang_top=box.overhang) for box in plan.boxes
    )
    return _mirrored(layout(replace(plan, boxes=boxes)))


def _arches(made: Layout) -> tuple[int, int]:
    """How many wires run above both of their ends, and how many below."""
    above = below = 0
    for route in made.routes.values():
        heights = [point.y for point in route.points]
        ends = (route.start.y, route.end.y)
        above += min(heights) < min(ends) - _LEAST_RISE
        below += max(heights) > max(ends) + _LEAST_RISE
    return above, below


def _mirrored(made: Layout) -> Layout:
    height = made.size.height

    def rect(given: Rect) -> Rect:
        return Rect(given.x, height - given.bottom, given.width, given.height)

    def point(given: Point) -> Point:
        return Point(given.x, height - given.y)

    return replace(
        made,
        boxes={name: rect(box) for name, box in made.boxes.items()},
        routes={
            name: Polyline(tuple(point(corner) for corner in route.points))
            for name, route in made.routes.items()
        },
        labels={name: rect(label) for name, label in made.labels.items()},
        junctions=tuple(point(junction) for junction in made.junctions),
    )
