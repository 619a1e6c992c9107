"""Phase: rooms that are equal inside and out share a template, so that they are laid out once.

Needs: a `Hierarchy`. Leaves: a `Sketch` per template, innermost first, and the template of every
room. A sketch is a `LocalGraph` whose inner groups are named by template and have no size yet.
Source: structural hashing of a tree of directed acyclic graphs. Cost: O(boxes + wires x depth).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from netscribe.geometry import Size
from netscribe.layout.frame import Frame
from netscribe.layout.hierarchy import Hierarchy, Room, RoomNet
from netscribe.layout.leaning import find_leanings
from netscribe.layout.local import FREE, End, Item, LocalGraph, LocalLayout, Net, PortOrder
from netscribe.layout.outline import Outline
from netscribe.layout.types import NO_SIZE, Plan, Wire

_PORT = Item(kind="in")
_HEAVY_PORT = Item(kind="in", lean=1)
_OUT_PORTS = {left: Item(kind="out", lean=-int(left)) for left in (False, True)}


@dataclass(frozen=True, slots=True)
class Templates:
    """Sketches, every one after those it holds; how many rooms share each; by room its own."""

    sketches: tuple[LocalGraph, ...]
    counts: tuple[int, ...]
    of: Mapping[str | None, int]


def find_templates(plan: Plan, hierarchy: Hierarchy, frame: Frame) -> Templates:
    """Every room's sketch, equal ones once."""
    maker = _SketchMaker(plan, hierarchy, frame)
    known: dict[Key, int] = {}
    sketches: list[LocalGraph] = []
    counts: list[int] = []
    of: dict[str | None, int] = {}
    for group, room in hierarchy.rooms.items():
        key = maker.key(room, of)
        number = known.setdefault(key, len(known))
        if number == len(counts):
            sketches.append(maker.sketch(key))
            counts.append(0)
        counts[number] += 1
        of[group] = number
    return Templates(tuple(sketches), tuple(counts), of)


def filled(sketch: LocalGraph, outlines: Sequence[Outline], wished: PortOrder) -> LocalGraph:
    """The sketch with the widths and ports of its inner groups, by template; no heights yet."""
    if wished == FREE and all(item.template < 0 for item in sketch.items):
        return sketch
    items = [
        item if item.template < 0 else _closed(outlines[item.template], item.template, 0.0)
        for item in sketch.items
    ]
    return LocalGraph(tuple(items), sketch.nets, sketch.title, sketch.outermost, wished)


def raised(
    graph: LocalGraph, outlines: Sequence[Outline], layouts: Sequence[LocalLayout]
) -> LocalGraph:
    """The graph with the heights of its inner groups, too."""
    if all(item.template < 0 for item in graph.items):
        return graph
    items = [
        item
        if item.template < 0
        else _closed(outlines[item.template], item.template, layouts[item.template].height)
        for item in graph.items
    ]
    return LocalGraph(tuple(items), graph.nets, graph.title, graph.outermost, graph.wished)


def _closed(level: Outline, template: int, height: float) -> Item:
    """An outlined level as an item of the level around it."""
    return Item(
        kind="group",
        left=level.anchor,
        right=level.width - level.anchor,
        height=height,
        weight=level.weight,
        ins=tuple([x - level.anchor for x in level.ins]),
        outs=tuple([x - level.anchor for x in level.outs]),
        trunk_in=level.trunk_in,
        trunk_out=level.trunk_out,
        template=template,
    )


#: An end of a net: item, slot, and the number of its label's size or -1.
EndKey = tuple[int, int, int]
#: A sketch as plain numbers: items by kind of box or by template, nets, the title's size.
Key = tuple[tuple[int, ...], tuple[tuple[int, int, tuple[EndKey, ...]], ...], Size, bool]


