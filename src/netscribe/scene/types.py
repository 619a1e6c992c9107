"""The Scene: where the ink goes, with every colour, font size and coordinate resolved.

In: nothing; these are the marks that renderers draw. A renderer needs no knowledge of networks,
layout or themes: it draws marks in their order, the first one lowest. Groups carry the hooks that
make a picture checkable (`data-kind`, `data-id`, ...), so that each mark can be traced back to a
node, an edge or a module. Coordinates in points, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from netscribe.geometry import Point, Rect, Size

Anchor = Literal["start", "middle", "end"]
Weight = Literal[400, 500, 600]
HookKind = Literal[
    "node",
    "edge",
    "label",
    "group",
    "panel",
    "port",
    "title",
    "legend",
    "units",
    "weights",
    "filter",
    "caption",
    "table",
]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line's colour as `#rrggbb`, its width in points, and its dash lengths (empty: solid)."""

    color: str
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A rectangle with rounded corners."""

    rect: Rect
    radius: float = 0.0
    fill: str | None = None
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True)
class EllipseMark:
    """An ellipse inside `rect`."""

    rect: Rect
    fill: str | None = None
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True)
class PolygonMark:
    """A closed polygon (input and output bars, arrowheads)."""

    points: tuple[Point, ...]
    fill: str | None = None
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True)
class PathMark:
    """An open path of straight segments whose corners are rounded by `radius`.

    A corner's radius shrinks to half of the shorter neighbouring segment.
    """

    points: tuple[Point, ...]
    stroke: Stroke
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class TextMark:
    """One line of text; `at` is the anchor on the baseline, `width` the measured advance."""

    text: str
    at: Point
    size: float
    color: str
    weight: Weight = 400
    anchor: Anchor = "start"
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Hooks:
    """The reference of a group of marks back to what it shows.

    Attributes:
        kind: node, edge, label, group, panel (a block card), port, title, legend or table; units
            (circles of a layer), weights (the lines between two layers' units), filter (a pyramid),
            caption (a text that stands outside of the mark which it is about).
        id: id of the node, edge, module or port in the Graph.
        op: operation kind of a node.
        source, target: node or port ids of an edge.
        owner: id of what a label or caption belongs to, or of the group that a node or group lies
            in.
        repeat: how often a repeated block runs.
        title: the accessible name (SVG `<title>`), in words.
    """

    kind: HookKind
    id: str
    op: str | None = None
    source: str | None = None
    target: str | None = None
    owner: str | None = None
    repeat: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class GroupMark:
    """Marks that belong together, drawn in order."""

    hooks: Hooks
    marks: tuple[Mark, ...]


Mark: TypeAlias = BoxMark | EllipseMark | PolygonMark | PathMark | TextMark | GroupMark


@dataclass(frozen=True, slots=True)
class Scene:
    """A finished drawing.

    Attributes:
        size: of the picture in points.
        background: `#rrggbb`, or None for a transparent picture.
        marks: top-level marks; node groups stand in topological order (document order).
        title: accessible title in one line.
        description: the network in prose.
        font_family: the family name of the bundled font.
    """

    size: Size
    background: str | None
    marks: tuple[Mark, ...]
    title: str
    description: str
    font_family: str = "Inter"
