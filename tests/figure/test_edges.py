"""Edges of a figure: who is joined to whom, and which of them print a shape."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_networks import Network
from tests.strategies import graphs

from netscribe.figure.edges import figure_edges, input_bar_id, output_bar_id
from netscribe.graph.attributes import (
    Activation,
    Attention,
    Axis,
    Convolution,
    Elementwise,
    Linear,
    Product,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph
from netscribe.style.shapes import shape_text
from netscribe.transforms.pipeline import simplified

FEW = settings(max_examples=50, deadline=None)
_CONV = Convolution(filters=4, kernel_size=(3, 3), padding="same")


def _labels(graph: Graph, shapes: str = "change") -> dict[tuple[str, str], str]:
    return {(edge.source, edge.target): edge.label for edge in figure_edges(graph, shapes)}


def test_a_shape_is_printed_where_it_changes_and_not_where_it_stays() -> None:
    net = Network()
    image = net.input(None, 8, 8, 3)
    first = net.call(Kind.CONV, _CONV, image, (None, 8, 8, 4))
    second = net.call(Kind.CONV, _CONV, first, (None, 8, 8, 4))
    third = net.call(Kind.CONV, _CONV, second, (None, 8, 8, 4))
    labels = _labels(net.finish(third))
    assert labels == {
        ("input:x", "conv_1"): "",
        ("conv_1", "conv_2"): "8 × 8 × 4",
        ("conv_2", "conv_3"): "",
        ("conv_3", "output:y0"): "",
    }


def test_a_shape_with_several_readers_is_printed_once() -> None:
    net = Network()
    image = net.input(None, 8)
    wide = net.call(Kind.LINEAR, Linear(units=4), image, (None, 4))
    left = net.call(Kind.LINEAR, Linear(units=4), wide, (None, 4))
    right = net.call(Kind.LINEAR, Linear(units=4), wide, (None, 4))
    merged = net.call(Kind.ELEMENTWISE, Elementwise(operator="add"), (left, right), (None, 4))
    printed = [label for label in _labels(net.finish(merged)).values() if label]
    assert printed == ["4"]


def test_every_edge_into_a_concatenation_prints_its_shape() -> None:
    net = Network()
    image = net.input(None, 8, 8, 3)
    conv = net.call(Kind.CONV, _CONV, image, (None, 8, 8, 4))
    merged = net.call(Kind.CONCAT, Axis(axis=-1), (conv, image), (None, 8, 8, 7))
    labels = _labels(net.finish(merged))
    assert labels["conv_1", "concat_2"] == "8 × 8 × 4"
    assert labels["input:x", "concat_2"] == "8 × 8 × 3"


def test_every_edge_into_a_product_prints_its_shape() -> None:
    net = Network()
    left, right = net.input(None, 5, 8, name="a"), net.input(None, 8, 5, name="b")
    product = net.call(Kind.MATMUL, Product(), (left, right), (None, 5, 5))
    labels = _labels(net.finish(product))
    assert [labels["input:a", "matmul_1"], labels["input:b", "matmul_1"]] == ["5 × 8", "8 × 5"]


def test_a_broadcast_prints_both_shapes_and_an_equal_sum_none() -> None:
    net = Network()
    image, scale = net.input(None, 8, 8, 4, name="a"), net.input(None, 1, 1, 4, name="b")
    scaled = net.call(
        Kind.ELEMENTWISE, Elementwise(operator="multiply"), (image, scale), (None, 8, 8, 4)
    )
    summed = net.call(
        Kind.ELEMENTWISE, Elementwise(operator="add"), (scaled, image), (None, 8, 8, 4)
    )
    labels = _labels(net.finish(summed))
    assert labels["input:a", "elementwise_1"] == "8 × 8 × 4"
    assert labels["input:b", "elementwise_1"] == "1 × 1 × 4"
    assert labels["elementwise_1", "elementwise_2"] == labels["input:a", "elementwise_2"] == ""


def test_self_attention_has_one_edge_without_roles() -> None:
    net = Network()
    words = net.input(None, 5, 8)
    roles = tuple(Argument(words, role) for role in ("query", "value", "key"))
    out = net.call(Kind.ATTENTION, Attention(self_attention=True), roles, (None, 5, 8))
    assert _labels(net.finish(out)) == {
        ("input:x", "attention_1"): "",
        ("attention_1", "output:y0"): "",
    }


def test_cross_attention_names_what_each_edge_is() -> None:
    net = Network()
    query, memory = net.input(None, 5, 8, name="q"), net.input(None, 7, 8, name="m")
    roles = (Argument(query, "query"), Argument(memory, "value"), Argument(memory, "key"))
    out = net.call(Kind.ATTENTION, Attention(), roles, (None, 5, 8))
    labels = _labels(net.finish(out))
    assert labels["input:q", "attention_1"].startswith("query")
    assert labels["input:m", "attention_1"].startswith("value, key")


def test_all_shapes_or_none_on_request() -> None:
    net = Network()
    image = net.input(None, 8)
    relu = net.call(Kind.ACTIVATION, Activation(function="relu"), image, (None, 8))
    again = net.call(Kind.ACTIVATION, Activation(function="relu"), relu, (None, 8))
    graph = net.finish(again)
    assert set(_labels(graph, "none").values()) == {""}
    assert _labels(graph, "all")["activation_1", "activation_2"] == "8"


@FEW
@given(graphs(), st.sampled_from(("change", "all", "none")))
def test_every_argument_and_output_has_its_edge(graph: Graph, shapes: str) -> None:
    drawn = simplified(graph)
    joined = {(edge.tensor, edge.target) for edge in figure_edges(drawn, shapes)}
    wanted = {(argument.value, node.id) for node in drawn.nodes for argument in node.inputs}
    wanted |= {(port.value, output_bar_id(port.name)) for port in drawn.outputs}
    assert joined == wanted


@FEW
@given(graphs())
def test_an_edge_starts_where_its_tensor_is_made(graph: Graph) -> None:
    drawn = simplified(graph)
    bars = {port.value: input_bar_id(port.name) for port in drawn.inputs}
    for edge in figure_edges(drawn, "change"):
        expected = bars.get(edge.tensor)
        if expected is None:
            expected = drawn.drawn_by[str(drawn.value[edge.tensor].producer)].id
            assert drawn.node[expected].outputs[edge.source_output] == edge.tensor
        assert edge.source == expected


@FEW
@given(graphs())
def test_a_reader_can_tell_the_shape_of_every_tensor(graph: Graph) -> None:
    """A tensor whose shape no edge or bar prints has that of one of its node's inputs."""
    drawn = simplified(graph)
    edges = figure_edges(drawn, "change")
    told = {
        edge.tensor for edge in edges if shape_text(drawn.value[edge.tensor].type) in edge.label
    }
    told |= {port.value for port in (*drawn.inputs, *drawn.outputs)}
    for node in drawn.nodes:
        inputs = {shape_text(drawn.value[argument.value].type) for argument in node.inputs}
        for output in node.outputs:
            if output not in told and drawn.consumers[output]:
                assert shape_text(drawn.value[output].type) in inputs


@FEW
@given(graphs())
def test_ids_of_edges_are_unique(graph: Graph) -> None:
    counts = Counter(edge.id for edge in figure_edges(simplified(graph), "change"))
    assert set(counts.values()) <= {1}
