"""Phase: turn nets into chains of vertices, one per rank, so that every edge spans one gap.

Needs: graph, trunk, ranks, ports. Leaves: a `Layered` graph. A net has one chain of wire vertices
however many readers it has; a label is a vertex in a rank of its own just above its reader; a wire
that enters a merge circle from the side ends in a side vertex next to the circle.
Source: dummy vertices after Sugiyama, Tagawa and Toda (1981), one chain per hyperedge after
Sander (2004). Cost: O(items + ends + chain vertices).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from netscribe.geometry import Size
from netscribe.layout.frame import Frame
from netscribe.layout.local import LocalGraph, Piece
from netscribe.layout.ports import Ports
from netscribe.layout.ranks import Ranks
from netscribe.layout.trunk import Trunk

VertexKind = Literal["item", "port", "wire", "label", "side"]

#: Which edges are kept straight first.
TRUNK, CHAIN, MAIN, OTHER = 3, 2, 1, 0


class Vertex(NamedTuple):
    """Something that takes room in a rank: `left` and `right` are the room beside its x.

    `item` is the item it is, or the merge circle that a side vertex belongs to, else -1.
    """

    kind: VertexKind
    rank: int
    left: float = 0.0
    right: float = 0.0
    item: int = -1
    side: int = 0


class Edge(NamedTuple):
    """A piece of net in one gap, between port offsets of two vertices of neighbouring ranks."""

    net: int
    upper: int
    lower: int
    upper_x: float
    lower_x: float
    priority: int


@dataclass(frozen=True, slots=True)
class Layered:
    """Attributes:
    ranks: vertices by rank, in no order yet.
    gaps: edges between rank i and i + 1.
    units: vertices that must stay side by side, left to right, by vertex.
    ways: by piece, the edges it runs through, downwards.
    labels: by piece, its label vertex.
    """

    vertices: tuple[Vertex, ...]
    ranks: tuple[tuple[int, ...], ...]
    gaps: tuple[tuple[Edge, ...], ...]
    units: tuple[tuple[int, ...], ...]
    ways: dict[Piece, tuple[Edge, ...]]
    labels: dict[Piece, int]


@dataclass(frozen=True, slots=True)
class Level:
    """What the phases up to here have found about one level."""

    graph: LocalGraph
    trunk: Trunk
    ranks: Ranks
    ports: Ports
    frame: Frame


def layer(level: Level) -> Layered:
    """The layered graph; vertex i is item i, the wire vertices follow."""
    builder = _Builder(level)
    for index in range(len(level.graph.nets)):
        builder.add_net(index)
    return builder.finish()


class _Builder:
    """Scratch state of this phase."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.labelled = any(end.label is not None for net in level.graph.nets for end in net.ends)
        self.line_of_rank = _lines(level)
        self.vertices = [self._item_vertex(index) for index in range(len(level.graph.items))]
        self.edges: dict[tuple[int, int, float], Edge] = {}
        self.ways: dict[Piece, list[tuple[int, int, float]]] = {}
        self.labels: dict[Piece, int] = {}
        self.links: list[list[tuple[int, int, float]]] = []
        self.beside: dict[int, list[int]] = {}
        self.sides: dict[Piece, int] = {}

    def _item_vertex(self, index: int) -> Vertex:
        item = self.level.graph.items[index]
        kind: VertexKind = "port" if item.kind in ("in", "out") else "item"
        line = self.line_of_rank[self.level.ranks.of[index]]
        return Vertex(kind, line, item.left + item.before, item.right + item.beyond, index)

    def _new(self, vertex: Vertex) -> int:
        self.vertices.append(vertex)
        return len(self.vertices) - 1

    def add_net(self, index: int) -> None:
        net = self.level.graph.nets[index]
        tops = [self._add_end(index, number) for number in range(len(net.ends))]
        start = self.vertices[net.source].rank
        last = max(self.vertices[top].rank for top in tops) - 1
        chain = [net.source]
        chain.extend(self._new(Vertex("wire", line)) for line in range(start + 1, last + 1))
        self._add_chain(index, chain)
        for number, top in enumerate(tops):
            self._join(index, number, chain, top)

    def _add_chain(self, index: int, chain: Sequence[int]) -> None:
        """The edges along the chain, once for all readers."""
        net = self.level.graph.nets[index]
        main = self.level.trunk.main_out[net.source] == index
        leaves = MAIN if main and not self._goes_straight_on(index) else OTHER
        for upper, lower in pairwise(chain):
            first = upper == net.source
            upper_x = self.level.ports.outs[upper][net.slot] if first else 0.0
            priority = leaves if first else CHAIN
            self.edges[upper, lower, 0.0] = Edge(index, upper, lower, upper_x, 0.0, priority)
        self.links.append([(upper, lower, 0.0) for upper, lower in pairwise(chain)])

    def _goes_straight_on(self, index: int) -> bool:
        """Whether the net is the main wire of something right below, so that its lane must bend."""
        net = self.level.graph.nets[index]
        below = self.vertices[net.source].rank + 1
        main_in = self.level.trunk.main_in
        return any(
            self.vertices[end.item].rank == below and main_in[end.item] == (index, number)
            for number, end in enumerate(net.ends)
        )

    def _add_end(self, index: int, number: int) -> int:
        """The first vertex of this reader's own: its label, its side vertex or itself."""
        end = self.level.graph.nets[index].ends[number]
        first = end.item
        line = self.vertices[end.item].rank
        side = self.level.ports.sides[end.item][end.slot]
        if side:
            first = self._new(Vertex("side", line, item=end.item, side=side))
            self.beside.setdefault(end.item, []).append(first)
            self.sides[index, number] = first
        if end.label is not None:
            first = self._new(self._label_vertex(end.label, line - 1))
            self.labels[index, number] = first
        elif self.labelled and line in self._labelled_lines(index):
            # Fork above the label, not once above it and once more below.
            first = self._new(Vertex("wire", line - 1))
        return first

    def _labelled_lines(self, index: int) -> set[int]:
        ends = self.level.graph.nets[index].ends
        return {self.vertices[end.item].rank for end in ends if end.label is not None}

    def _label_vertex(self, size: Size, line: int) -> Vertex:
        width = size.width + self.level.frame.spacing.label_gap
        if self.level.frame.sideways:
            return Vertex("label", line, left=width)
        return Vertex("label", line, right=width)

    def _join(self, index: int, number: int, chain: Sequence[int], top: int) -> None:
        net = self.level.graph.nets[index]
        end = net.ends[number]
        piece = (index, number)
        span = self.vertices[top].rank - self.vertices[net.source].rank
        shared = self.links[index][: span - 1]
        if piece in self.level.trunk.pieces:
            for key in shared:
                self.edges[key] = self.edges[key]._replace(priority=TRUNK)
        self.ways[piece] = shared
        stops = [chain[span - 1], top]
        last = self.sides.get(piece, end.item)
        if top != last:
            stops.append(last)
        for upper, lower in pairwise(stops):
            self._add_edge(piece, upper, lower)

    def _add_edge(self, piece: Piece, upper: int, lower: int) -> None:
        net = self.level.graph.nets[piece[0]]
        slot = net.ends[piece[1]].slot
        ports = self.level.ports
        upper_x = ports.outs[upper][net.slot] if upper == net.source else 0.0
        is_item = lower < len(self.level.graph.items)
        lower_x = ports.ins[lower][slot] if is_item else 0.0
        key = (upper, lower, lower_x)
        priority = self._priority(piece, upper, lower)
        if key in self.edges:
            priority = max(priority, self.edges[key].priority)
        self.edges[key] = Edge(piece[0], upper, lower, upper_x, lower_x, priority)
        self.ways[piece].append(key)

    def _priority(self, piece: Piece, upper: int, lower: int) -> int:
        trunk = self.level.trunk
        items = len(self.level.graph.items)
        if piece in trunk.pieces:
            return TRUNK
        if upper >= items and lower >= items:
            return CHAIN
        enters = lower < items and trunk.main_in[lower] == piece
        leaves = upper < items and trunk.main_out[upper] == piece[0]
        return MAIN if enters or leaves else OTHER

    def finish(self) -> Layered:
        count = 1 + max((vertex.rank for vertex in self.vertices), default=-1)
        ranks: list[list[int]] = [[] for _ in range(count)]
        for index, vertex in enumerate(self.vertices):
            ranks[vertex.rank].append(index)
        gaps: list[list[Edge]] = [[] for _ in range(count)]
        for edge in self.edges.values():
            gaps[self.vertices[edge.upper].rank].append(edge)
        edges = self.edges
        ways = {piece: tuple([edges[key] for key in keys]) for piece, keys in self.ways.items()}
        return Layered(
            tuple(self.vertices),
            tuple(map(tuple, ranks)),
            tuple(map(tuple, gaps)),
            self._units(),
            ways,
            self.labels,
        )

    def _units(self) -> tuple[tuple[int, ...], ...]:
        units: list[tuple[int, ...]] = [(index,) for index in range(len(self.vertices))]
        for item, sides in self.beside.items():
            left = [side for side in sides if self.vertices[side].side < 0]
            right = [side for side in sides if self.vertices[side].side > 0]
            unit = (*left, item, *right)
            for member in unit:
                units[member] = unit
        return tuple(units)


def _lines(level: Level) -> dict[int, int]:
    """Ranks renumbered without holes, with a line of its own above readers of labelled wires."""
    labelled = {
        level.ranks.of[end.item]
        for net in level.graph.nets
        for end in net.ends
        if end.label is not None
    }
    line_of_rank: dict[int, int] = {}
    line = 0
    for rank in sorted(set(level.ranks.of)):
        line += rank in labelled
        line_of_rank[rank] = line
        line += 1
    return line_of_rank
