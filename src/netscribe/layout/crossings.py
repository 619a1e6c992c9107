"""Crossings: between neighbouring ranks from orders alone, and in a level from its finished wires.

In: edges of a gap and positions, or courses of wires. Out: a number. Wires of one tensor never
cross one another. Method for orders: inversions by insertion (Barth, Juenger and Mutzel 2002 in
spirit), O(E log E) comparisons per gap; for courses: level pieces against upright ones sorted by x,
O(n log n + pairs that share an x).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from netscribe.layout.layered import Edge
from netscribe.layout.local import Piece

#: Offsets of ports never reach past a neighbour: they are squeezed into half a position.
_SQUEEZE = 1e-4


def count_crossings(edges: Sequence[Edge], place: Mapping[int, int] | Sequence[int]) -> int:
    """How many pairs of `edges` cross when vertices stand at `place` in their ranks."""
    ends = sorted(
        (
            place[edge.upper] + edge.upper_x * _SQUEEZE,
            place[edge.lower] + edge.lower_x * _SQUEEZE,
        )
        for edge in edges
    )
    seen: list[float] = []
    crossings = 0
    for _, lower in ends:
        crossings += len(seen) - bisect_right(seen, lower)
        insort(seen, lower)
    return crossings


Course = Sequence[tuple[float, float]]


def count_course_crossings(routes: Mapping[Piece, Course]) -> int:
    """Points where a level and an upright piece of different nets cross, stems counted once."""
    upright = sorted({(x, low, high, net) for net, x, low, high in _runs(routes, axis=0)})
    uprights = [run[0] for run in upright]
    found: set[tuple[float, float, int, int]] = set()
    for net, y, low, high in _runs(routes, axis=1):
        for x, top, bottom, other in upright[bisect_right(uprights, low) :]:
            if x >= high:
                break
            if other != net and top < y < bottom:
                found.add((x, y, net, other))
    return len(found)


def _runs(routes: Mapping[Piece, Course], axis: int) -> Iterator[tuple[int, float, float, float]]:
    """Net, line, and interval of each piece that keeps its coordinate on `axis`."""
    for (net, _), course in routes.items():
        for a, b in pairwise(course):
            if a[axis] == b[axis]:
                ends = a[1 - axis], b[1 - axis]
                yield net, a[axis], min(ends), max(ends)
