"""Crossings: between neighbouring ranks from orders alone, and in a level from its finished wires.

In: edges of a gap and positions, or courses of wires. Out: a number. Wires of one tensor never
cross one another. Method for orders: inversions by insertion (Barth, Juenger and Mutzel 2002 in
spirit), O(E log E) comparisons per gap; for courses: level pieces against upright ones sorted by x,
O(n log n + pairs that share an x).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

from netscribe.layout.layered import Edge
from netscribe.layout.local import Piece

#: Offsets of ports never reach past a neighbour: they are squeezed into less than half a position.
SQUEEZE = 1e-4

#: An edge as upper vertex, squeezed offset, lower vertex, squeezed offset.
Strand = tuple[int, float, int, float]


def strands(edges: Sequence[Edge]) -> list[Strand]:
    """The edges of a gap, made ready for counting again and again."""
    return [(e.upper, e.upper_x * SQUEEZE, e.lower, e.lower_x * SQUEEZE) for e in edges]


def count_crossings(gap: Sequence[Strand], place: Sequence[int]) -> int:
    """How many pairs of a gap's strands cross when vertices stand at `place` in their ranks."""
    if len(gap) < 2:
        return 0
    ends = sorted([(place[up] + up_x, place[low] + low_x) for up, up_x, low, low_x in gap])
    seen: list[float] = []
    crossings = 0
    highest = ends[0][1]
    for _, lower in ends:
        if lower >= highest:
            highest = lower
            seen.append(lower)
        else:
            at = bisect_right(seen, lower)
            crossings += len(seen) - at
            seen.insert(at, lower)
    return crossings


Course = Sequence[tuple[float, float]]


def count_course_crossings(routes: Mapping[Piece, Course]) -> int:
    """Points where a level and an upright piece of different nets cross, stems counted once."""
    upright = sorted({(x, low, high, net) for net, x, low, high in _runs(routes, axis=0)})
    uprights = [run[0] for run in upright]
    found: set[tuple[float, float, int, int]] = set()
    for net, y, low, high in sorted(set(_runs(routes, axis=1))):
        first, last = bisect_right(uprights, low), bisect_left(uprights, high)
        for x, top, bottom, other in islice(upright, first, last):
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
