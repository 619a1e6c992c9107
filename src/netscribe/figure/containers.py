"""Containers that only repeat names of the code: they are left out where room is dear.

In: a panel's graph. Out: the graph with fewer modules around its nodes. A block card is about one
block, and an overview with block cards about blocks: a frame around a part says something only if
it says what the part is, or how often it runs. The names in the code stay beside the operations.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace

from netscribe.graph.types import Graph, Module
from netscribe.transforms.regions import HOLDERS


def with_meaningful_modules(graph: Graph) -> Graph:
    """Only repeats and modules with a meaning, such as "Self-attention", stay: O(nodes)."""
    return _with_modules(graph, lambda module: bool(module.meaning))


def without_holders(graph: Graph) -> Graph:
    """All modules stay but plain lists of others, such as Sequential. O(nodes + modules)."""
    return _with_modules(graph, lambda module: module.class_name not in HOLDERS)


def with_drawn_modules(graph: Graph, drawn: Container[str]) -> Graph:
    """Only the modules `drawn`, by id: an arrangement may leave out frames. O(nodes + modules)."""
    return _with_modules(graph, lambda module: module.id in drawn)


def _with_modules(graph: Graph, stays: Callable[[Module], bool]) -> Graph:
    def kept(module: Module) -> bool:
        return module.repeat > 1 or stays(module)

    around: dict[str | None, str | None] = {None: None}
    for module in graph.modules:
        trail = [module]
        while trail[-1].parent not in around:
            trail.append(graph.module[trail[-1].parent or ""])
        for inner in reversed(trail):
            around[inner.id] = inner.id if kept(inner) else around[inner.parent]
    return replace(
        graph,
        nodes=tuple(replace(node, module=around[node.module]) for node in graph.nodes),
        modules=tuple(
            replace(module, parent=around[module.parent])
            for module in graph.modules
            if kept(module)
        ),
    )
