"""A model that was read is the model it was; so is Keras, and so is the state of randomness."""

from __future__ import annotations

import random
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from keras.src.backend.common import global_state
from keras.src.layers.layer import Layer
from keras.src.ops.node import Node
from keras.src.ops.operation import Operation
from tests.models.keras_zoo import MODELS

from netscribe.errors import ReadError
from netscribe.readers.keras import live
from netscribe.readers.protocol import ReadRequest

NAMES = [
    "residual", "nested_other_shape", "siamese", "sampling_vae", "any_length_gpt", "own_weights",
    "built_subclass", "backend_functions", "experts", "lstm_classifier",
]  # fmt: skip


def state_of(model: Any) -> dict[str, Any]:
    """All of a model that a reader could change."""
    members = list(model._flatten_layers())
    return {
        "weights": [np.asarray(keras.ops.convert_to_numpy(v.value)) for v in model.variables],
        "built": [layer.built for layer in members],
        "called": [layer._called for layer in members],
        "nodes": [len(layer._inbound_nodes) for layer in members],
        "outbound": [len(layer._outbound_nodes) for layer in members],
        "trainable": [layer.trainable for layer in members],
        "losses": [len(layer._losses) for layer in members],
        "names": [layer.name for layer in members],
        "config": None if type(model).__name__ == "Perceptron" else repr(model.get_config()),
    }


def surroundings() -> dict[str, Any]:
    """All of Keras and of Python that a reader could change."""
    counters = global_state.get_global_attribute("object_name_uids")
    return {
        "counters": dict(counters or {}),
        "random": random.getstate(),
        "numpy": np.random.get_state()[1].tolist(),
        "pending": len(global_state.get_global_attribute("uninitialized_variables") or ()),
        "patches": (
            Layer.__call__, Layer._maybe_build, Operation.__call__, Operation.symbolic_call,
            Node.__init__, keras.random.normal, vars(keras.src.backend.Variable).get("value"),
        ),
    }  # fmt: skip


def same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    weights = zip(first.pop("weights", ()), second.pop("weights", ()), strict=True)
    return all(np.array_equal(*pair) for pair in weights) and first == second


@pytest.mark.parametrize("name", NAMES)
def test_reading_changes_nothing(name: str) -> None:
    entry = MODELS[name]
    model = entry.build()
    before, around = state_of(model), surroundings()
    live.read(model, ReadRequest(inputs=entry.inputs))
    assert same(before, state_of(model))
    assert surroundings() == around


@pytest.mark.parametrize("name", ["unbuilt", "subclassed_mlp", "subclassed_resnet", "tied_weights"])
def test_a_model_without_weights_gets_none(name: str) -> None:
    entry = MODELS[name]
    model = entry.build()
    before, around = state_of(model), surroundings()
    live.read(model, ReadRequest(inputs=entry.inputs))
    assert same(before, state_of(model))
    assert surroundings() == around
    assert not model.built
    assert model.variables == [] or model.weights == []


def test_a_failing_call_changes_nothing_either() -> None:
    class Late(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = layers.Dense(4)

        def build(self, input_shape: Any) -> None:
            self.dense.build(input_shape)

        def call(self, x: Any) -> Any:
            self.dense(x)
            raise RuntimeError("too late")

    model = Late()
    model.build((None, 3))
    before, around = state_of(model), surroundings()
    with pytest.raises(ReadError, match="too late"):
        live.read(model, ReadRequest(inputs=(3,)))
    assert same(before, state_of(model))
    assert surroundings() == around


def test_a_model_that_cannot_be_copied_is_built_and_says_so() -> None:
    class Uncopied(keras.Model):
        def __init__(self, function: Any) -> None:
            super().__init__()
            self.function = function
            self.dense = layers.Dense(4)

        def call(self, x: Any) -> Any:
            return self.function(self.dense(x))

    model = Uncopied(keras.ops.relu)
    graph = live.read(model, ReadRequest(inputs=(3,)))
    assert "it was built" in graph.notes[0].message
    assert model.built
    assert float(keras.ops.sum(keras.ops.abs(model.dense.kernel))) > 0
    assert model(np.ones((2, 3), "float32")).shape == (2, 4)


def test_a_model_still_trains_after_it_was_read() -> None:
    model = MODELS["residual"].build()
    live.read(model, ReadRequest())
    loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile("sgd", loss, jit_compile=False, run_eagerly=keras.backend.backend() != "jax")
    assert np.isfinite(model.evaluate(np.zeros((2, 32, 32, 3)), np.zeros(2), verbose=0))
