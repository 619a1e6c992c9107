"""Phase: where wires cross, ports give way: arguments out of order, and wishes to inner groups.

Needs: a level, its layered graph and its order. Leaves: ports, graph and order with fewer
crossings, if boxes' ports in another order save some; and by inner group the order of its ports
that would save more. Argument order is kept wherever nothing is gained by breaking it.
Method: the order is bettered with all ports of an item at one place, and ports are put in the order
of what they are joined to. Source: free port constraints after Schulze, Spoenemann and von
Hanxleden (2014). Cost: that of ordering, twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from netscribe.layout.layered import Layered, Level, layer
from netscribe.layout.local import LocalGraph, PortOrder
from netscribe.layout.order import FEW_EDGES, OrderBook
from netscribe.layout.ports import Ports, reordered
from netscribe.layout.search import Order
from netscribe.layout.strands import PORT_REACH, Strands, strands_of

#: Graphs of more edges than this are left as they are.
MANY_EDGES = 3_000

Rows = dict[int, tuple[int, ...]]


def fixed_rows(level: Level, layered: Layered) -> Rows:
    """Ranks of the level's own ports, where the level around it asked for an order."""
    graph = level.graph
    rows: Rows = {}
    if graph.wished.ins:
        rows[0] = graph.wished.ins
    if graph.wished.outs:
        first = len(graph.items) - len(graph.wished.outs)
        rows[len(layered.ranks) - 1] = tuple(first + slot for slot in graph.wished.outs)
    return rows


@dataclass(frozen=True, slots=True)
class Ordered:
    """A level, its layered graph and one order of it."""

    level: Level
    layered: Layered
    order: Order


def free_ports(ordered: Ordered, book: OrderBook) -> list[Ordered]:
    """The same, bettered where boxes take their arguments in another order; or nothing."""
    level, layered, order = ordered.level, ordered.layered, ordered.order
    if not _worth_a_search(layered, order):
        return []
    fixed = fixed_rows(level, layered)
    loose = book.resume(_loosened(level.graph, layered, ("box",)), order, fixed, thorough=True)
    if loose.crossings >= order.crossings:
        return []
    freed = replace(level, ports=_induced(level, layered, loose))
    relayered = layer(freed)
    strands = strands_of(relayered)
    large = sum(map(len, strands.gaps)) > FEW_EDGES
    found = (book.adopt if large else book.resume)(strands, loose, fixed)
    return [Ordered(freed, relayered, found)] if found.crossings < order.crossings else []


def _worth_a_search(layered: Layered, order: Order) -> bool:
    edges = sum(map(len, layered.gaps))
    return edges <= MANY_EDGES and order.crossings < edges


@dataclass(frozen=True, slots=True)
class Wishes:
    """By inner group, the order of its ports; how many crossings they would save, as it seems."""

    orders: tuple[tuple[int, PortOrder], ...] = ()
    promise: int = 0


def wish_orders(ordered: Ordered, book: OrderBook) -> Wishes:
    """The orders of inner groups' ports that would save crossings here."""
    level, layered, order = ordered.level, ordered.layered, ordered.order
    graph = level.graph
    groups = [
        n
        for n, item in enumerate(graph.items)
        if item.kind == "group" and (len(item.ins) > 1 or len(item.outs) > 1)
    ]
    if not groups or not _worth_a_search(layered, order):
        return Wishes()
    fixed = fixed_rows(level, layered)
    loose = book.resume(_loosened(graph, layered, ("box", "group")), order, fixed)
    if loose.crossings >= order.crossings:
        return Wishes()
    ins, outs = _joined_places(level, layered, loose)
    found = []
    for item in groups:
        own = graph.items[item]
        wish = PortOrder(
            _slots_in_order(ins.get(item, {}), len(own.ins)),
            _slots_in_order(outs.get(item, {}), len(own.outs)),
        )
        if wish != PortOrder(_by_offset(own.ins), _by_offset(own.outs)):
            found.append((item, wish))
    return Wishes(tuple(found), order.crossings - loose.crossings)


def _by_offset(offsets: Sequence[float]) -> tuple[int, ...]:
    return tuple(sorted(range(len(offsets)), key=lambda slot: offsets[slot]))


def _slots_in_order(places: Mapping[int, float], count: int) -> tuple[int, ...]:
    return tuple(sorted(range(count), key=lambda slot: (places.get(slot, 0.0), slot)))


def _loosened(graph: LocalGraph, layered: Layered, kinds: Sequence[str]) -> Strands:
    """The graph with all ports of an item of `kinds` at one place, where they cannot cross."""
    return strands_of(layered, [item.kind in kinds for item in graph.items])


def _squeezed(offset: float) -> float:
    """An offset in points as less than half a position, in its order."""
    return offset / (abs(offset) + 1_000.0) * PORT_REACH


Places = dict[int, dict[int, float]]


def _joined_places(level: Level, layered: Layered, order: Order) -> tuple[Places, Places]:
    """By item and slot, where the other end of each in and out wire stands, in the next rank."""
    place = {vertex: n for row in order.ranks for n, vertex in enumerate(row)}
    ins: Places = {}
    outs: dict[int, dict[int, list[float]]] = {}
    for (index, number), way in layered.ways.items():
        net = level.graph.nets[index]
        end = net.ends[number]
        first, last = way[0], way[-1]
        if last.lower == end.item:
            ins.setdefault(end.item, {})[end.slot] = place[last.upper] + _squeezed(last.upper_x)
        below = place[first.lower] + _squeezed(first.lower_x)
        outs.setdefault(net.source, {}).setdefault(net.slot, []).append(below)
    means = {
        item: {slot: sum(found) / len(found) for slot, found in slots.items()}
        for item, slots in outs.items()
    }
    return ins, means


def _induced(level: Level, layered: Layered, order: Order) -> Ports:
    """The ports of every box in the order of what they are joined to."""
    graph, ports = level.graph, level.ports
    ins, outs = _joined_places(level, layered, order)
    step = level.frame.spacing.between_wires
    free = [item.kind == "box" and not item.side_entry for item in graph.items]
    return Ports(
        tuple(
            reordered(graph.items[n], offsets, ins.get(n, {}), step) if free[n] else offsets
            for n, offsets in enumerate(ports.ins)
        ),
        tuple(
            reordered(graph.items[n], offsets, outs.get(n, {}), step) if free[n] else offsets
            for n, offsets in enumerate(ports.outs)
        ),
        ports.sides,
    )
