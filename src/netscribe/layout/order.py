"""Phase: the order of vertices in each rank, with few crossings.

Needs: a `Layered` graph. Leaves: every rank's vertices from left to right and the crossings left.
Method: a depth-first walk up from the sinks that takes arguments in their order (a crossing-free,
argument-true order for series-parallel graphs); where crossings remain, sweeps and sifting from
that start and from two others (the walk in the mirror, and a walk down from the sources), the best
order kept. Sources: see `sweeps`. Cost: O(sweeps x edges log edges).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netscribe.layout.layered import Layered
from netscribe.layout.sweeps import Rows, Sweeper, Unit, neighbours

SWEEPS = 12
#: Sweeps without progress before giving up.
PATIENCE = 4
#: Graphs of more edges than this are swept from one start only.
MANY_EDGES = 600

#: Rows whose order is given: vertices from left to right, by rank.
Fixed = Mapping[int, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Order:
    """Vertices by rank from left to right; crossings between neighbouring ranks in all."""

    ranks: tuple[tuple[int, ...], ...]
    crossings: int


def order_ranks(layered: Layered, sinks: Sequence[int], fixed: Fixed) -> Order:
    """The best order found; `sinks` are walked up in their order, then all others."""
    sweeper = Sweeper(layered, frozenset(fixed))
    best, fewest = _bettered(sweeper, _settled(layered, _walk(layered, sinks), fixed))
    small = sum(map(len, layered.gaps)) <= MANY_EDGES
    for start in _STARTS if small else ():
        if not fewest:
            break
        rows, found = _bettered(sweeper, _settled(layered, start(layered, sinks), fixed))
        if found < fewest:
            best, fewest = rows, found
    return Order(tuple(tuple(v for unit in row for v in unit) for row in best), fewest)


def resume_order(layered: Layered, start: Order, fixed: Fixed) -> Order:
    """The best order found from an order of the same vertices."""
    rows = [_units(layered, row) for row in start.ranks]
    best, fewest = _bettered(Sweeper(layered, frozenset(fixed)), rows)
    return Order(tuple(tuple(v for unit in row for v in unit) for row in best), fewest)


def _units(layered: Layered, row: Sequence[int]) -> list[Unit]:
    """Units of a row as they stand in it; a merge circle may have turned."""
    found: list[Unit] = []
    taken: set[int] = set()
    for at, vertex in enumerate(row):
        if vertex not in taken:
            size = len(layered.units[vertex])
            found.append(tuple(row[at : at + size]))
            taken.update(found[-1])
    return found


def _bettered(sweeper: Sweeper, start: Rows) -> tuple[Rows, int]:
    """The best rows that sweeps from `start` reach, and their crossings."""
    sweeper.adopt(start)
    rows, best, fewest = start, [list(row) for row in start], sweeper.crossings()
    stale = 0
    for sweep in range(SWEEPS):
        if not fewest or stale >= PATIENCE:
            break
        rows = sweeper.sweep(rows, downward=sweep % 2 == 0, mirrored=sweep % 4 > 1)
        rows = sweeper.exchange(rows)
        found = sweeper.crossings()
        stale = 0 if found < fewest else stale + 1
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    if fewest:
        best = sweeper.sift(best)
        fewest = sweeper.crossings()
    return best, fewest


def _settled(layered: Layered, rows: Rows, fixed: Fixed) -> Rows:
    for rank, row in fixed.items():
        rows[rank] = [layered.units[vertex] for vertex in row]
    return rows


def _walk(layered: Layered, first: Sequence[int], *, mirrored: bool = False) -> Rows:
    above = neighbours(layered, upward=True)
    below = neighbours(layered, upward=False)
    rows: Rows = [[] for _ in layered.ranks]
    seen: set[int] = set()
    every = range(len(layered.vertices))
    sinks = [v for v in every if not any(below[member] for member in layered.units[v])]
    for sink in [*first, *sinks]:
        stack = [sink]
        while stack:
            vertex = stack.pop()
            if vertex in seen:
                continue
            unit = layered.units[vertex]
            seen.update(unit)
            rows[layered.vertices[vertex].rank].append(unit)
            edges = [edge for member in unit for edge in above[member]]
            stack.extend(edge.upper for edge in (edges if mirrored else reversed(edges)))
    return rows


def _mirrored(layered: Layered, first: Sequence[int]) -> Rows:
    return _walk(layered, tuple(reversed(first)), mirrored=True)


def _downward(layered: Layered, first: Sequence[int]) -> Rows:
    """Depth first from the sources, without regard to `first`."""
    above = neighbours(layered, upward=True)
    below = neighbours(layered, upward=False)
    rows: Rows = [[] for _ in layered.ranks]
    seen: set[int] = set()
    for source in range(len(layered.vertices)):
        if any(above[member] for member in layered.units[source]):
            continue
        stack = [source]
        while stack:
            vertex = stack.pop()
            if vertex in seen:
                continue
            unit = layered.units[vertex]
            seen.update(unit)
            rows[layered.vertices[vertex].rank].append(unit)
            edges = [edge for member in unit for edge in below[member]]
            stack.extend(edge.lower for edge in reversed(edges))
    return rows


_STARTS = (_mirrored, _downward)
