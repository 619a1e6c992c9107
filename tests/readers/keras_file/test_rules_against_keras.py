"""Shape and weight rules against Keras itself: one model per layer, read from its JSON."""

from __future__ import annotations

import os
from typing import Any

import pytest

from netscribe.graph.types import TensorType
from netscribe.readers.keras import file
from netscribe.readers.protocol import ReadRequest

from . import layer_cases, operation_cases

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")


def built(case: layer_cases.Case) -> Any:
    """The case as a model, without values in its weights."""
    _, inputs, make = case
    with keras.StatelessScope():
        tensors = [
            keras.Input(item[0], dtype=item[1])
            if len(item) == 2 and isinstance(item[1], str)
            else keras.Input(item)
            for item in inputs
        ]
        return keras.Model(tensors, make(keras, *tensors))


def fits(found: TensorType, expected: Any) -> bool:
    """Whether a type says what Keras says; a size that Keras leaves open may be known."""
    assert found.shape is not None
    sizes = tuple(
        found_size if isinstance(found_size, int) and size is not None else None
        for found_size, size in zip(found.shape, expected.shape, strict=True)
    )
    return sizes == tuple(expected.shape) and wide(found.dtype) == wide(expected.dtype)


def wide(dtype: str) -> str:
    """JAX keeps whole numbers in 32 bits where the other backends take 64."""
    return "int" if dtype in ("int32", "int64") else dtype


@pytest.mark.parametrize(
    "case", [*layer_cases.CASES, *operation_cases.CASES], ids=lambda case: case[0]
)
def test_outputs_and_weights_are_those_of_keras(case: layer_cases.Case) -> None:
    model = built(case)
    graph = file.read(model.to_json(), ReadRequest())
    found = [graph.value[port.value].type for port in graph.outputs]
    assert len(found) == len(model.outputs)
    assert [(a, b) for a, b in zip(found, model.outputs, strict=True) if not fits(a, b)] == []
    held = [
        (item.path.rsplit("/", 1)[-1], item.type.shape, item.type.dtype, item.trainable)
        for item in graph.parameters
    ]
    assert held == [
        (item.name, tuple(item.shape), str(item.dtype), item.trainable) for item in model.weights
    ]
    assert graph.parameter_count == model.count_params()
    assert [node.id for node in graph.nodes if node.custom or node.op.kind == "custom"] == []
    assert graph.notes == ()
