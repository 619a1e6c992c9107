"""Phase: the plan taken apart into levels: what lies in each group, and what passes its border.

Needs: a `Plan`. Leaves: one `Room` per group (and one for the outermost level), innermost first,
with nets between its members, and each wire as a list of pieces through the levels. Source: layout
per compound node with ports on its border (Sander 1996). Cost: O(boxes + wires x depth). It must
not know coordinates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from netscribe.errors import GraphError
from netscribe.layout.types import Plan, Wire


@dataclass(slots=True)
class RoomNet:
    """A tensor in one room while it is being gathered, the `number`-th of the room.

    `source` is a box or group in the room, or None where the tensor enters through its border. Ends
    are pairs of a box or group, or None for the border, and of the wire if it ends in a box.
    """

    number: int
    source: str | None
    ends: dict[tuple[str | None, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class Room:
    """One level: its boxes and groups in the order of their first boxes, its nets by tensor.

    `ins` and `outs` number the tensors that pass its border; `leaving` are the wires that leave.
    """

    group: str | None
    members: list[str] = field(default_factory=list)
    ins: dict[str, int] = field(default_factory=dict)
    outs: dict[str, int] = field(default_factory=dict)
    leaving: dict[str, list[str]] = field(default_factory=dict)
    nets: dict[str, RoomNet] = field(default_factory=dict)


#: One piece of a wire: the room's group, the number of the net, the number of the end in the net.
Step = tuple[str | None, int, int]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Rooms by group (None is the outermost), innermost first; steps by wire."""

    rooms: dict[str | None, Room]
    steps: dict[str, tuple[Step, ...]]


def take_apart(plan: Plan) -> Hierarchy:
    """Rooms and steps of `plan`."""
    parents = {group.id: group.parent for group in plan.groups}
    paths = {group: _path(parents, group) for group in parents}
    outermost: tuple[str, ...] = ()
    paths_of = {
        box.id: paths[box.group] if box.group is not None else outermost for box in plan.boxes
    }
    rooms: dict[str | None, Room] = {None: Room(None)}
    rooms.update((group, Room(group)) for group in parents)
    seen: set[str | None] = {None}
    for box in plan.boxes:
        if box.group is not None and box.group not in seen:
            _enter(rooms, paths[box.group], seen)
        rooms[box.group].members.append(box.id)
    for group in parents:
        _enter(rooms, paths[group], seen)
    ways = {
        wire.id: _way(rooms, wire, paths_of[wire.source], paths_of[wire.target])
        for wire in plan.wires
    }
    inner_first = sorted(rooms, key=lambda group: -len(paths[group]) if group is not None else 1)
    return Hierarchy({group: rooms[group] for group in inner_first}, ways)


def _path(parents: dict[str, str | None], group: str) -> tuple[str, ...]:
    """The groups around `group`, outermost first, itself last."""
    path: list[str] = []
    current: str | None = group
    while current is not None:
        if current in path:
            raise GraphError(f"group {group!r} lies in itself")
        path.append(current)
        current = parents[current]
    return tuple(reversed(path))


def _enter(rooms: dict[str | None, Room], path: Sequence[str], seen: set[str | None]) -> None:
    outer: str | None = None
    for group in path:
        if group not in seen:
            seen.add(group)
            rooms[outer].members.append(group)
        outer = group


def _way(
    rooms: dict[str | None, Room], wire: Wire, above: tuple[str, ...], below: tuple[str, ...]
) -> tuple[Step, ...]:
    """Register the wire in every room it passes; its steps from source to target."""
    tensor = wire.tensor
    if above is below:
        room = rooms[above[-1] if above else None]
        return (_step(room, tensor, wire.source, (wire.target, wire.id)),)
    shared = 0
    while shared < min(len(above), len(below)) and above[shared] == below[shared]:
        shared += 1
    steps: list[Step] = []
    source: str | None = wire.source
    for group in reversed(above[shared:]):
        room = rooms[group]
        steps.append(_step(room, tensor, source, _BORDER))
        room.outs.setdefault(tensor, len(room.outs))
        room.leaving.setdefault(tensor, []).append(wire.id)
        source = group
    room = rooms[above[shared - 1] if shared else None]
    for group in below[shared:]:
        steps.append(_step(room, tensor, source, (group, "")))
        source, room = None, rooms[group]
        room.ins.setdefault(tensor, len(room.ins))
    steps.append(_step(room, tensor, source, (wire.target, wire.id)))
    return tuple(steps)


#: The end of a net that leaves its room.
_BORDER = (None, "")


def _step(room: Room, tensor: str, source: str | None, end: tuple[str | None, str]) -> Step:
    net = room.nets.get(tensor)
    if net is None:
        net = room.nets[tensor] = RoomNet(len(room.nets), source)
    elif net.source != source:
        raise GraphError(f"tensor {tensor!r} has two sources")
    return room.group, net.number, net.ends.setdefault(end, len(net.ends))
