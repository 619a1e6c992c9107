"""Phase, first half of x: which vertices stand exactly above one another.

Needs: a `Layered` graph and its `Order`. Leaves: blocks, each a run of vertices in consecutive
ranks joined by straight wires, ports taken into account. Straight pieces of different blocks do not
cross, so blocks can be put in columns.
Method: after Brandes and Koepf (2001), with priorities instead of four passes: the trunk first,
then long chains, then main wires, then the rest. Cost: O(edges log edges).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.layout.layered import TRUNK, Edge, Layered
from netscribe.layout.search import Order


@dataclass(frozen=True, slots=True)
class Blocks:
    """By vertex: its block and its offset from the block's x; `trunk` is the trunk's block."""

    of: tuple[int, ...]
    offsets: tuple[float, ...]
    count: int
    trunk: int


def align_blocks(layered: Layered, order: Order, trunk_item: int) -> Blocks:
    """Blocks from the highest priority of edge to the lowest."""
    place = {vertex: index for row in order.ranks for index, vertex in enumerate(row)}
    above: list[Edge | None] = [None] * len(layered.vertices)
    below: list[Edge | None] = [None] * len(layered.vertices)
    taken: list[list[tuple[int, int]]] = [[] for _ in layered.gaps]
    ends = [vertex.kind == "item" for vertex in layered.vertices]
    chosen: list[list[tuple[int, list[Edge]]]] = [[] for _ in range(TRUNK + 1)]
    for index, gap in enumerate(layered.gaps):
        for priority, edges in _by_priority(gap).items():
            chosen[priority].append((index, edges))
    for index, edges in (group for groups in reversed(chosen) for group in groups):
        if len(edges) > 1:
            # Wires that go on straight below serve the eye more than ones that end at once.
            edges.sort(key=lambda edge: (ends[edge.lower], place[edge.upper], place[edge.lower]))
        for edge in edges:
            if above[edge.lower] is None and below[edge.upper] is None:
                pair = (place[edge.upper], place[edge.lower])
                if _fits(taken[index], pair):
                    insort(taken[index], pair)
                    above[edge.lower], below[edge.upper] = edge, edge
    return _number(layered, order, above, trunk_item)


def _by_priority(gap: Sequence[Edge]) -> dict[int, list[Edge]]:
    found: dict[int, list[Edge]] = {}
    for edge in gap:
        found.setdefault(edge.priority, []).append(edge)
    return found


def _fits(taken: Sequence[tuple[int, int]], pair: tuple[int, int]) -> bool:
    """Whether `pair` crosses none of the pairs taken in its gap."""
    if not taken:
        return True
    at = bisect_left(taken, pair)
    after_left = at == 0 or taken[at - 1][1] < pair[1]
    before_right = at == len(taken) or taken[at][1] > pair[1]
    return after_left and before_right


def _number(
    layered: Layered, order: Order, above: Sequence[Edge | None], trunk_item: int
) -> Blocks:
    of = [-1] * len(layered.vertices)
    offsets = [0.0] * len(layered.vertices)
    count = 0
    for row in order.ranks:
        for vertex in row:
            edge = above[vertex]
            if edge is None:
                of[vertex], count = count, count + 1
                continue
            of[vertex] = of[edge.upper]
            offsets[vertex] = offsets[edge.upper] + edge.upper_x - edge.lower_x
    return Blocks(tuple(of), tuple(offsets), count, of[trunk_item])
