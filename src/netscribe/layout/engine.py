"""The entry: a plan is taken apart, each level is laid out by itself, and all is composed.

In: a `Plan`. Out: a `Layout`. Levels equal in structure, sizes and ports are laid out once, so that
they are congruent and the cost grows nearly linearly with the plan.
"""

from __future__ import annotations

from functools import partial

from netscribe.layout.compose import compose
from netscribe.layout.frame import Frame
from netscribe.layout.hierarchy import Hierarchy, Member, Room, take_apart
from netscribe.layout.leaning import lean_wires
from netscribe.layout.level import Clock, lay_out_level
from netscribe.layout.local import End, Item, LocalGraph, LocalLayout, Net
from netscribe.layout.types import NO_SIZE, Layout, Plan, Wire


def layout(plan: Plan) -> Layout:
    """Coordinates for everything in `plan`.

    Raises:
        GraphError: wires between boxes and groups run in a circle, a group lies in itself, or a
            tensor has two sources.
    """
    clock = Clock()
    frame = Frame(plan.direction, plan.spacing)
    hierarchy = clock.time("levels", lambda: take_apart(plan))
    levels = _lay_out_levels(plan, hierarchy, frame, clock)
    return compose(plan, hierarchy, levels, frame, clock)


def _lay_out_levels(
    plan: Plan, hierarchy: Hierarchy, frame: Frame, clock: Clock
) -> dict[str | None, LocalLayout]:
    maker = _GraphMaker(plan, frame)
    known: dict[LocalGraph, LocalLayout] = {}
    levels: dict[str | None, LocalLayout] = {}
    for group, room in hierarchy.rooms.items():
        graph = clock.time("levels", partial(maker.graph, room, levels))
        found = known.get(graph)
        if found is None:
            found = known[graph] = lay_out_level(graph, frame, clock)
        levels[group] = found
    return levels


class _GraphMaker:
    """Turns rooms into graphs without ids."""

    def __init__(self, plan: Plan, frame: Frame) -> None:
        self._frame = frame
        self._items = {box.id: frame.item(box) for box in plan.boxes}
        self._titles = {group.id: group.title for group in plan.groups}
        self._labels = {
            wire.id: frame.size(wire.label) for wire in plan.wires if wire.label is not None
        }
        self._leans = lean_wires(plan)
        self._in_slots = _in_slots(plan)
        self._out_slots = _out_slots(plan)
        self._ports: dict[tuple[str, str | None, str], int] = {}

    def graph(self, room: Room, levels: dict[str | None, LocalLayout]) -> LocalGraph:
        """The room's graph; rooms within it must have been asked for before."""
        group = room.group
        self._ports.update({("in", group, tensor): n for n, tensor in enumerate(room.ins)})
        self._ports.update({("out", group, tensor): n for n, tensor in enumerate(room.outs)})
        members: list[Member] = [("in", tensor) for tensor in room.ins]
        members += room.members
        members += [("out", tensor) for tensor in room.outs]
        number = {member: index for index, member in enumerate(members)}
        nets = []
        for tensor, net in room.nets.items():
            ends = tuple(
                End(number[member], self._slot(member, tensor, wire), self._labels.get(wire))
                for member, wire in net.ends
            )
            nets.append(Net(number[net.source], self._source_slot(net.source, tensor), ends))
        title = NO_SIZE if group is None else self._titles[group]
        items = tuple(self._item(kind, name, levels, room) for kind, name in members)
        return LocalGraph(items, tuple(nets), title, group is None)

    def _item(
        self, kind: str, name: str, levels: dict[str | None, LocalLayout], room: Room
    ) -> Item:
        if kind == "box":
            return self._items[name]
        if kind == "group":
            return _closed(levels[name])
        if kind == "in":
            return Item(kind="in")
        lean = sum(self._leans[wire] for wire in room.outs[name])
        return Item(kind="out", lean=(lean > 0) - (lean < 0))

    def _source_slot(self, source: Member, tensor: str) -> int:
        if source[0] == "box":
            return self._out_slots[tensor]
        return self._ports["out", source[1], tensor] if source[0] == "group" else 0

    def _slot(self, member: Member, tensor: str, wire: str) -> int:
        if member[0] == "box":
            return self._in_slots[wire]
        return self._ports["in", member[1], tensor] if member[0] == "group" else 0


def _closed(level: LocalLayout) -> Item:
    """A finished level as an item of the level around it."""
    return Item(
        kind="group",
        left=level.anchor,
        right=level.width - level.anchor,
        height=level.height,
        weight=level.weight,
        ins=tuple(x - level.anchor for x in level.ins),
        outs=tuple(x - level.anchor for x in level.outs),
        trunk_in=level.trunk_in,
        trunk_out=level.trunk_out,
    )


def _in_slots(plan: Plan) -> dict[str, int]:
    """By wire: its place among the wires into its target, by argument order."""
    entering: dict[str, list[Wire]] = {}
    for wire in plan.wires:
        entering.setdefault(wire.target, []).append(wire)
    slots: dict[str, int] = {}
    for wires in entering.values():
        wires.sort(key=lambda wire: wire.target_order)
        slots.update({wire.id: slot for slot, wire in enumerate(wires)})
    return slots


def _out_slots(plan: Plan) -> dict[str, int]:
    """By tensor: its place among the outputs of its source."""
    leaving: dict[str, dict[str, int]] = {}
    for wire in plan.wires:
        leaving.setdefault(wire.source, {}).setdefault(wire.tensor, wire.source_order)
    slots: dict[str, int] = {}
    for orders in leaving.values():
        tensors = sorted(orders, key=lambda tensor: orders[tensor])
        slots.update({tensor: slot for slot, tensor in enumerate(tensors)})
    return slots
