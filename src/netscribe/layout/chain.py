"""Phases: a level that is one chain, laid out at once: everything on one line, one above another.

Needs: a level. Leaves: its way and its sides, or nothing, if it is no chain; then, with the heights
of what lies in it, its `LocalLayout`, the same that all other phases would make of it. Most levels
of most networks are chains. Source: our own. Cost: O(items).
"""

from __future__ import annotations

from netscribe.geometry import Rect
from netscribe.layout.borders import ceiling_of, height_of, sides_of, titled_border
from netscribe.layout.frame import Frame
from netscribe.layout.local import LocalGraph, LocalLayout, Piece
from netscribe.layout.rows import distances

#: Items downwards, and the net below each but the last.
Way = tuple[list[int], list[int]]


def lay_out_chain(
    graph: LocalGraph, frame: Frame, way: Way, sides: tuple[float, float]
) -> LocalLayout:
    """The finished level between its left and right border."""
    tops, labels, bottom = _stacked(graph, frame, way)
    height = height_of(graph, frame, bottom)
    left, right = sides
    return LocalLayout(
        width=right - left,
        height=height,
        places=tuple(
            [
                Rect(-item.left - left, top, item.left + item.right, item.height)
                for item, top in zip(graph.items, tops, strict=True)
            ]
        ),
        routes=_routes(graph, tops, (-left, height)),
        labels={piece: rect.moved(-left, 0.0) for piece, rect in labels.items()},
    )


def find_way(graph: LocalGraph) -> Way | None:
    """The chain's items and nets downwards; None where wires fork, merge or leave the line."""
    items = graph.items
    if len(graph.nets) != len(items) - 1:
        return None
    below: dict[int, int] = {}
    entered: set[int] = set()
    for index, net in enumerate(graph.nets):
        end = net.ends[0]
        source, target = items[net.source], items[end.item]
        if len(net.ends) > 1 or net.source in below or end.item in entered:
            return None
        if source.kind == "group" and (source.trunk_out != net.slot or source.outs[net.slot]):
            return None
        if target.kind == "group" and (target.trunk_in != end.slot or target.ins[end.slot]):
            return None
        below[net.source] = index
        entered.add(end.item)
    here = next(index for index in range(len(items)) if index not in entered)
    way: Way = [here], []
    while (net_index := below.get(here)) is not None:
        here = graph.nets[net_index].ends[0].item
        way[0].append(here)
        way[1].append(net_index)
    return way if len(way[0]) == len(items) else None


def _stacked(
    graph: LocalGraph, frame: Frame, way: Way
) -> tuple[list[float], dict[Piece, Rect], float]:
    """By item the y of its upper border, by piece its label beside x 0; the lower end of all."""
    gaps = distances(frame)
    between, above_label = gaps["solid", "solid"], gaps["solid", "label"]
    below_label = gaps["label", "solid"]
    tops = [0.0] * len(graph.items)
    labels: dict[Piece, Rect] = {}
    ceiling = ceiling_of(graph, frame)
    bottom: float | None = None
    end = ceiling
    for item_index, net in zip(way[0], [-1, *way[1]], strict=True):
        item = graph.items[item_index]
        least = ceiling if bottom is None else bottom + between
        label = graph.nets[net].ends[0].label if net >= 0 else None
        if label is not None:
            y = ceiling if bottom is None else bottom + above_label
            gap = frame.spacing.label_gap
            x = -gap - label.width if frame.sideways else gap
            labels[net, 0] = Rect(x, y, label.width, label.height)
            end = y + label.height
            least = max(least, end + below_label)
        if item.kind in ("box", "group"):
            tops[item_index] = least + item.above
            end = bottom = least + item.above + item.height + item.below
    return tops, labels, end


def chain_sides(graph: LocalGraph, frame: Frame) -> tuple[float, float]:
    """How far the left and right border lie from the line."""
    low = min(-item.left - item.before for item in graph.items)
    high = max(item.right + item.beyond for item in graph.items)
    for net in graph.nets:
        label = net.ends[0].label
        if label is not None:
            width = label.width + frame.spacing.label_gap
            low, high = (min(low, -width), high) if frame.sideways else (low, max(high, width))
    kind = titled_border(frame)
    ports = [0.0 for item in graph.items if item.kind == kind]
    return sides_of(graph, frame, (low, high), ports)


def _routes(
    graph: LocalGraph, tops: list[float], corner: tuple[float, float]
) -> dict[Piece, tuple[tuple[float, float], ...]]:
    """Straight wires on the line; `corner` holds its x and the level's height."""
    x, height = corner
    routes: dict[Piece, tuple[tuple[float, float], ...]] = {}
    for index, net in enumerate(graph.nets):
        source, target = graph.items[net.source], graph.items[net.ends[0].item]
        top = 0.0 if source.kind == "in" else tops[net.source] + source.height
        low = height if target.kind == "out" else tops[net.ends[0].item]
        routes[index, 0] = ((x, top), (x, low))
    return routes
