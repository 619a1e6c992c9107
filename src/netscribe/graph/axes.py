from __future__ import annotations

from netscribe.graph.types import Graph


def mark_axes(graph: Graph) -> Graph:
    return graph
