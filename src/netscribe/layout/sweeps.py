"""One order of ranks while it is being bettered: sweeps, exchanges of neighbours, sifting.

In: `Strands` and rows of units. Out: rows with fewer crossings. Rows that are `fixed` keep
their order. Sources: barycenter sweeps (Sugiyama et al. 1981), exchanges (Gansner et al. 1993),
sifting (Matuszewski, Schoenfeld and Molitor 1999). Cost: a sweep O(edges log edges), sifting
O(width^2 x degree^2) per row.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import combinations

from netscribe.layout.crossings import count_crossings
from netscribe.layout.strands import Far, Strands, far_ends

#: Ranks wider than this are left to the sweeps: exchanging neighbours costs too much there.
EXCHANGE_WIDTH = 60
#: Sifting compares all pairs of a rank, so it is for narrower ones yet.
SIFT_WIDTH = 26
SIFT_PASSES = 3

Unit = tuple[int, ...]
Rows = list[list[Unit]]
#: Places of the other ends of a unit's wires, above and below.
Ends = tuple[list[float], list[float]]


class Sweeper:
    """Scratch state: positions of the order that is being tried."""

    def __init__(self, strands: Strands, fixed: frozenset[int]) -> None:
        self.strands = strands
        self.fixed = fixed
        self._gaps = strands.gaps
        self.above = far_ends(strands, upward=True)
        self.below = far_ends(strands, upward=False)
        self.place = [0] * len(strands.units)
        rank_of = strands.rank_of()
        self._turning = {rank_of[unit[0]] for unit in strands.units if len(unit) == 2}

    def adopt(self, rows: Rows) -> list[int]:
        """Take over the places of all rows; crossings by gap.

        The last gap is empty, and so stands for the one above rank 0 as well.
        """
        for row in rows:
            self._adopt_row(row)
        return [count_crossings(gap, self.place) for gap in self._gaps]

    def _adopt_row(self, row: Sequence[Unit]) -> None:
        position = 0
        for unit in row:
            for vertex in unit:
                self.place[vertex] = position
                position += 1

    def sweep(self, rows: Rows, counts: list[int], *, downward: bool, mirrored: bool) -> bool:
        """Each rank in the order of what its units are joined to on one side; whether one changed.

        A rank without crossings on that side is in such an order, unless that side has changed.
        """
        changed = -2
        for index in range(len(rows)) if downward else reversed(range(len(rows))):
            side = index - 1 if downward else index
            before = index - 1 if downward else index + 1
            if index in self.fixed or not (counts[side] or changed == before):
                continue
            row = rows[index]
            if len(row) < 2:
                continue
            keys = self._barycenters(row, self.above if downward else self.below)
            # Ties fall the other way, else an order that is wrong throughout would stay.
            order = row[::-1] if mirrored else row[:]
            order.sort(key=keys.__getitem__)
            if order != row:
                rows[index] = order
                self._adopt_row(order)
                self._recount(index, counts)
                changed = index
        return changed >= 0

    def _barycenters(self, row: Sequence[Unit], ends: Sequence[Sequence[Far]]) -> dict[Unit, float]:
        """By unit, the middle of what it is joined to on one side; where it stands, if nothing."""
        place = self.place
        found: dict[Unit, float] = {}
        for unit in row:
            joined = ends[unit[0]] if len(unit) == 1 else [end for v in unit for end in ends[v]]
            if len(joined) == 1:
                found[unit] = place[joined[0][0]] + joined[0][1]
            elif joined:
                found[unit] = sum([place[far] + offset for far, offset in joined]) / len(joined)
            else:
                found[unit] = place[unit[0]]
        return found

    def exchange(self, rows: Rows, counts: list[int]) -> bool:
        """Neighbours change places where that saves crossings; whether any did.

        `counts` by gap are kept true.
        """
        changed = False
        for _ in range(2):
            if not sum(self._exchange_row(n, row, counts) for n, row in enumerate(rows)):
                break
            changed = True
        return changed

    def _exchange_row(self, index: int, row: list[Unit], counts: list[int]) -> int:
        if len(row) > EXCHANGE_WIDTH or not (counts[index] or counts[index - 1]):
            return 0
        changed = self._turn(row) if index in self._turning else 0
        ends = [self._ends(unit) for unit in row]
        for at in range(len(row) - 1 if index not in self.fixed else 0):
            left, right = ends[at], ends[at + 1]
            if _excess(left[0], right[0]) + _excess(left[1], right[1]) > 0:
                row[at], row[at + 1] = row[at + 1], row[at]
                ends[at], ends[at + 1] = right, left
                changed += 1
        if changed:
            self._adopt_row(row)
            self._recount(index, counts)
        return changed

    def _recount(self, index: int, counts: list[int]) -> None:
        for gap in (index - 1, index):
            counts[gap] = count_crossings(self._gaps[gap], self.place)

    def _turn(self, row: list[Unit]) -> int:
        """Let a merge circle's one side wire enter on the other side where that untangles it."""
        turned = 0
        for index, unit in enumerate(row):
            if len(unit) == 2:
                left, right = self._ends(unit[:1]), self._ends(unit[1:])
                if _excess(left[0], right[0]) + _excess(left[1], right[1]) > 0:
                    row[index] = unit[::-1]
                    turned += 1
        return turned

    def sift(self, rows: Rows, counts: list[int]) -> None:
        """Every unit of every narrow row at the place where it has the fewest crossings."""
        for turn in range(SIFT_PASSES):
            moved = 0
            for index in range(len(rows)) if turn % 2 == 0 else reversed(range(len(rows))):
                row = rows[index]
                crossed = counts[index] or counts[index - 1]
                if crossed and index not in self.fixed and 1 < len(row) <= SIFT_WIDTH:
                    moved += self._sift_row(row)
                    self._recount(index, counts)
            if not moved:
                break

    def _sift_row(self, row: list[Unit]) -> int:
        ends = [self._ends(unit) for unit in row]
        costs = [[0] * len(row) for _ in row]
        for one, two in combinations(range(len(row)), 2):
            left, right = ends[one], ends[two]
            cost = _excess(left[0], right[0]) + _excess(left[1], right[1])
            costs[one][two], costs[two][one] = cost, -cost
        if not any(map(any, costs)):
            return 0
        moved = 0
        order = list(range(len(row)))
        for unit, gains in enumerate(costs):
            here = order.index(unit)
            rest = [other for other in order if other != unit]
            best = _cheapest([gains[other] for other in rest], here)
            if best != here:
                order = [*rest[:best], unit, *rest[best:]]
                moved += 1
        if moved:
            row[:] = [row[unit] for unit in order]
            self._adopt_row(row)
        return moved

    def _ends(self, unit: Unit) -> Ends:
        """Where the other ends of a unit's wires stand, above and below, from left to right."""
        place = self.place
        if len(unit) == 1:
            above, below = self.above[unit[0]], self.below[unit[0]]
            higher = [place[far] + offset for far, offset in above]
            lower = [place[far] + offset for far, offset in below]
            if len(higher) > 1:
                higher.sort()
            if len(lower) > 1:
                lower.sort()
            return higher, lower
        return (
            sorted([place[far] + offset for vertex in unit for far, offset in self.above[vertex]]),
            sorted([place[far] + offset for vertex in unit for far, offset in self.below[vertex]]),
        )


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
