"""One order of ranks while it is being bettered: sweeps, exchanges of neighbours, sifting.

In: `Strands` and rows of units. Out: rows with fewer crossings. Rows that are `fixed` keep
their order. A move that changed nothing at a rank is not tried there again before that rank or one
beside it has changed. Sources: barycenter sweeps (Sugiyama et al. 1981), exchanges (Gansner et al.
1993), sifting (Matuszewski, Schoenfeld and Molitor 1999). Cost: a sweep O(edges log edges), sifting
O(width^2 x degree^2) per row; both only where something has changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import combinations

from netscribe.layout.places import Places, Unit
from netscribe.layout.strands import Strands

#: Ranks wider than this are left to the sweeps: exchanging neighbours costs too much there.
EXCHANGE_WIDTH = 60
#: Sifting compares all pairs of a rank, so it is for narrower ones yet.
SIFT_WIDTH = 26
SIFT_PASSES = 3

Rows = list[list[Unit]]

#: Bits of moves that a rank may be at rest under; a sweep has four, by direction and ties.
_EXCHANGE, _SIFT, _SWEEP = 1, 2, 4
#: Crossings of a gap that are to be counted when they are asked for.
_UNKNOWN = -1


class Sweeper:
    """Scratch state: places of the order that is being tried, and which ranks are at rest."""

    def __init__(self, strands: Strands, fixed: frozenset[int]) -> None:
        self.strands = strands
        self.fixed = fixed
        self.places = Places(strands)
        # One more than there are ranks, for what lies beyond the first and the last.
        self._at_rest = [0] * (len(strands.ranks) + 1)
        turning = {unit[0] for unit in strands.units if len(unit) == 2}
        self._turning = {
            rank
            for rank, row in enumerate(strands.ranks)
            if turning and not turning.isdisjoint(row)
        }

    def adopt(self, rows: Rows) -> list[int]:
        """Take over the places of all rows; crossings by gap.

        The last gap is empty, and so stands for the one above rank 0 as well.
        """
        for rank, row in enumerate(rows):
            self._adopt_row(rank, row)
        return [self.places.crossings(gap, row) for gap, row in enumerate(rows)]

    def _adopt_row(self, rank: int, row: Sequence[Unit]) -> None:
        self.places.take(rank, row)
        rest = self._at_rest
        rest[rank - 1] = rest[rank] = rest[rank + 1] = 0

    def _change(self, rank: int, row: list[Unit], counts: list[int]) -> None:
        self._adopt_row(rank, row)
        counts[rank - 1] = counts[rank] = _UNKNOWN

    def _crossed(self, gap: int, rows: Rows, counts: list[int]) -> int:
        """The crossings of a gap, counted if they are not known."""
        found = counts[gap]
        if found == _UNKNOWN:
            found = counts[gap] = self.places.crossings(gap, rows[gap])
        return found

    def _count(self, rows: Rows, counts: list[int]) -> None:
        for gap, count in enumerate(counts):
            if count == _UNKNOWN:
                counts[gap] = self.places.crossings(gap, rows[gap])

    def sweep(self, rows: Rows, counts: list[int], *, downward: bool, mirrored: bool) -> bool:
        """Each rank in the order of what its units are joined to on one side; whether one changed.

        A rank without crossings on that side is in such an order, unless that side has changed.
        """
        changed = -2
        kind = _SWEEP << (downward + 2 * mirrored)
        for index in range(len(rows)) if downward else reversed(range(len(rows))):
            if self._at_rest[index] & kind or index in self.fixed or len(rows[index]) < 2:
                continue
            side = index - 1 if downward else index
            before = index - 1 if downward else index + 1
            if changed != before and not self._crossed(side, rows, counts):
                continue
            row = rows[index]
            keys = self.places.middles(row, upward=downward)
            # Ties fall the other way, else an order that is wrong throughout would stay.
            start = range(len(row) - 1, -1, -1) if mirrored else range(len(row))
            order = sorted(start, key=keys.__getitem__)
            if order == list(range(len(row))):
                self._at_rest[index] |= kind
                continue
            rows[index] = [row[unit] for unit in order]
            self._change(index, rows[index], counts)
            changed = index
        self._count(rows, counts)
        return changed >= 0

    def exchange(self, rows: Rows, counts: list[int]) -> bool:
        """Neighbours change places where that saves crossings; whether any did.

        `counts` by gap are kept true.
        """
        changed = False
        for _ in range(2):
            if not sum([self._exchange_row(n, rows, counts) for n in range(len(rows))]):
                break
            changed = True
        return changed

    def _exchange_row(self, index: int, rows: Rows, counts: list[int]) -> int:
        row = rows[index]
        if self._at_rest[index] & _EXCHANGE or len(row) > EXCHANGE_WIDTH:
            return 0
        above = self._crossed(index - 1, rows, counts)
        if not (self._crossed(index, rows, counts) or above):
            return 0
        changed = self._turn(index, row, counts) if index in self._turning else 0
        if index not in self.fixed and len(row) > 1:
            ends = self.places.ends(index, row)
            for at in range(len(row) - 1):
                left, right = ends[at], ends[at + 1]
                saved_above, saved_below = _excess(left[0], right[0]), _excess(left[1], right[1])
                if saved_above + saved_below > 0:
                    row[at], row[at + 1] = row[at + 1], row[at]
                    ends[at], ends[at + 1] = right, left
                    counts[index - 1] -= saved_above
                    counts[index] -= saved_below
                    changed += 1
        if changed:
            self._adopt_row(index, row)
        else:
            self._at_rest[index] |= _EXCHANGE
        return changed

    def _turn(self, index: int, row: list[Unit], counts: list[int]) -> int:
        """Let a merge circle's one side wire enter on the other side where that untangles it."""
        turned = 0
        for at, unit in enumerate(row):
            if len(unit) == 2:
                left, right = self.places.ends(index, [unit[:1], unit[1:]])
                saved_above, saved_below = _excess(left[0], right[0]), _excess(left[1], right[1])
                if saved_above + saved_below > 0:
                    row[at] = unit[::-1]
                    counts[index - 1] -= saved_above
                    counts[index] -= saved_below
                    turned += 1
        return turned

    def sift(self, rows: Rows, counts: list[int]) -> None:
        """Every unit of every narrow row at the place where it has the fewest crossings."""
        for turn in range(SIFT_PASSES):
            moved = 0
            for index in range(len(rows)) if turn % 2 == 0 else reversed(range(len(rows))):
                row = rows[index]
                if index in self.fixed or not 1 < len(row) <= SIFT_WIDTH:
                    continue
                if self._at_rest[index] & _SIFT:
                    continue
                if self._crossed(index, rows, counts) or self._crossed(index - 1, rows, counts):
                    moved += self._sift_row(index, row, counts)
            if not moved:
                break
        self._count(rows, counts)

    def _sift_row(self, index: int, row: list[Unit], counts: list[int]) -> int:
        ends = self.places.ends(index, row)
        costs = [[0] * len(row) for _ in row]
        tangled = False
        for one, two in combinations(range(len(row)), 2):
            left, right = ends[one], ends[two]
            cost = _excess(left[0], right[0]) + _excess(left[1], right[1])
            costs[one][two], costs[two][one] = cost, -cost
            tangled = tangled or cost > 0
        moved = 0
        order = list(range(len(row)))
        # Where no two would gain by changing places, every unit stands where it is best.
        for unit, gains in enumerate(costs) if tangled else ():
            here = order.index(unit)
            rest = [other for other in order if other != unit]
            best = _cheapest([gains[other] for other in rest], here)
            if best != here:
                order = [*rest[:best], unit, *rest[best:]]
                moved += 1
        if moved:
            row[:] = [row[unit] for unit in order]
            self._change(index, row, counts)
        else:
            self._at_rest[index] |= _SIFT
        return moved


def _excess(ones: Sequence[float], twos: Sequence[float]) -> int:
    """How many crossings two neighbours have on one side more than if they changed places."""
    if not ones or not twos:
        return 0
    if ones[-1] < twos[0]:
        return -len(ones) * len(twos)
    if twos[-1] < ones[0]:
        return len(ones) * len(twos)
    excess = 0
    for one in ones:
        excess += bisect_left(twos, one) + bisect_right(twos, one) - len(twos)
    return excess


def _cheapest(gain: Sequence[int], here: int) -> int:
    """Where a unit has the fewest crossings, if `gain` is its excess as the left of each other."""
    best, fewest, cost = here, 0, 0
    for at in reversed(range(here)):
        cost += gain[at]
        if cost < fewest:
            best, fewest = at, cost
    cost = 0
    for at in range(here, len(gain)):
        cost -= gain[at]
        if cost < fewest:
            best, fewest = at + 1, cost
    return best
