"""What lies lowest at each x: the ground that the next row is put on.

In: intervals of x with a kind and a lower edge. Out: the least y at which something of a kind may
stand over an interval. Knows no graph. An update or a question costs O(log n + steps touched).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Literal

Ground = Literal["solid", "wire", "label"]
#: By pair (what lies above, what is put below): the least distance.
Distances = Mapping[tuple[Ground, Ground], float]

_NOTHING = float("-inf")
_KINDS: tuple[Ground, ...] = ("solid", "wire", "label")


class Skyline:
    """A step function of x for each kind of ground."""

    def __init__(self, distances: Distances) -> None:
        self._gaps = {kind: tuple(distances[above, kind] for above in _KINDS) for kind in _KINDS}
        self._starts: list[float] = [_NOTHING]
        self._edges: list[tuple[float, float, float]] = [(_NOTHING, _NOTHING, _NOTHING)]

    def lowest(self, low: float, high: float, kind: Ground) -> float:
        """The least y for something of `kind` over [low, high]; minus infinity over nothing."""
        first = bisect_right(self._starts, low) - 1
        last = bisect_left(self._starts, high)
        steps = self._edges[first : max(last, first + 1)]
        solid, wire, label = steps[0]
        for step in steps:
            if step[0] > solid:
                solid = step[0]
            if step[1] > wire:
                wire = step[1]
            if step[2] > label:
                label = step[2]
        gaps = self._gaps[kind]
        return max(solid + gaps[0], wire + gaps[1], label + gaps[2])

    def put(self, low: float, high: float, kind: Ground, edge: float) -> None:
        """Lay something of `kind` over [low, high] with its far edge at y `edge`."""
        first = self._cut(low)
        last = self._cut(high)
        edges = self._edges
        for at in range(first, last):
            solid, wire, label = edges[at]
            if kind == "solid" and edge > solid:
                edges[at] = (edge, wire, label)
            elif kind == "wire" and edge > wire:
                edges[at] = (solid, edge, label)
            elif kind == "label" and edge > label:
                edges[at] = (solid, wire, edge)
        self._merge(first, last)

    def _cut(self, x: float) -> int:
        starts = self._starts
        at = bisect_left(starts, x)
        if at == len(starts) or starts[at] != x:
            starts.insert(at, x)
            self._edges.insert(at, self._edges[at - 1])
        return at

    def _merge(self, first: int, last: int) -> None:
        """Join equal steps, so that the function stays as short as the picture is wide."""
        for at in range(min(last, len(self._starts) - 1), max(first, 1) - 1, -1):
            if self._edges[at] == self._edges[at - 1]:
                del self._starts[at]
                del self._edges[at]
