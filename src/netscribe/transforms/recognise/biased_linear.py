"""A linear layer whose bias is added by an operation of its own: x · W, then + b.

Exporters write `Linear` over more than two axes as a matrix product and an addition (ONNX has a
fused operator, Gemm, for two axes alone), and a convolution with the channels last as one with the
channels first and an addition. Matched where the weight that is added has one number per unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netscribe.graph.attributes import Attributes, Convolution, Elementwise, Linear
from netscribe.graph.types import Graph, Node
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement


def linear_with_added_bias(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        attributes = node.attributes
        units = _units(attributes)
        if not isinstance(attributes, (Linear, Convolution)) or units is None or node.custom:
            continue
        addition = only_reader(graph, node)
        if addition is not None and _adds_bias(graph, addition, units):
            biased = replace(attributes, bias=True)
            yield Replacement((node, addition), node.op, biased, node.inputs, named=node)


def _units(attributes: Attributes) -> int | None:
    """How wide the last axis of a layer without bias is; None for any other layer."""
    if isinstance(attributes, Linear) and not attributes.bias:
        return attributes.units
    if isinstance(attributes, Convolution) and not attributes.bias:
        return None if attributes.channels_first else attributes.filters
    return None


def _adds_bias(graph: Graph, node: Node, units: int) -> bool:
    """Whether a node adds one weight per unit, and nothing else."""
    attributes = node.attributes
    if not isinstance(attributes, Elementwise) or attributes.operator != "add":
        return False
    if len(node.inputs) != 1 or len(node.parameters) != 1 or attributes.constant is not None:
        return False
    shape = graph.parameter[node.parameters[0]].type.shape
    return shape is not None and shape[-1:] == (units,) and set(shape[:-1]) <= {1}
