"""Layer norm written out: (x − mean(x)) / √(mean((x − mean(x))²) + ε), times a weight, plus a bias.

Source: Ba, Kiros and Hinton 2016, "Layer Normalization". ONNX has an operator for it since
version 17; older files hold the steps. Matched from the root outwards; casts belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Normalization, Reduction
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


def written_out_layer_norm(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        if is_function(node, "sqrt") and len(node.inputs) == 1:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, root: Node) -> Replacement | None:
    shift = producer_of(graph, root.inputs[0].value)
    epsilon = constant_of(shift, "add")
    quotient = only_reader(graph, root)
    if shift is None or epsilon is None or quotient is None:
        return None
    if not is_elementwise(quotient, "divide") or len(quotient.inputs) != 2:
        return None
    if quotient.inputs[1].value != root.outputs[0]:
        return None
    centred = quotient.inputs[0].value
    inner = _variance(graph, shift.inputs[0].value, centred)
    above = _centring(graph, centred)
    if inner is None or above is None or inner[-1] != above[-1]:
        return None
    nodes = [root, shift, quotient, *inner[0], *above[0]]
    weight, bias = _scaled(graph, quotient, nodes)
    axes = inner[-1]
    attributes = Normalization(
        method="layer", axis=axes, epsilon=epsilon, center=bias, scale=weight
    )
    if axes == (_rank(graph, above[1]) - 1,) or axes == (-1,):
        attributes = Normalization(method="layer", epsilon=epsilon, center=bias, scale=weight)
    return Replacement(
        tuple(nodes), Op(Kind.NORM, "LayerNorm", root.op.domain), attributes, (Argument(above[1]),)
    )


def _rank(graph: Graph, value: str) -> int:
    return len(graph.value[value].type.shape or ())


def _variance(
    graph: Graph, value: str, centred: str
) -> tuple[tuple[Node, ...], tuple[int, ...]] | None:
    """The mean of the squares of what is centred, and its axes."""
    mean = producer_of(graph, value)
    axes = _mean_axes(mean)
    if mean is None or axes is None:
        return None
    square = producer_of(graph, mean.inputs[0].value)
    if square is None:
        return None
    read = {argument.value for argument in square.inputs}
    powers = constant_of(square, "power") == 2 or is_function(square, "square")
    doubles = is_elementwise(square, "multiply") and len(square.inputs) == 2
    cast = producer_of(graph, next(iter(read), ""))
    between: tuple[Node, ...] = ()
    if cast is not None and cast.op.kind is Kind.CAST and read == {cast.outputs[0]}:
        read, between = {argument.value for argument in cast.inputs}, (cast,)
    if not (powers or doubles) or len(read) != 1:
        return None
    again = _centred_again(graph, read.pop(), centred)
    return None if again is None else ((mean, square, *between, *again), axes)


def _centred_again(graph: Graph, value: str, centred: str) -> tuple[Node, ...] | None:
    """The node that takes the mean away a second time, if it was written twice."""
    if value == centred:
        return ()
    one, two = producer_of(graph, value), producer_of(graph, centred)
    if one is None or two is None or not is_elementwise(one, "subtract"):
        return None
    same = one.attributes == two.attributes and one.inputs == two.inputs
    return (one,) if same and only_reader(graph, one) is not None else None


def _mean_axes(node: Node | None) -> tuple[int, ...] | None:
    """The axes of a mean that keeps them."""
    attributes = node.attributes if node is not None else None
    if not isinstance(attributes, Reduction) or attributes.function != "mean":
        return None
    return attributes.axis if attributes.keepdims and attributes.axis else None


def _centring(graph: Graph, value: str) -> tuple[tuple[Node, ...], str, tuple[int, ...]] | None:
    """x − mean(x), x, and the axes."""
    difference = producer_of(graph, value)
    if difference is None or not is_elementwise(difference, "subtract"):
        return None
    if len(difference.inputs) != 2:
        return None
    source = difference.inputs[0].value
    mean = producer_of(graph, difference.inputs[1].value)
    axes = _mean_axes(mean)
    if mean is None or axes is None or mean.inputs[0].value != source:
        return None
    return (difference, mean), source, axes


def _scaled(graph: Graph, node: Node, nodes: list[Node]) -> tuple[bool, bool]:
    """Whether a weight and a bias of the model follow; their operations are added to `nodes`."""
    found = []
    for operator in ("multiply", "add"):
        reader = only_reader(graph, node)
        fits = (
            reader is not None
            and is_elementwise(reader, operator)
            and len(reader.inputs) == 1
            and len(reader.parameters) == 1
            and reader.module == node.module
        )
        found.append(fits)
        if fits and reader is not None:
            nodes.append(reader)
            node = reader
    return found[0], found[1]
