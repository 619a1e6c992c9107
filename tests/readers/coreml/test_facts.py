"""Layers, shapes and totals of CoreML models are those of the PyTorch models they came from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.readers.model_files import DATA, named, read, reader_of, shape_of

from netscribe.graph.attributes import Convolution, Embedding, Linear, Normalization, Recurrent
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph
from netscribe.transforms.pipeline import simplified

FILES = DATA / "coreml"
NAMES = (
    "images.mlpackage",
    "images.mlmodel",
    "words.mlpackage",
    "palette.mlpackage",
    "trees.mlmodel",
    "pipeline.mlmodel",
)


def _said(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FILES / f"{name}.json").read_text())
    return found


def _read(name: str) -> Graph:
    return read(FILES / name)


@pytest.mark.parametrize("name", NAMES)
def test_only_this_reader_claims_it(name: str) -> None:
    assert reader_of(FILES / name) == "coreml"


@pytest.mark.parametrize("name", ["images", "words"])
def test_layers_have_pytorchs_names_and_shapes(name: str) -> None:
    graph = _read(f"{name}.mlpackage")
    nodes = named(graph)
    for layer, shape in _said(name)["shapes"].items():
        if layer in nodes:
            assert shape_of(graph, nodes[layer]) == shape
        else:  # folded into a convolution, or behind a change of axes
            assert layer in ("stem", "norm", "lstm")


def test_totals_are_pytorchs_but_for_folded_norms_and_joined_biases() -> None:
    images = _said("images")["total"] - 8  # the convolution's own bias went into the norm's
    for name in ("images.mlpackage", "images.mlmodel", "palette.mlpackage"):
        assert _read(name).parameter_count == images
    assert _read("words.mlpackage").parameter_count == _said("words")["total"] - 4 * 8


def _facts(graph: Graph, kind: Kind) -> list[tuple[object, ...]]:
    nodes = [node for node in graph.nodes if node.op.kind is kind]
    return [(node.attributes, shape_of(graph, node)) for node in nodes]


def test_program_and_network_of_one_model_agree() -> None:
    program, network = (simplified(_read(f"images.{kind}")) for kind in ("mlpackage", "mlmodel"))
    kinds = (Kind.CONV, Kind.POOL, Kind.LINEAR, Kind.RESIZE, Kind.CONCAT)
    for kind in kinds:
        left, right = (
            [
                (node.attributes, shape_of(graph, node))
                for node in graph.nodes
                if node.op.kind is kind
            ]
            for graph in (program, network)
        )
        assert left == right, kind
    assert total_multiply_adds(program) == total_multiply_adds(network)


def test_multiply_adds_are_counted() -> None:
    stem, wide, up, fc = 15 * 15 * 8 * 27, 15 * 15 * 8 * 9, 7 * 7 * 8 * 4 * 4, 20
    total = total_multiply_adds(_read("images.mlpackage"))
    assert (total.known, total.unknown_nodes) == (stem + wide + up + fc, 0)


def test_convolutions_have_their_canonical_attributes() -> None:
    nodes = named(_read("images.mlpackage"))
    wide, up = nodes["wide"].attributes, nodes["up"].attributes
    assert isinstance(wide, Convolution) and isinstance(up, Convolution)
    assert (wide.variant, wide.groups, wide.padding, wide.bias) == ("depthwise", 8, "same", True)
    assert (up.variant, up.filters, up.kernel_size) == ("transposed", 4, (2, 2))


def test_sequence_operations_have_their_settings() -> None:
    graph = _read("words.mlpackage")
    nodes = named(graph)
    assert nodes["table"].attributes == Embedding(vocabulary=50, width=16)
    assert nodes["norm"].attributes == Normalization(method="layer", axis=(-1,), epsilon=1e-5)
    (lstm,) = (node for node in graph.nodes if node.op.kind is Kind.RECURRENT)
    assert isinstance(lstm.attributes, Recurrent)
    assert (lstm.attributes.cell, lstm.attributes.units) == ("LSTM", (8,))
    assert len(lstm.inputs) == 1
    assert graph.inputs[0].meaning == "token ids"


def test_compressed_weights_say_so() -> None:
    fc = named(_read("palette.mlpackage"))["up"]
    assert ("uint4 weights", "yes") in fc.attributes.settings
    plain = named(_read("images.mlpackage"))["fc"].attributes
    assert plain == Linear(units=5)


def test_trees_are_one_custom_operation() -> None:
    (node,) = _read("trees.mlmodel").nodes
    assert (node.custom, node.op.type_name) == (True, "Tree ensemble regressor")


def test_parts_of_a_pipeline_follow_on_each_other() -> None:
    graph = _read("pipeline.mlmodel")
    dense, scaler = graph.nodes
    assert scaler.inputs[0].value == dense.outputs[0]
    assert [module.path for module in graph.modules] == ["part 1"]


@pytest.mark.parametrize("name", NAMES)
def test_simplifying_keeps_the_accounts(name: str) -> None:
    graph = _read(name)
    assert simplified(graph).parameter_count == graph.parameter_count
