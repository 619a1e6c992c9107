"""L2 normalisation written out: x / ‖x‖ along one axis, or x times the reciprocal of its length.

The length is a norm, or the root of a sum of squares; a least length or an epsilon that guards
against division by zero belongs to it. Matched from the sum or the norm downwards.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Function, Normalization, Reduction, Reshaping
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

#: Guards that change nothing which anybody would call the length of a vector.
_LARGEST_GUARD = 1e-4


def written_out_unit_norm(graph: Graph) -> Iterator[Replacement]:
    """Quotients of a tensor by its own length."""
    for node in graph.nodes:
        attributes = node.attributes
        if isinstance(attributes, Reduction) and attributes.keepdims and not attributes.settings:
            found = _match(graph, node, attributes)
            if found is not None:
                yield found


def _match(graph: Graph, reduction: Node, attributes: Reduction) -> Replacement | None:
    rank = len(graph.value[reduction.inputs[0].value].type.shape or ()) if reduction.inputs else 0
    if len(attributes.axis) != 1 or not rank:
        return None
    nodes = [reduction]
    source = _measured(graph, reduction, attributes, nodes)
    if source is None:
        return None
    rooted = attributes.function == "norm"
    length = _length(graph, reduction, nodes, rooted=rooted)
    if length is None:
        return None
    quotient, inverted = length
    operator = "multiply" if inverted else "divide"
    read = [item.value for item in quotient.inputs]
    if not is_elementwise(quotient, operator) or len(read) != 2:
        return None
    if source not in (read if inverted else read[:1]) or read[0] == read[1]:
        return None
    axis = attributes.axis[0]
    normalization = Normalization(
        method="unit", axis=(axis - rank if axis >= 0 else axis,), center=False, scale=False
    )
    op = Op(Kind.NORM, "normalize", reduction.op.domain)
    return Replacement((*nodes, quotient), op, normalization, (Argument(source),))


def _measured(
    graph: Graph, reduction: Node, attributes: Reduction, nodes: list[Node]
) -> str | None:
    """What is squared and summed, or what the norm is taken of."""
    source = reduction.inputs[0].value
    if attributes.function in ("norm", "sum of squares"):
        return source
    square = producer_of(graph, source)
    if attributes.function != "sum" or square is None:
        return None
    nodes.append(square)
    read = [item.value for item in square.inputs]
    if constant_of(square, "power") == 2 or is_function(square, "square"):
        return read[0]
    doubled = is_elementwise(square, "multiply") and len(read) == 2 and read[0] == read[1]
    return read[0] if doubled else None


def _length(
    graph: Graph, reduction: Node, nodes: list[Node], *, rooted: bool
) -> tuple[Node, bool] | None:
    """What reads the length, and whether it reads its reciprocal."""
    node, inverted = only_reader(graph, reduction), False
    while node is not None and not is_elementwise(node, "divide"):
        if rooted and inverted and is_elementwise(node, "multiply"):
            break
        if not rooted and _is_root(node):
            rooted, inverted = True, is_function(node, "rsqrt")
        elif not _is_guard(node) and not _is_broadcast(node):
            return None
        nodes.append(node)
        node = only_reader(graph, node)
    return (node, inverted) if node is not None and rooted else None


def _is_root(node: Node) -> bool:
    half = constant_of(node, "power") == 0.5
    return half or is_function(node, "sqrt") or is_function(node, "rsqrt")


def _is_guard(node: Node) -> bool:
    """Whether a node keeps a length off zero and else as it is."""
    for operator in ("add", "maximum"):
        guard = constant_of(node, operator)
        if guard is not None:
            return 0 < guard <= _LARGEST_GUARD
    attributes = node.attributes
    if not isinstance(attributes, Function) or attributes.function != "clip":
        return False
    limits = dict(attributes.settings)
    least = limits.get("min", "")
    return limits.keys() == {"min"} and len(node.inputs) == 1 and _is_small(least)


def _is_small(number: str) -> bool:
    try:
        return 0 < float(number) <= _LARGEST_GUARD
    except ValueError:
        return False


def _is_broadcast(node: Node) -> bool:
    attributes = node.attributes
    return isinstance(attributes, Reshaping) and attributes.function == "broadcast"
