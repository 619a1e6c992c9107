"""Phase: give each item a rank, so that every wire runs downwards.

Needs: the graph and its `Trunk`. Leaves: one rank per item; in ports on rank 0, out ports on the
last. Method: longest path, then what hangs on no input of the trunk's part (constants, side inputs
and their chains) is pulled down to its reader, which stands low enough that no fork above it runs
across such a chain (empty ranks take no room later). Source: longest-path layering (Sugiyama et
al. 1981), the rest our own. Cost: O(items + ends).
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
    forks = [False] * len(graph.items)
    for net in graph.nets:
        forks[net.source] |= len(net.ends) > 1
        for end in net.ends:
            sources[end.item].append(net.source)
            readers[net.source].append(end.item)
    ranks = [0] * len(graph.items)
    floating = [False] * len(graph.items)
    fork_above = [-1] * len(graph.items)
    has_ports = any(item.kind == "in" for item in graph.items)
    on_trunk = set(trunk.items)
    for index in trunk.order:
        fixed = graph.items[index].kind == "in"
        first = 0 if fixed or not has_ports else 1
        ranks[index] = max((ranks[source] + 1 for source in sources[index]), default=first)
        held = fixed or index in on_trunk
        floating[index] = not held and all(floating[source] for source in sources[index])
        for source in sources[index]:
            if not floating[source]:
                above = ranks[source] if forks[source] else fork_above[source]
                fork_above[index] = max(fork_above[index], above)
        # The trunk is not drawn out for the sake of what stands beside it.
        chains = [ranks[source] - first + 2 for source in sources[index] if floating[source]]
        if chains and not floating[index] and not held and fork_above[index] >= 0:
            ranks[index] = max(ranks[index], fork_above[index] + max(chains))
    bottom = max(ranks) if graph.items else 0
    alone = [index for index in range(len(ranks)) if not sources[index] and not readers[index]]
    _spread([index for index in alone if graph.items[index].kind != "in"], ranks, bottom)
    _sink_out_ports(graph, ranks, bottom)
    for index in reversed(trunk.order):
        if floating[index] and readers[index]:
            ranks[index] = min(ranks[reader] for reader in readers[index]) - 1
    return Ranks(tuple(ranks), tuple(floating))


def _spread(alone: list[int], ranks: list[int], bottom: int) -> None:
    """What has no wire at all stands one below the other, beside the rest."""
    for place, index in enumerate(alone):
        first = ranks[index]
        ranks[index] = first + place % max(bottom - first + 1, 1)


def _sink_out_ports(graph: LocalGraph, ranks: list[int], bottom: int) -> None:
    """All out ports share the last rank, which holds nothing else."""
    outs = [index for index, item in enumerate(graph.items) if item.kind == "out"]
    inner = [rank for index, rank in enumerate(ranks) if graph.items[index].kind != "out"]
    last = max(inner, default=bottom) + 1
    for index in outs:
        ranks[index] = last
