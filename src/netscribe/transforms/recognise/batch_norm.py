"""Batch norm at inference written out: (x − mean) · scale + bias, each a weight per channel.

Source: Ioffe and Szegedy 2015, "Batch Normalization", algorithm 2, with 1/√(variance + ε) worked
into the scale. Matched where three operations follow each other, each with one stored number per
channel, on the one axis. Where the mean is worked into the bias as well, two are left: matched only
in a scope that TensorFlow's own function for it opens.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Elementwise, Normalization
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Op
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement

_STEPS = ("subtract", "multiply", "add")
_SCOPE = "batchnorm"


def written_out_batch_norm(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        for steps in (_STEPS, _STEPS[1:]):
            axis = _channel_axis(graph, node, steps[0])
            nodes = () if axis is None else _chain(graph, node, steps, axis)
            if axis is not None and nodes and (steps == _STEPS or _is_called_so(graph, nodes)):
                attributes = Normalization(method="batch", axis=(axis,))
                op = Op(Kind.NORM, "BatchNormalization", node.op.domain)
                yield Replacement(nodes, op, attributes, node.inputs)


def _chain(graph: Graph, first: Node, steps: tuple[str, ...], axis: int) -> tuple[Node, ...]:
    """The operations in a row, all along one axis; () where they are not all there."""
    nodes = [first]
    for operator in steps[1:]:
        reader = only_reader(graph, nodes[-1])
        if reader is None or _channel_axis(graph, reader, operator) != axis:
            return ()
        nodes.append(reader)
    return tuple(nodes)


def _is_called_so(graph: Graph, nodes: tuple[Node, ...]) -> bool:
    """Whether a module of that name holds nothing else."""
    module = nodes[0].module
    if module is None or any(node.module != module for node in nodes):
        return False
    return graph.module[module].name == _SCOPE and graph.module_sizes[module] == len(nodes)


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
