"""What a user may say of inputs, and what is told where it cannot be right."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from tests.models.keras_zoo import MODELS

from netscribe.errors import InputError, ReadError
from netscribe.readers.keras import live
from netscribe.readers.protocol import ReadRequest


def small() -> Any:
    return keras.Sequential([layers.Conv2D(2, 3), layers.Flatten()], name="small")


@pytest.mark.parametrize(
    "inputs",
    [
        (28, 28, 1),
        [28, 28, 1],
        (None, 28, 28, 1),
        [(28, 28, 1)],
        ((28, 28, 1), "float32"),
        keras.Input((28, 28, 1), name="inputs"),
        keras.InputSpec(shape=(None, 28, 28, 1)),
        np.zeros((5, 28, 28, 1), "float32"),
        np.zeros((5, 28, 28, 1)),
    ],
    ids=str,
)
def test_one_input_may_be_told_in_many_ways(inputs: object) -> None:
    graph = live.read(small(), ReadRequest(inputs=inputs))
    value = graph.value[graph.inputs[0].value]
    assert (value.type.shape, value.type.dtype) == (("B", 28, 28, 1), "float32")
    assert graph.inputs[0].name == "inputs"


def test_several_inputs_go_to_the_arguments_in_order() -> None:
    graph = live.read(MODELS["many_arguments"].build(), ReadRequest(inputs=[(3,), (5,)]))
    assert [port.name for port in graph.inputs] == ["left", "right"]
    assert [port.name for port in graph.outputs] == ["left", "sum"]


def test_inputs_by_name_go_to_arguments_or_to_a_dictionary() -> None:
    by_argument = {"right": (5,), "left": (3,)}
    graph = live.read(MODELS["many_arguments"].build(), ReadRequest(inputs=by_argument))
    assert {port.name for port in graph.inputs} == {"left", "right"}
    by_key = {"a": (3,), "b": (5,)}
    graph = live.read(MODELS["dictionary_argument"].build(), ReadRequest(inputs=by_key))
    assert [port.name for port in graph.inputs] == ["a", "b"]
    assert [node.layer for node in graph.nodes] == ["parts.a", "parts.b"]


def test_a_given_shape_settles_the_unknown_sizes_of_a_functional_model() -> None:
    graph = live.read(MODELS["any_size"].build(), ReadRequest(inputs=(32, 48, 3)))
    assert graph.value[graph.inputs[0].value].type.shape == ("B", 32, 48, 3)
    assert graph.value[graph.outputs[0].value].type.shape == ("B", 32, 48, 2)


def test_whole_numbers_and_variable_lengths_are_kept() -> None:
    graph = live.read(MODELS["translator"].build(), ReadRequest())
    types = [graph.value[port.value].type for port in graph.inputs]
    assert [found.dtype for found in types] == ["int32", "int32"]
    assert types[0].shape != types[1].shape


def test_a_model_without_shapes_asks_for_them_in_words() -> None:
    with pytest.raises(InputError) as caught:
        live.read(small(), ReadRequest())
    message = str(caught.value)
    assert "'small' has no input shape yet" in message
    assert "inputs=(28, 28, 1)" in message
    assert "--input 28,28,1" in message


@pytest.mark.parametrize("inputs", ["28,28,1", (28, -1, 1), (28, 0, 1), 7, (2.5, 1)])
def test_what_is_no_shape_is_refused(inputs: object) -> None:
    with pytest.raises(InputError, match="inputs has"):
        live.read(small(), ReadRequest(inputs=inputs))


def test_a_shape_that_does_not_fit_is_told_with_keras_own_reason() -> None:
    with pytest.raises(InputError, match="expected min_ndim=4, found ndim=2"):
        live.read(small(), ReadRequest(inputs=(3,)))


def test_an_exception_in_the_users_call_names_the_layer_in_one_line() -> None:
    class Broken(layers.Layer):
        def call(self, x: Any) -> Any:
            raise RuntimeError("first line\nsecond line")

    class Outer(keras.Model):
        def __init__(self) -> None:
            super().__init__(name="outer")
            self.inner = Broken(name="inner")

        def call(self, x: Any) -> Any:
            return self.inner(x)

    with pytest.raises(ReadError) as caught:
        live.read(Outer(), ReadRequest(inputs=(3,)))
    first, hint = str(caught.value).splitlines()
    assert "Broken 'inner' in Outer 'outer'" in first
    assert first.endswith("RuntimeError: first line")
    assert hint.startswith("hint: ")


def test_names_for_ports_that_are_not_there_are_refused() -> None:
    model = MODELS["dense"].build()
    with pytest.raises(InputError, match="no output named 'logits'"):
        live.read(model, ReadRequest(output_names={"logits": "x"}))
    with pytest.raises(InputError, match="2 names were given for 1 inputs"):
        live.read(model, ReadRequest(input_names=("a", "b")))


@pytest.mark.parametrize(
    "source",
    [None, 3, "model.keras", print, [1], object()],
    ids=lambda source: type(source).__name__,
)
def test_only_keras_things_are_claimed(source: object) -> None:
    assert not live.claims(source)


def test_models_and_layers_are_claimed() -> None:
    assert live.claims(small())
    assert live.claims(layers.Dense(3))
    assert not live.claims(keras.Model)
