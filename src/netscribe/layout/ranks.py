"""Phase: give each item a rank, so that every wire runs downwards.

Needs: the graph and its `Trunk`. Leaves: one rank per item; in ports on rank 0, out ports on the
last. Method: longest path, then what hangs on no input of the trunk's part (constants, side inputs
and their chains) is pulled down to its reader. Cost: O(items + ends).
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.layout.local import LocalGraph
from netscribe.layout.trunk import Trunk


@dataclass(frozen=True, slots=True)
class Ranks:
    """By item: its rank, and whether it floats (hangs on its readers alone)."""

    of: tuple[int, ...]
    floating: tuple[bool, ...]


def assign_ranks(graph: LocalGraph, trunk: Trunk) -> Ranks:
    """Ranks from 0 downwards."""
    sources: list[list[int]] = [[] for _ in graph.items]
    readers: list[list[int]] = [[] for _ in graph.items]
    for net in graph.nets:
        for end in net.ends:
            sources[end.item].append(net.source)
            readers[net.source].append(end.item)
    ranks = [0] * len(graph.items)
    floating = [False] * len(graph.items)
    has_ports = any(item.kind == "in" for item in graph.items)
    on_trunk = set(trunk.items)
    for index in trunk.order:
        fixed = graph.items[index].kind == "in"
        first = 0 if fixed or not has_ports else 1
        ranks[index] = max((ranks[source] + 1 for source in sources[index]), default=first)
        held = fixed or index in on_trunk
        floating[index] = not held and all(floating[source] for source in sources[index])
    bottom = max(ranks) if graph.items else 0
    _sink_out_ports(graph, ranks, bottom)
    for index in reversed(trunk.order):
        if floating[index] and readers[index]:
            ranks[index] = min(ranks[reader] for reader in readers[index]) - 1
    return Ranks(tuple(ranks), tuple(floating))


def _sink_out_ports(graph: LocalGraph, ranks: list[int], bottom: int) -> None:
    """All out ports share the last rank, which holds nothing else."""
    outs = [index for index, item in enumerate(graph.items) if item.kind == "out"]
    inner = [rank for index, rank in enumerate(ranks) if graph.items[index].kind != "out"]
    last = max(inner, default=bottom) + 1
    for index in outs:
        ranks[index] = last
