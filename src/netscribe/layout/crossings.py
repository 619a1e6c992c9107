"""Crossings between neighbouring ranks, counted from orders alone.

In: edges of a gap and positions. Out: a number. Wires of one tensor never cross one another, nor do
wires into the same port. Method: inversions by insertion (Barth, Juenger and Mutzel 2002 in
spirit); cost O(E log E) comparisons per gap.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

from netscribe.layout.layered import Edge

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
