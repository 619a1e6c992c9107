"""Phase: the plan taken apart into levels: what lies in each group, and what passes its border.

Needs: a `Plan`. Leaves: one `Room` per group (and one for the outermost level), innermost first,
with nets between its members, and each wire as a list of pieces through the levels. Source: layout
per compound node with ports on its border (Sander 1996). Cost: O(boxes + wires x depth). It must
not know coordinates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from netscribe.errors import GraphError
from netscribe.layout.types import Plan, Wire

#: A member of a room: ("box", id), ("group", id), or a port ("in" or "out", tensor).
Member = tuple[str, str]


@dataclass(slots=True)
class RoomNet:
    """A tensor in one room while it is being gathered: ends are (member, wire or "")."""

    source: Member
    ends: dict[tuple[Member, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class Room:
    """One level: its members in the order of their first boxes, its nets by tensor.

    `ins` and `outs` are the tensors that pass its border, `outs` with the wires that do.
    """

    group: str | None
    members: list[Member] = field(default_factory=list)
    ins: dict[str, None] = field(default_factory=dict)
    outs: dict[str, list[str]] = field(default_factory=dict)
    nets: dict[str, RoomNet] = field(default_factory=dict)


#: One piece of a wire: the room's group, the tensor, the number of the end in its net.
Step = tuple[str | None, str, int]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Rooms by group (None is the outermost), innermost first; steps by wire."""

    rooms: dict[str | None, Room]
    steps: dict[str, tuple[Step, ...]]


def take_apart(plan: Plan) -> Hierarchy:
    """Rooms and steps of `plan`."""
    parents = {group.id: group.parent for group in plan.groups}
    paths = {group: _path(parents, group) for group in parents}
    paths_of = {box.id: paths[box.group] if box.group is not None else () for box in plan.boxes}
    rooms: dict[str | None, Room] = {None: Room(None)}
    rooms.update((group, Room(group)) for group in parents)
    seen: set[str] = set()
    for box in plan.boxes:
        path = paths_of[box.id]
        _enter(rooms, path, seen)
        rooms[box.group].members.append(("box", box.id))
    for group in plan.groups:
        _enter(rooms, paths[group.id], seen)
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


def _enter(rooms: dict[str | None, Room], path: Iterable[str], seen: set[str]) -> None:
    outer: str | None = None
    for group in path:
        if group not in seen:
            seen.add(group)
            rooms[outer].members.append(("group", group))
        outer = group


def _way(
    rooms: dict[str | None, Room], wire: Wire, above: tuple[str, ...], below: tuple[str, ...]
) -> tuple[Step, ...]:
    """Register the wire in every room it passes; its steps from source to target."""
    if above == below:
        group = above[-1] if above else None
        step = _step(rooms[group], wire, ("box", wire.source), ("box", wire.target))
        return (step,)
    shared = 0
    while shared < min(len(above), len(below)) and above[shared] == below[shared]:
        shared += 1
    steps: list[Step] = []
    source: Member = ("box", wire.source)
    for group in reversed(above[shared:]):
        steps.append(_step(rooms[group], wire, source, ("out", wire.tensor)))
        source = ("group", group)
    outer = above[shared - 1] if shared else None
    for inner in (*below[shared:], None):
        target = ("box", wire.target) if inner is None else ("group", inner)
        steps.append(_step(rooms[outer], wire, source, target))
        source, outer = ("in", wire.tensor), inner
    return tuple(steps)


def _step(room: Room, wire: Wire, source: Member, target: Member) -> Step:
    if source[0] == "in":
        room.ins[wire.tensor] = None
    if target[0] == "out":
        room.outs.setdefault(wire.tensor, []).append(wire.id)
    net = room.nets.get(wire.tensor)
    if net is None:
        net = room.nets[wire.tensor] = RoomNet(source)
    if net.source != source:
        raise GraphError(f"tensor {wire.tensor!r} has two sources")
    key = (target, wire.id if target[0] == "box" else "")
    number = net.ends.setdefault(key, len(net.ends))
    return room.group, wire.tensor, number
