"""Long chains in rows: a layout that flows to the right, cut where one straight wire passes.

In: a `Layout` that flows to the right and the greatest width. Out: the layout itself where it is
narrow enough, or its pieces below one another, the cut wires leading from the end of a row to the
beginning of the next. Long skips pass all places between their ends, so nothing is cut there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from netscribe.geometry import Point, Polyline, Rect
from netscribe.layout.types import Layout

_MARGIN = 20.0
#: How far a cut wire runs on before it turns down, and straight before it ends.
_OUT, _IN = 10.0, 14.0
_MORE_ROWS = 3


@dataclass(frozen=True, slots=True)
class _Row:
    """A piece of the layout: from where on (in the old x) it is moved, and how far."""

    start: float
    dx: float
    dy: float


def in_rows(made: Layout, most_width: float) -> Layout:
    """`made` in as few rows as keep `most_width`, or as it is where no cuts lead there.

    Half a picture in rows reads worse than a long one. O(n log n) for n boxes and wires.
    """
    if made.size.width <= most_width or made.groups:
        return made
    cuts = _cuts(made)
    least = ceil(made.size.width / most_width)
    tried = [
        _moved(made, chosen)
        for rows in range(least, least + _MORE_ROWS + 1)
        if (chosen := _nearest(cuts, made.size.width, rows))
    ]
    return next((found for found in tried if found.size.width <= most_width), made)


def _cuts(made: Layout) -> list[tuple[float, str]]:
    """Places from left to right that one straight, unlabelled wire passes alone; and that wire."""
    spans = [(rect.x, rect.right) for rect in (*made.boxes.values(), *made.labels.values())]
    spans += [_span(route.points) for route in made.routes.values()]
    lows, highs = sorted(low for low, _ in spans), sorted(high for _, high in spans)
    found = []
    for name, route in made.routes.items():
        middle = (route.start.x + route.end.x) / 2
        alone = bisect_left(lows, middle) - bisect_left(highs, middle) == 1
        if len(route.points) == 2 and name not in made.labels and alone:
            found.append((middle, name))
    return sorted(found)


def _span(points: Sequence[Point]) -> tuple[float, float]:
    return min(point.x for point in points), max(point.x for point in points)


def _nearest(cuts: Sequence[tuple[float, str]], width: float, rows: int) -> list[tuple[float, str]]:
    """The cuts nearest to equal rows; fewer where two of them are the same."""
    wanted = (width * row / rows for row in range(1, rows))
    chosen = {min(cuts, key=lambda cut: abs(cut[0] - place)) for place in wanted} if cuts else set()
    return sorted(chosen)


def _moved(made: Layout, cuts: Sequence[tuple[float, str]]) -> Layout:
    rows = _rows(made, cuts)
    boxes = {name: _shifted(rect, rows) for name, rect in made.boxes.items()}
    cut = {name for _, name in cuts}
    routes = {
        name: _led_on(route, rows, made.size.height)
        if name in cut
        else Polyline(tuple(_shift(point, _row(rows, route.start.x)) for point in route.points))
        for name, route in made.routes.items()
    }
    right = max(_right(boxes.values()), *(_span(route.points)[1] for route in routes.values()))
    return replace(
        made,
        size=replace(made.size, width=right + _MARGIN, height=made.size.height * len(rows)),
        boxes=boxes,
        routes=routes,
        labels={name: _shifted(rect, rows) for name, rect in made.labels.items()},
        junctions=tuple(_shift(point, _row(rows, point.x)) for point in made.junctions),
    )


def _rows(made: Layout, cuts: Sequence[tuple[float, str]]) -> list[_Row]:
    rows = [_Row(0.0, 0.0, 0.0)]
    for number, (place, name) in enumerate(cuts, start=1):
        dx = _MARGIN + _IN - made.routes[name].end.x
        rows.append(_Row(place, dx, number * made.size.height))
    return rows


def _row(rows: Sequence[_Row], x: float) -> _Row:
    return rows[bisect_left([row.start for row in rows], x) - 1 if x > 0 else 0]


def _shift(point: Point, row: _Row) -> Point:
    return point.moved(row.dx, row.dy)


def _shifted(rect: Rect, rows: Sequence[_Row]) -> Rect:
    row = _row(rows, rect.center.x)
    return rect.moved(row.dx, row.dy)


def _led_on(route: Polyline, rows: Sequence[_Row], height: float) -> Polyline:
    """From the end of one row, between the rows, to the beginning of the next."""
    first, second = _row(rows, route.start.x), _row(rows, route.end.x)
    start, end = _shift(route.start, first), _shift(route.end, second)
    out, into, lane = start.x + _OUT, end.x - _IN, first.dy + height
    corners = (Point(out, start.y), Point(out, lane), Point(into, lane), Point(into, end.y))
    return Polyline((start, *corners, end))


def _right(rects: Iterable[Rect]) -> float:
    return max(rect.right for rect in rects)
