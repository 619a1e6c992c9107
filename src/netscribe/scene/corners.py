"""A path's rounded corners, as straight lines and cubic curves that every format has.

In: the points of a `PathMark` and its radius. Out: steps to draw from the first point. Each corner
is cut where its circle touches the two segments (a radius longer than half of the shorter segment
shrinks to that), and the arc is the usual cubic with handles of (4/3) tan(angle / 4) radii, whose
error is below 0.03 % of the radius at a right angle.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from netscribe.geometry import Point


@dataclass(frozen=True, slots=True)
class Line:
    """A straight step to `end`."""

    end: Point


@dataclass(frozen=True, slots=True)
class Curve:
    """A cubic Bézier step to `end`."""

    first_handle: Point
    second_handle: Point
    end: Point


def rounded_steps(points: tuple[Point, ...], radius: float) -> tuple[Line | Curve, ...]:
    """The steps from `points[0]` to `points[-1]`. O(len(points))."""
    return tuple(_steps(points, radius))


def _steps(points: tuple[Point, ...], radius: float) -> Iterator[Line | Curve]:
    for before, corner, after in zip(points, points[1:], points[2:]):
        tangent, handle = _tangent_and_handle(before, corner, after, radius)
        if tangent < 1e-6:
            yield Line(corner)
            continue
        start, end = _towards(corner, before, tangent), _towards(corner, after, tangent)
        yield Line(start)
        yield Curve(_towards(start, corner, handle), _towards(end, corner, handle), end)
    if len(points) > 1:
        yield Line(points[-1])


def _tangent_and_handle(
    before: Point, corner: Point, after: Point, radius: float
) -> tuple[float, float]:
    """How far from the corner the arc begins, and how long the handles of its cubic are."""
    in_angle = math.atan2(corner.y - before.y, corner.x - before.x)
    out_angle = math.atan2(after.y - corner.y, after.x - corner.x)
    turn = abs(math.remainder(out_angle - in_angle, math.tau))
    if turn < 1e-3 or turn > math.pi - 1e-3:  # straight on, or straight back: no corner to round
        return 0.0, 0.0
    half_segment = min(_distance(before, corner), _distance(corner, after)) / 2
    tangent = min(radius * math.tan(turn / 2), half_segment)
    return tangent, 4 / 3 * math.tan(turn / 4) * tangent / math.tan(turn / 2)


def _distance(one: Point, other: Point) -> float:
    return math.hypot(other.x - one.x, other.y - one.y)


def _towards(start: Point, target: Point, distance: float) -> Point:
    length = _distance(start, target)
    share = distance / length if length else 0.0
    return Point(start.x + (target.x - start.x) * share, start.y + (target.y - start.y) * share)
