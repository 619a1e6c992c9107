"""Phase: decide where on its border each wire enters and leaves an item.

Needs: the graph and its `Trunk`. Leaves: for every slot an offset from the item's anchor, and for
merge circles the side it enters. The main wire has the centre; the others stand left or right of it
in the order of their slots. Source: our own. Cost: O(ends log ends).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netscribe.layout.bundles import find_bundles
from netscribe.layout.frame import Frame
from netscribe.layout.local import Item, LocalGraph, Piece
from netscribe.layout.trunk import Trunk

#: Ports closer than this cannot be told apart: then the wires of one side share a port.
CLOSEST = 5.0
#: How far ports keep from a box's corner.
CORNER = 8.0


@dataclass(frozen=True, slots=True)
class Ports:
    """By item and slot: offset of the in and out ports; side entered (-1 left, 0 top, 1 right)."""

    ins: tuple[tuple[float, ...], ...]
    outs: tuple[tuple[float, ...], ...]
    sides: tuple[tuple[int, ...], ...]


def place_ports(graph: LocalGraph, trunk: Trunk, frame: Frame) -> Ports:
    """Port offsets for every item."""
    incoming = trunk.incoming
    out_nets: list[list[int]] = [[] for _ in graph.items]
    for index, net in enumerate(graph.nets):
        out_nets[net.source].append(index)
    step = frame.spacing.between_wires
    bundles = find_bundles(graph, trunk, frame)
    ins, outs, sides = [], [], []
    for index, item in enumerate(graph.items):
        entered = _sides(graph, trunk, index, incoming[index])
        sides.append(entered)
        main_in = trunk.main_in[index]
        slot = -1 if main_in is None else graph.nets[main_in[0]].ends[main_in[1]].slot
        above = item.ins or _spread(item, len(incoming[index]), slot, step)
        ins.append(_bundled(above, bundles.ins.get(index), step))
        own = out_nets[index]
        if len(own) > 1:
            own.sort(key=lambda net: graph.nets[net].slot)
        main_out = graph.nets[trunk.main_out[index]].slot if own else -1
        below = item.outs or _spread(item, len(own), main_out, step)
        outs.append(_bundled(below, bundles.outs.get(index), step))
    return Ports(tuple(ins), tuple(outs), tuple(sides))


def _bundled(
    offsets: tuple[float, ...], bundle: Mapping[int, float] | None, step: float
) -> tuple[float, ...]:
    """Offsets with those of a bundle in their places, the others left and right of it."""
    if bundle is None:
        return offsets
    first, last = min(bundle), max(bundle)
    left, right = min(bundle.values()), max(bundle.values())
    return tuple(
        bundle[slot]
        if slot in bundle
        else min(offset, left + (slot - first) * step)
        if slot < first
        else max(offset, right + (slot - last) * step)
        for slot, offset in enumerate(offsets)
    )


def reordered(
    item: Item, offsets: tuple[float, ...], places: Mapping[int, float], step: float
) -> tuple[float, ...]:
    """Offsets for ports in the order of `places` (by slot), the main one still at the centre."""
    if len(offsets) < 2 or not any(offsets):
        return offsets
    order = sorted(range(len(offsets)), key=lambda slot: (places.get(slot, 0.0), slot))
    position = {slot: at for at, slot in enumerate(order)}
    spread = _spread(item, len(offsets), position[offsets.index(0.0)], step)
    return tuple(spread[position[slot]] for slot in range(len(offsets)))


def _spread(item: Item, count: int, main: int, step: float) -> tuple[float, ...]:
    """Offsets of `count` ports, `main` at the centre, the others beside it."""
    if count < 2 or main < 0:
        return (0.0,) * count
    most = max(main, count - 1 - main)
    room = min(item.left, item.right) - CORNER
    if room >= most * CLOSEST:
        step = min(step, room / most)
        return tuple((slot - main) * step for slot in range(count))
    near = min(step, max(room, min(item.left, item.right) / 2))
    return tuple(
        0.0 if slot == main else near * (1 if slot > main else -1) for slot in range(count)
    )


def _sides(
    graph: LocalGraph, trunk: Trunk, index: int, incoming: Sequence[Piece]
) -> tuple[int, ...]:
    main = trunk.main_in[index]
    if len(incoming) < 2 or not graph.items[index].side_entry or main is None:
        return (0,) * len(incoming)
    main_slot = graph.nets[main[0]].ends[main[1]].slot
    main_score = trunk.scores[graph.nets[main[0]].source]
    sides = []
    for piece in incoming:
        net = graph.nets[piece[0]]
        slot = net.ends[piece[1]].slot
        # A lighter second branch is a shortcut: all shortcuts run on the right.
        shortcut = len(incoming) == 2 and trunk.scores[net.source] < main_score
        right = shortcut or slot > main_slot
        sides.append(0 if piece == main else 1 if right else -1)
    return tuple(sides)
