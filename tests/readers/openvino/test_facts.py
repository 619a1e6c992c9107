"""Layers, shapes and totals of converted models are those of the PyTorch models they came from."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from tests.readers.model_files import DATA, named, read, reader_of, shape_of

from netscribe.graph.attributes import Attention, Convolution, Linear, Normalization, Recurrent
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph
from netscribe.readers.openvino.document import network_at
from netscribe.transforms.pipeline import simplified

FILES = DATA / "openvino"
NAMES = ("images", "words", "branches", "compressed")


def _said(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FILES / f"{name}.json").read_text())
    return found


def _read(name: str) -> Graph:
    return read(FILES / f"{name}.xml")


@pytest.mark.parametrize("name", NAMES)
def test_only_this_reader_claims_the_file(name: str) -> None:
    assert reader_of(FILES / f"{name}.xml") == "openvino"


@pytest.mark.parametrize("name", ["images", "words"])
def test_as_many_layers_of_each_type_as_the_converter_made(name: str) -> None:
    """Constants that the converter worked out while saving are constants then."""
    said = {word: count for word, count in _said(name)["types"].items() if word != "Constant"}
    found = Counter(layer.type for layer in network_at(FILES / f"{name}.xml").layers)
    found["Softmax"] += found.pop("SoftMax", 0)
    found["Relu"] += found.pop("ReLU", 0)
    del found["Const"]
    for word, count in found.items():
        assert count <= said.get(word, 0), word
    assert sum(found.values()) > 0.8 * sum(said.values())


def test_layers_have_pytorchs_names_and_shapes() -> None:
    nodes = named(_read("images"))
    for layer, shape in _said("images")["shapes"].items():
        last = layer.rpartition(".")[2]
        if last not in ("conv", "norm"):
            assert shape_of(_read("images"), nodes[last]) == [None, *shape[1:]]
    paths = {node.layer for node in _read("images").nodes}
    assert {"stem", "body.0.norm", "body.1.norm", "wide", "up", "fc"} <= paths


def test_totals_are_pytorchs_with_batch_norms_folded() -> None:
    assert _read("images").parameter_count == _said("images")["total"]
    # two of the GRU's biases are one
    assert _read("words").parameter_count == _said("words")["total"] - 2 * 8
    assert _read("compressed").parameter_count == _said("compressed")["total"]


def test_multiply_adds_are_counted() -> None:
    total = total_multiply_adds(simplified(_read("images")))
    stem, block = 15 * 15 * 8 * 3 * 9, 15 * 15 * 8 * 8 * 9
    wide, up, fc = 11 * 11 * 8 * 9, 5 * 5 * 8 * 4 * 4, 4 * 5
    assert (total.known, total.unknown_nodes) == (stem + 2 * block + wide + up + fc, 0)


def test_a_convolution_has_its_canonical_attributes_and_its_bias() -> None:
    nodes = named(_read("images"))
    assert nodes["stem"].attributes == Convolution(
        filters=8,
        kernel_size=(3, 3),
        stride=(2, 2),
        padding="valid",
        dilation=(1, 1),
        channels_first=True,
    )
    assert len(nodes["stem"].parameters) == 2
    wide, up = nodes["wide"].attributes, nodes["up"].attributes
    assert isinstance(wide, Convolution) and isinstance(up, Convolution)
    assert (wide.variant, wide.groups, wide.dilation) == ("depthwise", 8, (2, 2))
    assert (up.variant, up.filters, up.padding) == ("transposed", 4, "valid")


def test_sequence_operations_have_their_settings() -> None:
    graph = _read("words")
    assert graph.inputs[0].meaning == "token ids"
    attention = next(node for node in graph.nodes if node.op.kind is Kind.ATTENTION)
    assert isinstance(attention.attributes, Attention)
    assert (attention.attributes.heads, attention.attributes.key_dim) == (2, 8)
    assert [argument.role for argument in attention.inputs] == ["query", "key", "value"]
    norm = Normalization(method="layer", axis=(-1,), epsilon=1e-5)
    assert named(graph)["norm"].attributes == norm
    gru = named(graph)["gru"].attributes
    assert isinstance(gru, Recurrent)
    assert (gru.cell, gru.units) == ("GRU", (8,))
    assert named(graph)["head"].attributes == Linear(units=50, bias=False)


def test_compressed_weights_are_one_weight_as_it_is_stored() -> None:
    (layer,) = _read("compressed").nodes
    settings = (("uint8 weights", "yes"),)
    assert layer.attributes == Linear(settings, units=16, bias=False)
    (weight,) = _read("compressed").parameters
    assert (weight.type.dtype, weight.type.shape) == ("uint8", (16, 32))


def test_bodies_of_choices_and_loops_are_containers() -> None:
    graph = _read("branches")
    assert {"If.then", "If.else", "Loop"} <= {module.path for module in graph.modules}
    choice = next(node for node in graph.nodes if node.op.type_name == "If")
    assert [argument.role for argument in choice.inputs] == ["condition", "then", "else"]


@pytest.mark.parametrize("name", NAMES)
def test_simplifying_keeps_the_accounts(name: str) -> None:
    graph = _read(name)
    assert simplified(graph).parameter_count == graph.parameter_count
