"""The widths of a panel's cards: equal within the trunk, and within each branch beside it.

In: a Graph and the natural width of each card. Out: the width of each card. Where at most two cards
stand side by side, the cards of the longest path form one column, and each branch beside it is a
column of its own. In broader panels widths are rounded up, so that equal cards stay equal.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from netscribe.graph.types import Graph

_STEP = 10


def column_widths(graph: Graph, natural: Mapping[str, float]) -> Mapping[str, float]:
    """The width of every card of `natural`; O(nodes + edges)."""
    if not natural:
        return {}
    above = _producers(graph)
    if _breadth(above, natural) > 2:
        return {node: math.ceil(width / _STEP) * float(_STEP) for node, width in natural.items()}
    column = _columns(above, natural)
    widest: dict[str, float] = {}
    for node, width in natural.items():
        widest[column[node]] = max(widest.get(column[node], 0.0), width)
    return {node: widest[column[node]] for node in natural}


def _producers(graph: Graph) -> Mapping[str, tuple[str, ...]]:
    """By node, in topological order, the nodes whose results it reads."""
    found = {}
    for node in graph.nodes:
        made_by = (graph.value[argument.value].producer for argument in node.inputs)
        drawn = (graph.drawn_by[producer].id for producer in made_by if producer is not None)
        found[node.id] = tuple(dict.fromkeys(drawn))
    return found


def _breadth(above: Mapping[str, tuple[str, ...]], cards: Mapping[str, float]) -> int:
    """How many cards share the most crowded level, counted by longest path from the inputs."""
    level: dict[str, int] = {}
    crowd: dict[int, int] = {}
    for node, producers in above.items():
        level[node] = max((level[producer] for producer in producers), default=-1) + 1
        if node in cards:
            crowd[level[node]] = crowd.get(level[node], 0) + 1
    return max(crowd.values(), default=0)


def _columns(above: Mapping[str, tuple[str, ...]], cards: Mapping[str, float]) -> Mapping[str, str]:
    """By node, the first node of its column: the path through most cards, or a branch beside it."""
    longest: dict[str, int] = {}
    for node, producers in above.items():
        before = max((longest[producer] for producer in producers), default=0)
        longest[node] = before + (node in cards)
    trunk: set[str] = set()
    ahead = [max(longest, key=longest.__getitem__)]
    while ahead:
        trunk.add(ahead[0])
        ahead = [max(above[node], key=longest.__getitem__) for node in ahead if above[node]]
    column: dict[str, str] = {}
    for node, producers in above.items():
        beside = [producer for producer in producers if producer not in trunk]
        column[node] = "" if node in trunk else column[beside[0]] if beside else node
    return column
