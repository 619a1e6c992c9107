"""Phase: give each item a rank, so that every wire runs downwards.

Needs: the graph and its `Trunk`. Leaves: one rank per item; in ports on rank 0, out ports on the
last. Method: longest path, then what hangs on no input of the trunk's part (constants, side inputs
and their chains) is pulled down to its reader, which stands low enough that no fork above it runs
across such a chain (empty ranks take no room later). Entries go up again where they are near the
top. Source: longest-path layering (Sugiyama et al. 1981), the rest our own. Cost: O(items + ends).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.layout.local import LocalGraph
from netscribe.layout.trunk import Trunk


@dataclass(frozen=True, slots=True)
class Ranks:
    """By item: its rank, and whether it floats (hangs on its readers alone)."""

    of: tuple[int, ...]
    floating: tuple[bool, ...]


#: An entry stands at the top if that takes it so many ranks up at most.
RISE = 6


def assign_ranks(graph: LocalGraph, trunk: Trunk) -> Ranks:
    """Ranks from 0 downwards."""
    found = _assigned(graph, trunk, frozenset(trunk.items))
    raised = [
        index
        for index, item in enumerate(graph.items)
        if item.entry and found.floating[index] and 0 < found.of[index] <= RISE
    ]
    return _assigned(graph, trunk, frozenset((*trunk.items, *raised))) if raised else found


def _assigned(graph: LocalGraph, trunk: Trunk, held: frozenset[int]) -> Ranks:
    """Ranks where the `held` items do not hang on their readers."""
    sources: list[list[int]] = [[] for _ in graph.items]
    readers: list[list[int]] = [[] for _ in graph.items]
    forks = [False] * len(graph.items)
    for net in graph.nets:
        forks[net.source] |= len(net.ends) > 1
        for end in net.ends:
            sources[end.item].append(net.source)
            readers[net.source].append(end.item)
    ranks, floating = _downwards(graph, (trunk, held), sources, forks)
    bottom = max(ranks) if graph.items else 0
    _sink_out_ports(graph, ranks, bottom)
    for index in reversed(trunk.order):
        if floating[index] and readers[index]:
            ranks[index] = min(ranks[reader] for reader in readers[index]) - 1
    return Ranks(tuple(ranks), tuple(floating))


def _downwards(
    graph: LocalGraph,
    frame: tuple[Trunk, frozenset[int]],
    sources: Sequence[Sequence[int]],
    forks: Sequence[bool],
) -> tuple[list[int], list[bool]]:
    """Longest-path ranks, and what floats, from the top; `frame` is the trunk and what is held."""
    trunk, held = frame
    ranks = [0] * len(graph.items)
    floating = [False] * len(graph.items)
    fork_above = [-1] * len(graph.items)
    has_ports = any(item.kind == "in" for item in graph.items)
    for index in trunk.order:
        fixed = graph.items[index].kind == "in"
        first = 0 if fixed or not has_ports else 1
        ranks[index] = max((ranks[source] + 1 for source in sources[index]), default=first)
        is_held = fixed or index in held
        floating[index] = not is_held and all(floating[source] for source in sources[index])
        for source in sources[index]:
            if not floating[source]:
                above = ranks[source] if forks[source] else fork_above[source]
                fork_above[index] = max(fork_above[index], above)
        # The trunk is not drawn out for the sake of what stands beside it.
        chains = [ranks[source] - first + 2 for source in sources[index] if floating[source]]
        if chains and not floating[index] and not is_held and fork_above[index] >= 0:
            ranks[index] = max(ranks[index], fork_above[index] + max(chains))
    return ranks, floating


def _sink_out_ports(graph: LocalGraph, ranks: list[int], bottom: int) -> None:
    """All out ports share the last rank, which holds nothing else."""
    outs = [index for index, item in enumerate(graph.items) if item.kind == "out"]
    inner = [rank for index, rank in enumerate(ranks) if graph.items[index].kind != "out"]
    last = max(inner, default=bottom) + 1
    for index in outs:
        ranks[index] = last
