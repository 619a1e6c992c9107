"""Phase: a y for every item, label and track.

Needs: the level, its layered graph, order, columns and tracks. Leaves: the y of each item's upper
border, of each label and of each track. Everything is let rise as far as what lies above it in its
own x allows, in the order of ranks and tracks: the order above one another of whatever shares an x
is kept, and with it every crossing, but tall groups do not hold up their neighbours. Items of one
rank that come out nearly level are made level. What floats is then let sink to its readers.
Method: one-dimensional compaction by a skyline; source: as in the layout of circuits (Lengauer
1990). Cost: O(n log n + steps touched).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from netscribe.layout.frame import Frame
from netscribe.layout.layered import Layered, Level
from netscribe.layout.skyline import Ground, Skyline
from netscribe.layout.tracks import Track

#: Extra room to the left and right of everything, so that corners do not touch.
SIDE = 5.0
#: Items of one rank whose y differ by no more than this are made level.
LEVEL = 24.0
#: A wire runs straight for at least this before it turns under a box.
STEM = 11.0
#: From the letters of a label to whatever stands before or behind them.
LETTER_ROOM = 4.0

#: ("item", index), ("label", vertex) or ("track", gap, number).
Name = tuple[str, int, int]


class Part(NamedTuple):
    """A bar of an element: x interval, y interval relative to the element's y."""

    low: float
    high: float
    top: float
    bottom: float
    kind: Ground


class Element(NamedTuple):
    """What moves up and down as one piece."""

    name: Name
    parts: tuple[Part, ...]
    floating: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The y of each element by name; the height of all."""

    of: Mapping[Name, float]
    bottom: float


def distances(frame: Frame) -> dict[tuple[Ground, Ground], float]:
    """What must lie between two things above one another."""
    spacing = frame.spacing
    arrow = spacing.arrow_room + 4.0
    # A line of text has air above and below its letters, but none before and behind them.
    label = max(spacing.label_room, LETTER_ROOM) if frame.sideways else spacing.label_room
    return {
        ("solid", "solid"): spacing.between_ranks,
        ("solid", "wire"): STEM,
        ("solid", "label"): label,
        ("wire", "solid"): arrow,
        ("wire", "wire"): spacing.between_wires,
        ("wire", "label"): 5.0,
        ("label", "solid"): label,
        ("label", "wire"): 6.0,
        ("label", "label"): LETTER_ROOM,
    }


class Floor:
    """Elements of one level put down rank by rank."""

    def __init__(self, frame: Frame, ceiling: float) -> None:
        self._distances = distances(frame)
        self._skyline = Skyline(self._distances)
        self._ceiling = ceiling
        self.elements: list[Element] = []
        self.at: dict[Name, float] = {}

    def least(self, element: Element) -> float:
        lowest, ceiling = self._skyline.lowest, self._ceiling
        return max(
            [
                max(lowest(low - SIDE, high + SIDE, kind), ceiling) - top
                for low, high, top, _, kind in element.parts
            ]
        )

    def put(self, element: Element, y: float) -> None:
        self.elements.append(element)
        self.at[element.name] = y
        for low, high, _, bottom, kind in element.parts:
            self._skyline.put(low, high, kind, y + bottom)

    def sink(self) -> None:
        """Let floating elements down onto what lies below them."""
        turned = {(below, above): gap for (above, below), gap in self._distances.items()}
        ground = Skyline(turned)
        for element in reversed(self.elements):
            y = self.at[element.name]
            if element.floating:
                room = min(
                    -ground.lowest(part.low - SIDE, part.high + SIDE, part.kind) - part.bottom
                    for part in element.parts
                )
                # A little way down is not worth losing the line with what stands beside it.
                y = room if LEVEL < room - y < float("inf") else y
                self.at[element.name] = y
            for part in element.parts:
                ground.put(part.low, part.high, part.kind, -(y + part.top))

    def bottom(self) -> float:
        return max(
            (self.at[e.name] + part.bottom for e in self.elements for part in e.parts),
            default=self._ceiling,
        )


def place_rows(
    level: Level,
    layered: Layered,
    at: Sequence[float],
    tracks: Sequence[Sequence[Track]],
    ceiling: float,
) -> Rows:
    """The y of everything, nothing above `ceiling`."""
    floor = Floor(level.frame, ceiling)
    labels = {vertex: piece for piece, vertex in layered.labels.items()}
    for line, row in enumerate(layered.ranks):
        items = [
            _item_element(level, layered, at, vertex)
            for vertex in row
            if layered.vertices[vertex].kind == "item"
        ]
        if items:
            _put_level(floor, items)
        for vertex in row if labels else ():
            if vertex in labels:
                element = _label_element(level, labels[vertex], vertex, at[vertex])
                floor.put(element, floor.least(element))
        for number, track in enumerate(tracks[line]):
            part = Part(track.low, track.high, 0.0, 0.0, "wire")
            floats = level.ranks.floating[level.graph.nets[track.net].source]
            element = Element(("track", line, number), (part,), floats)
            floor.put(element, floor.least(element))
    if any(level.ranks.floating):
        floor.sink()
    return Rows(floor.at, floor.bottom())


def _put_level(floor: Floor, elements: Sequence[Element]) -> None:
    """Put down one rank's items, those that are nearly level on the lowest of them."""
    if len(elements) == 1:
        floor.put(elements[0], floor.least(elements[0]))
        return
    wanted = sorted(((floor.least(element), n) for n, element in enumerate(elements)), reverse=True)
    level = float("inf")
    for y, number in wanted:
        level = level if level - y <= LEVEL else y
        floor.put(elements[number], max(level, floor.least(elements[number])))


def _item_element(level: Level, layered: Layered, at: Sequence[float], vertex: int) -> Element:
    item = level.graph.items[vertex]
    x = at[vertex]
    body = Part(
        x - item.left - item.before,
        x + item.right + item.beyond,
        -item.above,
        item.height + item.below,
        "solid",
    )
    if len(layered.units[vertex]) == 1:
        return Element(("item", vertex, 0), (body,), level.ranks.floating[vertex])
    parts = [body]
    middle = item.height / 2
    for side in layered.units[vertex]:
        if side != vertex:
            low, high = sorted((x, at[side]))
            parts.append(Part(low, high, middle, middle, "wire"))
    return Element(("item", vertex, 0), tuple(parts), level.ranks.floating[vertex])


def _label_element(level: Level, piece: tuple[int, int], vertex: int, x: float) -> Element:
    net = level.graph.nets[piece[0]]
    label = net.ends[piece[1]].label
    assert label is not None
    gap = level.frame.spacing.label_gap
    # From the wire itself on, so that the label stays between the bends of its own wire.
    reach = -gap - label.width if level.frame.sideways else gap + label.width
    part = Part(min(x, x + reach), max(x, x + reach), 0.0, label.height, "label")
    return Element(("label", vertex, 0), (part,), level.ranks.floating[net.source])
