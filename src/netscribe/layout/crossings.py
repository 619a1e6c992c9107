"""Crossings: between neighbouring ranks from orders alone, and in a level from its finished wires.

In: edges of a gap and positions, or courses of wires. Out: a number. Wires of one tensor never
cross one another. Method for orders: inversions by insertion (Barth, Juenger and Mutzel 2002 in
spirit), O(E log E) comparisons per gap; for courses: a sweep line over y (Bentley and Ottmann 1979,
for axis-parallel pieces), O(n log n) comparisons.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

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
    events: list[tuple[float, int, int, float, float]] = []
    for net, x, top, bottom in _runs(routes, axis=0):
        events += ((top, _BEGINS, net, x, x), (bottom, _ENDS, net, x, x))
    events += [(y, _PASSES, net, low, high) for net, y, low, high in _runs(routes, axis=1)]
    everywhere: list[float] = []
    by_net: dict[int, list[float]] = {}
    crossings = 0
    for _, kind, net, low, high in sorted(events):
        own = by_net.setdefault(net, [])
        if kind == _BEGINS:
            insort(everywhere, low)
            insort(own, low)
        elif kind == _ENDS:
            del everywhere[bisect_left(everywhere, low)]
            del own[bisect_left(own, low)]
        else:
            crossings += _between(everywhere, low, high) - _between(own, low, high)
    return crossings


#: What happens at one height, in this order: uprights end, level pieces pass, uprights begin.
_ENDS, _PASSES, _BEGINS = 0, 1, 2


def _between(places: Sequence[float], low: float, high: float) -> int:
    return max(0, bisect_left(places, high) - bisect_right(places, low))


def _runs(routes: Mapping[Piece, Course], axis: int) -> Iterator[tuple[int, float, float, float]]:
    """Net, line, and interval of what keeps its coordinate on `axis`, joined where it touches."""
    lines: dict[tuple[int, float], set[tuple[float, float]]] = {}
    for (net, _), course in routes.items():
        for a, b in pairwise(course):
            if a[axis] == b[axis]:
                ends = a[1 - axis], b[1 - axis]
                lines.setdefault((net, a[axis]), set()).add((min(ends), max(ends)))
    for (net, line), intervals in lines.items():
        start, end = None, 0.0
        for low, high in sorted(intervals):
            if start is not None and low <= end:
                end = max(end, high)
                continue
            if start is not None:
                yield net, line, start, end
            start, end = low, high
        if start is not None:
            yield net, line, start, end
