"""The network in prose, for those who cannot see the picture.

In: a Graph, and the bars of its figure. Out: sentences: inputs, operations in order, merges,
outputs, totals. The list of operations stops where it would become unreadable, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.figure.types import Bar
from netscribe.graph.types import Graph, Node
from netscribe.style.families import Mark, mark_of
from netscribe.style.labels import card_text, grouped

_MOST_OPERATIONS = 40


def description(graph: Graph, bars: Sequence[Bar]) -> str:
    """A paragraph that tells the network."""
    inputs = ", ".join(_bar_words(bar) for bar in bars if bar.is_input)
    outputs = ", ".join(_bar_words(bar) for bar in bars if not bar.is_input)
    told = [node_words(node, graph) for node in graph.nodes[:_MOST_OPERATIONS]]
    rest = len(graph.nodes) - len(told)
    if rest > 0:
        told.append(f"and {rest} more operations")
    sentences = [
        f"Input: {inputs}." if inputs else "",
        f"Operations in order: {'; '.join(told)}." if told else "",
        f"Output: {outputs}." if outputs else "",
        f"{grouped(graph.parameter_count)} parameters in all.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _bar_words(bar: Bar) -> str:
    name = f" ({bar.name})" if bar.name else ""
    return f"{bar.title}{name} {bar.shape}"


def node_words(node: Node, graph: Graph) -> str:
    """One operation in words; the accessible name of its mark as well."""
    text = card_text(node, graph)
    headline = node.op.type_name if mark_of(node) is Mark.CIRCLE else text.headline
    parts = [", ".join((*text.before, headline, *text.details, *text.after))]
    if node.name:
        parts.append(f"named {node.name}")
    if text.count:
        parts.append(f"{text.count} parameters")
    return ", ".join(parts)
