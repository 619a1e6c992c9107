"""RMS norm written out: x · 1/√(mean(x²) + ε) or x / √(mean(x²) + ε), times a weight.

Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization". Matched from its root
outwards; casts to float32 and back belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Elementwise, Normalization, Reduction
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import (
    constant_of,
    is_elementwise,
    is_function,
    is_inverse,
    only_reader,
    past_casts_down,
)
from netscribe.transforms.recognise.replacement import Replacement


def written_out_rms_norm(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        rooted = is_function(node, "rsqrt") or is_function(node, "sqrt")
        if rooted and len(node.inputs) == 1:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, root: Node) -> Replacement | None:
    nodes = [root]
    shift = producer_of(graph, root.inputs[0].value)
    epsilon = constant_of(shift, "add")
    if shift is None or epsilon is None:
        return None
    mean = producer_of(graph, shift.inputs[0].value)
    source = _squared(graph, mean, nodes)
    if mean is None or source is None:
        return None
    nodes += [shift, mean]
    scaled = _scaled(graph, root, source, nodes)
    if scaled is None:
        return None
    value = _uncast(graph, source, nodes)
    weight = _weighted(graph, scaled, nodes)
    shifted = weight is not None and not weight.parameters
    attributes = Normalization(
        method="rms",
        epsilon=epsilon,
        center=False,
        scale=weight is not None,
        settings=(("scale", "1 + weight"),) if shifted else (),
    )
    return Replacement(
        tuple(nodes), Op(Kind.NORM, "RMSNorm", root.op.domain), attributes, (Argument(value),)
    )


def _squared(graph: Graph, mean: Node | None, nodes: list[Node]) -> str | None:
    """What is squared and averaged over the last axis."""
    if mean is None or not isinstance(mean.attributes, Reduction):
        return None
    rank = len(graph.value[mean.inputs[0].value].type.shape or ())
    last = mean.attributes.axis in ((-1,), (rank - 1,))
    if mean.attributes.function != "mean" or not mean.attributes.keepdims or not last:
        return None
    square = producer_of(graph, mean.inputs[0].value)
    if square is None:
        return None
    nodes.append(square)
    if constant_of(square, "power") == 2 or is_function(square, "square"):
        return square.inputs[0].value
    values = {argument.value for argument in square.inputs}
    doubled = is_elementwise(square, "multiply") and len(square.inputs) == 2 and len(values) == 1
    return values.pop() if doubled else None


def _scaled(graph: Graph, root: Node, source: str, nodes: list[Node]) -> Node | None:
    """The product of the source with the reciprocal root, or its quotient by the root."""
    product = past_casts_down(graph, root, nodes)
    inverted = is_function(root, "rsqrt")
    if not inverted and product is not None and is_inverse(product):
        nodes.append(product)
        product, inverted = past_casts_down(graph, product, nodes), True
    operator = "multiply" if inverted else "divide"
    if product is None or not is_elementwise(product, operator) or len(product.inputs) != 2:
        return None
    read = [argument.value for argument in product.inputs]
    if source not in (read if inverted else read[:1]):
        return None
    nodes.append(product)
    return product


def _uncast(graph: Graph, source: str, nodes: list[Node]) -> str:
    """What the input is before a cast that is made for the norm alone."""
    cast = producer_of(graph, source)
    if cast is None or cast.op.kind is not Kind.CAST or cast.module != nodes[0].module:
        return source
    ids = {node.id for node in nodes}
    if len(cast.inputs) != 1 or any(reader not in ids for reader, _ in graph.consumers[source]):
        return source
    nodes.append(cast)
    return cast.inputs[0].value


def _weighted(graph: Graph, scaled: Node, nodes: list[Node]) -> Node | None:
    """The product with a weight of the model, where it follows."""
    casts: list[Node] = []
    product = past_casts_down(graph, scaled, casts)
    if product is None or not is_elementwise(product, "multiply"):
        return None
    if product.module != scaled.module:
        return None
    if len(product.inputs) == 2:
        return _weighted_by_one_more(graph, product, [*casts, product], nodes)
    if len(product.inputs) != 1 or not product.parameters:
        return None
    nodes += [*casts, product]
    return product


def _weighted_by_one_more(
    graph: Graph, product: Node, taken: list[Node], nodes: list[Node]
) -> Node | None:
    """The product with 1 + a weight: a weight that begins at 0, as Gemma's norms have."""
    for argument in product.inputs:
        shift = producer_of(graph, argument.value)
        bare = shift is not None and not shift.inputs and len(shift.parameters) == 1
        if shift is None or not bare or not _adds_one(shift):
            continue
        if only_reader(graph, shift) is product:
            nodes += [*taken, shift]
            return product
    return None


def _adds_one(node: Node) -> bool:
    attributes = node.attributes
    adds = isinstance(attributes, Elementwise) and attributes.operator == "add"
    return adds and isinstance(attributes, Elementwise) and attributes.constant in ("1", "1.0")
