"""One level of the picture: what lies directly in one group, and its finished layout.

In and out: plain frozen values, hashable, free of ids, so that two groups of the same structure are
equal and are laid out once. Lengths are frame points; an item's anchor is the x its main wire runs
through. They must not know where in the picture the level will stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from netscribe.geometry import Point, Rect, Size
from netscribe.layout.types import NO_SIZE

ItemKind = Literal["box", "group", "in", "out"]


@dataclass(frozen=True, slots=True)
class Item:
    """A box, an inner group that is already laid out, or a port on the level's own border.

    Attributes:
        left, right: how far the border lies from the anchor.
        above, below, before, beyond: room that hangs over the upper, lower, left and right border.
        ins, outs: port offsets from the anchor, by slot; only an inner group has fixed ones.
        trunk_in, trunk_out: slots that its trunk runs through, -1 where it has no such end.
        entry: whether it should stand at the top, as the inputs of a model do.
        lean: for an out port, the side that its readers outside would like it on; for an in port,
            1 where the heaviest way from outside comes in.
        template: which template an inner group is drawn from.
    """

    kind: ItemKind
    left: float = 0.0
    right: float = 0.0
    height: float = 0.0
    above: float = 0.0
    below: float = 0.0
    before: float = 0.0
    beyond: float = 0.0
    weight: float = 0.0
    side_entry: bool = False
    entry: bool = False
    ins: tuple[float, ...] = ()
    outs: tuple[float, ...] = ()
    trunk_in: int = -1
    trunk_out: int = -1
    lean: int = 0
    template: int = -1


@dataclass(frozen=True, slots=True)
class End:
    """Where a net is read: an item, its slot, and the frame size of the label on the way."""

    item: int
    slot: int
    label: Size | None = None


@dataclass(frozen=True, slots=True)
class Net:
    """One tensor within one level: its source item and slot, and everything that reads it."""

    source: int
    slot: int
    ends: tuple[End, ...]


@dataclass(frozen=True, slots=True)
class PortOrder:
    """Slots of a group's in ports and of its out ports from left to right; empty where free."""

    ins: tuple[int, ...] = ()
    outs: tuple[int, ...] = ()


FREE = PortOrder()


@dataclass(frozen=True, slots=True)
class LocalGraph:
    """What one level holds: in ports first, then boxes and groups, then out ports.

    `wished` is the order of its own ports that the level around it asks for.
    """

    items: tuple[Item, ...]
    nets: tuple[Net, ...]
    title: Size = NO_SIZE
    outermost: bool = False
    wished: PortOrder = FREE


#: Names one piece of wire in a level: index of the net, index of the end.
Piece = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LocalLayout:
    """A level with coordinates; the origin is its own top left corner.

    Attributes:
        places: the rectangle of each item's border, by item.
        routes, labels: by piece.
        bends: corners of wires, stems counted once, forks not counted.
        trunk_drift: how far the trunk's pieces shift sideways, in all.
    """

    width: float
    height: float
    places: tuple[Rect, ...] = ()
    routes: dict[Piece, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    labels: dict[Piece, Rect] = field(default_factory=dict)
    junctions: tuple[Point, ...] = ()
    crossings: int = 0
    bends: int = 0
    trunk_drift: float = 0.0
