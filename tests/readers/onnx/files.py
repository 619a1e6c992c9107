"""Small ONNX models for tests, written with the onnx package as a witness."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import netscribe
from netscribe.graph.types import Graph, Node
from netscribe.transforms.pipeline import simplified

FLOAT, INT64, INT8, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.INT8, TensorProto.BOOL
OPSETS = (("", 20), ("com.microsoft", 1), ("ai.onnx.ml", 3))


def port(name: str, shape: Sequence[int | str | None] | None, kind: int = FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def stored(name: str, *shape: int, dtype: str = "float32"):
    """A stored tensor of ones."""
    return numpy_helper.from_array(np.ones(shape, dtype), name)


def told(name: str, values: object, dtype: str = "int64"):
    """A stored tensor with these elements."""
    return numpy_helper.from_array(np.array(values, dtype), name)


def model(nodes, inputs, outputs, tensors=(), *, values=(), functions=(), **how):
    graph = helper.make_graph(
        list(nodes), how.pop("name", "main_graph"), list(inputs), list(outputs), list(tensors),
        value_info=list(values),
    )  # fmt: skip
    opsets = [helper.make_opsetid(*pair) for pair in how.pop("opsets", OPSETS)]
    return helper.make_model(
        graph, opset_imports=opsets, functions=list(functions), ir_version=10, **how
    )


def write(made: onnx.ModelProto, folder: Path, name: str = "network.onnx") -> Path:
    path = folder / name
    path.write_bytes(made.SerializeToString())
    return path


def read(made: onnx.ModelProto, folder: Path) -> Graph:
    return netscribe.read(write(made, folder))


def one(op: str, shapes, folder: Path, tensors=(), made=None, **attributes) -> tuple[Node, Graph]:
    """The drawn node of a model of a single operator.

    `shapes` are those of the inputs that flow, by name; `tensors` come behind them, "" for one that
    is left out.
    """
    domain = attributes.pop("domain", "")
    opset = attributes.pop("opset", 20)
    names = [*shapes, *(item if isinstance(item, str) else item.name for item in tensors)]
    kinds = attributes.pop("kinds", {})
    outputs = attributes.pop("outputs", ["y"])
    node = helper.make_node(op, names, outputs, domain=domain, **attributes)
    inputs = [port(name, shape, kinds.get(name, FLOAT)) for name, shape in shapes.items()]
    kept = [item for item in tensors if not isinstance(item, str)]
    opsets = (("", opset), ("com.microsoft", 1), ("ai.onnx.ml", 3), ("my.own", 1))
    results = [port(name, made) for name in outputs if name]
    graph = read(model([node], inputs, results, kept, opsets=opsets), folder)
    return graph.nodes[-1], graph


def edges(graph: Graph) -> set[tuple[str, str]]:
    """(producer or input, node) by id, as drawn."""
    drawn = simplified(graph)
    return {(_made_by(drawn, item.value), node.id) for node in drawn.nodes for item in node.inputs}


def _made_by(drawn: Graph, value: str) -> str:
    producer = drawn.value[value].producer
    return value if producer is None else drawn.drawn_by[producer].id
