"""Where the vertices of a layered graph stand in their ranks, and what follows from it.

In: `Strands`, and rank by rank a row of units. Out: by unit the places it is joined to, and by gap
the crossings. What was worked out is kept until a rank that it depends on changes, so that asking
again about a part that stands still costs nothing.
Source: crossings as inversions after Barth, Juenger and Mutzel (2002). Cost: O(strands of a rank)
for a rank that has changed, O(k log k) comparisons for the k strands of a gap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from netscribe.layout.strands import Far, Strands, joints_of

Unit = tuple[int, ...]
#: Places of the other ends of a unit's wires, above and below, from left to right.
Ends = tuple[list[float], list[float]]


class Places:
    """Scratch state of a search: a place for every vertex."""

    def __init__(self, strands: Strands) -> None:
        joints = joints_of(strands)
        self.above, self.below, self._forks = joints.above, joints.below, joints.forks
        self._gaps = strands.gaps
        self._ranks = strands.ranks
        self._place = [0] * len(strands.units)
        # By vertex, the places of what it is joined to; by rank, whether they are to be trusted,
        # with one more for what lies below the last rank and above the first.
        self._highs: list[list[float]] = [[]] * len(strands.units)
        self._lows: list[list[float]] = [[]] * len(strands.units)
        self._highs_known = [False] * (len(strands.ranks) + 1)
        self._lows_known = [False] * (len(strands.ranks) + 1)

    def take(self, rank: int, row: Sequence[Unit]) -> None:
        """Let the units of a rank stand in this order."""
        place = self._place
        position = 0
        for unit in row:
            for vertex in unit:
                place[vertex] = position
                position += 1
        self._highs_known[rank + 1] = self._lows_known[rank - 1] = False

    def middles(self, row: Sequence[Unit], *, upward: bool) -> list[float]:
        """By unit, the middle of what it is joined to on one side; where it stands, if nothing."""
        place, ends = self._place, self.above if upward else self.below
        found = []
        for unit in row:
            joined = ends[unit[0]] if len(unit) == 1 else [end for v in unit for end in ends[v]]
            if len(joined) == 1:
                far, offset = joined[0]
                found.append(place[far] + offset)
            elif joined:
                found.append(sum([place[far] + offset for far, offset in joined]) / len(joined))
            else:
                found.append(float(place[unit[0]]))
        return found

    def ends(self, rank: int, row: Sequence[Unit]) -> list[Ends]:
        """By unit, where the other ends of its wires stand."""
        highs, lows = self._highs, self._lows
        if not self._highs_known[rank]:
            self._highs_known[rank] = True
            self._join(rank, self.above, highs)
        if not self._lows_known[rank]:
            self._lows_known[rank] = True
            self._join(rank, self.below, lows)
        return [
            (highs[unit[0]], lows[unit[0]])
            if len(unit) == 1
            else (_merged(highs, unit), _merged(lows, unit))
            for unit in row
        ]

    def _join(self, rank: int, ends: Sequence[Sequence[Far]], joined: list[list[float]]) -> None:
        place = self._place
        for vertex in self._ranks[rank]:
            fars = ends[vertex]
            if len(fars) == 1:
                far, offset = fars[0]
                joined[vertex] = [place[far] + offset]
            else:
                joined[vertex] = sorted([place[far] + offset for far, offset in fars])

    def crossings(self, gap: int, row: Sequence[Unit]) -> int:
        """How many pairs of the strands below a rank cross, `row` being how the rank stands."""
        if len(self._gaps[gap]) < 2:
            return 0
        place, below, forks = self._place, self.below, self._forks
        lowers: list[float] = []
        for unit in row:
            for vertex in unit:
                if vertex in forks:
                    ends = [(own, place[far] + offset) for own, far, offset in forks[vertex]]
                    ends.sort()
                    lowers.extend([lower for _, lower in ends])
                    continue
                for far, offset in below[vertex]:
                    lowers.append(place[far] + offset)
        return _inversions(lowers)


def _merged(joined: Sequence[Sequence[float]], unit: Unit) -> list[float]:
    return sorted([place for vertex in unit for place in joined[vertex]])


def _inversions(values: Sequence[float]) -> int:
    """How many pairs stand the wrong way round."""
    waiting = sorted(values)
    if values == waiting:
        return 0
    found = 0
    for value in values:
        at = bisect_left(waiting, value)
        found += at
        del waiting[at]
    return found
