"""Stored tensors as parameters of the Graph, each once however often it is read.

In: headers of tensors. Out: parameter ids. What counts as a parameter: a tensor in a weight's place
of an operator, a stored factor of a product, and any other stored tensor of real numbers with more
than one element, unless the exporter says or shows that it is none.
"""

from __future__ import annotations

import re
from math import prod

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import TensorType
from netscribe.readers.onnx.environment import Held
from netscribe.readers.onnx.records import GraphRecord, TensorRecord

#: Names that PyTorch's exporter makes up for what has none in the program.
_WORKED_OUT = re.compile(r"val_\d+")
#: Operators whose second and third input are weights, if they are stored.
_LAYERS = frozenset({"MatMul", "Gemm", "Conv", "ConvTranspose"})
REAL = ("float", "bfloat", "complex")
#: Running statistics of a batch norm.
STATISTICS = ("mean", "variance")


class Weights:
    """Declares parameters as they are read."""

    def __init__(self, builder: GraphBuilder, graph: GraphRecord, producer: str) -> None:
        self._builder = builder
        self._told = graph.parameters
        self._buffers = graph.buffers
        self._from_torch = producer == "pytorch"
        self._relaid = _are_laid_out_anew(graph)
        self._ids: dict[str, str] = {}

    def counts(self, tensor: TensorRecord, *, sure: bool = False, in_node: bool = False) -> bool:
        """Whether a stored tensor in a tensor's place is a parameter.

        Args:
            tensor: its header.
            sure: whether the operator takes nothing but weights there.
            in_node: whether a Constant holds it; PyTorch keeps no weights there.
        """
        if tensor.name in self._buffers:
            return False
        if tensor.name in self._told:
            return True
        if not (tensor.dtype.startswith(REAL) or sure) or prod(tensor.shape) < 2:
            return False
        # whatever the exporter does not name, it worked out, from weights or from nothing
        made_up = bool(self._told) and not (self._relaid and not _WORKED_OUT.fullmatch(tensor.name))
        return sure or not (made_up or (in_node and self._from_torch))

    def is_told(self, tensor: TensorRecord) -> bool:
        """Whether the exporter says that it is a parameter, also one of a single number."""
        return tensor.name in self._told

    def stands_in(self, tensor: TensorRecord, op_type: str) -> bool:
        """Whether PyTorch's exporter made up a weight that the operator asks for.

        It writes a group norm as one per instance, with ones and zeros, and puts the norm's own
        scale and shift behind it.
        """
        made_up = _WORKED_OUT.fullmatch(tensor.name) is not None
        return op_type == "InstanceNormalization" and bool(self._told) and made_up

    def used(self, held: Held, role: str, kind: TensorType | None = None) -> str:
        """The parameter's id; "" for what its framework does not count as one.

        `kind` is the type to count where the stored one is packed.
        """
        if held.stored is None or (role in STATISTICS and self._from_torch):
            return ""
        if held.key not in self._ids:
            found = kind or TensorType(held.stored.dtype, held.stored.shape)
            trainable = role not in STATISTICS
            self._ids[held.key] = self._builder.add_parameter(held.key, found, trainable=trainable)
        return self._ids[held.key]


def _are_laid_out_anew(graph: GraphRecord) -> bool:
    """Whether named parameters are missing that no layer holds under another name.

    They are among the other stored tensors then, in another shape: a broadcast class token, a scale
    per channel with axes put in.
    """
    stored = {tensor.name for tensor in graph.initializers}
    own = graph.parameters | graph.buffers
    held = {
        name
        for node in graph.nodes
        if node.op_type in _LAYERS
        for name in node.inputs[1:3]
        if name in stored and name not in own
    }
    return len(graph.parameters - stored) > len(held)