class _SketchMaker:
    """Turns rooms into graphs without ids. Equal items and labels have one number each."""

    def __init__(self, plan: Plan, hierarchy: Hierarchy, frame: Frame) -> None:
        self._rooms = hierarchy.rooms
        self._numbers: dict[Item, int] = {}
        self._items: list[Item] = []
        self._kinds = self._kinds_of(plan, frame)
        self._titles = {group.id: group.title for group in plan.groups}
        self._sizes: dict[Size, int] = {}
        self._labels = {
            wire.id: self._sizes.setdefault(frame.size(wire.label), len(self._sizes))
            for wire in plan.wires
            if wire.label is not None
        }
        self._leanings = find_leanings(plan)
        self._in_slots = _in_slots(plan)
        self._out_slots = _out_slots(plan)
        self._port, self._heavy_port = self._number(_PORT), self._number(_HEAVY_PORT)
        self._out_ports = {left: self._number(port) for left, port in _OUT_PORTS.items()}
        self._closed: dict[int, int] = {}

    def _kinds_of(self, plan: Plan, frame: Frame) -> dict[str, int]:
        """The number of every box's item."""
        numbers: dict[tuple[float, ...], int] = {}
        kinds: dict[str, int] = {}
        for box in plan.boxes:
            size, over = box.size, (box.overhang, box.overhang_top)
            flags = (box.side_entry, box.entry)
            like = size.width, size.height, box.trunk_weight, *flags, *over
            number = numbers.get(like)
            if number is None:
                number = numbers[like] = self._number(frame.item(box))
            kinds[box.id] = number
        return kinds

    def _number(self, item: Item) -> int:
        number = self._numbers.setdefault(item, len(self._numbers))
        if number == len(self._items):
            self._items.append(item)
        return number

    def key(self, room: Room, templates: Mapping[str | None, int]) -> Key:
        """What the room's sketch is made of; rooms within it must have been asked for before."""
        first = len(room.ins)
        number: dict[str | None, int] = dict(zip(room.members, count(first)))
        number[None] = last = first + len(room.members)
        kinds, rooms = self._kinds, self._rooms
        nets = []
        for tensor, net in room.nets.items():
            source = net.source
            if source is None:
                start, slot = room.ins[tensor], 0
            else:
                outer = rooms.get(source)
                slot = self._out_slots[tensor] if outer is None else outer.outs[tensor]
                start = number[source]
            if room.outs:
                number[None] = last + room.outs.get(tensor, 0)
            nets.append((start, slot, self._ends(tensor, net, number)))
        heaviest = self._heaviest(room)
        port, heavy = self._port, self._heavy_port
        items = [heavy if name == heaviest else port for name in room.ins]
        items += [kinds[m] if m in kinds else self._group(templates[m]) for m in room.members]
        items += [self._out_port(room.leaving[name]) for name in room.outs]
        title = NO_SIZE if room.group is None else self._titles[room.group]
        return tuple(items), tuple(nets), title, room.group is None

    def _ends(
        self, tensor: str, net: RoomNet, number: Mapping[str | None, int]
    ) -> tuple[EndKey, ...]:
        """The net's ends by the number of what they end in; None stands for the border."""
        found = []
        labels, in_slots = self._labels, self._in_slots
        for name, wire in net.ends:
            if wire:
                found.append((number[name], in_slots[wire], labels.get(wire, -1)))
            elif name is None:
                found.append((number[None], 0, -1))
            else:
                found.append((number[name], self._rooms[name].ins[tensor], -1))
        return tuple(found)

    def sketch(self, key: Key) -> LocalGraph:
        """The sketch that the key stands for."""
        sizes = [*self._sizes, None]
        nets = tuple(
            Net(source, slot, tuple(End(item, at, sizes[label]) for item, at, label in ends))
            for source, slot, ends in key[1]
        )
        return LocalGraph(tuple(self._items[n] for n in key[0]), nets, key[2], key[3])

    def _group(self, template: int) -> int:
        """The number of the item that stands for a group of that template."""
        number = self._closed.get(template)
        if number is None:
            number = self._number(Item(kind="group", template=template))
            self._closed[template] = number
        return number

    def _out_port(self, wires: Sequence[str]) -> int:
        sides = self._leanings.sides
        return self._out_ports[sum([sides[wire] for wire in wires]) < 0]

    def _heaviest(self, room: Room) -> str | None:
        """The entering tensor with the heaviest way above it, where there are several."""
        scores = self._leanings.scores
        return max(room.ins, key=lambda tensor: scores[tensor]) if len(room.ins) > 1 else None


def _in_slots(plan: Plan) -> dict[str, int]:
    """By wire: its place among the wires into its target, by argument order."""
    entering: dict[str, list[Wire]] = {}
    for wire in plan.wires:
        entering.setdefault(wire.target, []).append(wire)
    slots: dict[str, int] = {}
    for wires in entering.values():
        if len(wires) > 1:
            wires.sort(key=lambda wire: wire.target_order)
        for slot, wire in enumerate(wires):
            slots[wire.id] = slot
    return slots


def _out_slots(plan: Plan) -> dict[str, int]:
    """By tensor: its place among the outputs of its source."""
    source_of: dict[str, Wire] = {}
    for wire in plan.wires:
        source_of.setdefault(wire.tensor, wire)
    leaving: dict[str, list[Wire]] = {}
    for wire in source_of.values():
        leaving.setdefault(wire.source, []).append(wire)
    slots: dict[str, int] = {}
    for wires in leaving.values():
        if len(wires) > 1:
            wires.sort(key=lambda wire: wire.source_order)
        for slot, wire in enumerate(wires):
            slots[wire.tensor] = slot
    return slots
