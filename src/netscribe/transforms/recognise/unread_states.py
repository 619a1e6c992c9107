"""Final states that nobody reads are not said to be returned.

In: a Graph. Out: the same Graph, where a recurrent layer that hands out its final states, as those
of PyTorch always do, says so only if a node or an output of the model reads one.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.attributes import Recurrent
from netscribe.graph.types import Graph, Node


def without_unread_states(graph: Graph) -> Graph:
    """The same graph if every state is read; O(nodes)."""
    outputs = {port.value for port in graph.outputs}
    nodes = tuple(_without(graph, node, outputs) for node in graph.nodes)
    changed = any(node is not was for node, was in zip(nodes, graph.nodes))
    return replace(graph, nodes=nodes) if changed else graph


def _without(graph: Graph, node: Node, outputs: set[str]) -> Node:
    attributes = node.attributes
    if not isinstance(attributes, Recurrent) or not attributes.returns_state:
        return node
    if any(value in outputs or graph.consumers[value] for value in node.outputs[1:]):
        return node
    return replace(node, attributes=replace(attributes, returns_state=False))
