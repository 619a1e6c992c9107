"""Containers inside block cards: those that only repeat names of the code are left out.

In: a card's graph. Out: the graph whose nodes lie in modules with a meaning only, such as
"Self-attention". A card is about one block: a frame around a part of it says something only if it
says what it is.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.types import Graph


def with_meaningful_modules(graph: Graph) -> Graph:
    """The graph without the other modules. O(nodes + modules)."""
    around: dict[str | None, str | None] = {None: None}
    for module in graph.modules:
        trail = [module]
        while trail[-1].parent not in around:
            trail.append(graph.module[trail[-1].parent or ""])
        for inner in reversed(trail):
            around[inner.id] = inner.id if inner.meaning else around[inner.parent]
    return replace(
        graph,
        nodes=tuple(replace(node, module=around[node.module]) for node in graph.nodes),
        modules=tuple(
            replace(module, parent=around[module.parent])
            for module in graph.modules
            if module.meaning
        ),
    )
