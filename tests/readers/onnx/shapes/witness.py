"""Models of the onnx package walked with our shape rules: the package itself is the witness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper

from netscribe.graph.types import Dim, TensorType
from netscribe.readers.onnx.shapes.control import body_inputs
from netscribe.readers.onnx.shapes.dtypes import dtype_of
from netscribe.readers.onnx.shapes.step import UNKNOWN, Body, Content, Known, ShapeStep
from netscribe.readers.onnx.shapes.table import infer

_LARGEST = 256


@dataclass(frozen=True)
class Walk:
    """What the rules say of every tensor of a model, by name."""

    found: Mapping[str, Known]


def known_array(array: np.ndarray) -> Known:
    """A tensor whose content is known."""
    dtype = dtype_of(helper.np_dtype_to_tensor_dtype(array.dtype))
    return Known(TensorType(dtype, tuple(array.shape)), content_of(array))


def content_of(array: np.ndarray) -> Content | None:
    if array.size > _LARGEST or array.dtype.kind not in "biuf":
        return None
    return tuple(array.flatten().tolist())


def known_type(value: onnx.TypeProto) -> Known:
    """What a file says of a tensor, a sequence or an optional."""
    kind = value.WhichOneof("value")
    if kind == "tensor_type":
        tensor = value.tensor_type
        shape = tuple(map(_dim, tensor.shape.dim)) if tensor.HasField("shape") else None
        return Known(TensorType(dtype_of(tensor.elem_type), shape))
    if kind in ("sequence_type", "optional_type"):
        inner = known_type(getattr(value, kind).elem_type)
        wrapper = f"{kind.removesuffix('_type')} {inner.wrapper}".strip()
        return Known(inner.type, None, wrapper)
    return UNKNOWN


def _dim(dim: onnx.TensorShapeProto.Dimension) -> Dim:
    return dim.dim_value if dim.HasField("dim_value") else dim.dim_param or None


def walked(model: onnx.ModelProto, inputs: Mapping[str, Known]) -> Walk:
    """All tensors of the main graph; `inputs` beats what the file says of its inputs."""
    opsets = {entry.domain: entry.version for entry in model.opset_import}
    found = {value.name: known_type(value.type) for value in model.graph.input}
    found.update(inputs)
    return Walk(_graph(model.graph, found, opsets))


def _graph(
    graph: onnx.GraphProto, known: Mapping[str, Known], opsets: Mapping[str, int]
) -> dict[str, Known]:
    found = dict(known)
    for tensor in graph.initializer:
        found[tensor.name] = known_array(numpy_helper.to_array(tensor))
    for node in graph.node:
        results = infer(_step(node, found, opsets))
        found.update((name, result) for name, result in zip(node.output, results) if name)
    return found


def _step(node: onnx.NodeProto, found: Mapping[str, Known], opsets: Mapping[str, int]) -> ShapeStep:
    inputs = tuple(found.get(name, UNKNOWN) if name else None for name in node.input)
    opset = opsets.get(node.domain, opsets.get("", 1))
    plain = {entry.name: _attribute(entry) for entry in node.attribute if not entry.HasField("g")}
    step = ShapeStep(node.op_type, node.domain, opset, plain, inputs, len(node.output))
    bodies = [entry for entry in node.attribute if entry.HasField("g")]
    if not bodies:
        return step
    entered = body_inputs(step)
    worked = {entry.name: _body(entry.g, entered, found, opsets) for entry in bodies}
    return ShapeStep(
        node.op_type, node.domain, opset, {**plain, **worked}, inputs, len(node.output)
    )


def _body(
    graph: onnx.GraphProto,
    entered: Iterable[Known],
    outer: Mapping[str, Known],
    opsets: Mapping[str, int],
) -> Body:
    declared = {value.name: known_type(value.type) for value in graph.input}
    given = dict(zip((value.name for value in graph.input), entered))
    found = _graph(graph, {**outer, **declared, **given}, opsets)
    return Body(tuple(found.get(value.name, UNKNOWN) for value in graph.output))


def _attribute(entry: onnx.AttributeProto) -> object:
    value = helper.get_attribute_value(entry)
    if isinstance(value, onnx.TensorProto):
        return known_array(numpy_helper.to_array(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, Iterable):
        return tuple(each.decode() if isinstance(each, bytes) else each for each in value)
    return None
