"""All phases of one level, in their order.

In: a `LocalGraph` and the frame. Out: its `LocalLayout`. It must not know what lies around the
level. Cost: near-linear in the level's size for the narrow graphs that networks are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TypeVar

from netscribe.geometry import Point, Rect
from netscribe.layout.blocks import align_blocks
from netscribe.layout.borders import ceiling_of, height_of, sides_of, titled_border
from netscribe.layout.chain import lay_out_chain
from netscribe.layout.columns import place_columns
from netscribe.layout.crossings import Faults, count_faults
from netscribe.layout.frame import Frame
from netscribe.layout.freedom import Ordered, fixed_rows, free_ports, wish_orders
from netscribe.layout.layered import Level, layer
from netscribe.layout.local import LocalGraph, LocalLayout
from netscribe.layout.order import OrderBook
from netscribe.layout.ports import place_ports
from netscribe.layout.ranks import assign_ranks
from netscribe.layout.rows import place_rows
from netscribe.layout.strands import strands_of
from netscribe.layout.tracks import Track, assign_tracks
from netscribe.layout.trunk import Trunk, find_trunk
from netscribe.layout.wiring import Drawing, draw_wires, find_junctions

Result = TypeVar("Result")


class Clock:
    """Sums up the seconds each named phase took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, phase: Callable[[], Result]) -> Result:
        start = perf_counter()
        result = phase()
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start
        return result


@dataclass(frozen=True, slots=True)
class Desk:
    """What all levels of one picture share: the frame, the clock and the orders found so far."""

    frame: Frame
    clock: Clock
    book: OrderBook


def lay_out_level(graph: LocalGraph, desk: Desk, *, thorough: bool = True) -> LocalLayout:
    """The finished level; `thorough` searches longer for an order without crossings."""
    frame, clock, book = desk.frame, desk.clock, desk.book
    if not graph.items:
        return _empty(graph, frame)
    chain = clock.time("chain", lambda: lay_out_chain(graph, frame))
    if chain is not None:
        return chain
    trunk = clock.time("trunk", lambda: find_trunk(graph))
    ranks = clock.time("ranks", lambda: assign_ranks(graph, trunk))
    ports = clock.time("ports", lambda: place_ports(graph, trunk, frame))
    level = Level(graph, trunk, ranks, ports, frame)
    layered = clock.time("layer", lambda: layer(level))
    fixed, sinks = fixed_rows(level, layered), _sinks(level)
    orders = clock.time(
        "order",
        lambda: book.order_ranks(strands_of(layered), sinks, fixed, thorough=thorough),
    )
    tried = [Ordered(level, layered, order) for order in orders]
    if orders[-1].crossings:
        tried.extend(clock.time("free", lambda: free_ports(tried[-1], book)))
    sketches = [_sketch(ordered, clock) for ordered in tried]
    best = min(sketches, key=lambda sketch: (sketch.faults.crossings, sketch.faults.bends))
    found = _draw(best, clock)
    if not found.crossings:
        return found
    wishes = clock.time("wishes", lambda: wish_orders(best.ordered, book))
    return replace(found, wishes=wishes)


@dataclass(frozen=True, slots=True)
class _Sketch:
    """A level with columns and tracks: enough to count what speaks against it."""

    ordered: Ordered
    at: tuple[float, ...]
    tracks: tuple[tuple[Track, ...], ...]
    faults: Faults


def _sketch(ordered: Ordered, clock: Clock) -> _Sketch:
    """The phases that give x."""
    level, layered, order = ordered.level, ordered.layered, ordered.order
    spacing = level.frame.spacing
    last = level.trunk.items[-1]
    blocks = clock.time("blocks", lambda: align_blocks(layered, order, last))
    at = clock.time("columns", lambda: place_columns(layered, order, blocks, spacing))
    tracks = clock.time("tracks", lambda: assign_tracks(layered, at, spacing))
    faults = clock.time("faults", lambda: count_faults(layered, at, tracks))
    return _Sketch(ordered, at, tracks, faults)


def _draw(sketch: _Sketch, clock: Clock) -> LocalLayout:
    """The phases that give y, and the wires."""
    level, layered = sketch.ordered.level, sketch.ordered.layered
    at, tracks = sketch.at, sketch.tracks
    ceiling = ceiling_of(level.graph, level.frame)
    rows = clock.time("rows", lambda: place_rows(level, layered, at, tracks, ceiling))
    drawing = Drawing(level, layered, at, tracks, rows)
    return clock.time("wires", lambda: _finish(drawing, sketch.faults))


