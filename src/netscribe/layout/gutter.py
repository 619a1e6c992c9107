"""Wires from the column at the left to the one at the right, through the gutter between them.

In: where each wire leaves and arrives, by tensor. Out: the lanes, the courses, and where wires of
one tensor part. A tensor has one lane, an upright piece in the gutter, unless all its wires are
level; the order of the lanes is the one in which the wires cross one another least. It must not
know what stands in the columns. Source: channel routing with few nets, tried out. Cost: O(k! k^2)
for k tensors, and there are few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations

from netscribe.geometry import Point, Polyline

#: Wires closer than this in height are level.
LEVEL = 0.01
#: Two wires on one line are worse than any crossing.
_ON_ONE_LINE = 1000


@dataclass(frozen=True, slots=True)
class Passage:
    """A wire of `tensor` from a box to the left side of another.

    It leaves at `start`, at the box's right side or lower border, and comes into the gutter at
    height `level`.
    """

    wire: str
    tensor: str
    start: Point
    level: float
    end: Point


@dataclass(frozen=True, slots=True)
class Gutter:
    """Tensors in the order of their lanes from the left; level ones have none."""

    passages: tuple[Passage, ...]
    lanes: tuple[str, ...]

    def routes(self, first: float, step: float) -> dict[str, Polyline]:
        """Courses by wire, the lanes beginning at x `first`."""
        at = {tensor: first + step * number for number, tensor in enumerate(self.lanes)}
        return {passage.wire: _course(passage, at.get(passage.tensor)) for passage in self.passages}


def gutter_of(passages: Sequence[Passage]) -> Gutter:
    """The lanes in their best order."""
    bent = dict.fromkeys(p.tensor for p in passages if abs(p.level - p.end.y) > LEVEL)
    # A tensor that leaves at two heights would need two lanes; it leaves at one.
    orders = [Gutter(tuple(passages), order) for order in permutations(bent)]
    return min(orders, key=_faults)


def crossings(some: Mapping[str, Polyline], others: Mapping[str, Polyline]) -> int:
    """How often wires of `some` cross wires of `others`."""
    return sum(
        _cross(a, b) or _cross(b, a)
        for one in some.values()
        for a in pairwise(one.points)
        for other in others.values()
        for b in pairwise(other.points)
    )


def partings(routes: Sequence[Polyline]) -> Iterator[Point]:
    """Corners of wires of one tensor from which others of them go on another way."""
    corners = dict.fromkeys(point for route in routes for point in route.points[1:-1])
    for corner in corners:
        arms = {arm for route in routes for arm in _arms(route, corner)}
        if len(arms) > 2:
            yield corner


def _course(passage: Passage, lane: float | None) -> Polyline:
    start, end, level = passage.start, passage.end, passage.level
    turn = [Point(start.x, level)] if abs(start.y - level) > LEVEL else []
    if lane is None or abs(level - end.y) <= LEVEL:
        return Polyline((start, *turn, end))
    return Polyline((start, *turn, Point(lane, level), Point(lane, end.y), end))


def _faults(gutter: Gutter) -> int:
    """Crossings between tensors, in a gutter of any width."""
    left = max(passage.start.x for passage in gutter.passages)
    right = min(passage.end.x for passage in gutter.passages)
    routes = gutter.routes(left, (right - left) / (len(gutter.lanes) + 1))
    found = 0
    for one, other in combinations(gutter.passages, 2):
        if one.tensor != other.tensor:
            a, b = routes[one.wire], routes[other.wire]
            found += crossings({"": a}, {"": b}) + _ON_ONE_LINE * _shared(a, b)
    return found


Piece = tuple[Point, Point]


def _cross(level: Piece, upright: Piece) -> bool:
    (a, b), (c, d) = level, upright
    if abs(a.y - b.y) > LEVEL or abs(c.x - d.x) > LEVEL:
        return False
    return (
        min(a.x, b.x) + LEVEL < c.x < max(a.x, b.x) - LEVEL
        and min(c.y, d.y) + LEVEL < a.y < max(c.y, d.y) - LEVEL
    )


def _shared(one: Polyline, other: Polyline) -> bool:
    """Whether level pieces of two wires lie on one line."""
    return any(
        abs(a.y - c.y) <= 2.0 and min(b.x, d.x) > max(a.x, c.x)
        for a, b in pairwise(one.points)
        for c, d in pairwise(other.points)
        if abs(a.y - b.y) <= LEVEL and abs(c.y - d.y) <= LEVEL
    )


def _arms(route: Polyline, at: Point) -> Iterator[tuple[int, int]]:
    """The directions in which `route` runs from `at`."""
    for a, b in pairwise(route.points):
        if _between(a, at, b):
            for end in (a, b):
                dx, dy = end.x - at.x, end.y - at.y
                if abs(dx) > LEVEL or abs(dy) > LEVEL:
                    yield (dx > LEVEL) - (dx < -LEVEL), (dy > LEVEL) - (dy < -LEVEL)


def _between(a: Point, at: Point, b: Point) -> bool:
    return (
        min(a.x, b.x) - LEVEL <= at.x <= max(a.x, b.x) + LEVEL
        and min(a.y, b.y) - LEVEL <= at.y <= max(a.y, b.y) + LEVEL
    )
