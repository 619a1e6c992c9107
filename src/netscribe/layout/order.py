"""Phase: the order of vertices in each rank, with few crossings.

Needs: a `Layered` graph. Leaves: every rank's vertices from left to right and the crossings left.
Method: a depth-first walk up from the sinks that takes arguments in their order (a crossing-free,
argument-true order for series-parallel graphs); where crossings remain, barycenter sweeps and
exchanges of neighbours (Sugiyama et al. 1981; Gansner et al. 1993), the best order kept.
Cost: O(sweeps x edges log edges).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.layout.crossings import count_crossings
from netscribe.layout.layered import Edge, Layered

SWEEPS = 12
#: Sweeps without progress before giving up.
PATIENCE = 4
#: Ranks wider than this are left to the sweeps: exchanging neighbours costs too much there.
EXCHANGE_WIDTH = 60

Unit = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Vertices by rank from left to right; crossings between neighbouring ranks in all."""

    ranks: tuple[tuple[int, ...], ...]
    crossings: int


def order_ranks(layered: Layered, sinks: Sequence[int]) -> Order:
    """The best order found; `sinks` are walked up in their order, then all others."""
    state = _State(layered)
    rows = _walk_up(layered, sinks)
    state.adopt(rows)
    best, fewest = rows, state.crossings()
    stale = 0
    for sweep in range(SWEEPS):
        if not fewest or stale >= PATIENCE:
            break
        rows = state.sweep(rows, downward=sweep % 2 == 0, mirrored=sweep % 4 > 1)
        rows = state.exchange(rows)
        found = state.crossings()
        stale = 0 if found < fewest else stale + 1
        if found < fewest:
            best, fewest = rows, found
    return Order(tuple(tuple(v for unit in row for v in unit) for row in best), fewest)


def _walk_up(layered: Layered, first: Sequence[int]) -> list[list[Unit]]:
    above = _neighbours(layered, upward=True)
    below = _neighbours(layered, upward=False)
    rows: list[list[Unit]] = [[] for _ in layered.ranks]
    seen: set[int] = set()
    sinks = [v for v in range(len(layered.vertices)) if not _unit_edges(layered, v, below)]
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
            stack.extend(edge.upper for edge in reversed(edges))
    return rows


def _unit_edges(layered: Layered, vertex: int, edges: Sequence[Sequence[Edge]]) -> bool:
    return any(edges[member] for member in layered.units[vertex])


def _neighbours(layered: Layered, *, upward: bool) -> list[list[Edge]]:
    found: list[list[Edge]] = [[] for _ in layered.vertices]
    for gap in layered.gaps:
        for edge in gap:
            found[edge.lower if upward else edge.upper].append(edge)
    for edges in found:
        edges.sort(key=lambda edge: edge.lower_x if upward else edge.upper_x)
    return found


class _State:
    """Scratch state of this phase: positions of the order that is being tried."""

    def __init__(self, layered: Layered) -> None:
        self.layered = layered
        self.above = _neighbours(layered, upward=True)
        self.below = _neighbours(layered, upward=False)
        self.place = [0] * len(layered.vertices)

    def adopt(self, rows: Sequence[Sequence[Unit]]) -> None:
        for row in rows:
            self.adopt_row(row)

    def adopt_row(self, row: Sequence[Unit]) -> None:
        position = 0
        for unit in row:
            for vertex in unit:
                self.place[vertex] = position
                position += 1

    def crossings(self) -> int:
        return sum(count_crossings(gap, self.place) for gap in self.layered.gaps)

    def sweep(
        self, rows: Sequence[Sequence[Unit]], *, downward: bool, mirrored: bool
    ) -> list[list[Unit]]:
        result = [list(row) for row in rows]
        self.adopt(result)
        for index in range(len(result)) if downward else reversed(range(len(result))):
            row = result[index]
            keys = {unit: self._barycenter(unit, downward=downward) for unit in row}
            if mirrored:
                # Ties fall the other way, else an order that is wrong throughout would stay.
                row.reverse()
            row.sort(key=lambda unit: keys[unit])
            self.adopt_row(row)
        return result

    def _barycenter(self, unit: Unit, *, downward: bool) -> float:
        if downward:
            places = [self.place[e.upper] + e.upper_x * 1e-3 for v in unit for e in self.above[v]]
        else:
            places = [self.place[e.lower] + e.lower_x * 1e-3 for v in unit for e in self.below[v]]
        return sum(places) / len(places) if places else float(self.place[unit[0]])

    def exchange(self, rows: list[list[Unit]]) -> list[list[Unit]]:
        self.adopt(rows)
        for _ in range(2):
            if not sum(self._exchange_row(row) for row in rows if len(row) <= EXCHANGE_WIDTH):
                break
        return rows

    def _exchange_row(self, row: list[Unit]) -> int:
        changed = self._turn(row)
        for index in range(len(row) - 1):
            left, right = row[index], row[index + 1]
            if self._pair(right, left) < self._pair(left, right):
                row[index], row[index + 1] = right, left
                changed += 1
        if changed:
            self.adopt_row(row)
        return changed

    def _turn(self, row: list[Unit]) -> int:
        """Let a merge circle's one side wire enter on the other side where that untangles it."""
        turned = 0
        for index, unit in enumerate(row):
            if len(unit) == 2 and self._pair(unit[1:], unit[:1]) < self._pair(unit[:1], unit[1:]):
                row[index] = unit[::-1]
                turned += 1
        return turned

    def _pair(self, left: Unit, right: Unit) -> int:
        """Crossings between the wires of two units if `left` stands left of `right`."""
        crossings = 0
        for edges, upward in ((self.above, True), (self.below, False)):
            lefts = [self._far(edge, upward=upward) for v in left for edge in edges[v]]
            rights = [self._far(edge, upward=upward) for v in right for edge in edges[v]]
            crossings += sum(a > b for a in lefts for b in rights)
        return crossings

    def _far(self, edge: Edge, *, upward: bool) -> float:
        if upward:
            return self.place[edge.upper] + edge.upper_x * 1e-4
        return self.place[edge.lower] + edge.lower_x * 1e-4
