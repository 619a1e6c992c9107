"""Letters that later operations show to be equal: unified where it is certain, else not."""

from __future__ import annotations

import pytest

from netscribe.graph.attributes import (
    Axis,
    Convolution,
    Elementwise,
    Function,
    Linear,
    Pool,
    Reshaping,
    Resize,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Shape
from small_networks import Network


def shape_of(graph: Graph, place: int = 0) -> Shape | None:
    return graph.value[graph.outputs[place].value].type.shape


def _noise(net: Network, *shape: int | None) -> str:
    return net.call(Kind.RANDOM, Function(function="normal"), (), shape)


def test_noise_that_is_added_has_the_sizes_of_what_it_is_added_to() -> None:
    net = Network()
    mean = net.input(None, None, 2)
    noise = _noise(net, None, None, 2)
    total = net.call(Kind.ELEMENTWISE, Elementwise(), (noise, mean), (None, None, 2))
    graph = net.finish(noise, total)
    assert (shape_of(graph, 0), shape_of(graph, 1)) == (("B", "T", 2), ("B", "T", 2))
    assert graph.value[graph.outputs[0].value].type.axes[0] == "batch"


def test_what_was_made_from_noise_follows_and_chains_are_followed() -> None:
    net = Network()
    x = net.input(None, 2)
    first, second = _noise(net, None, 2), _noise(net, None, 2)
    wide = net.call(Kind.LINEAR, Linear(units=4), second, (None, 4))
    both = net.call(Kind.ELEMENTWISE, Elementwise(), (first, second), (None, 2))
    total = net.call(Kind.ELEMENTWISE, Elementwise(), (both, x), (None, 2))
    graph = net.finish(first, wide, both, total)
    assert [shape_of(graph, place) for place in range(4)] == [
        ("B", 2),
        ("B", 4),
        ("B", 2),
        ("B", 2),
    ]


def test_noise_may_have_a_size_that_was_worked_out() -> None:
    net = Network()
    x = net.input(None, None, 8)
    conv = Convolution(filters=8, kernel_size=(3,), stride=(2,), padding="same")
    half = net.call(Kind.CONV, conv, x, (None, None, 8))
    noise = _noise(net, None, None, 8)
    total = net.call(Kind.ELEMENTWISE, Elementwise(), (half, noise), (None, None, 8))
    graph = net.finish(noise, total)
    assert shape_of(graph) == shape_of(graph, 1) == ("B", "⌈T/2⌉", 8)


def test_two_inputs_that_are_added_may_have_a_one_and_keep_their_letters() -> None:
    net = Network()
    one, two = net.input(None, None, 8, name="one"), net.input(None, None, 8, name="two")
    net_sum = net.call(Kind.ELEMENTWISE, Elementwise(), (one, two), (None, None, 8))
    graph = net.finish(one, two, net_sum)
    assert [shape_of(graph, place) for place in (0, 1)] == [("B", "T", 8), ("B", "S", 8)]


def test_two_inputs_that_are_concatenated_along_another_axis_are_equally_long() -> None:
    net = Network()
    one, two = net.input(None, None, 8, name="one"), net.input(None, None, 8, name="two")
    joined = net.call(Kind.CONCAT, Axis(axis=-1), (one, two), (None, None, 16))
    graph = net.finish(one, two, joined)
    assert {shape_of(graph, place) for place in (0, 1)} == {("B", "T", 8)}
    assert shape_of(graph, 2) == ("B", "T", 16)


def test_two_inputs_that_are_concatenated_along_their_length_are_not() -> None:
    net = Network()
    one, two = net.input(None, None, 8, name="one"), net.input(None, None, 8, name="two")
    joined = net.call(Kind.CONCAT, Axis(axis=1), (one, two), (None, None, 8))
    graph = net.finish(one, two, joined)
    assert [shape_of(graph, place) for place in (0, 1)] == [("B", "T", 8), ("B", "S", 8)]


def test_an_input_is_not_rewritten_by_an_expression() -> None:
    net = Network()
    image = net.input(None, None, None, 8)
    shape = (None, None, None, 8)
    low = net.call(Kind.POOL, Pool(size=(2, 2)), image, shape)
    high = net.call(Kind.RESIZE, Resize(factors=(2, 2)), low, shape)
    joined = net.call(Kind.CONCAT, Axis(axis=-1), (high, image), (None, None, None, 16))
    assert net.finish(joined).values[0].type.shape == ("B", "H", "W", 8)


def test_a_result_of_unknown_length_is_not_unified_by_an_addition() -> None:
    net = Network("keras.ops")
    x = net.input(None, 8)
    unknown = net.call(Kind.MATH, Function(function="segment_sum"), x, (None, 8))
    total = net.call(Kind.ELEMENTWISE, Elementwise(), (unknown, x), (None, 8))
    assert shape_of(net.finish(unknown, total)) == ("N", 8)


@pytest.mark.parametrize(
    ("attributes", "source", "target", "named"),
    [
        (Function(function="top_k"), (None, None, 8), (None, None, 2), ("B", "T", 2)),
        (Function(function="one_hot"), (None, None, 8), (None, None, 8, 5), ("B", "T", 8, 5)),
        (
            Function(function="one_hot", settings=(("axis", "1"),)),
            (None, None, 8),
            (None, 5, None, 8),
            ("N", 5, "M", 8),
        ),
        (Function(function="rfft"), (None, None, 8), (None, None, 5), ("B", "T", 5)),
        (Function(function="segment_sum"), (None, 8), (None, 8), ("N", 8)),
        (Function(function="inv"), (None, 3, 3), (None, 3, 3), ("B", 3, 3)),
    ],
)
def test_functions_over_the_last_axes_keep_those_in_front(
    attributes: Function, source: Shape, target: Shape, named: Shape
) -> None:
    net = Network("keras.ops")
    found = net.call(Kind.MATH, attributes, net.input(*source), target)
    assert shape_of(net.finish(found)) == named


@pytest.mark.parametrize("type_name", ["Take", "index_select"])
def test_a_lookup_puts_the_indices_axes_in_place_of_its_own(type_name: str) -> None:
    net = Network("keras.ops")
    table = net.input(None, 50, 8)
    ids = net.input(None, None, dtype="int32", name="ids")
    taken = net.call(
        Kind.SLICE,
        Slicing(settings=(("axis", "1"),)),
        (table, ids),
        (None, None, None, 8),
        type_name=type_name,
    )
    assert shape_of(net.finish(taken)) == ("B", "B", "T", 8)


def test_a_lookup_item_by_item_keeps_the_other_axes() -> None:
    net = Network("keras.ops")
    x, ids = net.input(None, None, 8), net.input(None, None, 3, dtype="int32", name="ids")
    settings = (("axis", "-1"),)
    taken = net.call(Kind.SLICE, Slicing(settings=settings), (x, ids), (None, None, 3))
    assert shape_of(net.finish(taken)) == ("B", "T", 3)


@pytest.mark.parametrize(
    ("function", "source", "target", "named"),
    [
        ("depth to space", (None, None, None, 16), (None, None, None, 4), ("B", "2H", "2W", 4)),
        ("space to depth", (None, None, 8, 4), (None, None, 4, 16), ("B", "H/2", 4, 16)),
        ("depth to space", (None, 16, None, 6), (None, 4, None, 12), ("B", 4, "2W", 12)),
    ],
)
def test_channels_that_become_positions_enlarge_them(
    function: str, source: Shape, target: Shape, named: Shape
) -> None:
    net = Network("keras.ops")
    attributes = Reshaping(function=function, settings=(("block size", "2"),))
    found = net.call(Kind.RESHAPE, attributes, net.input(*source), target)
    assert shape_of(net.finish(found)) == named
