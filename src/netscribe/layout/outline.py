"""A level as the level around it sees it, but for its height: its width and where its ports are.

In: a `LocalGraph` and the desk. Out: an `Outline`. Nothing in it needs a height, so that port
orders can be agreed on before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.layout.borders import sides_of, titled_border
from netscribe.layout.chain import Way, chain_sides, find_way
from netscribe.layout.desk import Desk
from netscribe.layout.frame import Frame
from netscribe.layout.local import LocalGraph
from netscribe.layout.sketch import Sketch, best_sketch
from netscribe.layout.trunk import Trunk


@dataclass(frozen=True, slots=True)
class Outline:
    """Attributes:
    graph: what it was made of, without heights.
    left, right: how far its borders lie from x 0, where its trunk runs.
    anchor: x of the trunk (or of the middle, if no trunk runs through) from the left border.
    ins, outs: x of each port from the left border, by slot.
    trunk_in, trunk_out: slots that the trunk runs through, -1 where it ends inside.
    pieces: pieces of wire between ranks, a measure of what the level costs.
    way, sketch: what it is drawn from: the first for a chain, the second for all else that is not
        empty.
    """

    graph: LocalGraph
    left: float
    right: float
    anchor: float
    ins: tuple[float, ...] = ()
    outs: tuple[float, ...] = ()
    trunk_in: int = -1
    trunk_out: int = -1
    weight: float = 0.0
    crossings: int = 0
    pieces: int = 0
    way: Way | None = None
    sketch: Sketch | None = None

    @property
    def width(self) -> float:
        return self.right - self.left


def outline_level(graph: LocalGraph, desk: Desk, *, thorough: bool = True) -> Outline:
    """The outline; `thorough` searches longer for an order without crossings."""
    if not graph.items:
        return _empty(graph, desk.frame)
    way = desk.clock.time("chain", lambda: find_way(graph))
    if way is not None:
        return _of_chain(graph, way, desk.frame)
    return _of_sketch(graph, best_sketch(graph, desk, thorough=thorough), desk.frame)


def _empty(graph: LocalGraph, frame: Frame) -> Outline:
    """A level that nothing lies in has room for its title."""
    room = 2 * (frame.spacing.margin if graph.outermost else frame.spacing.group_padding)
    width = frame.size(graph.title).width + room
    return Outline(graph, 0.0, width, width / 2)


def _of_chain(graph: LocalGraph, way: Way, frame: Frame) -> Outline:
    """Everything on one line: the ports at its ends stand there too."""
    left, right = chain_sides(graph, frame)
    items = graph.items
    enters, leaves = items[way[0][0]].kind == "in", items[way[0][-1]].kind == "out"
    labels = sum([net.ends[0].label is not None for net in graph.nets])
    return Outline(
        graph=graph,
        left=left,
        right=right,
        anchor=-left if enters or leaves else (right - left) / 2,
        ins=(-left,) if enters else (),
        outs=(-left,) if leaves else (),
        trunk_in=0 if enters else -1,
        trunk_out=0 if leaves else -1,
        weight=sum([items[item].weight for item in way[0]]),
        pieces=len(graph.nets) + labels,
        way=way,
    )


def _of_sketch(graph: LocalGraph, sketch: Sketch, frame: Frame) -> Outline:
    trunk, at = sketch.ordered.level.trunk, sketch.at
    ins = [n for n, item in enumerate(graph.items) if item.kind == "in"]
    outs = [n for n, item in enumerate(graph.items) if item.kind == "out"]
    titled = ins if titled_border(frame) == "in" else outs
    left, right = sides_of(graph, frame, _reach(sketch), [at[port] for port in titled])
    trunk_in, trunk_out = _trunk_slot(ins, trunk), _trunk_slot(outs, trunk)
    through = trunk_in >= 0 or trunk_out >= 0
    return Outline(
        graph=graph,
        left=left,
        right=right,
        anchor=-left if through else (right - left) / 2,
        ins=tuple([at[port] - left for port in ins]),
        outs=tuple([at[port] - left for port in outs]),
        trunk_in=trunk_in,
        trunk_out=trunk_out,
        weight=sum([graph.items[item].weight for item in trunk.items]),
        crossings=sketch.faults.crossings,
        pieces=sum(map(len, sketch.ordered.layered.gaps)),
        sketch=sketch,
    )


def _reach(sketch: Sketch) -> tuple[float, float]:
    """How far the content reaches to the left and to the right."""
    vertices, at = sketch.ordered.layered.vertices, sketch.at
    low = min([x - vertex.left for vertex, x in zip(vertices, at, strict=True)])
    high = max([x + vertex.right for vertex, x in zip(vertices, at, strict=True)])
    for row in sketch.tracks:
        for track in row:
            low, high = min(low, track.low), max(high, track.high)
    return low, high


def _trunk_slot(ports: Sequence[int], trunk: Trunk) -> int:
    """The slot of the port on the trunk, -1 if it has none."""
    return next((slot for slot, port in enumerate(ports) if port in trunk.items), -1)
