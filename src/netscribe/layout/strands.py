"""A layered graph as plain numbers: who is joined to whom, and in which order at each end.

In: a `Layered` graph. Out: `Strands`, hashable, without lengths, so that graphs which differ in
sizes alone are equal. Offsets of ports are squeezed to a small share of a position, so that no port
reaches past a neighbour. Cost: O(edges log edges).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.layout.layered import Edge, Layered

#: How far apart two ports of one vertex are, in positions; and how far all of them reach at most.
PORT_STEP = 1e-3
PORT_REACH = 0.4

#: An edge as upper vertex, squeezed offset, lower vertex, squeezed offset.
Strand = tuple[int, float, int, float]
#: The other end of a strand: vertex, squeezed offset.
Far = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Strands:
    """Strands by gap, vertices by rank, and by vertex its unit."""

    gaps: tuple[tuple[Strand, ...], ...]
    ranks: tuple[tuple[int, ...], ...]
    units: tuple[tuple[int, ...], ...]

    def rank_of(self) -> list[int]:
        """By vertex, its rank."""
        found = [0] * len(self.units)
        for rank, row in enumerate(self.ranks):
            for vertex in row:
                found[vertex] = rank
        return found


def strands_of(layered: Layered, loose: Sequence[bool] = ()) -> Strands:
    """The strands; all ports of a vertex that is `loose` are at one place, and cannot cross."""
    free = {vertex for vertex, is_loose in enumerate(loose) if is_loose}
    gaps = tuple(_gap(gap, free) for gap in layered.gaps)
    return Strands(gaps, layered.ranks, layered.units)


def _gap(gap: Sequence[Edge], free: set[int]) -> tuple[Strand, ...]:
    uppers: dict[int, set[float]] = {}
    lowers: dict[int, set[float]] = {}
    for edge in gap:
        uppers.setdefault(edge.upper, set()).add(edge.upper_x)
        lowers.setdefault(edge.lower, set()).add(edge.lower_x)
    above = {v: _squeezed(xs) for v, xs in uppers.items() if len(xs) > 1 and v not in free}
    below = {v: _squeezed(xs) for v, xs in lowers.items() if len(xs) > 1 and v not in free}
    if not above and not below:
        return tuple([(edge.upper, 0.0, edge.lower, 0.0) for edge in gap])
    nowhere: dict[float, float] = {}
    return tuple(
        [
            (
                edge.upper,
                above.get(edge.upper, nowhere).get(edge.upper_x, 0.0),
                edge.lower,
                below.get(edge.lower, nowhere).get(edge.lower_x, 0.0),
            )
            for edge in gap
        ]
    )


def _squeezed(offsets: set[float]) -> dict[float, float]:
    """Offsets of one border in their order, around the middle."""
    step = min(PORT_STEP, PORT_REACH / len(offsets))
    middle = (len(offsets) - 1) / 2
    return {offset: (at - middle) * step for at, offset in enumerate(sorted(offsets))}


@dataclass(frozen=True, slots=True)
class Joints:
    """By vertex, what its strands above and below are joined to, by own port from the left.

    `forks` are the vertices with several strands below at one port: own offset, vertex, its offset.
    """

    above: list[list[Far]]
    below: list[list[Far]]
    forks: dict[int, list[tuple[float, int, float]]]


#: By vertex with several ports, the port of each of its ends.
_Own = dict[int, list[float]]


def joints_of(strands: Strands) -> Joints:
    """Both ends of all strands."""
    above: list[list[Far]] = [[] for _ in strands.units]
    below: list[list[Far]] = [[] for _ in strands.units]
    for gap in strands.gaps:
        for upper, upper_x, lower, lower_x in gap:
            below[upper].append((lower, lower_x))
            above[lower].append((upper, upper_x))
    ports_above, ports_below = _own_ports(strands)
    for vertex, own in ports_above.items():
        above[vertex] = [far for _, far in sorted(zip(own, above[vertex]), key=_own_port)]
    forks = {
        vertex: [(0.0, far, offset) for far, offset in ends]
        for vertex, ends in enumerate(below)
        if len(ends) > 1 and vertex not in ports_below
    }
    for vertex, own in ports_below.items():
        ends = sorted(zip(own, below[vertex]), key=_own_port)
        below[vertex] = [far for _, far in ends]
        if len(set(own)) < len(own):
            forks[vertex] = [(port, far, offset) for port, (far, offset) in ends]
    return Joints(above, below, forks)


def _own_ports(strands: Strands) -> tuple[_Own, _Own]:
    """On both sides the ports of the vertices that have several; one port is at offset 0."""
    above: _Own = {low: [] for gap in strands.gaps for _, _, low, low_x in gap if low_x}
    below: _Own = {up: [] for gap in strands.gaps for up, up_x, _, _ in gap if up_x}
    if above or below:
        for gap in strands.gaps:
            for upper, upper_x, lower, lower_x in gap:
                if upper in below:
                    below[upper].append(upper_x)
                if lower in above:
                    above[lower].append(lower_x)
    return above, below


def _own_port(end: tuple[float, Far]) -> float:
    return end[0]
