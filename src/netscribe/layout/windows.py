"""Windows: stretches of a long graph between narrow places, as graphs of their own.

In: `Strands` and rows. Out: the stretch as `Strands` with its own numbers, so that stretches that
are built alike are equal; and rows of it put back. A search in a window costs what the window
costs, however long the graph is. Source: our own, after windows in the improvement of long
schedules. Cost: O(edges of the window).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.layout.strands import Strands

#: A rank is narrow if none so far above is narrower, and all so far below are wider.
REACH = 3
#: A window holds so many stretches between narrow ranks.
SPAN = 2


@dataclass(frozen=True, slots=True)
class Window:
    """Ranks from `first` on; `vertices` are the graph's own, by the window's numbers."""

    first: int
    strands: Strands
    vertices: tuple[int, ...]

    def inside(self, rows: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
        """The window's rows out of all, in its own numbers."""
        number = {vertex: n for n, vertex in enumerate(self.vertices)}
        last = self.first + len(self.strands.ranks)
        return tuple(tuple(number[v] for v in row) for row in rows[self.first : last])

    def outside(self, rows: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
        """Rows of the window in the graph's own numbers."""
        return [tuple(self.vertices[v] for v in row) for row in rows]


def windows(strands: Strands) -> list[Window]:
    """Overlapping windows from top to bottom; none for a graph with few narrow places."""
    narrow = _narrow_ranks([len(row) for row in strands.ranks])
    return [
        _window(strands, first, last)
        for first, last in zip(narrow, narrow[SPAN:])
        if (first, last) != (narrow[0], narrow[-1])
    ]


def _narrow_ranks(widths: Sequence[int]) -> list[int]:
    last = len(widths) - 1
    inner = [
        rank
        for rank in range(1, last)
        if widths[rank] <= min(widths[max(0, rank - REACH) : rank])
        and widths[rank] < min(widths[rank + 1 : rank + 1 + REACH])
    ]
    return [0, *inner, last]


def _window(strands: Strands, first: int, last: int) -> Window:
    ranks = strands.ranks[first : last + 1]
    vertices = tuple(vertex for row in ranks for vertex in sorted(row))
    number = {vertex: n for n, vertex in enumerate(vertices)}
    gaps = [
        tuple([(number[upper], x, number[lower], lower_x) for upper, x, lower, lower_x in gap])
        for gap in strands.gaps[first:last]
    ]
    own = Strands(
        (*gaps, ()),
        tuple(tuple(number[vertex] for vertex in sorted(row)) for row in ranks),
        tuple(tuple(number[v] for v in strands.units[vertex]) for vertex in vertices),
    )
    return Window(first, own, vertices)
