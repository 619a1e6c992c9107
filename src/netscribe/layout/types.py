"""What the layout room takes and gives: boxes, groups and wires in, coordinates out.

In: a `Plan` with sizes, no coordinates. Out: a `Layout` with coordinates, no sizes of its own
making but those of groups. It knows boxes and ports, nothing of networks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from netscribe.geometry import Point, Polyline, Rect, Size

Direction = Literal["down", "up", "right"]
#: "levels": an encoder going down beside its decoder going up, where a plan has that shape (see
#: `levels.find_levels`) and runs downwards. "encoder_decoder": an encoder in a column at the left,
#: its decoder in one at the right (see `encoder_decoder.find_parts`). Else, and with "columns",
#: everything in one direction.
Arrangement = Literal["columns", "levels", "encoder_decoder"]

NO_SIZE = Size(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A thing to place: a card, a circle, a bar.

    Attributes:
        id: unique among boxes and groups.
        size: the room it takes, everything that hangs over its border included.
        group: id of the group it lies in, or None for the outermost level.
        trunk_weight: how much a straight trunk through this box is worth (0 or more).
        side_entry: whether wires other than the trunk may enter at the left and right side
            (a merge circle), instead of the top only.
        overhang: how far something drawn on the lower border (pills) hangs out of `size` below;
            the lower border that wires leave from is `size.height`, the overhang is room that
            other boxes and labels must keep off, except the wire that leaves at the centre.
    """

    id: str
    size: Size
    group: str | None = None
    trunk_weight: float = 0.0
    side_entry: bool = False
    overhang: float = 0.0
    #: The same above: pills on the upper border; wires still end on the border, in between them.
    overhang_top: float = 0.0
    #: Stands at the top with the others of its kind, if that does not take a long wire.
    entry: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A container around boxes and groups, with room for a title at its top left.

    One that is `needed` says something that the boxes alone do not: no arrangement leaves it out.
    """

    id: str
    parent: str | None = None
    title: Size = NO_SIZE
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Wire:
    """One directed connection from a box to a box.

    Attributes:
        id: unique among wires.
        tensor: wires with the same tensor come from the same output and may share a stem.
        source, target: box ids.
        source_order: which output of the source it is (order from left to right).
        target_order: which argument of the target it is (order from left to right).
        label: size of the text beside the wire, or None.
    """

    id: str
    tensor: str
    source: str
    target: str
    source_order: int = 0
    target_order: int = 0
    label: Size | None = None


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances, in points."""

    between_boxes: float = 26.0
    between_ranks: float = 30.0
    between_wires: float = 12.0
    group_padding: float = 16.0
    label_gap: float = 8.0
    #: Above and below a label, where it stands between two boxes; where the picture runs sideways,
    #: before and behind it, but never so little that its letters touch them.
    label_room: float = 8.0
    margin: float = 20.0
    #: Shortest straight piece of wire in front of an arrowhead.
    arrow_room: float = 12.0

    @property
    def after_label(self) -> float:
        """From a label to the next wire beside it."""
        return self.label_gap + 4.0


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a layout needs; `boxes` in topological order.

    `wrap_at` is the length along the direction beyond which the picture goes on in a new column,
    where a single tensor leads on; None for one column however long.
    """

    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    groups: tuple[Group, ...] = ()
    direction: Direction = "down"
    spacing: Spacing = Spacing()
    wrap_at: float | None = None
    arrangement: Arrangement = "columns"


@dataclass(frozen=True, slots=True)
class Report:
    """Measures of a layout (QUALITY's tie-breakers), and the seconds each phase took."""

    crossings: int = 0
    bends: int = 0
    wire_length: float = 0.0
    area: float = 0.0
    trunk_drift: float = 0.0
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, by id; the origin is the picture's top left corner.

    Routes run from a point on the source's border to a point on the target's border and are
    axis-parallel; the renderer rounds the corners. `labels` holds the room of each wire's label,
    `titles` that of each group's title.
    `junctions` are the points where wires of one tensor part (drawn as a small dot if at all).
    `arrangement` is the one it has; "columns" where the plan's has not been possible.
    `level_skips` are the wires that run level from column to column in the arrangement "levels".
    """

    size: Size
    boxes: Mapping[str, Rect]
    groups: Mapping[str, Rect]
    routes: Mapping[str, Polyline]
    labels: Mapping[str, Rect]
    junctions: tuple[Point, ...] = ()
    titles: Mapping[str, Rect] = field(default_factory=dict)
    report: Report = Report()
    arrangement: Arrangement = "columns"
    level_skips: tuple[str, ...] = ()
