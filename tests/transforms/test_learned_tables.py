"""Tables read at places worked out from nothing, and parameters that enter as they are."""

from __future__ import annotations

import pytest
from tests.models.architectures.stored import stored

from netscribe.graph.attributes import (
    Attributes,
    Elementwise,
    Embedding,
    Function,
    Learned,
    Reshaping,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node
from netscribe.graph.validation import check_accounting, validate
from netscribe.style.labels import card_text
from netscribe.transforms.learned_tables import learned_tables
from netscribe.transforms.pipeline import simplified
from small_networks import Network

BTD = (None, 6, 8)


def checked(graph: Graph) -> Graph:
    made = learned_tables(graph)
    validate(made)
    check_accounting(graph, made)
    return made


def texts(name: str) -> list[str]:
    graph = simplified(stored(name))
    shown = (card_text(node, graph) for node in graph.nodes)
    return [f"{text.headline} · {text.detail_line}" for text in shown]


def count(net: Network) -> str:
    attributes = Attributes(settings=(("start", "0"), ("stop", "6")))
    return net.call(Kind.CONSTANT, attributes, (), (6,), type_name="arange", dtype="int64")


def lookup(net: Network, places: str) -> str:
    table = Embedding(vocabulary=16, width=8)
    return net.call(Kind.EMBEDDING, table, places, (6, 8), weights=((16, 8),))


def test_a_table_read_at_a_count_is_one_of_positions() -> None:
    net = Network()
    (node,) = checked(net.finish(lookup(net, count(net)))).nodes
    assert isinstance(node.attributes, Embedding)
    assert node.attributes.positional
    assert not node.inputs
    assert len(node.covers) == 2


def test_a_count_that_two_tables_read_is_hidden() -> None:
    net = Network()
    places = count(net)
    graph = checked(net.finish(lookup(net, places), lookup(net, places)))
    assert [node.op.kind for node in graph.nodes] == [Kind.EMBEDDING] * 2
    assert len(graph.hidden) == 1


def test_a_count_that_something_else_reads_stays() -> None:
    net = Network()
    places = count(net)
    twice = Elementwise(operator="multiply", constant="2")
    other = net.call(Kind.ELEMENTWISE, twice, places, (6,), dtype="int64")
    graph = checked(net.finish(lookup(net, places), other))
    assert graph.nodes[0].op.kind is Kind.CONSTANT
    assert any(node.inputs for node in graph.nodes if node.op.kind is Kind.EMBEDDING)


def test_a_table_read_at_an_input_is_left_alone() -> None:
    net = Network()
    source = net.finish(lookup(net, net.input(6, dtype="int64")))
    assert checked(source) is source


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("whisper", ["Position embedding · 1,500 × 512", "Position embedding · 448 × 512"]),
        ("gpt2", ["Position embedding · 1,024 × 768"]),
        ("bert", ["Position embedding · 512 × 768", "Token type embedding · 2 × 768"]),
        ("t5", ["Relative position bias · 32 × 12"]),
        ("clip", ["Parameter class_embedding · 768", "Take · at first token 49407"]),
        ("detr", ["Parameter query_position_embeddings · 100 × 256"]),
        ("vit", ["Parameter class_token · 768"]),
        ("transformer", ["Position table · [:T]", "Position table · [:S]"]),
    ],
)
def test_tables_and_parameters_of_known_networks_say_what_they_are(
    name: str, expected: list[str]
) -> None:
    assert not set(expected) - set(texts(name))


@pytest.mark.parametrize("name", ["whisper", "gpt2", "bert", "detr", "vit", "clip"])
def test_nothing_is_left_of_how_positions_were_counted(name: str) -> None:
    graph = simplified(stored(name))
    assert not [node.id for node in graph.nodes if node.op.type_name == "arange"]


def parameter(net: Network, *steps: tuple[str, tuple[int | None, ...]]) -> tuple[Graph, Node]:
    value: tuple[str, ...] = ()
    weights: tuple[tuple[int, ...], ...] = ((5, 8),)
    for function, shape in steps:
        value = (
            net.call(Kind.RESHAPE, Reshaping(function=function), value, shape, weights=weights),
        )
        weights = ()
    x = net.input(None, 5, 8)
    total = net.call(Kind.ELEMENTWISE, Elementwise(operator="add"), (x, *value), (None, 5, 8))
    graph = net.finish(total)
    made = simplified(graph)
    check_accounting(graph, made)
    return made, made.nodes[0]


def test_axes_and_copies_per_sample_belong_to_a_parameter() -> None:
    graph, node = parameter(Network(), ("expand", (1, 5, 8)), ("broadcast", (None, 5, 8)))
    assert node.op.kind is Kind.PARAMETER
    assert node.attributes == Learned(name="w0", sizes=(5, 8))
    assert len(graph.nodes) == 2


def test_a_parameter_repeated_along_another_axis_is_not_as_it_is() -> None:
    net = Network()
    tiled = net.call(Kind.RESHAPE, Reshaping(function="tile"), (), (None, 10, 8), weights=((5, 8),))
    graph = simplified(net.finish(tiled))
    assert [node.op.kind for node in graph.nodes] == [Kind.RESHAPE]


def test_a_function_of_a_parameter_names_it() -> None:
    net = Network()
    grown = net.call(Kind.MATH, Function(function="exp"), (), (8,), weights=((8,),))
    (node,) = simplified(net.finish(grown)).nodes
    assert dict(node.attributes.settings) == {"of": "w0"}


def test_a_slice_of_numbers_that_are_no_weights_is_a_table() -> None:
    net = Network()
    part = net.call(Kind.SLICE, Slicing(index=":6"), (), (6, 8))
    x = net.input(None, 6, 8)
    read = (Argument(x), Argument(part))
    total = net.call(Kind.ELEMENTWISE, Elementwise(operator="add"), read, (None, 6, 8))
    graph = simplified(net.finish(total))
    (table,) = [node for node in graph.nodes if node.op.kind is Kind.CONSTANT]
    assert table.op.type_name == "table"


def test_constants_that_read_parts_of_each_other_do_not_become_a_circle() -> None:
    net = Network()
    twice = Elementwise(operator="multiply", constant="2")

    def doubled(x: str) -> str:
        return net.call(Kind.ELEMENTWISE, twice, x, (6,), dtype="int64")

    with net.builder.module("first", "first", "Table") as first:
        one = doubled(count(net))
    with net.builder.module("second", "second", "Table") as second:
        two = doubled(doubled(one))
    with net.builder.inside(first):
        three = doubled(doubled(two))
    with net.builder.inside(second):
        four = doubled(doubled(three))
    graph = net.finish(four, one, two, three)
    made = simplified(graph)
    validate(made)
    check_accounting(graph, made)
