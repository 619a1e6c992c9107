"""Orders to start a search from: walks through the graph, depth first.

In: the joints of a graph, and the sinks that come first. Out: rows of units. A walk up from the
sinks that takes arguments in their order has no crossings where the graph is series-parallel, and
is true to the arguments. Cost: O(edges).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from netscribe.layout.sweeps import Rows, Sweeper

Start = Callable[[Sweeper, Sequence[int]], Rows]


def walk(sweeper: Sweeper, first: Sequence[int], *, mirrored: bool = False) -> Rows:
    above, below = sweeper.places.above, sweeper.places.below
    strands = sweeper.strands
    rank_of = strands.rank_of()
    rows: Rows = [[] for _ in strands.ranks]
    seen: set[int] = set()
    units = strands.units
    sinks = [
        vertex
        for vertex, unit in enumerate(units)
        if not below[vertex] and not any(below[member] for member in unit)
    ]
    for sink in [*first, *sinks]:
        stack = [sink]
        while stack:
            vertex = stack.pop()
            if vertex in seen:
                continue
            unit = strands.units[vertex]
            seen.update(unit)
            rows[rank_of[vertex]].append(unit)
            ends = [far for member in unit for far, _ in above[member]]
            stack.extend(ends if mirrored else reversed(ends))
    return rows


def _mirrored(sweeper: Sweeper, first: Sequence[int]) -> Rows:
    return walk(sweeper, tuple(reversed(first)), mirrored=True)


def _downward(sweeper: Sweeper, first: Sequence[int]) -> Rows:
    """Depth first from the sources, without regard to `first`."""
    above, below = sweeper.places.above, sweeper.places.below
    strands = sweeper.strands
    rank_of = strands.rank_of()
    rows: Rows = [[] for _ in strands.ranks]
    seen: set[int] = set()
    for source in range(len(strands.units)):
        if any(above[member] for member in strands.units[source]):
            continue
        stack = [source]
        while stack:
            vertex = stack.pop()
            if vertex in seen:
                continue
            unit = strands.units[vertex]
            seen.update(unit)
            rows[rank_of[vertex]].append(unit)
            ends = [far for member in unit for far, _ in below[member]]
            stack.extend(reversed(ends))
    return rows


def shuffled(seed: int) -> Start:
    """A start at random, but the same in every run."""

    def rows(sweeper: Sweeper, first: Sequence[int]) -> Rows:
        random = Random(seed)
        found = walk(sweeper, first)
        for row in found:
            random.shuffle(row)
        return found

    return rows


STARTS = (_mirrored, _downward)
