"""Attention written out: softmax(q · kᵀ · scale + mask) · v.

Source: Vaswani et al. 2017, "Attention Is All You Need", equation 1. Matched from its softmax
outwards; a scale, a mask, casts and a dropout on the way belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Activation, Attention, Dropout, Elementwise, Reshaping
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import is_elementwise, only_reader
from netscribe.transforms.recognise.replacement import Replacement

_PASSES_DOWN = {Kind.CAST, Kind.IDENTITY, Kind.DROPOUT}
_MOST_STEPS_UP = 6


def written_out_attention(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        attributes = node.attributes
        if isinstance(attributes, Activation) and attributes.function == "softmax":
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, softmax: Node) -> Replacement | None:
    nodes, masks = [softmax], list[str]()
    scores = _scores(graph, softmax, nodes, masks)
    mixed, dropout = _mixed(graph, softmax, nodes)
    if scores is None or mixed is None or not _over_keys(graph, softmax):
        return None
    query, key = scores.inputs[0].value, _untransposed(graph, scores.inputs[1].value, nodes)
    value = mixed.inputs[1].value
    if key is None or len(masks) > 1:
        return None
    inputs = [Argument(query, "query"), Argument(key, "key"), Argument(value, "value")]
    inputs += [Argument(mask, "mask") for mask in masks]
    heads, head, value_width = _widths(graph, query, value)
    attributes = Attention(
        heads=heads,
        key_dim=head,
        value_dim=value_width if value_width != head else None,
        bias=False,
        dropout=dropout,
        projections=False,
    )
    return Replacement(
        tuple(nodes), Op(Kind.ATTENTION, "attention", softmax.op.domain), attributes, tuple(inputs)
    )


def _over_keys(graph: Graph, softmax: Node) -> bool:
    shape = graph.value[softmax.outputs[0]].type.shape
    attributes = softmax.attributes
    assert isinstance(attributes, Activation)
    last = ((), (-1,), (len(shape or ()) - 1,))
    return shape is not None and len(shape) >= 3 and attributes.axis in last


def _scores(graph: Graph, softmax: Node, nodes: list[Node], masks: list[str]) -> Node | None:
    """The product of queries and keys above the softmax, past a scale, a mask and casts."""
    value = softmax.inputs[0].value
    for _ in range(_MOST_STEPS_UP):
        node = producer_of(graph, value)
        if node is None or only_reader(graph, node) is None:
            return None
        nodes.append(node)
        if node.op.kind is Kind.MATMUL:
            return node if len(node.inputs) == 2 else None
        step = _step_up(graph, node, masks)
        if step is None:
            return None
        value = step
    return None


def _step_up(graph: Graph, node: Node, masks: list[str]) -> str | None:
    if node.op.kind is Kind.CAST and len(node.inputs) == 1:
        return node.inputs[0].value
    if not isinstance(node.attributes, Elementwise):
        return None
    if len(node.inputs) == 1 and node.attributes.constant is not None:
        scales = node.attributes.operator in ("multiply", "divide")
        return node.inputs[0].value if scales else None
    if is_elementwise(node, "add") and len(node.inputs) == 2:
        masks.append(node.inputs[1].value)
        return node.inputs[0].value
    return None


def _mixed(graph: Graph, softmax: Node, nodes: list[Node]) -> tuple[Node | None, float]:
    """The product of the softmax with the values, and the dropout on the way."""
    rate, node = 0.0, only_reader(graph, softmax)
    while node is not None and node.op.kind in _PASSES_DOWN:
        if isinstance(node.attributes, Dropout):
            rate = node.attributes.rate
        nodes.append(node)
        node = only_reader(graph, node)
    if node is None or node.op.kind is not Kind.MATMUL or len(node.inputs) != 2:
        return None, rate
    weights = node.inputs[0].value
    if producer_of(graph, weights) is not nodes[-1] and producer_of(graph, weights) is not softmax:
        return None, rate
    nodes.append(node)
    return node, rate


def _untransposed(graph: Graph, value: str, nodes: list[Node]) -> str | None:
    """The keys before their last two axes were swapped for the product."""
    node = producer_of(graph, value)
    if node is None or not isinstance(node.attributes, Reshaping):
        return None
    order = node.attributes.order
    rank = len(order)
    swapped = (*range(rank - 2), rank - 1, rank - 2)
    if node.attributes.function != "permute" or rank < 3 or order != swapped:
        return None
    if only_reader(graph, node) is not None:
        nodes.append(node)
        return node.inputs[0].value
    return None


def _widths(graph: Graph, query: str, value: str) -> tuple[int, int | None, int | None]:
    """Heads, width of a head, and width of its values, as far as they are numbers."""
    queries = graph.value[query].type.shape or ()
    values = graph.value[value].type.shape or ()
    heads = queries[-3] if len(queries) >= 4 else 1
    head = queries[-1] if queries else None
    width = values[-1] if values else None
    return (
        heads if isinstance(heads, int) else 1,
        head if isinstance(head, int) else None,
        width if isinstance(width, int) else None,
    )
