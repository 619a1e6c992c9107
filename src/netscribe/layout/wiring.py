"""Phase: the course of each piece of wire in its level, and where wires of one tensor part.

Needs: the layered graph, columns, tracks and rows. Leaves: corner points by piece, and junctions.
Source: orthogonal routing on given tracks after Sander (2004). Cost: O(edges on the ways).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.geometry import Point
from netscribe.layout.layered import Edge, Layered, Level
from netscribe.layout.local import Piece
from netscribe.layout.rows import Rows
from netscribe.layout.tracks import SAME, Track

Course = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is needed to say where a wire of the level runs."""

    level: Level
    layered: Layered
    at: Sequence[float]
    tracks: Sequence[Sequence[Track]]
    rows: Rows


def draw_wires(drawing: Drawing, height: float) -> dict[Piece, Course]:
    """By piece, its corners from border to border; `height` is the y of out ports."""
    lanes = _lanes(drawing)
    return {
        piece: straightened(_course(drawing, lanes, piece, way, height))
        for piece, way in drawing.layered.ways.items()
    }


def find_junctions(drawing: Drawing) -> tuple[Point, ...]:
    """Points where three or more pieces of one net meet."""
    found = []
    for line, row in enumerate(drawing.tracks):
        for number, track in enumerate(row):
            if len(track.bottoms) == 1:
                continue
            y = drawing.rows.of["track", line, number]
            for x in sorted({track.top, *track.bottoms}):
                arms = (abs(x - track.top) < SAME) + any(abs(x - b) < SAME for b in track.bottoms)
                arms += (x > track.low + SAME) + (x < track.high - SAME)
                if arms > 2:
                    found.append(Point(x, y))
    return tuple(found)


def straightened(points: Sequence[tuple[float, float]]) -> Course:
    """The same course without points on the way of a straight piece."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if kept and _same(kept[-1], point):
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def joined(
    above: list[tuple[float, float]], below: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Two courses that meet, each without needless points, as one."""
    (x, y), (end_x, end_y), (next_x, next_y) = above[-2], above[-1], below[1]
    if abs(end_x - below[0][0]) >= SAME or abs(end_y - below[0][1]) >= SAME:
        return list(straightened([*above, *below]))
    upright = abs(x - end_x) < SAME and abs(end_x - next_x) < SAME
    level = abs(y - end_y) < SAME and abs(end_y - next_y) < SAME
    return [*(above[:-1] if upright or level else above), *below[1:]]


def _same(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) < SAME and abs(a[1] - b[1]) < SAME


def _in_line(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    upright = abs(a[0] - b[0]) < SAME and abs(b[0] - c[0]) < SAME
    level = abs(a[1] - b[1]) < SAME and abs(b[1] - c[1]) < SAME
    return upright or level


#: By upper vertex and net: for each of its tracks from the top, its y and where it comes down.
Lanes = dict[tuple[int, int], tuple[tuple[float, float], ...]]


def _lanes(drawing: Drawing) -> Lanes:
    found: Lanes = {}
    for line, row in enumerate(drawing.tracks):
        for number, track in enumerate(row):
            y = drawing.rows.of["track", line, number]
            key = track.upper, track.net
            found[key] = (*found.get(key, ()), (y, track.top))
    return found


def _course(
    drawing: Drawing, lanes: Lanes, piece: Piece, way: Sequence[Edge], height: float
) -> list[tuple[float, float]]:
    graph = drawing.level.graph
    net = graph.nets[piece[0]]
    source = graph.items[net.source]
    start = drawing.at[net.source] + way[0].upper_x
    top = 0.0 if source.kind == "in" else drawing.rows.of["item", net.source, 0] + source.height
    points = [(start, top)]
    for edge in way:
        below = drawing.at[edge.lower] + edge.lower_x
        if abs(below - points[-1][0]) < SAME:
            continue
        steps = lanes[edge.upper, edge.net]
        for (y, x), following in zip(steps, (*steps[1:], (0.0, below))):
            points.extend(((x, y), (following[1], y)))
    points.extend(_arrival(drawing, piece, way[-1], height))
    return points


def _arrival(
    drawing: Drawing, piece: Piece, last: Edge, height: float
) -> list[tuple[float, float]]:
    end = drawing.level.graph.nets[piece[0]].ends[piece[1]]
    item = drawing.level.graph.items[end.item]
    x = drawing.at[last.lower] + last.lower_x
    if item.kind == "out":
        return [(x, height)]
    y = drawing.rows.of["item", end.item, 0]
    vertex = drawing.layered.vertices[last.lower]
    if vertex.kind != "side":
        return [(x, y)]
    middle_x = drawing.at[end.item]
    border = middle_x + item.right if x > middle_x else middle_x - item.left
    middle = y + item.height / 2
    return [(x, middle), (border, middle)]
