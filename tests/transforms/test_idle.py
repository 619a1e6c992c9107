"""Operations without effect are hidden, said so, and their readers read what they read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.transforms.networks import Calls, cards

from netscribe.graph.attributes import Attributes, Dropout, Elementwise, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Hidden, Op
from netscribe.transforms.idle import REASON, without_idle


def _with(kind: Kind, attributes: Attributes) -> Graph:
    """A convolution, an operation of one input and of the same shape, and an activation."""
    net = Calls()
    graph = net.graph(net.chain("conv identity relu"))
    nodes = tuple(
        replace(node, op=Op(kind, "Any"), attributes=attributes) if node.id == "identity" else node
        for node in graph.nodes
    )
    return replace(graph, nodes=nodes)


IDLE = [
    (Kind.IDENTITY, Attributes()),
    (Kind.DROPOUT, Dropout(rate=0.0)),
    (Kind.ELEMENTWISE, Elementwise(operator="add", constant="0")),
    (Kind.ELEMENTWISE, Elementwise(operator="divide", constant="1")),
    (Kind.SLICE, Slicing(index=":, 0:, ...")),
]
AT_WORK = [
    (Kind.IDENTITY, Attributes(settings=(("l2", "0.01"),))),
    (Kind.DROPOUT, Dropout(rate=0.1)),
    (Kind.ELEMENTWISE, Elementwise(operator="multiply", constant="0")),
    (Kind.ELEMENTWISE, Elementwise(operator="divide", constant="1", constant_first=True)),
    (Kind.SLICE, Slicing(index=":, 0")),
]


@pytest.mark.parametrize(("kind", "attributes"), IDLE)
def test_what_changes_nothing_is_hidden_with_the_reason(kind: Kind, attributes: Attributes) -> None:
    graph = without_idle(_with(kind, attributes))
    assert cards(graph) == "conv relu"
    assert graph.hidden == (Hidden("identity", REASON),)
    assert graph.node["relu"].inputs[0].value == graph.node["conv"].outputs[0]


@pytest.mark.parametrize(("kind", "attributes"), AT_WORK)
def test_what_may_change_something_stays(kind: Kind, attributes: Attributes) -> None:
    graph = _with(kind, attributes)
    assert without_idle(graph) is graph


def test_what_an_output_reads_stays() -> None:
    net = Calls()
    graph = net.graph(net.chain("conv identity"))
    assert without_idle(graph) is graph


def test_several_in_a_row_go_together() -> None:
    net = Calls()
    graph = without_idle(net.graph(net.chain("conv identity identity relu")))
    assert cards(graph) == "conv relu"
    assert graph.node["relu"].inputs[0].value == graph.node["conv"].outputs[0]
