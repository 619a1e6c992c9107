"""Layers, shapes, totals and operators of converted models are those of Keras and of TensorFlow."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from tests.readers.model_files import DATA, named, read, reader_of, shape_of

from netscribe.graph.attributes import Convolution, Linear, Resize
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph
from netscribe.readers.flatbuffer import View
from netscribe.readers.tflite.model import model_of
from netscribe.transforms.pipeline import simplified

FILES = DATA / "tflite"
NAMES = ("images", "images_int8", "block", "words", "parts", "parts_weights")


def _said(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FILES / f"{name}.json").read_text())
    return found


def _read(name: str) -> Graph:
    return read(FILES / f"{name}.tflite")


@pytest.mark.parametrize("name", NAMES)
def test_only_this_reader_claims_the_file(name: str) -> None:
    assert reader_of(FILES / f"{name}.tflite") == "tflite"


@pytest.mark.parametrize("name", NAMES)
def test_operators_and_shapes_are_those_of_tensorflow_lite(name: str) -> None:
    content = (FILES / f"{name}.tflite").read_bytes()
    main = model_of(View(content, name)).subgraphs[0]
    found = [
        [
            listed.word,
            [
                [-1 if size is None else size for size in main.tensors[place].type.shape or ()]
                for place in listed.outputs
            ],
        ]
        for listed in main.operations
    ]
    assert found == [[word, shapes] for word, shapes, _ in _said(name)["lite"]]


@pytest.mark.parametrize("name", NAMES)
def test_layers_with_weights_have_kerass_names_and_shapes(name: str) -> None:
    graph = _read(name)
    nodes, modules = named(graph), {module.name for module in graph.modules}
    for layer, shape in _said(name)["keras"]["layers"].items():
        if layer == "stem_norm":
            assert layer not in nodes  # folded by the converter
        elif layer in modules or layer == "gru":
            assert layer in ("attention", "norm", "gru", "spread")
        elif layer != "spread":
            assert shape_of(graph, nodes[layer]) == shape, layer


@pytest.mark.parametrize("name", NAMES)
def test_total_is_kerass_but_for_what_the_converter_folded(name: str) -> None:
    said = _said(name)["keras"]
    folded = said["weights"].get("stem_norm", 0)
    # a bias where the norm was, and one of zeros in the dilated convolution
    added = 16 if folded else 0
    assert _read(name).parameter_count == said["total"] - folded + added


def test_a_convolution_has_its_canonical_attributes() -> None:
    stem = named(_read("images"))["stem"]
    assert stem.attributes == Convolution(
        filters=8, kernel_size=(3, 3), stride=(2, 2), padding="same", dilation=(1, 1)
    )
    wide = named(_read("images"))["wide"].attributes
    assert isinstance(wide, Convolution)
    assert (wide.variant, wide.groups, wide.filters) == ("depthwise", 8, 8)
    up = named(_read("images"))["up"].attributes
    assert isinstance(up, Convolution)
    assert (up.variant, up.filters, up.kernel_size, up.stride) == ("transposed", 4, (3, 3), (2, 2))


def test_a_dilated_convolution_is_one() -> None:
    """The converter writes it as positions dealt out to the batch and back."""
    (spread,) = (node for node in _read("images").nodes if node.id == "spread/convolution")
    assert isinstance(spread.attributes, Convolution)
    assert (spread.attributes.dilation, spread.attributes.padding) == ((2, 2), "same")


def test_a_fused_activation_is_an_operation_of_its_own() -> None:
    graph = _read("images")
    (behind,) = (node for node in graph.nodes if node.id == "stem/activation")
    assert behind.inputs[0].value == graph.node["stem"].outputs[0]
    assert behind.attributes.function == "relu"  # type: ignore[attr-defined]
    assert behind.attributes.max_value == 6.0  # type: ignore[attr-defined]


def test_a_repetition_of_rows_and_columns_is_an_upsampling() -> None:
    (resize,) = (node for node in _read("images").nodes if node.op.kind is Kind.RESIZE)
    assert resize.attributes == Resize(factors=(2, 2), method="nearest")


def test_a_dense_layer_over_sequences_is_one_layer_with_its_bias() -> None:
    widen = named(_read("block"))["widen"]
    assert widen.attributes == Linear(units=32)
    assert len(widen.parameters) == 2


def test_an_embedding_has_its_table_and_reads_token_ids() -> None:
    graph = _read("words")
    assert graph.inputs[0].meaning == "token ids"
    table = named(graph)["table"]
    assert table.op.kind is Kind.EMBEDDING
    assert table.inputs[0].value == graph.inputs[0].value


def test_quantised_layers_say_so_and_count_the_same() -> None:
    plain, whole = _read("images"), _read("images_int8")
    assert ("int8", "yes") in named(whole)["stem"].attributes.settings
    assert ("int8 weights", "yes") in named(_read("parts_weights"))["wide"].attributes.settings
    assert plain.parameter_count == whole.parameter_count
    assert total_multiply_adds(plain) == total_multiply_adds(whole)


def test_branches_of_a_choice_are_containers() -> None:
    graph = _read("branches")
    (choice,) = (node for node in graph.nodes if node.op.type_name == "IF")
    assert [argument.role for argument in choice.inputs] == ["condition", "then", "else"]
    assert Counter(node.module for node in graph.nodes)["Identity/then"] == 1


def test_a_loop_is_a_container_with_a_note() -> None:
    graph = _read("words")
    loops = [module for module in graph.modules if module.class_name == "WHILE"]
    assert [loop.path for loop in loops] == ["gru/while"]
    assert any("repeats its body" in note.message for note in graph.notes)


@pytest.mark.parametrize("name", [*NAMES, "branches"])
def test_simplifying_keeps_the_accounts(name: str) -> None:
    graph = _read(name)
    assert simplified(graph).parameter_count == graph.parameter_count


def test_names_given_to_ports_are_used() -> None:
    graph = read(FILES / "images.tflite", input_names=("photo",), name="net")
    assert (graph.name, graph.inputs[0].name) == ("net", "photo")
