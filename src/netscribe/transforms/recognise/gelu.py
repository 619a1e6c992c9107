"""GELU written out, in its tanh form or with the error function.

Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units". Matched from tanh or erf outwards:
½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))), or ½ · x · (1 + erf(x / √2)).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from netscribe.graph.attributes import Activation
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import (
    constant_of,
    is_elementwise,
    is_function,
    only_reader,
)
from netscribe.transforms.recognise.replacement import Replacement

_TOLERANCE = 1e-4


def written_out_gelu(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        tanh = _is_tanh(node)
        if (tanh or is_function(node, "erf")) and len(node.inputs) == 1:
            found = _match(graph, node, tanh=tanh)
            if found is not None:
                yield found


def _is_tanh(node: Node) -> bool:
    attributes = node.attributes
    activated = isinstance(attributes, Activation) and attributes.function == "tanh"
    return activated or is_function(node, "tanh")


def _match(graph: Graph, gate: Node, *, tanh: bool) -> Replacement | None:
    nodes = [gate]
    source = _cubic(graph, gate, nodes) if tanh else _halved_root(graph, gate, nodes)
    if source is None:
        return None
    shifted = only_reader(graph, gate)
    if shifted is None or not _near(constant_of(shifted, "add"), 1.0):
        return None
    nodes.append(shifted)
    if not _product_with_half(graph, shifted, source, nodes):
        return None
    return Replacement(
        tuple(nodes),
        Op(Kind.ACTIVATION, "gelu", gate.op.domain),
        Activation(function="gelu", approximate=tanh),
        (Argument(source),),
    )


def _near(value: float | None, wanted: float) -> bool:
    return value is not None and math.isclose(value, wanted, rel_tol=_TOLERANCE)


def _halved_root(graph: Graph, gate: Node, nodes: list[Node]) -> str | None:
    """x of x / √2 or x · (1/√2)."""
    scale = producer_of(graph, gate.inputs[0].value)
    by_root = _near(constant_of(scale, "divide"), math.sqrt(2))
    if scale is None or not (by_root or _near(constant_of(scale, "multiply"), math.sqrt(0.5))):
        return None
    nodes.append(scale)
    return scale.inputs[0].value


def _cubic(graph: Graph, gate: Node, nodes: list[Node]) -> str | None:
    """x of √(2/π) · (x + 0.044715 · x³)."""
    scale = producer_of(graph, gate.inputs[0].value)
    if scale is None or not _near(constant_of(scale, "multiply"), math.sqrt(2 / math.pi)):
        return None
    total = producer_of(graph, scale.inputs[0].value)
    if total is None or not is_elementwise(total, "add") or len(total.inputs) != 2:
        return None
    nodes += [scale, total]
    for source, cube in (total.inputs, total.inputs[::-1]):
        part = producer_of(graph, cube.value)
        power = (
            producer_of(graph, part.inputs[0].value) if part is not None and part.inputs else None
        )
        if part is None or power is None or not _near(constant_of(part, "multiply"), 0.044715):
            continue
        if constant_of(power, "power") == 3 and power.inputs[0].value == source.value:
            nodes += [part, power]
            return source.value
    return None


def _product_with_half(graph: Graph, shifted: Node, source: str, nodes: list[Node]) -> bool:
    """½ · x · shifted, in any grouping; the nodes are added to `nodes`."""
    first = only_reader(graph, shifted)
    if first is None or not is_elementwise(first, "multiply"):
        return False
    nodes.append(first)
    if len(first.inputs) == 1:  # ½ · shifted, then · x
        return _near(constant_of(first, "multiply"), 0.5) and _times(graph, first, source, nodes)
    others = [argument.value for argument in first.inputs if argument.value != shifted.outputs[0]]
    if len(others) != 1:
        return False
    if others[0] == source:  # x · shifted, then · ½
        last = only_reader(graph, first)
        nodes += [last] if last is not None else []
        return _near(constant_of(last, "multiply"), 0.5)
    half = producer_of(graph, others[0])  # ½ · x, then · shifted
    nodes += [half] if half is not None else []
    halved = half is not None and _near(constant_of(half, "multiply"), 0.5)
    return halved and half is not None and half.inputs[0].value == source


def _times(graph: Graph, node: Node, source: str, nodes: list[Node]) -> bool:
    last = only_reader(graph, node)
    if last is None or not is_elementwise(last, "multiply"):
        return False
    nodes.append(last)
    return {argument.value for argument in last.inputs} == {node.outputs[0], source}
