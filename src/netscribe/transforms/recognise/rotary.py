"""Rotary position embedding written out: x · cos + rotate_half(x) · sin.

Source: Su et al. 2021, "RoFormer: Enhanced Transformer with Rotary Position Embedding", in the form
that rotates halves: rotate_half(x) = concat(−x[…, d/2:], x[…, :d/2]).
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Axis, Function, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import (
    constant_of,
    is_elementwise,
    is_function,
    only_reader,
    other_input,
)
from netscribe.transforms.recognise.replacement import Replacement


def rotary_embedding(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        if node.op.kind is Kind.CONCAT and len(node.inputs) == 2:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, rotated: Node) -> Replacement | None:
    nodes = [rotated]
    source = _rotated_source(graph, rotated, nodes)
    by_sine = only_reader(graph, rotated)
    if source is None or by_sine is None or not is_elementwise(by_sine, "multiply"):
        return None
    total = only_reader(graph, by_sine)
    sine = _table(by_sine, rotated.outputs[0], "sin")
    if total is None or sine is None or not is_elementwise(total, "add"):
        return None
    straight = other_input(total, by_sine.outputs[0])
    by_cosine = producer_of(graph, straight) if straight is not None else None
    if by_cosine is None or not is_elementwise(by_cosine, "multiply"):
        return None
    cosine = _table(by_cosine, source, "cos")
    if cosine is None:
        return None
    nodes += [by_sine, by_cosine, total]
    inputs = (Argument(source), *cosine, *sine)
    op = Op(Kind.MATH, "Rotary", rotated.op.domain)
    return Replacement(tuple(nodes), op, Function(function="Rotary"), inputs)


def _table(product: Node, value: str, role: str) -> tuple[Argument, ...] | None:
    """What `value` is multiplied with: a tensor, or a table that the file stores."""
    if [argument.value for argument in product.inputs] == [value] and product.parameters:
        return ()
    table = other_input(product, value)
    return None if table is None else (Argument(table, role),)


def _rotated_source(graph: Graph, rotated: Node, nodes: list[Node]) -> str | None:
    """x of concat(−x[…, d/2:], x[…, :d/2]) along the last axis."""
    first, second = (producer_of(graph, argument.value) for argument in rotated.inputs)
    if first is None or second is None or not _along_last(graph, rotated):
        return None
    upper = producer_of(graph, first.inputs[0].value) if first.inputs else None
    negated = is_function(first, "negative") or constant_of(first, "multiply") == -1
    if not negated or upper is None or not _are_halves(graph, upper, second):
        return None
    source = second.inputs[0].value
    if upper.inputs[0].value != source:
        return None
    nodes += [first, upper] if upper is second else [first, upper, second]
    return source


def _along_last(graph: Graph, node: Node) -> bool:
    attributes, shape = node.attributes, graph.value[node.outputs[0]].type.shape
    assert isinstance(attributes, Axis)
    return attributes.axis == -1 or (shape is not None and attributes.axis == len(shape) - 1)


def _are_halves(graph: Graph, upper: Node, lower: Node) -> bool:
    """Whether two slices are `[..., h:]` and `[..., :h]` with h half of the last axis."""
    if not isinstance(upper.attributes, Slicing) or not isinstance(lower.attributes, Slicing):
        return False
    shape = graph.value[upper.inputs[0].value].type.shape
    if not shape or not isinstance(shape[-1], int) or shape[-1] % 2:
        return False
    half = shape[-1] // 2
    return (
        upper.attributes.index.endswith(f"{half}:")
        and lower.attributes.index.endswith(f":{half}")
        and graph.value[upper.outputs[0]].type.shape == (*shape[:-1], half)
    )
