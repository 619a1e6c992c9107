"""Phase: a long narrow picture goes on in further columns.

Needs: a finished layout and the length that a column may have. Leaves: the layout in columns, each
under the first one's top. A column ends only where nothing but one tensor leads on; its wires run
on in the gutter between the columns, from below the one to above the next. Without such a place the
column grows until there is one. Source: wrapping of layered graphs by Rueegg and von Hanxleden
(2018), cut at single edges only. Cost: O(boxes log boxes + corners).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.turning import turned
from netscribe.layout.types import Layout, Plan
from netscribe.layout.wiring import straightened

#: What a cut keeps from everything but the wire it cuts.
SLACK = 0.5
#: How far a wire runs straight on below a column, and straight down into the next.
TAIL = 12.0
LEAD = 24.0


@dataclass(frozen=True, slots=True)
class _Cut:
    """A height that only the wires of one tensor pass, at `x`."""

    y: float
    x: float


@dataclass(frozen=True, slots=True)
class _Columns:
    """Attributes:
    cuts: between each column and the next. tops: where columns began in the one column.
    shifts: how far each column moves to the right. gutters: the x between columns.
    depth: height of the tallest column; head: room above all of them for wires.
    """

    cuts: tuple[_Cut, ...]
    tops: tuple[float, ...]
    shifts: tuple[float, ...]
    gutters: tuple[float, ...]
    depth: float
    head: float

    def number(self, y: float) -> int:
        return bisect_right(self.tops, y) - 1

    def moved(self, x: float, y: float, column: int) -> tuple[float, float]:
        return x + self.shifts[column], y - self.tops[column] + self.head + LEAD


def wrap(plan: Plan, layout: Layout, limit: float) -> Layout:
    """The layout in columns no longer than `limit`, as far as it can be cut."""
    upright = turned(layout, plan.direction)
    if upright.size.height <= limit:
        return layout
    cuts = _chosen(_cuts(plan, upright), upright.size.height, limit)
    if not cuts:
        return layout
    return turned(_in_columns(plan, upright, cuts), plan.direction)


def _cuts(plan: Plan, layout: Layout) -> list[_Cut]:
    """The middles of all gaps between boxes, groups and labels that one upright wire passes."""
    found = []
    spans = sorted(
        (rect.y - SLACK, rect.bottom + SLACK)
        for rect in (*_room_of(plan, layout), *layout.groups.values(), *layout.labels.values())
    )
    bottom = spans[0][1] if spans else 0.0
    gaps = []
    for top, end in spans:
        if top > bottom:
            gaps.append((bottom + top) / 2)
        bottom = max(bottom, end)
    passing: list[set[tuple[str, float]]] = [set() for _ in gaps]
    level: set[int] = set()
    for wire in plan.wires:
        for a, b in pairwise(layout.routes[wire.id].points):
            low, high = sorted((a.y, b.y))
            for gap in range(bisect_right(gaps, low), bisect_right(gaps, high)):
                passing[gap].add((wire.tensor, round(a.x, 3)))
            if low == high and (near := bisect_right(gaps, low)):
                level.update(n for n in (near - 1, near) if n < len(gaps) and _close(gaps[n], low))
    for gap, (y, wires) in enumerate(zip(gaps, passing, strict=True)):
        if len(wires) == 1 and gap not in level:
            found.append(_Cut(y, next(iter(wires))[1]))
    return found


def _close(cut: float, y: float) -> bool:
    return abs(cut - y) < 1.0


def _room_of(plan: Plan, layout: Layout) -> list[Rect]:
    """Boxes with what hangs over their borders; where rows run sideways, with the most of it."""
    if plan.direction == "right":
        over = max((box.overhang + box.overhang_top for box in plan.boxes), default=0.0)
        return [rect.grown(over) for rect in layout.boxes.values()]
    rooms = []
    for box in plan.boxes:
        rect, above, below = layout.boxes[box.id], box.overhang_top, box.overhang
        if plan.direction == "up":
            above, below = below, above
        rooms.append(Rect(rect.x, rect.y - above, rect.width, rect.height + above + below))
    return rooms


def _chosen(cuts: list[_Cut], height: float, limit: float) -> tuple[_Cut, ...]:
    """The last cut before each column grows too long."""
    chosen: list[_Cut] = []
    top = 0.0
    for cut, following in pairwise([*cuts, _Cut(height, 0.0)]):
        if following.y - top > limit and cut.y > top:
            chosen.append(cut)
            top = cut.y
    return tuple(chosen)


def _in_columns(plan: Plan, layout: Layout, cuts: tuple[_Cut, ...]) -> Layout:
    columns = _arranged(plan, layout, cuts)
    margin = plan.spacing.margin

    def moved(found: Mapping[str, Rect]) -> dict[str, Rect]:
        result = {}
        for name, rect in found.items():
            x, y = columns.moved(rect.x, rect.y, columns.number(rect.y))
            result[name] = Rect(x, y, rect.width, rect.height)
        return result

    routes = {
        name: Polyline(tuple(Point(x, y) for x, y in straightened(_route(columns, route))))
        for name, route in layout.routes.items()
    }
    points = [columns.moved(p.x, p.y, columns.number(p.y)) for p in layout.junctions]
    rects = (moved(layout.boxes), moved(layout.groups), moved(layout.labels))
    right = max(rect.right for found in rects for rect in found.values())
    right = max(right, max(p.x for route in routes.values() for p in route.points))
    size = Size(right + margin, columns.head + LEAD + columns.depth)
    report = replace(
        layout.report,
        area=size.width * size.height,
        wire_length=sum(route.length for route in routes.values()),
    )
    return replace(
        layout,
        size=size,
        boxes=rects[0],
        groups=rects[1],
        labels=rects[2],
        routes=routes,
        titles=moved(layout.titles),
        junctions=tuple(Point(x, y) for x, y in points),
        report=report,
    )


def _arranged(plan: Plan, layout: Layout, cuts: tuple[_Cut, ...]) -> _Columns:
    tops = (0.0, *(cut.y for cut in cuts))
    lows = [float("inf")] * len(tops)
    highs = [float("-inf")] * len(tops)
    for found in (layout.boxes, layout.groups, layout.labels):
        for rect in found.values():
            column = bisect_right(tops, rect.y) - 1
            lows[column] = min(lows[column], rect.x)
            highs[column] = max(highs[column], rect.right)
    for route in layout.routes.values():
        for point in route.points:
            column = bisect_right(tops, point.y) - 1
            lows[column] = min(lows[column], point.x)
            highs[column] = max(highs[column], point.x)
    lane = plan.spacing.between_boxes
    x, shifts, gutters = plan.spacing.margin, [], []
    for low, high in zip(lows, highs, strict=True):
        shifts.append(x - low)
        gutters.append(x + high - low + lane)
        x += high - low + 2 * lane
    ends = [*tops[1:], layout.size.height]
    depth = max(end - top for top, end in zip(tops, ends, strict=True))
    depth += TAIL + plan.spacing.margin
    return _Columns(cuts, tops, tuple(shifts), tuple(gutters), depth, plan.spacing.margin)


def _route(columns: _Columns, route: Polyline) -> list[tuple[float, float]]:
    """The wire's corners in its columns, and around from each to the next."""
    first = route.points[0]
    column = columns.number(first.y)
    points = [columns.moved(first.x, first.y, column)]
    for a, b in pairwise(route.points):
        while column < columns.number(b.y):
            bottom = columns.moved(a.x, columns.cuts[column].y + TAIL, column)
            top = columns.moved(a.x, columns.tops[column + 1] - LEAD, column + 1)
            gutter = columns.gutters[column]
            points += [bottom, (gutter, bottom[1]), (gutter, top[1]), top]
            column += 1
        points.append(columns.moved(b.x, b.y, column))
    return points
