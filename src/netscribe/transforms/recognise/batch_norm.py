"""Batch norm at inference written out: (x − mean) · scale + bias, each a weight per channel.

Source: Ioffe and Szegedy 2015, "Batch Normalization", algorithm 2, with 1/√(variance + ε) worked
into the scale. Matched where three operations follow each other, each with one stored number per
channel, on the one axis.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Elementwise, Normalization
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Op
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement

_STEPS = ("subtract", "multiply", "add")


def written_out_batch_norm(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        if _channel_axis(graph, node, "subtract") is not None:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, first: Node) -> Replacement | None:
    nodes = [first]
    for operator in _STEPS[1:]:
        reader = only_reader(graph, nodes[-1])
        axis = _channel_axis(graph, reader, operator) if reader is not None else None
        if reader is None or axis is None or axis != _channel_axis(graph, first, "subtract"):
            return None
        nodes.append(reader)
    attributes = Normalization(method="batch", axis=(axis if axis is not None else -1,))
    op = Op(Kind.NORM, "BatchNormalization", first.op.domain)
    return Replacement(tuple(nodes), op, attributes, first.inputs)


def _channel_axis(graph: Graph, node: Node, operator: str) -> int | None:
    """The axis along which an operation has one stored number per channel."""
    attributes = node.attributes
    if not isinstance(attributes, Elementwise) or attributes.operator != operator:
        return None
    if len(node.inputs) != 1 or len(node.parameters) != 1 or attributes.settings:
        return None
    shape = graph.value[node.inputs[0].value].type.shape
    weight = graph.parameter[node.parameters[0]].type.shape
    if shape is None or weight is None or len(weight) > len(shape) or len(shape) < 2:
        return None
    aligned = (1,) * (len(shape) - len(weight)) + weight
    axes = [axis for axis, size in enumerate(aligned) if size != 1]
    fits = len(axes) == 1 and aligned[axes[0]] == shape[axes[0]]
    return axes[0] if fits else None
