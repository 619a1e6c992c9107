"""A search for an order with few crossings, from one start after another.

In: `Strands` and starting rows. Out: the orders that were best so far. Where two orders agree on a
rank, what lies above and below it is judged apart, so that a long graph may take its parts from
different sweeps. Cost: O(sweeps x edges log edges) for each start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netscribe.layout.strands import Strands
from netscribe.layout.sweeps import Rows, Sweeper

SWEEPS = 20
#: Sweeps without progress before giving up.
PATIENCE = 6
#: Downwards and upwards, each with ties falling left and right.
KINDS_OF_SWEEP = 4
#: Rows whose order is given: vertices from left to right, by rank.
Fixed = Mapping[int, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Order:
    """Vertices by rank from left to right; crossings between neighbouring ranks in all."""

    ranks: tuple[tuple[int, ...], ...]
    crossings: int


class Search:
    """Scratch state: the rows being bettered, the best so far, and the crossings in each gap."""

    def __init__(self, strands: Strands, fixed: Fixed) -> None:
        self.strands = strands
        self.sweeper = Sweeper(strands, frozenset(fixed))
        self.found: list[Order] = []
        self._fixed = fixed
        self._edges = sum(map(len, strands.gaps))
        self._rows: Rows = []
        self._row_counts: list[int] = []
        self._best: Rows = []
        self._counts: list[int] = []
        self._sifted: Rows = []

    @property
    def fewest(self) -> int:
        return sum(self._counts)

    def take(self, rows: Rows) -> None:
        """Start from `rows`, but for those that are fixed."""
        for rank, row in self._fixed.items():
            rows[rank] = [self.strands.units[vertex] for vertex in row]
        self._rows, self._row_counts = rows, self.sweeper.adopt(rows)
        self._keep(rows, self._row_counts)

    def go_on(self, patience: int = PATIENCE) -> None:
        """Sweep and sift, and keep what is better."""
        rows, counts = self._rows, self._row_counts
        sweeper = self.sweeper
        stale = unmoved = 0
        for sweep in range(SWEEPS):
            if not self.fewest or stale >= patience or unmoved >= KINDS_OF_SWEEP:
                break
            moved = sweeper.sweep(rows, counts, downward=sweep % 2 == 0, mirrored=sweep % 4 > 1)
            moved = sweeper.exchange(rows, counts) or moved
            unmoved = 0 if moved else unmoved + 1
            stale = 0 if moved and self._keep(rows, counts) else stale + 1
        self._sift()

    def _sift(self) -> None:
        """Sift the best rows, if that has not been tried with them.

        Where wires cross more than once each there is little to be found.
        """
        if 0 < self.fewest < self._edges and self._best != self._sifted:
            rows = [list(row) for row in self._best]
            counts = self.sweeper.adopt(rows)
            self.sweeper.sift(rows, counts)
            self._keep(rows, counts)
            self._sifted = [list(row) for row in self._best]

    def _record(self) -> None:
        rows = tuple(tuple(v for unit in row for v in unit) for row in self._best)
        self.found.append(Order(rows, self.fewest))

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
