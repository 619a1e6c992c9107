"""A level drawn: the phases that give y, and the wires.

In: a level's `Outline`, and its graph with the heights of all that lies in it. Out: its
`LocalLayout`. It must not know what lies around the level. Cost: near-linear in the level's size.
"""

from __future__ import annotations

from netscribe.geometry import Point, Rect
from netscribe.layout.borders import ceiling_of, height_of
from netscribe.layout.chain import lay_out_chain
from netscribe.layout.desk import Clock
from netscribe.layout.frame import Frame
from netscribe.layout.layered import Level
from netscribe.layout.local import LocalGraph, LocalLayout
from netscribe.layout.outline import Outline
from netscribe.layout.rows import place_rows
from netscribe.layout.sketch import Sketch
from netscribe.layout.wiring import Drawing, draw_wires, find_junctions


def draw_level(graph: LocalGraph, outline: Outline, frame: Frame, clock: Clock) -> LocalLayout:
    """The finished level."""
    way, sketch = outline.way, outline.sketch
    if way is not None:
        sides = outline.left, outline.right
        return clock.time("chain", lambda: lay_out_chain(graph, frame, way, sides))
    if sketch is None:
        room = 2 * (frame.spacing.margin if graph.outermost else frame.spacing.group_padding)
        return LocalLayout(outline.width, frame.size(graph.title).height + room)
    return _drawn(graph, outline, sketch, clock)


def _drawn(graph: LocalGraph, outline: Outline, sketch: Sketch, clock: Clock) -> LocalLayout:
    known = sketch.ordered.level
    level = Level(graph, known.trunk, known.ranks, known.ports, known.frame)
    layered, at, tracks = sketch.ordered.layered, sketch.at, sketch.tracks
    ceiling = ceiling_of(graph, level.frame)
    rows = clock.time("rows", lambda: place_rows(level, layered, at, tracks, ceiling))
    drawing = Drawing(level, layered, at, tracks, rows)
    return clock.time("wires", lambda: _finish(drawing, outline, sketch))


def _finish(drawing: Drawing, outline: Outline, sketch: Sketch) -> LocalLayout:
    graph, frame = drawing.level.graph, drawing.level.frame
    height = height_of(graph, frame, drawing.rows.bottom)
    left = outline.left
    routes = draw_wires(drawing, height)
    trunk = drawing.level.trunk
    junctions = find_junctions(drawing)
    moved = {piece: tuple([(x - left, y) for x, y in course]) for piece, course in routes.items()}
    return LocalLayout(
        width=outline.width,
        height=height,
        places=tuple([_place(drawing, index, -left) for index in range(len(graph.items))]),
        routes=moved,
        labels=_labels(drawing, -left),
        junctions=tuple([Point(p.x - left, p.y) for p in junctions]),
        crossings=sketch.faults.crossings,
        bends=sketch.faults.bends + _side_entries(drawing),
        trunk_drift=sum([abs(routes[p][0][0] - routes[p][-1][0]) for p in sorted(trunk.pieces)]),
    )


def _side_entries(drawing: Drawing) -> int:
    """Wires turn once to enter a merge circle from the side."""
    return sum([vertex.kind == "side" for vertex in drawing.layered.vertices])


def _place(drawing: Drawing, index: int, dx: float) -> Rect:
    item = drawing.level.graph.items[index]
    x = drawing.at[index] + dx
    y = drawing.rows.of.get(("item", index, 0), 0.0)
    return Rect(x - item.left, y, item.left + item.right, item.height)


def _labels(drawing: Drawing, dx: float) -> dict[tuple[int, int], Rect]:
    frame = drawing.level.frame
    found = {}
    for piece, vertex in drawing.layered.labels.items():
        label = drawing.level.graph.nets[piece[0]].ends[piece[1]].label
        assert label is not None
        gap = frame.spacing.label_gap
        x = drawing.at[vertex] + dx + (-gap - label.width if frame.sideways else gap)
        y = drawing.rows.of["label", vertex, 0]
        found[piece] = Rect(x, y, label.width, label.height)
    return found