def _empty(graph: LocalGraph, frame: Frame) -> LocalLayout:
    """A level that nothing lies in has room for its title."""
    room = 2 * (frame.spacing.margin if graph.outermost else frame.spacing.group_padding)
    title = frame.size(graph.title)
    width, height = title.width + room, title.height + room
    return LocalLayout(width, height, width / 2)


def _sinks(level: Level) -> list[int]:
    """Where to start walking up: out ports that lean left, the trunk's end, the other out ports.

    What branches off the trunk first lies farthest from it, so that nothing is crossed.
    """
    graph, trunk = level.graph, level.trunk
    height = {end.item: level.ranks.of[net.source] for net in graph.nets for end in net.ends}
    ports = [n for n, item in enumerate(graph.items) if item.kind == "out" and n not in trunk.items]
    left = sorted((n for n in ports if graph.items[n].lean < 0), key=lambda n: (height[n], n))
    rest = sorted((n for n in ports if graph.items[n].lean >= 0), key=lambda n: (-height[n], n))
    return [*left, trunk.items[-1], *rest]


def _finish(drawing: Drawing, faults: Faults) -> LocalLayout:
    graph, frame = drawing.level.graph, drawing.level.frame
    height = height_of(graph, frame, drawing.rows.bottom)
    left, right = _sides(drawing)
    routes = draw_wires(drawing, height)
    trunk = drawing.level.trunk
    junctions = find_junctions(drawing)
    moved = {piece: tuple((x - left, y) for x, y in course) for piece, course in routes.items()}
    return LocalLayout(
        width=right - left,
        height=height,
        anchor=-left if _through(graph, trunk) else (right - left) / 2,
        places=tuple(_place(drawing, index, -left) for index in range(len(graph.items))),
        routes=moved,
        labels=_labels(drawing, -left),
        junctions=tuple(Point(p.x - left, p.y) for p in junctions),
        ins=_ports(drawing, "in", -left),
        outs=_ports(drawing, "out", -left),
        trunk_in=_trunk_slot(graph, trunk, "in"),
        trunk_out=_trunk_slot(graph, trunk, "out"),
        weight=sum(graph.items[item].weight for item in trunk.items),
        crossings=faults.crossings,
        bends=faults.bends + _side_entries(drawing),
        pieces=sum(map(len, drawing.layered.gaps)),
        trunk_drift=sum(abs(routes[p][0][0] - routes[p][-1][0]) for p in sorted(trunk.pieces)),
    )


def _sides(drawing: Drawing) -> tuple[float, float]:
    """The level's left and right border, the title's room included."""
    graph, frame = drawing.level.graph, drawing.level.frame
    vertices, at = drawing.layered.vertices, drawing.at
    low = min(x - vertex.left for vertex, x in zip(vertices, at, strict=True))
    high = max(x + vertex.right for vertex, x in zip(vertices, at, strict=True))
    for row in drawing.tracks:
        for track in row:
            low, high = min(low, track.low), max(high, track.high)
    kind = titled_border(frame)
    ports = [at[n] for n, item in enumerate(graph.items) if item.kind == kind]
    return sides_of(graph, frame, (low, high), ports)


def _side_entries(drawing: Drawing) -> int:
    """Wires turn once to enter a merge circle from the side."""
    return sum(vertex.kind == "side" for vertex in drawing.layered.vertices)


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


def _ports(drawing: Drawing, kind: str, dx: float) -> tuple[float, ...]:
    return tuple(
        drawing.at[index] + dx
        for index, item in enumerate(drawing.level.graph.items)
        if item.kind == kind
    )


def _through(graph: LocalGraph, trunk: Trunk) -> bool:
    return any(graph.items[item].kind in ("in", "out") for item in trunk.items)


def _trunk_slot(graph: LocalGraph, trunk: Trunk, kind: str) -> int:
    """The slot of the port of `kind` on the trunk, -1 if it has none."""
    slots = [index for index, item in enumerate(graph.items) if item.kind == kind]
    ends = [item for item in trunk.items if graph.items[item].kind == kind]
    return slots.index(ends[0]) if ends else -1
