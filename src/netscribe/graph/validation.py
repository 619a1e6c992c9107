from __future__ import annotations

from netscribe.graph.types import Graph


def validate(graph: Graph) -> None:
    return None
