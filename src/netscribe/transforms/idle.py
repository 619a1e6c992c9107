"""Hides operations that change nothing: an identity, a reshape into the same shape, a slice of
everything, a padding by nothing, a cast to the same dtype.

In: a Graph. Out: a Graph in which their readers read what they read; each is hidden with the
reason. Only what is certain from the shapes and the index is taken: + 0, × 1, [:, 0:, :56] of 56, a
reshape whose sizes are equal one by one. What a model output reads stays. Cost: O(nodes + edges).
"""

from __future__ import annotations

import re
from dataclasses import replace

from netscribe.graph.attributes import Casting, Dropout, Elementwise, Margins, Reshaping, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Hidden, Node

REASON = "it changes nothing"

#: An index that takes one piece of each axis: ":, 0:, :56, ...".
_ONE_PIECE = re.compile(r"([-\d…]*:[-\d…]*|\.\.\.)(, ([-\d…]*:[-\d…]*|\.\.\.))*")
_NEUTRAL = {"add": "0", "subtract": "0", "multiply": "1", "divide": "1"}


def without_idle(graph: Graph) -> Graph:
    """The graph without idle operations; the same graph if there are none."""
    outputs = {port.value for port in graph.outputs}
    stands_for: dict[str, str] = {}
    hidden: list[Hidden] = []
    nodes: list[Node] = []
    for node in graph.nodes:
        if any(item.value in stands_for for item in node.inputs):
            read = tuple(
                replace(item, value=stands_for.get(item.value, item.value)) for item in node.inputs
            )
            node = replace(node, inputs=read)
        if _is_idle(graph, node) and node.outputs[0] not in outputs:
            stands_for[node.outputs[0]] = node.inputs[0].value
            hidden.extend(Hidden(cover, REASON) for cover in node.covers)
        else:
            nodes.append(node)
    if not hidden:
        return graph
    values = tuple(value for value in graph.values if value.id not in stands_for)
    return replace(graph, nodes=tuple(nodes), values=values, hidden=(*graph.hidden, *hidden))


def _is_idle(graph: Graph, node: Node) -> bool:
    if len(node.inputs) != 1 or len(node.outputs) != 1 or node.parameters or node.custom:
        return False
    before, after = graph.value[node.inputs[0].value].type, graph.value[node.outputs[0]].type
    same = before.shape is not None and before.shape == after.shape
    if not same or before.dtype != after.dtype:
        return False
    attributes = node.attributes
    if node.op.kind is Kind.IDENTITY:
        # with settings it acts somewhere else, as activity regularization does on the loss
        return not attributes.settings
    if isinstance(attributes, Elementwise):
        return attributes.constant is not None and (
            _NEUTRAL.get(attributes.operator) == attributes.constant
            and not attributes.constant_first
        )
    if isinstance(attributes, Slicing):
        # what is cut in one piece and is no shorter is everything
        return _ONE_PIECE.fullmatch(attributes.index) is not None
    if isinstance(attributes, Margins):
        return bool(attributes.amounts) and not any(map(any, attributes.amounts))
    if isinstance(attributes, Casting):
        return bool(before.dtype)
    if isinstance(attributes, Dropout):
        return attributes.rate == 0 and attributes.variant == "element"
    return isinstance(attributes, Reshaping) and attributes.function == "reshape"
