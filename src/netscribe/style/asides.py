"""What stands at the right of a card's second line: parameters, bytes, multiply-adds or nothing.

In: a Graph and the choice. Out: a short text per node. Counts add up to the totals of the picture;
what is not known is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netscribe.graph.counts import multiply_adds, parameter_bytes
from netscribe.graph.types import Graph
from netscribe.style.labels import CardText
from netscribe.style.labels.amounts import amount_text, bytes_text
from netscribe.style.labels.card import own_parameters

#: The choices, and what the legend says of those that a number alone would not tell.
RIGHT2 = ("parameters", "bytes", "multiply-adds", "none")
LEGEND_WORDS = {
    "bytes": "bytes of an operation: those of its parameters",
    "multiply-adds": "numbers at the right of operations: multiply-adds for one sample",
}


def with_asides(texts: Mapping[str, CardText], graph: Graph, right2: str) -> Mapping[str, CardText]:
    """The card texts by node id, their right second line as chosen. O(nodes)."""
    if right2 == "parameters":
        return texts
    found = {"bytes": _bytes, "multiply-adds": _work, "none": _nothing}[right2](graph)
    return {name: replace(text, count=found.get(name, "")) for name, text in texts.items()}


def _bytes(graph: Graph) -> Mapping[str, str]:
    texts = {}
    for node in graph.nodes:
        own = own_parameters(node, graph)
        size = parameter_bytes(replace(graph, parameters=own)) if own else None
        if size:
            texts[node.id] = bytes_text(size)
    return texts


def _work(graph: Graph) -> Mapping[str, str]:
    return {name: amount_text(count) for name, count in multiply_adds(graph).items() if count}


def _nothing(graph: Graph) -> Mapping[str, str]:
    return {}
