"""Puts nodes in topological order again, where a transform has moved or joined some.

In: nodes of a Graph in any order. Out: the same nodes, arguments before their readers, else in the
order given. Cost: O((nodes + edges) log nodes).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from netscribe.graph.types import Node


class CycleError(ValueError):
    """Closed regions read each other in a circle; `regions` are their ids."""

    def __init__(self, regions: tuple[str, ...]) -> None:
        super().__init__(f"closed regions in a circle: {regions}")
        self.regions = regions


def in_order(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes in order.

    Raises:
        CycleError: nodes that stand for several read each other in a circle.
    """
    maker = {value: at for at, node in enumerate(nodes) for value in node.outputs}
    needed = [{maker[item.value] for item in node.inputs if item.value in maker} for node in nodes]
    readers: list[list[int]] = [[] for _ in nodes]
    for at, needs in enumerate(needed):
        for need in needs:
            readers[need].append(at)
    missing = [len(needs) for needs in needed]
    ready = [at for at, count in enumerate(missing) if not count]
    ordered: list[Node] = []
    while ready:
        at = heapq.heappop(ready)
        ordered.append(nodes[at])
        for reader in readers[at]:
            missing[reader] -= 1
            if not missing[reader]:
                heapq.heappush(ready, reader)
    if len(ordered) < len(nodes):
        raise CycleError(tuple(node.id for at, node in enumerate(nodes) if missing[at]))
    return tuple(ordered)
