"""Frames that can be drawn: modules that are not left and entered again through each other.

In: a Graph, in which a transform may have moved or closed nodes. Out: the same nodes without the
modules that would stand in a circle, seen from outside; their nodes lie in the module around them.
Cost: O((nodes + edges) x depth), once more per module that gives way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netscribe.graph.types import Graph, Node
from netscribe.graph.walks import ancestors


def with_sound_frames(graph: Graph) -> Graph:
    """The graph without frames in a circle; the same graph if there is none."""
    if not graph.modules:
        return graph
    gone: set[str] = set()
    while True:
        path = {node.id: _path(graph, node.module, gone) for node in graph.nodes}
        knotted = _knotted(graph, path)
        if not knotted:
            break
        gone.add(max(knotted))
    return _without(graph, gone) if gone else graph


def _path(graph: Graph, module: str | None, gone: set[str]) -> tuple[str, ...]:
    """The frames around a node, outermost first."""
    return tuple(name for name in reversed(list(ancestors(graph, module))) if name not in gone)


def _knotted(graph: Graph, path: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Frames that stand in a circle of their level."""
    links: dict[tuple[str, ...], dict[str, set[str]]] = {}
    maker = {value: node.id for node in graph.nodes for value in node.outputs}
    for node in graph.nodes:
        for item in node.inputs:
            if item.value in maker:
                _link(links, (maker[item.value], node.id), path)
    found: set[str] = set()
    frames = {name for names in path.values() for name in names}
    for level in links.values():
        found.update(_in_circles(level) & frames)
    return found


def _link(
    links: dict[tuple[str, ...], dict[str, set[str]]],
    ends: tuple[str, str],
    path: Mapping[str, tuple[str, ...]],
) -> None:
    """Notes a wire at the level where its ends stand in different units."""
    source, target = ((*path[end], end) for end in ends)
    depth = 0
    while source[depth] == target[depth]:
        depth += 1
    links.setdefault(source[:depth], {}).setdefault(source[depth], set()).add(target[depth])


def _in_circles(level: Mapping[str, set[str]]) -> set[str]:
    """Units that remain when everything that waits for nothing is taken away, from both ends."""
    units = set(level) | {target for targets in level.values() for target in targets}
    while True:
        read = {target for unit in units for target in level.get(unit, ()) if target in units}
        reading = {unit for unit in units if level.get(unit, set()) & units}
        left = units & read & reading
        if left == units:
            return units
        units = left


def _without(graph: Graph, gone: set[str]) -> Graph:
    def home(module: str | None) -> str | None:
        return next((name for name in ancestors(graph, module) if name not in gone), None)

    def moved(node: Node) -> Node:
        parts = {
            side: tuple(replace(part, module=home(part.module)) for part in getattr(node, side))
            for side in ("before", "after")
        }
        return replace(node, module=home(node.module), **parts)  # type: ignore[arg-type]

    modules = tuple(
        replace(module, parent=home(module.parent))
        for module in graph.modules
        if module.id not in gone
    )
    return replace(graph, nodes=tuple(map(moved, graph.nodes)), modules=modules)
