"""Plane geometry that the gates need: what hits what, and how far apart things are.

In: points, rectangles, shapes. Out: truths and distances in points. Knows nothing of networks.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.gates.picture import Shape

from netscribe.geometry import Point, Rect

_CELL_PT = 96.0


def clipped_length(start: Point, end: Point, rect: Rect) -> float:
    """Length of the part of a segment that lies inside a rectangle (Liang and Barsky)."""
    dx, dy = end.x - start.x, end.y - start.y
    enter, leave = 0.0, 1.0
    sides = (
        (-dx, start.x - rect.x),
        (dx, rect.right - start.x),
        (-dy, start.y - rect.y),
        (dy, rect.bottom - start.y),
    )
    for speed, room in sides:
        if speed == 0.0:
            if room <= 0.0:
                return 0.0
        elif speed < 0.0:
            enter = max(enter, room / speed)
        else:
            leave = min(leave, room / speed)
    return max(0.0, leave - enter) * math.hypot(dx, dy)


def signed_distance(shape: Shape, point: Point) -> float:
    """Distance from a shape's border, negative inside; exact for round and convex shapes."""
    if shape.form == "polygon":
        return _polygon_distance(shape.points, point)
    center, width, height = shape.rect.center, shape.rect.width / 2, shape.rect.height / 2
    if shape.form == "ellipse":
        share = math.hypot((point.x - center.x) / width, (point.y - center.y) / height)
        return (share - 1.0) * min(width, height)
    radius = min(shape.radius, width, height)
    x = abs(point.x - center.x) - width + radius
    y = abs(point.y - center.y) - height + radius
    return math.hypot(max(x, 0.0), max(y, 0.0)) + min(max(x, y), 0.0) - radius


def _polygon_distance(points: Sequence[Point], point: Point) -> float:
    """By half-planes for the inside of a convex polygon, by its sides for the outside."""
    sides = list(zip(points, (*points[1:], points[0]), strict=True))
    turning = sum(a.x * b.y - b.x * a.y for a, b in sides)
    sign = 1.0 if turning > 0 else -1.0
    depth = max(
        sign
        * ((b.y - a.y) * (point.x - a.x) - (b.x - a.x) * (point.y - a.y))
        / (math.hypot(b.x - a.x, b.y - a.y) or 1.0)
        for a, b in sides
    )
    return depth if depth <= 0 else min(segment_distance(point, a, b) for a, b in sides)


def segment_distance(point: Point, start: Point, end: Point) -> float:
    """Distance of a point from a segment."""
    dx, dy = end.x - start.x, end.y - start.y
    square = dx * dx + dy * dy
    share = ((point.x - start.x) * dx + (point.y - start.y) * dy) / square if square else 0.0
    share = min(1.0, max(0.0, share))
    return math.hypot(point.x - start.x - share * dx, point.y - start.y - share * dy)


def rect_distance(one: Rect, other: Rect) -> float:
    """Distance between two rectangles; 0 where they touch."""
    x = max(one.x - other.right, other.x - one.right, 0.0)
    y = max(one.y - other.bottom, other.y - one.bottom, 0.0)
    return math.hypot(x, y)


def area(points: Sequence[Point]) -> float:
    """Area of a polygon."""
    sides = zip(points, (*points[1:], points[0]), strict=True)
    return abs(sum(a.x * b.y - b.x * a.y for a, b in sides)) / 2


def segment_rect(start: Point, end: Point) -> Rect:
    """The upright rectangle around a segment."""
    left, top = min(start.x, end.x), min(start.y, end.y)
    return Rect(left, top, abs(start.x - end.x), abs(start.y - end.y))


class RectIndex:
    """Finds the rectangles near a rectangle, by cells of a grid; O(1) for each that is near."""

    def __init__(self, rects: Sequence[Rect]) -> None:
        self.rects = rects
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, rect in enumerate(rects):
            for cell in _cells_of(rect):
                self._cells[cell].append(number)

    def near(self, rect: Rect) -> list[int]:
        """Numbers of the rectangles that may touch `rect`, ascending."""
        found = {
            number
            for cell in _cells_of(rect)
            if cell in self._cells
            for number in self._cells[cell]
        }
        return sorted(found)

    def overlapping(self, slack: float) -> Iterator[tuple[int, int]]:
        """Pairs of numbers whose rectangles overlap by more than `slack`."""
        for number, rect in enumerate(self.rects):
            for other in self.near(rect):
                if other > number and rect.overlaps(self.rects[other], slack):
                    yield number, other


def _cells_of(rect: Rect) -> Iterator[tuple[int, int]]:
    rows = range(math.floor(rect.y / _CELL_PT), math.floor(rect.bottom / _CELL_PT) + 1)
    columns = range(math.floor(rect.x / _CELL_PT), math.floor(rect.right / _CELL_PT) + 1)
    for row in rows:
        for column in columns:
            yield row, column
