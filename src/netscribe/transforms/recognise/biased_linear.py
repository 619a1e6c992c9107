"""A linear layer whose bias is added by an operation of its own: x · W, then + b.

Exporters write `Linear` over more than two axes as a matrix product and an addition (ONNX has a
fused operator, Gemm, for two axes alone). Matched where the weight that is added has one number
per unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netscribe.graph.attributes import Elementwise, Linear
from netscribe.graph.types import Graph, Node
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement


def linear_with_added_bias(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        attributes = node.attributes
        if not isinstance(attributes, Linear) or attributes.bias or node.custom:
            continue
        addition = only_reader(graph, node)
        if addition is not None and _adds_bias(graph, addition, attributes.units):
            biased = replace(attributes, bias=True)
            yield Replacement((node, addition), node.op, biased, node.inputs, named=node)


def _adds_bias(graph: Graph, node: Node, units: int) -> bool:
    """Whether a node adds one weight per unit, and nothing else."""
    attributes = node.attributes
    if not isinstance(attributes, Elementwise) or attributes.operator != "add":
        return False
    if len(node.inputs) != 1 or len(node.parameters) != 1 or attributes.constant is not None:
        return False
    shape = graph.parameter[node.parameters[0]].type.shape
    return shape is not None and shape[-1:] == (units,) and set(shape[:-1]) <= {1}
