"""What ports mean: said where it is known, left out where it is not."""

from __future__ import annotations

import pytest

from netscribe.graph.attributes import (
    Activation,
    Attention,
    Attributes,
    Casting,
    Convolution,
    Elementwise,
    Embedding,
    Function,
    Linear,
    Reshaping,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Shape
from small_networks import Network

SOFTMAX = Activation(function="softmax")
SIGMOID = Activation(function="sigmoid")


def image_meaning(shape: Shape, *, channels_first: bool = False) -> str:
    net = Network()
    image = net.input(*shape)
    scaled = net.call(Kind.PREPROCESS, Function(function="rescaling"), image, shape)
    conv = Convolution(filters=8, channels_first=channels_first)
    channels = 1 if channels_first else 3
    made = (*shape[:channels], 8, *shape[channels + 1 :])
    return net.finish(net.call(Kind.CONV, conv, scaled, made)).inputs[0].meaning


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_few_channels_into_a_convolution_are_an_image_in_either_order(channels: int) -> None:
    assert image_meaning((None, 28, 28, channels)) == "image"
    assert image_meaning((None, channels, 28, 28), channels_first=True) == "image"


def test_frames_in_time_are_a_video_and_a_depth_may_be_anything() -> None:
    shape: Shape = (None, 10, 32, 32, 3)
    for qualifiers, kernel, meaning in ((("each time step",), 2, "video"), ((), 3, "")):
        net = Network()
        conv = Convolution(filters=8, kernel_size=(1,) * kernel)
        made = (*shape[:-1], 8)
        value = net.call(Kind.CONV, conv, net.input(*shape), made, qualifiers=qualifiers)
        assert net.finish(value).inputs[0].meaning == meaning


def test_many_channels_are_no_image() -> None:
    assert image_meaning((None, 28, 28, 64)) == ""


def test_indices_of_an_embedding_are_token_ids_and_one_index_is_not() -> None:
    for length, meaning in ((20, "token ids"), (None, "token ids"), (1, "")):
        net = Network()
        tokens = net.input(None, length, dtype="int64")
        table = Embedding(vocabulary=100, width=8)
        graph = net.finish(net.call(Kind.EMBEDDING, table, tokens, (None, length, 8)))
        assert graph.inputs[0].meaning == meaning


def test_indices_of_a_positional_table_are_positions() -> None:
    net = Network()
    places = net.input(None, 20, dtype="int64")
    table = Embedding(vocabulary=20, width=8, positional=True)
    graph = net.finish(net.call(Kind.EMBEDDING, table, places, (None, 20, 8)))
    assert graph.inputs[0].meaning == "positions"


def test_an_input_that_only_masks_is_an_attention_mask() -> None:
    net = Network()
    tokens = net.input(None, 20, 8, name="vectors")
    mask = net.input(None, 20, dtype="bool", name="mask")
    widened = net.call(Kind.RESHAPE, Reshaping(function="expand", axis=1), mask, (None, 1, 20))
    inputs = (
        Argument(tokens, "query"),
        Argument(tokens, "value"),
        Argument(widened, "attention_mask"),
    )
    graph = net.finish(net.call(Kind.ATTENTION, Attention(), inputs, (None, 20, 8)))
    assert [port.meaning for port in graph.inputs] == ["", "attention mask"]


def test_plain_features_have_no_meaning() -> None:
    net = Network()
    graph = net.finish(net.call(Kind.LINEAR, Linear(units=3), net.input(None, 7), (None, 3)))
    assert (graph.inputs[0].meaning, graph.outputs[0].meaning) == ("", "")


def output_meaning(last: Activation | None, shape: Shape, source: Shape) -> str:
    net = Network()
    value = net.call(Kind.LINEAR, Linear(units=3), net.input(*source), shape)
    if last is not None:
        value = net.call(Kind.ACTIVATION, last, value, shape)
    return net.finish(value).outputs[0].meaning


@pytest.mark.parametrize(
    ("last", "shape", "meaning"),
    [
        (SOFTMAX, (None, 10), "class probabilities"),
        (SOFTMAX, (None, 1), ""),
        (SOFTMAX, (None, 20, 10), "class probabilities per position"),
        (Activation(function="softmax", axis=(1,)), (None, 20, 10), "probabilities"),
        (Activation(function="log_softmax"), (None, 10), ""),
        (SIGMOID, (None, 1), "probability"),
        (SIGMOID, (None, 10), "probabilities"),
        (Activation(function="relu"), (None, 10), ""),
        (Activation(function="tanh"), (None, 1), ""),
        (None, (None, 10), ""),
        (None, (None, 1), ""),
    ],
)
def test_only_a_softmax_or_sigmoid_gives_probabilities(
    last: Activation | None, shape: Shape, meaning: str
) -> None:
    assert output_meaning(last, shape, (*shape[:-1], 7)) == meaning


def test_each_pixel_has_class_probabilities_and_a_sigmoid_picture_may_be_anything() -> None:
    for function, meaning in (("softmax", "class probabilities per pixel"), ("sigmoid", "")):
        net = Network()
        image = net.input(None, 8, 8, 3)
        made = net.call(Kind.CONV, Convolution(filters=5), image, (None, 8, 8, 5))
        last = Activation(function=function)
        graph = net.finish(net.call(Kind.ACTIVATION, last, made, (None, 8, 8, 5)))
        assert graph.outputs[0].meaning == meaning


@pytest.mark.parametrize(
    ("causal", "meaning"), [(True, "next-token probabilities"), (False, "token probabilities")]
)
def test_probabilities_over_the_vocabulary_are_of_tokens(causal: bool, meaning: str) -> None:
    net = Network()
    tokens = net.input(None, None, dtype="int32")
    table = Embedding(vocabulary=100, width=8)
    vectors = net.call(Kind.EMBEDDING, table, tokens, (None, None, 8))
    inputs = tuple(Argument(vectors, role) for role in ("query", "value", "key"))
    attention = Attention(causal=causal, self_attention=True)
    mixed = net.call(Kind.ATTENTION, attention, inputs, (None, None, 8))
    scores = net.call(Kind.LINEAR, Linear(units=100), mixed, (None, None, 100))
    graph = net.finish(net.call(Kind.ACTIVATION, SOFTMAX, scores, (None, None, 100)), scores)
    unsquashed = meaning.replace("probabilities", "scores")
    assert [port.meaning for port in graph.outputs] == [meaning, unsquashed]


def test_casts_reshapes_and_identities_are_looked_through() -> None:
    net = Network()
    value = net.call(Kind.ACTIVATION, SOFTMAX, net.input(None, 10), (None, 10))
    value = net.call(Kind.CAST, Casting(dtype="float32"), value, (None, 10))
    value = net.call(Kind.IDENTITY, Attributes(), value, (None, 10))
    assert net.finish(value).outputs[0].meaning == "class probabilities"


def test_probabilities_that_are_worked_on_further_are_no_longer_called_so() -> None:
    net = Network()
    value = net.call(Kind.ACTIVATION, SOFTMAX, net.input(None, 10), (None, 10))
    scaled = Elementwise(operator="multiply", constant="2.0")
    value = net.call(Kind.ELEMENTWISE, scaled, value, (None, 10))
    assert net.finish(value).outputs[0].meaning == ""
