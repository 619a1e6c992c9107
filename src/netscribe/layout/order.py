"""Phase: the order of vertices in each rank, with few crossings.

Needs: the `Strands` of a layered graph. Leaves: vertices by rank from left to right, and how many
crossings there are.
Method: a depth-first walk up from the sinks that takes arguments in their order (a crossing-free,
argument-true order for series-parallel graphs); where crossings remain, sweeps and sifting from
that start and from others (the walk in the mirror, a walk down from the sources, for small graphs
some at random), the best order kept, part by part. Sources: see `sweeps`.
Cost: O(sweeps x edges log edges).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from netscribe.layout.strands import Strands, far_ends
from netscribe.layout.sweeps import Rows, Sweeper, Unit

SWEEPS = 20
#: Sweeps without progress before giving up.
PATIENCE = 6
#: Downwards and upwards, each with ties falling left and right.
KINDS_OF_SWEEP = 4
#: Graphs of more edges than this are swept from one start only.
MANY_EDGES = 3_000
#: Small graphs are started at random too, so often.
RESTART_EDGES = 50
RESTARTS = 6
#: Of graphs of no more edges than this, so many of the best orders are drawn to compare them.
FEW_EDGES = 300
CHOICES = 5
Start = Callable[[Strands, Sequence[int]], Rows]
#: Rows whose order is given: vertices from left to right, by rank.
Fixed = Mapping[int, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Order:
    """Vertices by rank from left to right; crossings between neighbouring ranks in all."""

    ranks: tuple[tuple[int, ...], ...]
    crossings: int


class OrderBook:
    """The orders of one picture: graphs that differ in sizes alone are searched once."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[Order, ...]] = {}

    def order_ranks(
        self, strands: Strands, sinks: Sequence[int], fixed: Fixed, *, thorough: bool
    ) -> tuple[Order, ...]:
        """The best order found last; before it, for small graphs, those that were best before.

        `sinks` are walked up in their order, then all others. Crossings between ranks are not quite
        those of the drawing, where wires of one tensor share a track: so the caller may compare.
        """
        key = strands, tuple(sinks), tuple(sorted(fixed.items())), thorough
        if key not in self._found:
            self._found[key] = _searched(strands, sinks, fixed, thorough=thorough)
        return self._found[key]

    def resume(self, strands: Strands, start: Order, fixed: Fixed) -> Order:
        """The best order found from an order of the same vertices."""
        key = strands, start.ranks, tuple(sorted(fixed.items()))
        if key not in self._found:
            search = _Search(strands, fixed)
            search.start([_units(strands, row) for row in start.ranks])
            self._found[key] = (search.found[-1],)
        return self._found[key][-1]


def _searched(
    strands: Strands, sinks: Sequence[int], fixed: Fixed, *, thorough: bool
) -> tuple[Order, ...]:
    search = _Search(strands, fixed)
    search.start(_walk(strands, sinks))
    edges = sum(map(len, strands.gaps))
    starts: list[Start] = list(_STARTS) if thorough and edges <= MANY_EDGES else []
    if thorough and edges <= RESTART_EDGES:
        starts += [_shuffled(seed) for seed in range(RESTARTS)]
    for start in starts:
        # A graph where every wire crosses another has no order that is worth a long search.
        if 0 < search.fewest < edges:
            search.start(start(strands, sinks))
    return tuple(search.found[-CHOICES:] if edges <= FEW_EDGES else search.found[-1:])


class _Search:
    """Scratch state: the best rows so far, and the crossings in each gap below them.

    Where two orders agree on a rank, what lies above and below it is judged apart, so that a long
    graph may take its parts from different sweeps.
    """

    def __init__(self, strands: Strands, fixed: Fixed) -> None:
        self._strands = strands
        self._fixed = fixed
        self._sweeper = Sweeper(strands, frozenset(fixed))
        self.found: list[Order] = []
        self._best: Rows = []
        self._counts: list[int] = []
        self._sifted: Rows = []

    @property
    def fewest(self) -> int:
        return sum(self._counts)

    def _record(self) -> None:
        rows = tuple(tuple(v for unit in row for v in unit) for row in self._best)
        self.found.append(Order(rows, self.fewest))

    def start(self, rows: Rows) -> None:
        """Sweep and sift from `rows`, and keep what is better."""
        for rank, row in self._fixed.items():
            rows[rank] = [self._strands.units[vertex] for vertex in row]
        sweeper = self._sweeper
        counts = sweeper.adopt(rows)
        self._keep(rows, counts)
        stale = unmoved = 0
        for sweep in range(SWEEPS):
            if not self.fewest or stale >= PATIENCE or unmoved >= KINDS_OF_SWEEP:
                break
            moved = sweeper.sweep(rows, counts, downward=sweep % 2 == 0, mirrored=sweep % 4 > 1)
            moved = sweeper.exchange(rows, counts) or moved
            unmoved = 0 if moved else unmoved + 1
            stale = 0 if moved and self._keep(rows, counts) else stale + 1
        self._sift()

    def _sift(self) -> None:
        """Sift the best rows, if that has not been tried with them."""
        if self.fewest and self._best != self._sifted:
            rows = [list(row) for row in self._best]
            counts = self._sweeper.adopt(rows)
            self._sweeper.sift(rows, counts)
            self._keep(rows, counts)
            self._sifted = [list(row) for row in self._best]

    def _keep(self, rows: Rows, counts: list[int]) -> bool:
        """Take over every part of `rows` that is better."""
        if not self._best:
            self._best, self._counts = [list(row) for row in rows], list(counts)
            self._record()
            return True
        better = False
        above = 0
        for rank, (row, best) in enumerate(zip(rows, self._best, strict=True)):
            if row != best and rank < len(rows) - 1:
                continue
            # The two agree on this rank, or it is the last one.
            part = slice(above, rank)
            if sum(counts[part]) < sum(self._counts[part]):
                self._counts[part] = counts[part]
                for taken in range(above, rank + 1):
                    self._best[taken] = list(rows[taken])
                better = True
            above = rank
        if better:
            self._record()
        return better


def _units(strands: Strands, row: Sequence[int]) -> list[Unit]:
    """Units of a row as they stand in it; a merge circle may have turned."""
    found: list[Unit] = []
    taken: set[int] = set()
    for at, vertex in enumerate(row):
        if vertex not in taken:
            size = len(strands.units[vertex])
            found.append(tuple(row[at : at + size]))
            taken.update(found[-1])
    return found


def _walk(strands: Strands, first: Sequence[int], *, mirrored: bool = False) -> Rows:
    above = far_ends(strands, upward=True)
    below = far_ends(strands, upward=False)
    rank_of = strands.rank_of()
    rows: Rows = [[] for _ in strands.ranks]
    seen: set[int] = set()
    every = range(len(strands.units))
    sinks = [v for v in every if not any(below[member] for member in strands.units[v])]
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


def _mirrored(strands: Strands, first: Sequence[int]) -> Rows:
    return _walk(strands, tuple(reversed(first)), mirrored=True)


def _downward(strands: Strands, first: Sequence[int]) -> Rows:
    """Depth first from the sources, without regard to `first`."""
    above = far_ends(strands, upward=True)
    below = far_ends(strands, upward=False)
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


def _shuffled(seed: int) -> Start:
    """A start at random, but the same in every run."""

    def rows(strands: Strands, first: Sequence[int]) -> Rows:
        random = Random(seed)
        found = _walk(strands, first)
        for row in found:
            random.shuffle(row)
        return found

    return rows


_STARTS = (_mirrored, _downward)
