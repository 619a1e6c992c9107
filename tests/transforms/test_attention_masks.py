"""Masks that are computed from nothing are told by the attention that reads them, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netscribe.graph.attributes import (
    Attention,
    Attributes,
    Elementwise,
    Function,
    Reshaping,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node
from netscribe.graph.validation import check_accounting, validate
from netscribe.transforms.attention_masks import told_masks
from small_networks import Network

HEADS = (None, 2, "T", 4)
SQUARE = ("T", "T")


def told(graph: Graph) -> Graph:
    made = told_masks(graph)
    validate(made)
    check_accounting(graph, made)
    return made


def counted(net: Network, stop: str = "T") -> str:
    attributes = Attributes(settings=(("start", "0"),))
    return net.call(Kind.CONSTANT, attributes, (), (stop,), type_name="arange", dtype="int64")


def rows_and_columns(net: Network) -> tuple[str, str]:
    row = net.call(Kind.SLICE, Slicing(index=":, None"), counted(net), ("T", 1), dtype="int64")
    column = net.call(Kind.SLICE, Slicing(index="None, :"), counted(net), (1, "T"), dtype="int64")
    return row, column


def compared(net: Network, operator: str, one: str, two: str) -> str:
    attributes = Elementwise(operator=operator)
    return net.call(Kind.ELEMENTWISE, attributes, (one, two), SQUARE, dtype="bool")


def attention(net: Network, mask: str) -> str:
    x = net.input(*HEADS)
    read = (Argument(x, "query"), Argument(x, "key"), Argument(x, "value"), Argument(mask, "mask"))
    attributes = Attention(heads=2, key_dim=4, projections=False)
    return net.call(Kind.ATTENTION, attributes, read, HEADS)


def only_attention(graph: Graph) -> Node:
    (node,) = [node for node in graph.nodes if node.op.kind is Kind.ATTENTION]
    return node


def roles(node: Node) -> set[str]:
    return {item.role for item in node.inputs}


def causal_of(node: Node) -> bool:
    assert isinstance(node.attributes, Attention)
    return node.attributes.causal


@pytest.mark.parametrize(("operator", "causal"), [("greater_equal", True), ("less", True)])
def test_positions_compared_with_positions_are_a_causal_mask(operator: str, causal: bool) -> None:
    """True where attention may read, or where it may not: frameworks differ."""
    net = Network()
    graph = told(net.finish(attention(net, compared(net, operator, *rows_and_columns(net)))))
    assert len(graph.nodes) == 1
    assert causal_of(graph.nodes[0]) is causal
    assert roles(graph.nodes[0]) == {"query", "key", "value"}


@pytest.mark.parametrize("operator", ["greater", "less_equal", "not_equal"])
def test_other_comparisons_stay_as_they_are(operator: str) -> None:
    net = Network()
    source = net.finish(attention(net, compared(net, operator, *rows_and_columns(net))))
    assert told(source) is source


@pytest.mark.parametrize(("diagonal", "causal"), [("1", True), ("0", False), ("2", False)])
def test_an_upper_triangle_that_hides_is_causal_if_it_leaves_the_diagonal(
    diagonal: str, causal: bool
) -> None:
    net = Network()
    fill = Attributes(settings=(("fill value", "-inf"),))
    full = net.call(Kind.CONSTANT, fill, (), SQUARE, type_name="full")
    triangle = Function(function="triu", settings=(("k", diagonal),))
    mask = net.call(Kind.MATH, triangle, full, SQUARE)
    assert causal_of(only_attention(told(net.finish(attention(net, mask))))) is causal


@given(window=st.integers(1, 5000))
@settings(max_examples=30, deadline=None)
def test_a_window_of_the_past_is_told_with_its_length(window: int) -> None:
    net = Network()
    row, column = rows_and_columns(net)
    past = compared(net, "greater_equal", row, column)
    edge = net.call(
        Kind.ELEMENTWISE,
        Elementwise(operator="subtract", constant=str(window)),
        row,
        ("T", 1),
        dtype="int64",
    )
    near = compared(net, "greater", column, edge)
    both = compared(net, "bitwise_and", past, near)
    node = only_attention(told(net.finish(attention(net, both))))
    assert isinstance(node.attributes, Attention)
    assert node.attributes.causal
    assert dict(node.attributes.settings) == {"window": str(window)}


@pytest.mark.parametrize(("word", "dtype"), [("ones", "bool"), ("zeros", "float32")])
def test_a_mask_that_hides_nothing_is_left_out(word: str, dtype: str) -> None:
    net = Network()
    mask = net.call(Kind.CONSTANT, Attributes(), (), SQUARE, type_name=word, dtype=dtype)
    wide = Reshaping(function="broadcast")
    mask = net.call(Kind.RESHAPE, wide, mask, (None, 1, "T", "T"), dtype=dtype)
    node = only_attention(told(net.finish(attention(net, mask))))
    assert roles(node) == {"query", "key", "value"}
    assert not causal_of(node)


def test_a_mask_from_an_input_stays() -> None:
    net = Network()
    source = net.finish(attention(net, net.input(None, 1, "T", "T", dtype="bool", name="mask")))
    assert told(source) is source


def test_where_leaves_the_bias_and_says_causal() -> None:
    net = Network()
    past = compared(net, "greater_equal", *rows_and_columns(net))
    bias = net.input(1, 2, "T", "T", name="bias")
    chosen = Function(function="where", settings=(("other", "-3.40282e+38"),))
    mask = net.call(
        Kind.MATH, chosen, (Argument(past, "condition"), Argument(bias)), (1, 2, "T", "T")
    )
    node = only_attention(told(net.finish(attention(net, mask))))
    assert causal_of(node)
    assert roles(node) == {"query", "key", "value", "bias"}


def test_a_mask_that_is_also_an_output_stays_an_output() -> None:
    net = Network()
    past = compared(net, "greater_equal", *rows_and_columns(net))
    graph = told(net.finish(attention(net, past), past))
    assert causal_of(only_attention(graph))
    assert len(graph.outputs) == 2
    assert any(past in node.outputs for node in graph.nodes)
