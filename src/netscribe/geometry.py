"""Plane geometry in points.

In: numbers. Out: frozen values. One unit is one SVG user unit, printed as one point (1/72 in);
x grows to the right, y grows downwards. Knows nothing of networks or of file formats.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A place, in points."""

    x: float
    y: float

    def moved(self, dx: float, dy: float) -> Point:
        return Point(self.x + dx, self.y + dy)


@dataclass(frozen=True, slots=True)
class Size:
    """A width and a height, in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle given by its left, top, width and height, in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def center(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    def moved(self, dx: float, dy: float) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, margin: float) -> Rect:
        """The rectangle with `margin` added on all four sides (negative shrinks it)."""
        return Rect(
            self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin
        )

    def overlaps(self, other: Rect, slack: float = 1e-6) -> bool:
        """Whether the interiors share more than a border; `slack` absorbs rounding."""
        return (
            self.x < other.right - slack
            and other.x < self.right - slack
            and self.y < other.bottom - slack
            and other.y < self.bottom - slack
        )

    def contains(self, other: Rect, slack: float = 1e-6) -> bool:
        return (
            self.x <= other.x + slack
            and self.y <= other.y + slack
            and self.right >= other.right - slack
            and self.bottom >= other.bottom - slack
        )


def bounding_rect(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around all of `rects`; the empty rectangle at the origin for none."""
    found = list(rects)
    if not found:
        return Rect(0.0, 0.0, 0.0, 0.0)
    left, top = min(r.x for r in found), min(r.y for r in found)
    return Rect(left, top, max(r.right for r in found) - left, max(r.bottom for r in found) - top)


@dataclass(frozen=True, slots=True)
class Polyline:
    """A path of straight segments through `points`, at least two."""

    points: tuple[Point, ...]

    @property
    def start(self) -> Point:
        return self.points[0]

    @property
    def end(self) -> Point:
        return self.points[-1]

    @property
    def bend_count(self) -> int:
        return len(self.points) - 2

    @property
    def length(self) -> float:
        """Length along the path; the segments of a netscribe route are axis-parallel."""
        return sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in zip(self.points, self.points[1:]))

    def moved(self, dx: float, dy: float) -> Polyline:
        return Polyline(tuple(point.moved(dx, dy) for point in self.points))
