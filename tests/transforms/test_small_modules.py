"""A norm and its activation in a module of their own fold as if there were no such module."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.transforms.networks import Calls, cards

from netscribe.graph.types import Graph, Module
from netscribe.transforms.fold import fold
from netscribe.transforms.small_modules import without_small_modules


def _with_module(words: str, *, meaning: str = "") -> Graph:
    """A chain of operations, those behind the first one in a module "block/bn1"."""
    net = Calls()
    graph = net.graph(net.chain(words))
    first, *rest = graph.nodes
    modules = (
        Module("block", "block", "block", "Block"),
        Module("block/bn1", "block.bn1", "bn1", "BatchNormAct2d", "block", meaning=meaning),
    )
    inside = tuple(replace(node, module="block/bn1", name="") for node in rest)
    return replace(graph, nodes=(replace(first, module="block"), *inside), modules=modules)


def test_they_fold_into_the_layer_before() -> None:
    graph = without_small_modules(_with_module("conv bn relu"))
    assert [module.id for module in graph.modules] == ["block"]
    assert {node.module for node in graph.nodes} == {"block"}
    assert graph.node["bn"].name == "bn1"
    assert cards(fold(graph)) == "conv+bn1+"


@pytest.mark.parametrize("words", ["conv layernorm relu", "conv bn dense", "conv relu"])
def test_other_modules_stay(words: str) -> None:
    graph = _with_module(words)
    assert without_small_modules(graph) is graph


def test_a_module_with_a_meaning_stays() -> None:
    graph = _with_module("conv bn relu", meaning="Gate")
    assert without_small_modules(graph) is graph
