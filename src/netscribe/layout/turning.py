"""A finished layout turned so that it runs downwards, and back.

In: a `Layout` and its direction. Out: the same layout with other axes. Turning twice gives back
what was turned. It must not know what the layout shows. Cost: O(boxes + corners).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.types import Direction, Layout


def turned(layout: Layout, direction: Direction) -> Layout:
    """From a picture in `direction` to one that runs downwards, or from there back."""
    if direction == "down":
        return layout
    size = layout.size
    if direction == "right":
        size = Size(size.height, size.width)

    def point(at: Point) -> Point:
        return Point(at.y, at.x) if direction == "right" else Point(at.x, size.height - at.y)

    def rect(at: Rect) -> Rect:
        if direction == "right":
            return Rect(at.y, at.x, at.height, at.width)
        return Rect(at.x, size.height - at.bottom, at.width, at.height)

    def rects(found: Mapping[str, Rect]) -> dict[str, Rect]:
        return {name: rect(at) for name, at in found.items()}

    routes = {
        name: Polyline(tuple(map(point, route.points))) for name, route in layout.routes.items()
    }
    return replace(
        layout,
        size=size,
        boxes=rects(layout.boxes),
        groups=rects(layout.groups),
        routes=routes,
        labels=rects(layout.labels),
        titles=rects(layout.titles),
        junctions=tuple(map(point, layout.junctions)),
    )
