"""Bars say what goes in and comes out: meaning, else name; shape and dtype; no empty names."""

from __future__ import annotations

from dataclasses import replace

from tests.small_networks import Network

from netscribe.figure.bars import figure_bars
from netscribe.graph.attributes import Linear
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph


def _dense(name: str, *, dtype: str = "float32") -> Graph:
    net = Network()
    value = net.input(None, 8, name=name, dtype=dtype)
    return net.finish(net.call(Kind.LINEAR, Linear(units=4), value, (None, 4)))


def _with_meaning(graph: Graph, meaning: str) -> Graph:
    return replace(graph, inputs=(replace(graph.inputs[0], meaning=meaning),))


def test_a_meaning_comes_first_and_the_name_behind_it() -> None:
    bar = figure_bars(_with_meaning(_dense("pixels"), "image"))[0]
    assert (bar.title, bar.name, bar.shape, bar.is_input) == ("image", "pixels", "8", True)


def test_a_name_stands_in_for_an_unknown_meaning() -> None:
    bar = figure_bars(_with_meaning(_dense("pixels"), ""))[0]
    assert (bar.title, bar.name) == ("pixels", "")


def test_an_automatic_name_is_left_out() -> None:
    for name in ("input_layer", "input_layer_3", "keras_tensor_12", "input"):
        bar = figure_bars(_with_meaning(_dense(name), ""))[0]
        assert (bar.title, bar.name) == ("input", "")


def test_a_name_equal_to_the_meaning_is_printed_once() -> None:
    bar = figure_bars(_with_meaning(_dense("image"), "image"))[0]
    assert (bar.title, bar.name) == ("image", "")


def test_a_dtype_is_printed_unless_it_is_a_float() -> None:
    assert figure_bars(_dense("ids", dtype="int32"))[0].shape == "8 · int32"
    assert figure_bars(_dense("x"))[0].shape == "8"


def test_inputs_come_before_outputs_in_the_models_order() -> None:
    net = Network()
    values = [net.input(None, 8, name=name) for name in ("b", "a")]
    bars = figure_bars(net.finish(*values[::-1]))
    assert [bar.id for bar in bars] == ["input:b", "input:a", "output:y0", "output:y1"]
