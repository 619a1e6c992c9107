from __future__ import annotations

from netscribe.graph.types import Graph


def name_unknown_sizes(graph: Graph) -> Graph:
    return graph
