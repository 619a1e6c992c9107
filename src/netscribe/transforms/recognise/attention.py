"""Attention written out: softmax(q · kᵀ · scale + mask) · v.

Source: Vaswani et al. 2017, "Attention Is All You Need", equation 1. Matched from its softmax
outwards; a scale, a mask, casts and a dropout on the way belong to it, and a soft cap of the scores
(c · tanh(x / c)), as Gemma 2 has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netscribe.graph.attributes import Activation, Attention, Dropout, Elementwise, Reshaping
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.attention_keys import (
    Source,
    key_source,
    unscaled,
    value_source,
)
from netscribe.transforms.recognise.reach import (
    constant_of,
    is_elementwise,
    is_function,
    only_reader,
)
from netscribe.transforms.recognise.replacement import Replacement

_PASSES_DOWN = {Kind.CAST, Kind.IDENTITY, Kind.DROPOUT}
_MOST_STEPS_UP = 8
#: A bias for positions and a mask for windows.
_MOST_MASKS = 2


def written_out_attention(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        attributes = node.attributes
        if isinstance(attributes, Activation) and attributes.function == "softmax":
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, softmax: Node) -> Replacement | None:
    nodes, masks, caps = [softmax], list[str](), list[str]()
    scores = _scores(graph, softmax, nodes, (masks, caps))
    mixed, dropout = _mixed(graph, softmax, nodes)
    if scores is None or mixed is None or not _over_keys(graph, softmax):
        return None
    query, scale = unscaled(graph, scores.inputs[0].value)
    key = key_source(graph, scores.inputs[1].value)
    if key is None or len(masks) > _MOST_MASKS:
        return None
    value = value_source(graph, mixed.inputs[1].value)
    if key.kv_heads != value.kv_heads:
        return None
    inputs = [Argument(query, "query"), Argument(key.value, "key"), Argument(value.value, "value")]
    inputs += [Argument(mask, "mask") for mask in masks]
    attributes = _attributes(graph, query, value, dropout)
    return Replacement(
        (*nodes, *scale, *key.nodes, *value.nodes),
        Op(Kind.ATTENTION, "attention", softmax.op.domain),
        replace(attributes, settings=tuple(("soft cap", cap) for cap in caps)),
        tuple(inputs),
        rewritten=(key.rewritten,) if key.rewritten else (),
    )


def _attributes(graph: Graph, query: str, value: Source, dropout: float) -> Attention:
    heads, head, width = _widths(graph, query, value.value)
    return Attention(
        heads=heads,
        kv_heads=value.kv_heads if value.kv_heads != heads else None,
        key_dim=head,
        value_dim=width if width != head else None,
        bias=False,
        dropout=dropout,
        projections=False,
    )


def _over_keys(graph: Graph, softmax: Node) -> bool:
    shape = graph.value[softmax.outputs[0]].type.shape
    attributes = softmax.attributes
    assert isinstance(attributes, Activation)
    last = ((), (-1,), (len(shape or ()) - 1,))
    return shape is not None and len(shape) >= 3 and attributes.axis in last


def _scores(
    graph: Graph, softmax: Node, nodes: list[Node], found: tuple[list[str], list[str]]
) -> Node | None:
    """The product of queries and keys above the softmax, past a scale, a mask and casts."""
    if not softmax.inputs:  # of weights alone
        return None
    value = softmax.inputs[0].value
    for _ in range(_MOST_STEPS_UP):
        node = producer_of(graph, value)
        if node is None or only_reader(graph, node) is None:
            return None
        nodes.append(node)
        if node.op.kind is Kind.MATMUL:
            return node if len(node.inputs) == 2 else None
        step = _step_up(graph, node, found)
        if step is None:
            return None
        value = step
    return None


def _step_up(graph: Graph, node: Node, found: tuple[list[str], list[str]]) -> str | None:
    """What stands above a node between scores and softmax; masks and soft caps are noted."""
    masks, caps = found
    if isinstance(node.attributes, Activation):
        cap = _soft_cap(graph, node)
        caps += [cap] if cap else []
        return node.inputs[0].value if cap else None
    if node.op.kind is Kind.CAST and len(node.inputs) == 1:
        return node.inputs[0].value
    if is_function(node, "where"):
        return _filled(graph, node, masks)
    if isinstance(node.attributes, Reshaping):
        return node.inputs[0].value if _parts_batch(graph, node) else None
    if not isinstance(node.attributes, Elementwise):
        return None
    if len(node.inputs) == 1 and node.attributes.constant is not None:
        scales = node.attributes.operator in ("multiply", "divide")
        return node.inputs[0].value if scales else None
    if is_elementwise(node, "add") and len(node.inputs) == 1 and node.parameters:
        return node.inputs[0].value  # a learned bias, as of relative positions
    if is_elementwise(node, "add") and len(node.inputs) == 2:
        first, second = (argument.value for argument in node.inputs)
        if not _makes_scores(graph, first) and _makes_scores(graph, second):
            first, second = second, first
        masks.append(second)
        return first
    return None


def _soft_cap(graph: Graph, node: Node) -> str:
    """The number of c · tanh(x / c); "" for anything else."""
    attributes = node.attributes
    if not isinstance(attributes, Activation) or attributes.function != "tanh":
        return ""
    above, below = producer_of(graph, node.inputs[0].value), only_reader(graph, node)
    divisor, factor = constant_of(above, "divide"), constant_of(below, "multiply")
    if divisor is None or divisor != factor or above is None:
        return ""
    assert isinstance(above.attributes, Elementwise)
    return above.attributes.constant or ""


def _parts_batch(graph: Graph, node: Node) -> bool:
    """Whether the batch alone is cut into windows or joined again, for a mask per window."""
    attributes = node.attributes
    if not isinstance(attributes, Reshaping) or attributes.function != "reshape":
        return False
    before = graph.value[node.inputs[0].value].type.shape if len(node.inputs) == 1 else None
    after = graph.value[node.outputs[0]].type.shape
    return bool(before) and bool(after) and (before or ())[-3:] == (after or ())[-3:]


def _makes_scores(graph: Graph, value: str) -> bool:
    """Whether a tensor is a product of queries and keys, scaled or not."""
    node = producer_of(graph, unscaled(graph, value)[0])
    if node is not None and _parts_batch(graph, node):
        return _makes_scores(graph, node.inputs[0].value)
    biased = is_elementwise(node, "add") and node is not None and len(node.inputs) == 1
    return node is not None and (biased or node.op.kind is Kind.MATMUL)


def _filled(graph: Graph, node: Node, masks: list[str]) -> str | None:
    """where(mask, scores, a number): the number stands in the attributes."""
    condition = [argument.value for argument in node.inputs if argument.role == "condition"]
    others = [argument.value for argument in node.inputs if argument.role != "condition"]
    if len(condition) != 1 or len(others) != 1:
        return None
    masks.append(condition[0])
    return others[0]


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
