"""The borders of a level around what lies in it: room for padding and for the title.

In: a level, the frame, and how far its content reaches. Out: where its borders lie. It must not
know ranks or wires.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.layout.frame import Frame
from netscribe.layout.local import ItemKind, LocalGraph


def padding_of(graph: LocalGraph, frame: Frame) -> float:
    """What a level keeps free along its borders."""
    return frame.spacing.margin if graph.outermost else frame.spacing.group_padding


def ceiling_of(graph: LocalGraph, frame: Frame) -> float:
    """Where a level's content begins below its upper border."""
    if graph.outermost:
        return frame.spacing.margin
    title = graph.title.height if frame.direction == "down" else 0.0
    return frame.spacing.group_padding + (title + frame.spacing.label_gap if title else 0.0)


def height_of(graph: LocalGraph, frame: Frame, bottom: float) -> float:
    """The level's height, if its content reaches down to `bottom`."""
    padding, title = padding_of(graph, frame), graph.title
    gap = frame.spacing.label_gap
    under = title.height + gap if title.height and frame.direction == "up" else 0.0
    height = bottom + padding + under
    if frame.sideways and title.width:
        height = max(height, title.width + 2 * padding)
    return height


def titled_border(frame: Frame) -> ItemKind:
    """The kind of the ports on the border that the title stands at."""
    return "in" if frame.direction == "down" else "out"


def sides_of(
    graph: LocalGraph, frame: Frame, reach: tuple[float, float], ports: Sequence[float]
) -> tuple[float, float]:
    """The left and right border around content that has this reach.

    `ports` are the places of those on the titled border: the title keeps off their wires.
    """
    padding, title = padding_of(graph, frame), graph.title
    left, right = reach[0] - padding, reach[1] + padding
    if not title.width:
        return left, right
    if frame.sideways:
        return left - title.height - frame.spacing.label_gap, right
    first = min(ports, default=right)
    left = min(left, first - frame.spacing.label_gap - title.width - padding)
    return left, max(right, left + title.width + 2 * padding)
