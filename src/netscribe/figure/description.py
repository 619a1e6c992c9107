"""The network in prose, for those who cannot see the picture.

In: the panels of a figure. Out: sentences: inputs, operations in order, merges, outputs, totals,
and each block card's operations. The list of operations stops where it would become unreadable, and
says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.figure.types import Bar, Panel
from netscribe.graph.types import Graph, Node
from netscribe.style.badges import letter_of
from netscribe.style.families import Mark, mark_of
from netscribe.style.labels import card_text, grouped

_MOST_OPERATIONS = 40


def description(panels: Sequence[Panel], parameter_count: int) -> str:
    """A paragraph that tells the network."""
    graph, bars = panels[0].graph, panels[0].bars
    inputs = ", ".join(_bar_words(bar) for bar in bars if bar.is_input)
    outputs = ", ".join(_bar_words(bar) for bar in bars if not bar.is_input)
    told = _told(graph)
    sentences = [
        f"Input: {inputs}." if inputs else "",
        f"Operations in order: {told}." if told else "",
        f"Output: {outputs}." if outputs else "",
        f"{grouped(parameter_count)} parameters in all.",
        *(_card_words(panel) for panel in panels[1:]),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _told(graph: Graph) -> str:
    told = [node_words(node, graph) for node in graph.nodes[:_MOST_OPERATIONS]]
    rest = len(graph.nodes) - len(told)
    if rest > 0:
        told.append(f"and {rest} more operations")
    return "; ".join(told)


def _card_words(panel: Panel) -> str:
    return f"{panel_words(panel)}. Operations in order: {_told(panel.graph)}."


def panel_words(panel: Panel) -> str:
    """A block card in words; the accessible name of its frame as well."""
    aside = f", {panel.aside}" if panel.aside else ""
    return f"Block card {panel.letter}: {panel.title}{aside}"


def _bar_words(bar: Bar) -> str:
    name = f" ({bar.name})" if bar.name else ""
    return f"{bar.title}{name} {bar.shape}"


def node_words(node: Node, graph: Graph) -> str:
    """One operation in words; the accessible name of its mark as well."""
    text = card_text(node, graph)
    headline = node.op.type_name if mark_of(node) is Mark.CIRCLE else text.headline
    if letter_of(node):
        headline = f"{headline} (block card {letter_of(node)})"
    repeated = (f"repeated {node.repeat} times",) if node.repeat > 1 else ()
    parts = [", ".join((*text.before, headline, *repeated, *text.details, *text.after))]
    if node.name:
        parts.append(f"named {node.name}")
    if text.count:
        parts.append(f"{text.count} parameters")
    return ", ".join(parts)
