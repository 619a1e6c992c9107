"""A finished layout with room added at one height, moved sideways, or in the mirror.

In: a `Layout`. Out: the same layout elsewhere; what stands across the height where room is added
grows. It must not know what the layout shows. Cost: O(boxes + corners).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.types import Layout


def stretched(layout: Layout, height: float, more: float) -> Layout:
    """`more` room at `height`."""
    if not more:
        return layout

    def down(y: float) -> float:
        return y + more if y >= height else y

    def rects(found: Mapping[str, Rect]) -> dict[str, Rect]:
        return {name: rect(at) for name, at in found.items()}

    def rect(at: Rect) -> Rect:
        top = down(at.y)
        return Rect(at.x, top, at.width, down(at.bottom) - top)

    return replace(
        layout,
        size=Size(layout.size.width, layout.size.height + more),
        boxes=rects(layout.boxes),
        groups=rects(layout.groups),
        labels=rects(layout.labels),
        titles=rects(layout.titles),
        routes={
            name: Polyline(tuple(Point(p.x, down(p.y)) for p in route.points))
            for name, route in layout.routes.items()
        },
        junctions=tuple(Point(p.x, down(p.y)) for p in layout.junctions),
    )


def moved(layout: Layout, dx: float) -> Layout:
    """Everything `dx` to the right."""
    size = Size(layout.size.width + dx, layout.size.height)
    return _sideways(replace(layout, size=size), lambda at: at.moved(dx, 0.0), lambda x: x + dx)


def mirrored(layout: Layout) -> Layout:
    """Left and right changed over; texts keep their own direction, titles their corner."""
    width = layout.size.width

    def rect(at: Rect) -> Rect:
        return Rect(width - at.right, at.y, at.width, at.height)

    turned = _sideways(layout, rect, lambda x: width - x)
    titles = {
        name: at.moved(turned.groups[name].x - layout.groups[name].x, 0.0)
        for name, at in layout.titles.items()
    }
    return replace(turned, titles=titles)


def _sideways(
    layout: Layout, rect: Callable[[Rect], Rect], place: Callable[[float], float]
) -> Layout:
    def rects(found: Mapping[str, Rect]) -> dict[str, Rect]:
        return {name: rect(at) for name, at in found.items()}

    def points(found: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple(Point(place(point.x), point.y) for point in found)

    return replace(
        layout,
        boxes=rects(layout.boxes),
        groups=rects(layout.groups),
        labels=rects(layout.labels),
        titles=rects(layout.titles),
        routes={name: Polyline(points(route.points)) for name, route in layout.routes.items()},
        junctions=points(layout.junctions),
    )
