"""Operations that run at each time step: they do not see the axes of steps, their tensors do."""

from __future__ import annotations

from netscribe.graph.attributes import Convolution, Elementwise, Pool
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Shape
from small_networks import Network

_STEPS = ("each time step",)


def shape_of(graph: Graph, place: int = 0) -> Shape | None:
    return graph.value[graph.outputs[place].value].type.shape


def test_layers_of_a_model_that_runs_at_each_step_do_not_see_the_steps() -> None:
    net = Network()
    frames = net.input(None, None, None, None, 3)
    conv = Convolution(filters=8, kernel_size=(3, 3), stride=(2, 2), padding="same")
    shape = (None, None, None, None, 8)
    with net.builder.module("frame", "frame", "Sequential", _STEPS):
        made = net.call(Kind.CONV, conv, frames, shape)
        both = net.call(Kind.ELEMENTWISE, Elementwise(), (made, made), shape)
        pooled = net.call(Kind.POOL, Pool(is_global=True), both, (None, None, 8))
    graph = net.finish(both, pooled)
    assert graph.values[0].type.shape == ("B", "T", "H", "W", 3)
    assert shape_of(graph, 0) == ("B", "T", "⌈H/2⌉", "⌈W/2⌉", 8)
    assert shape_of(graph, 1) == ("B", "T", 8)
    assert graph.values[0].type.axes == ("batch", "time", "height", "width", "channel")
    assert graph.inputs[0].meaning == "video"


def test_steps_within_steps_have_a_letter_each() -> None:
    net = Network()
    films = net.input(None, None, None, 16, 16, 3)
    conv = Convolution(filters=8, kernel_size=(3, 3), padding="same")
    shape = (None, None, None, 16, 16, 8)
    with net.builder.module("film", "film", "Functional", _STEPS):
        made = net.call(Kind.CONV, conv, films, shape, qualifiers=_STEPS)
    assert shape_of(net.finish(made)) == ("B", "T", "S", 16, 16, 8)


def test_a_layer_inside_steps_is_counted_once_per_step() -> None:
    net = Network()
    frames = net.input(None, 10, 2, 8, 8)
    conv = Convolution(filters=4, kernel_size=(3, 3), channels_first=True)
    with net.builder.module("frame", "frame", "Sequential", _STEPS):
        made = net.call(Kind.CONV, conv, frames, (None, 10, 4, 6, 6))
    total = total_multiply_adds(net.finish(made))
    assert (total.known, total.unknown_nodes) == (10 * (6 * 6 * 4 * 9 * 2), 0)
