"""Pruning leaves out what no output reads, says so, and touches nothing else."""

from __future__ import annotations

from dataclasses import replace

from tests.transforms.networks import Calls, cards

from netscribe.graph.attributes import Attributes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Hidden, Node, Op
from netscribe.transforms.prune import REASON, prune


def test_a_dead_branch_is_hidden_with_its_reason() -> None:
    net = Calls()
    kept = net.call("conv", net.image)
    net.chain("dense relu", kept)
    graph = prune(net.graph(kept))
    assert cards(graph) == "conv"
    assert graph.hidden == (Hidden("dense", REASON), Hidden("relu", REASON))


def test_parameters_of_a_dead_branch_still_count() -> None:
    net = Calls()
    kept = net.call("conv", net.image)
    net.call("dense", kept)
    source = net.graph(kept)
    assert prune(source).parameter_count == source.parameter_count == 8


def test_a_graph_without_dead_operations_is_given_back_as_it_is() -> None:
    net = Calls()
    graph = net.graph(net.chain("conv relu"))
    assert prune(graph) is graph


def test_an_operation_with_one_read_result_stays() -> None:
    net = Calls()
    half = (None, 8, 8, 2)
    left, _ = net.calls("split", net.image, shapes=(half, half))
    assert cards(prune(net.graph(left))) == "split"


def test_a_graph_without_outputs_is_left_as_it_is() -> None:
    net = Calls()
    net.chain("conv relu")
    graph = net.graph()
    assert prune(graph) is graph


def test_a_module_that_is_not_used_stays() -> None:
    net = Calls()
    graph = net.graph(net.chain("conv relu"))
    unused = Node("head", Op(Kind.UNUSED, "Linear"), attributes=Attributes(), covers=("head",))
    graph = replace(graph, nodes=(*graph.nodes, unused))
    assert prune(graph) is graph
