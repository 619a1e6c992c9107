"""A level with columns and tracks: where everything stands sideways, and what speaks against it.

In: a `LocalGraph` that is no chain, and the desk. Out: the best of several `Sketch`es. It must not
know what lies around the level, nor any height: so sketches are compared before one is drawn.
Cost: near-linear in the level's size for the narrow graphs that networks are.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.layout.blocks import align_blocks
from netscribe.layout.columns import place_columns
from netscribe.layout.crossings import Faults, count_faults
from netscribe.layout.desk import Clock, Desk
from netscribe.layout.freedom import Ordered, fixed_rows, free_ports
from netscribe.layout.layered import Level, layer
from netscribe.layout.local import LocalGraph
from netscribe.layout.ports import place_ports
from netscribe.layout.ranks import assign_ranks
from netscribe.layout.strands import strands_of
from netscribe.layout.tracks import Track, assign_tracks
from netscribe.layout.trunk import find_trunk


@dataclass(frozen=True, slots=True)
class Sketch:
    """`at` is the x of each vertex, the trunk's being 0; `tracks` by gap, from the top."""

    ordered: Ordered
    at: tuple[float, ...]
    tracks: tuple[tuple[Track, ...], ...]
    faults: Faults


def best_sketch(graph: LocalGraph, desk: Desk, *, thorough: bool) -> Sketch:
    """The sketch with the fewest crossings, then the fewest corners."""
    frame, clock, book = desk.frame, desk.clock, desk.book
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
    return min(sketches, key=lambda sketch: (sketch.faults.crossings, sketch.faults.bends))


def _sketch(ordered: Ordered, clock: Clock) -> Sketch:
    level, layered, order = ordered.level, ordered.layered, ordered.order
    spacing = level.frame.spacing
    last = level.trunk.items[-1]
    blocks = clock.time("blocks", lambda: align_blocks(layered, order, last))
    at = clock.time("columns", lambda: place_columns(layered, order, blocks, spacing))
    tracks = clock.time("tracks", lambda: assign_tracks(layered, at, spacing))
    faults = clock.time("faults", lambda: count_faults(layered, at, tracks))
    return Sketch(ordered, at, tracks, faults)


def _sinks(level: Level) -> list[int]:
    """Where to start walking up: out ports that lean left, the trunk's end, the other out ports.

    What branches off the trunk first lies farthest from it, so that nothing is crossed.
    """
    graph, trunk = level.graph, level.trunk
    ports = [n for n, item in enumerate(graph.items) if item.kind == "out" and n not in trunk.items]
    if not ports:
        return [trunk.items[-1]]
    height = {end.item: level.ranks.of[net.source] for net in graph.nets for end in net.ends}
    left = sorted((n for n in ports if graph.items[n].lean < 0), key=lambda n: (height[n], n))
    rest = sorted((n for n in ports if graph.items[n].lean >= 0), key=lambda n: (-height[n], n))
    return [*left, trunk.items[-1], *rest]
