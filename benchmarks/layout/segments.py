"""Straight pieces of wire, found by place, whatever their slope.

In: polylines by wire. Out: pieces by tensor, those on one another joined; pairs that may meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import hypot

from benchmarks.layout.picture import Point
from netscribe.geometry import Rect

CELL = 120.0
_LINE = 0.05


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of a tensor's wires."""

    tensor: str
    a: Point
    b: Point


def segments_of(routes: Mapping[str, Sequence[Point]], tensors: Mapping[str, str]) -> list[Segment]:
    """The pieces of all wires; level or upright pieces of one tensor on one line are joined."""
    lines: dict[tuple[str, bool, float], list[tuple[float, float]]] = {}
    slanting: dict[Segment, None] = {}
    for wire, points in routes.items():
        for a, b in pairwise(points):
            upright, level = abs(a[0] - b[0]) < _LINE, abs(a[1] - b[1]) < _LINE
            if upright and level:
                continue
            if upright or level:
                axis = 1 if upright else 0
                line = round(a[1 - axis], 1)
                interval = min(a[axis], b[axis]), max(a[axis], b[axis])
                lines.setdefault((tensors[wire], upright, line), []).append(interval)
            else:
                slanting[Segment(tensors[wire], a, b)] = None
    found = list(slanting)
    for (tensor, upright, line), intervals in lines.items():
        for low, high in _joined(intervals):
            ends = ((line, low), (line, high)) if upright else ((low, line), (high, line))
            found.append(Segment(tensor, *ends))
    return found


def _joined(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    intervals.sort()
    joined = [intervals[0]]
    for low, high in intervals[1:]:
        if low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return joined


def cells(a: Point, b: Point) -> Iterator[tuple[int, int]]:
    """Cells of a grid that the piece from `a` to `b` may touch."""
    steps = max(1, int(hypot(a[0] - b[0], a[1] - b[1]) // CELL) + 1)
    seen: set[tuple[int, int]] = set()
    for step in range(steps):
        x1, y1 = _between(a, b, step / steps)
        x2, y2 = _between(a, b, (step + 1) / steps)
        for column in range(int(min(x1, x2) // CELL), int(max(x1, x2) // CELL) + 1):
            for row in range(int(min(y1, y2) // CELL), int(max(y1, y2) // CELL) + 1):
                if (column, row) not in seen:
                    seen.add((column, row))
                    yield column, row


def _between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def meetings(segments: Sequence[Segment]) -> Iterator[tuple[Segment, Segment, Point]]:
    """Pairs of pieces of different tensors that cross inside both, and where."""
    grid: dict[tuple[int, int], list[int]] = {}
    for number, segment in enumerate(segments):
        for cell in cells(segment.a, segment.b):
            grid.setdefault(cell, []).append(number)
    done: set[tuple[int, int]] = set()
    for numbers in grid.values():
        for first, second in combinations(numbers, 2):
            one, two = segments[first], segments[second]
            if one.tensor == two.tensor or (first, second) in done:
                continue
            point = _crossing(one, two)
            if point is not None:
                done.add((first, second))
                yield one, two, point


def _crossing(one: Segment, two: Segment) -> Point | None:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = one.a, one.b, two.a, two.b
    divisor = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if abs(divisor) < 1e-9:
        return None
    t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / divisor
    u = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / divisor
    inside = 1e-6 < t < 1 - 1e-6 and 1e-6 < u < 1 - 1e-6
    return _between(one.a, one.b, t) if inside else None


def on_polyline(point: Point, points: Sequence[Point], slack: float = 0.2) -> bool:
    """Whether `point` lies on an upright or level piece of the polyline."""
    x, y = point
    return any(
        min(a[0], b[0]) - slack <= x <= max(a[0], b[0]) + slack
        and min(a[1], b[1]) - slack <= y <= max(a[1], b[1]) + slack
        for a, b in pairwise(points)
    )


class RectangleGrid:
    """Named rectangles that pieces of wire are tried against."""

    def __init__(self, rects: Iterable[tuple[str, Rect]]) -> None:
        self._cells: dict[tuple[int, int], list[tuple[str, Rect]]] = {}
        for name, rect in rects:
            for column in range(int(rect.x // CELL), int(rect.right // CELL) + 1):
                for row in range(int(rect.y // CELL), int(rect.bottom // CELL) + 1):
                    self._cells.setdefault((column, row), []).append((name, rect))

    def hit(self, a: Point, b: Point) -> set[str]:
        """Names of the rectangles whose inside the piece passes."""
        found: set[str] = set()
        for cell in cells(a, b):
            for name, rect in self._cells.get(cell, ()):
                if name not in found and _passes(rect, a, b):
                    found.add(name)
        return found


def _passes(rect: Rect, a: Point, b: Point) -> bool:
    """Clipping after Liang and Barsky (1984)."""
    first, last = 0.0, 1.0
    for start, way, low, high in (
        (a[0], b[0] - a[0], rect.x, rect.right),
        (a[1], b[1] - a[1], rect.y, rect.bottom),
    ):
        if abs(way) < 1e-9:
            if not low < start < high:
                return False
            continue
        enter, leave = sorted(((low - start) / way, (high - start) / way))
        first, last = max(first, enter), min(last, leave)
    return first < last - 1e-9
