"""Meanings of axes: who says them, how far they spread, and that both channel orders come out."""

from __future__ import annotations

import pytest
from hypothesis import given

from netscribe.graph.attributes import (
    Activation,
    Attention,
    Convolution,
    Elementwise,
    Embedding,
    Linear,
    Normalization,
    Pool,
    Recurrent,
    Reshaping,
)
from netscribe.graph.axes import mark_axes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Shape
from small_networks import Network
from strategies import graphs


def axes_of(graph: Graph, value: str) -> tuple[str, ...]:
    return graph.value[value].type.axes


@pytest.mark.parametrize("channels_first", [False, True])
def test_meanings_reach_backwards_to_the_input_and_forwards_to_the_end(
    channels_first: bool,
) -> None:
    def order(channels: int) -> Shape:
        return (None, channels, 16, 16) if channels_first else (None, 16, 16, channels)

    net = Network()
    image = net.input(*order(3))
    scaled = net.call(
        Kind.ELEMENTWISE, Elementwise(operator="divide", constant="255"), image, order(3)
    )
    conv = Convolution(filters=8, kernel_size=(1, 1), channels_first=channels_first)
    made = net.call(Kind.CONV, conv, scaled, order(8))
    added = net.call(Kind.ELEMENTWISE, Elementwise(), (made, made), order(8))
    end = net.call(Kind.ACTIVATION, Activation(function="relu"), added, order(8))
    graph = net.finish(end)
    expected = (
        ("batch", "channel", "height", "width")
        if channels_first
        else ("batch", "height", "width", "channel")
    )
    for value in (image, scaled, made, added, end):
        assert axes_of(graph, value) == expected, value


def test_a_permutation_carries_meanings_with_it() -> None:
    net = Network()
    image = net.input(None, 16, 16, 3)
    made = net.call(Kind.CONV, Convolution(filters=8), image, (None, 16, 16, 8))
    turn = Reshaping(function="permute", order=(0, 3, 1, 2))
    turned = net.call(Kind.RESHAPE, turn, made, (None, 8, 16, 16))
    assert axes_of(net.finish(turned), turned) == ("batch", "channel", "height", "width")


def test_one_dimensional_convolutions_run_over_time() -> None:
    net = Network()
    sound = net.input(None, 100, 2)
    net.call(Kind.CONV, Convolution(filters=8), sound, (None, 100, 8))
    assert axes_of(net.finish(sound), sound) == ("batch", "time", "channel")


def test_volumes_have_a_depth() -> None:
    net = Network()
    volume = net.input(None, 4, 16, 16, 1)
    net.call(Kind.POOL, Pool(size=(2, 2, 2)), volume, (None, 2, 8, 8, 1))
    graph = net.finish(volume)
    assert axes_of(graph, volume) == ("batch", "depth", "height", "width", "channel")


def test_frames_that_a_layer_runs_on_one_by_one_are_time() -> None:
    net = Network()
    video = net.input(None, 10, 16, 16, 3)
    conv = Convolution(filters=8)
    shape = (None, 10, 16, 16, 8)
    made = net.call(Kind.CONV, conv, video, shape, qualifiers=("each time step",))
    graph = net.finish(made)
    for value in (video, made):
        assert axes_of(graph, value) == ("batch", "time", "height", "width", "channel")


def test_text_networks_have_time_and_features() -> None:
    net = Network()
    tokens = net.input(None, 20, dtype="int32")
    vectors = net.call(Kind.EMBEDDING, Embedding(vocabulary=100, width=8), tokens, (None, 20, 8))
    normed = net.call(Kind.NORM, Normalization(method="layer"), vectors, (None, 20, 8))
    roles = tuple(Argument(normed, role) for role in ("query", "value", "key"))
    mixed = net.call(Kind.ATTENTION, Attention(heads=2), roles, (None, 20, 8))
    last = net.call(Kind.RECURRENT, Recurrent(units=(5,)), mixed, (None, 5))
    graph = net.finish(last)
    assert axes_of(graph, tokens) == ("batch", "time")
    for value in (vectors, normed, mixed):
        assert axes_of(graph, value) == ("batch", "time", "feature")
    assert axes_of(graph, last) == ("batch", "feature")


def test_heads_stand_where_the_framework_puts_them() -> None:
    for domain, expected in (
        ("keras.ops", ("batch", "time", "head", "feature")),
        ("torch", ("batch", "head", "time", "feature")),
    ):
        net = Network(domain)
        query = net.input(None, 4, 4, 8)
        roles = tuple(Argument(query, role) for role in ("query", "key", "value"))
        net.call(Kind.ATTENTION, Attention(heads=4), roles, (None, 4, 4, 8))
        assert axes_of(net.finish(query), query) == expected


def test_a_head_over_a_flattened_image_has_features_not_channels() -> None:
    net = Network()
    image = net.input(None, 4, 4, 3)
    made = net.call(Kind.CONV, Convolution(filters=8), image, (None, 4, 4, 8))
    flat = net.call(Kind.RESHAPE, Reshaping(function="flatten"), made, (None, 128))
    scores = net.call(Kind.LINEAR, Linear(units=10), flat, (None, 10))
    graph = net.finish(scores)
    assert axes_of(graph, flat) == ("batch", "feature")
    assert axes_of(graph, scores) == ("batch", "feature")


def test_a_dense_layer_over_constants_has_features() -> None:
    net = Network()
    made = net.call(Kind.LINEAR, Linear(4), (), (2, 4), weights=((8, 4),))
    assert axes_of(net.finish(made), made) == ("", "feature")


def test_where_nothing_is_known_nothing_is_said() -> None:
    net = Network("keras.ops")
    value = net.input(3, 4, 5)
    assert axes_of(net.finish(value), value) == ()


@given(graphs())
def test_axes_fit_the_rank_and_marking_twice_changes_nothing(graph: Graph) -> None:
    for value in graph.values:
        assert len(value.type.axes) in (0, len(value.type.shape or ()))
        assert value.type.axes[:1] == ("batch",)
    assert mark_axes(graph) == graph
