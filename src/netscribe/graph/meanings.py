from __future__ import annotations

from netscribe.graph.types import Graph


def name_ports(graph: Graph) -> Graph:
    return graph
