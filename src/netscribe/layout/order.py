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

from collections.abc import Sequence

from netscribe.layout.places import Unit
from netscribe.layout.search import Fixed, Order, Search
from netscribe.layout.strands import Strands
from netscribe.layout.sweeps import Rows
from netscribe.layout.walks import STARTS, Start, shuffled, walk
from netscribe.layout.windows import windows

#: Graphs of more edges than this are swept from one start only.
MANY_EDGES = 1_000
#: Small graphs are started at random too, so often.
RESTART_EDGES = 50
RESTARTS = 6
RESTART_PATIENCE = 3
#: Windows of a long graph are started at random so often.
WINDOW_RESTARTS = 3
#: Of graphs of no more edges than this, so many of the best orders are drawn to compare them.
FEW_EDGES = 300
CHOICES = 3


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
        found = self._found.get(key)
        if found is None:
            search = Search(strands, fixed)
            search.take(walk(search.sweeper, sinks))
            if search.fewest:
                found = _searched(search, sinks, thorough=thorough)
            else:
                found = tuple(search.found)
            self._found[key] = found
        return found

    def resume(
        self, strands: Strands, start: Order, fixed: Fixed, *, thorough: bool = False
    ) -> Order:
        """The best order found from one of the same vertices; `thorough` goes window by window."""
        key = strands, start.ranks, tuple(sorted(fixed.items())), thorough
        if key not in self._found:
            search = Search(strands, fixed)
            large = thorough and sum(map(len, strands.gaps)) > FEW_EDGES
            if large:
                # A walk lays all cells of a network alike; where they cross, chance does better.
                search.take(shuffled(0)(search.sweeper, ()))
                search.go_on()
            if not large or search.fewest >= start.crossings:
                search.take([_units(strands, row) for row in start.ranks])
                search.go_on()
            if large and search.fewest:
                search.take(self._refined(strands, search.found[-1]))
            self._found[key] = (search.found[-1],)
        return self._found[key][-1]

    def adopt(self, strands: Strands, start: Order, fixed: Fixed) -> Order:
        """The same order of a graph whose ports have moved, its crossings counted again."""
        search = Search(strands, fixed)
        search.take([_units(strands, row) for row in start.ranks])
        return search.found[-1]

    def _refined(self, strands: Strands, order: Order) -> Rows:
        """The order with every window of it searched again, between its first and last row."""
        rows = list(order.ranks)
        for window in windows(strands):
            inner = window.inside(rows)
            fixed = {0: inner[0], len(inner) - 1: inner[-1]}
            key = window.strands, tuple(fixed.items())
            if key not in self._found:
                search = Search(window.strands, fixed)
                search.take([_units(window.strands, row) for row in inner])
                for seed in range(WINDOW_RESTARTS if search.fewest else 0):
                    search.take(shuffled(seed)(search.sweeper, ()))
                    search.go_on()
                self._found[key] = (search.found[-1],)
            found = window.outside(self._found[key][-1].ranks)
            rows[window.first : window.first + len(found)] = found
        return [_units(strands, row) for row in rows]


def _searched(search: Search, sinks: Sequence[int], *, thorough: bool) -> tuple[Order, ...]:
    """The orders found from the start that `search` has, and from others."""
    search.go_on()
    edges = sum(map(len, search.strands.gaps))
    starts: list[Start] = list(STARTS) if thorough and edges <= MANY_EDGES else []
    if thorough and edges <= RESTART_EDGES:
        starts += [shuffled(seed) for seed in range(RESTARTS)]
    for start in starts:
        # A graph where every wire crosses another has no order that is worth a long search.
        if 0 < search.fewest < edges:
            search.take(start(search.sweeper, sinks))
            search.go_on(RESTART_PATIENCE)
    return tuple(search.found[-CHOICES:] if edges <= FEW_EDGES else search.found[-1:])


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
