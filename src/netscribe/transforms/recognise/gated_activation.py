"""Activations written out as a tensor times its own gate: SiLU, quick GELU, hard swish, Mish.

Sources: Ramachandran et al. 2017 (x · sigmoid(x)); Hendrycks and Gimpel 2016 for
x · sigmoid(1.702 x); Howard et al. 2019 (x · relu6(x + 3) / 6); Misra 2019
(x · tanh(softplus(x))). Matched from the gate outwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TypeAlias

from netscribe.graph.attributes import Activation
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

_QUICK = 1.702
_NEAR = 1e-3


def gated_activations(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        function = _function(node)
        rule = _GATES.get(function)
        if rule is None or len(node.inputs) != 1:
            continue
        found = rule(graph, node)
        if found is None:
            continue
        attributes, source, inner = found
        nodes = _product(graph, node, source)
        if nodes is not None:
            op = Op(Kind.ACTIVATION, attributes.function, node.op.domain)
            yield Replacement((*inner, *nodes), op, attributes, (Argument(source),))


#: The activation, the tensor that is gated, and what stands between it and the gate.
_Found: TypeAlias = tuple[Activation, str, tuple[Node, ...]]


def _function(node: Node) -> str:
    attributes = node.attributes
    if isinstance(attributes, Activation):
        return "relu6" if attributes.max_value == 6 else attributes.function
    return "tanh" if is_function(node, "tanh") else ""


def _sigmoid(graph: Graph, gate: Node) -> _Found | None:
    source = gate.inputs[0].value
    scale = producer_of(graph, source)
    by = constant_of(scale, "multiply")
    if scale is not None and by is not None and math.isclose(by, _QUICK, rel_tol=_NEAR):
        form = (("form", "x σ(1.702 x)"),)
        return Activation(form, function="gelu"), scale.inputs[0].value, (scale,)
    return Activation(function="silu"), source, ()


def _hard_sigmoid(graph: Graph, gate: Node) -> _Found | None:
    """With another slope than 1/6 or another shift, it is not hard swish."""
    usual = not gate.attributes.settings
    return (Activation(function="hard_silu"), gate.inputs[0].value, ()) if usual else None


def _tanh(graph: Graph, gate: Node) -> _Found | None:
    inner = producer_of(graph, gate.inputs[0].value)
    if inner is None or _function(inner) != "softplus" or len(inner.inputs) != 1:
        return None
    return Activation(function="mish"), inner.inputs[0].value, (inner,)


def _relu6(graph: Graph, gate: Node) -> _Found | None:
    shift = producer_of(graph, gate.inputs[0].value)
    if shift is None or constant_of(shift, "add") != 3:
        return None
    return Activation(function="hard_silu"), shift.inputs[0].value, (shift,)


def _product(graph: Graph, gate: Node, source: str) -> tuple[Node, ...] | None:
    """The gate, a division by 6 where it has one, and the product with the source."""
    nodes = [gate]
    reader = only_reader(graph, gate)
    sixth = _function(gate) == "relu6"
    if sixth and reader is not None and _is_sixth(reader):
        nodes.append(reader)
        reader, sixth = only_reader(graph, reader), False
    if reader is None or not is_elementwise(reader, "multiply"):
        return None
    if other_input(reader, nodes[-1].outputs[0]) != source:
        return None
    nodes.append(reader)
    if sixth:
        last = only_reader(graph, reader)
        if last is None or not _is_sixth(last):
            return None
        nodes.append(last)
    return tuple(nodes)


def _is_sixth(node: Node) -> bool:
    by = constant_of(node, "multiply")
    return constant_of(node, "divide") == 6 or (
        by is not None and math.isclose(by, 1 / 6, rel_tol=_NEAR)
    )


_GATES: dict[str, Callable[[Graph, Node], _Found | None]] = {
    "sigmoid": _sigmoid,
    "hard_sigmoid": _hard_sigmoid,
    "tanh": _tanh,
    "relu6": _relu6,
}
