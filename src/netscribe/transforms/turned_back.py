"""Hides permutations that are turned back: axes moved and moved back again, with nothing between.

In: a Graph. Out: a Graph in which readers of the second permutation read what the first one read;
the second is hidden with the reason, and the first if nothing else reads it.
Cost: O(nodes + edges).
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.attributes import Reshaping
from netscribe.graph.types import Graph, Hidden, Node, Value
from netscribe.graph.walks import producer_of
from netscribe.transforms.idle import REASON


def without_turning_back(graph: Graph) -> Graph:
    """The graph without such permutations; the same graph if there are none."""
    given = {port.value for port in graph.outputs}
    stands_for: dict[str, str] = {}
    for node in graph.nodes:
        first = producer_of(graph, node.inputs[0].value) if len(node.inputs) == 1 else None
        if first is None or given.intersection(node.outputs) or not _turns_back(first, node):
            continue
        source = first.inputs[0].value
        stands_for[node.outputs[0]] = stands_for.get(source, source)
    if not stands_for:
        return graph
    nodes = tuple(
        _reading(node, stands_for)
        for node in graph.nodes
        if not stands_for.keys() & set(node.outputs)
    )
    return _without_unread(graph, nodes, given)


def _turns_back(first: Node, second: Node) -> bool:
    one, two = _order(first), _order(second)
    return (
        bool(one) and len(one) == len(two) and all(one[axis] == at for at, axis in enumerate(two))
    )


def _order(node: Node) -> tuple[int, ...]:
    attributes = node.attributes
    permutes = isinstance(attributes, Reshaping) and attributes.function == "permute"
    plain = permutes and len(node.inputs) == 1 and not node.parameters
    return attributes.order if plain and isinstance(attributes, Reshaping) else ()


def _reading(node: Node, stands_for: dict[str, str]) -> Node:
    if not any(item.value in stands_for for item in node.inputs):
        return node
    read = (replace(item, value=stands_for.get(item.value, item.value)) for item in node.inputs)
    return replace(node, inputs=tuple(read))


def _without_unread(graph: Graph, nodes: tuple[Node, ...], given: set[str]) -> Graph:
    """Without the first permutations that nothing reads any more."""
    read = given | {item.value for node in nodes for item in node.inputs}
    kept = tuple(node for node in nodes if not _order(node) or read.intersection(node.outputs))
    left = {node.id for node in kept}
    gone = [node for node in graph.nodes if node.id not in left]
    lost = {value for node in gone for value in node.outputs}
    hidden = tuple(Hidden(cover, REASON) for node in gone for cover in node.covers)
    values: tuple[Value, ...] = tuple(value for value in graph.values if value.id not in lost)
    return replace(graph, nodes=kept, values=values, hidden=(*graph.hidden, *hidden))
