"""Graphs that TensorFlow saved have the layers, shapes and totals of the live Keras model."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.models.small_exports import NETWORKS
from tests.readers.model_files import DATA, reader_of

import netscribe as ns
from netscribe.graph.attributes import Attention, Convolution, Recurrent
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Shape
from netscribe.readers.tensorflow_file import file
from netscribe.transforms.pipeline import simplified

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")

FILES = DATA / "tensorflow"
Layer = tuple[str, str, list[str], Shape | None, int]


def is_dropout(node: Node) -> bool:
    """A graph for serving has no dropout."""
    return node.op.kind is Kind.DROPOUT


def layers(graph: Graph) -> list[Layer]:
    """What is drawn: name, kind, what is folded in, shape, number of parameters."""
    return [
        (
            node.name or node.layer.partition("/")[0],
            str(node.op.kind),
            [str(part.op.kind) for part in (*node.before, *node.after) if not is_dropout(part)],
            graph.value[node.outputs[0]].type.shape,
            sum(
                graph.parameter[item].size or 0
                for part in (*node.before, node, *node.after)
                for item in part.parameters
            ),
        )
        for node in simplified(graph).nodes
    ]


def edges(graph: Graph) -> set[tuple[str, str]]:
    """Who reads whom, by the names of layers."""
    drawn = simplified(graph)
    names = {node.id: node.name or node.layer.partition("/")[0] for node in drawn.nodes}
    made = {value: names[node.id] for node in drawn.nodes for value in node.outputs}
    return {
        (made.get(argument.value, "input"), names[node.id])
        for node in drawn.nodes
        for argument in node.inputs
    }


@pytest.fixture(scope="module")
def live() -> dict[str, Graph]:
    return {name: ns.read(make(keras)) for name, make in NETWORKS.items()}


@pytest.mark.parametrize("name", NETWORKS)
def test_an_exported_model_is_the_live_model(name: str, live: dict[str, Graph]) -> None:
    graph = ns.read(FILES / name)
    assert layers(graph) == layers(live[name])
    assert edges(graph) == edges(live[name])
    assert graph.parameter_count == live[name].parameter_count
    assert graph.trainable_count == live[name].trainable_count
    assert total_multiply_adds(graph) == total_multiply_adds(live[name])
    assert [port.name for port in graph.inputs] == [port.name for port in live[name].inputs]
    assert graph.inputs[0].meaning == live[name].inputs[0].meaning
    assert not graph.notes
    assert graph.origin.reader == "tensorflow.saved_model"


def test_a_frozen_graph_without_shapes_has_them_worked_out(live: dict[str, Graph]) -> None:
    graph = ns.read(FILES / "images_frozen.pb")
    assert layers(graph) == layers(live["images"])
    assert edges(graph) == edges(live["images"])
    assert graph.trainable_count == live["images"].trainable_count
    assert graph.origin.reader == "tensorflow.graph"


def test_the_metadata_of_keras_2_is_preferred_to_the_graph(live: dict[str, Graph]) -> None:
    folder = FILES / "images_keras_2"
    assert reader_of(folder) == "keras-file"
    graph = ns.read(folder)
    assert [node.id for node in graph.nodes] == [node.id for node in live["images"].nodes]
    assert graph.values == live["images"].values
    assert graph.origin.reader == "keras.saved_model"


def test_without_the_metadata_the_graph_has_the_same_layers(
    tmp_path: Path, live: dict[str, Graph]
) -> None:
    shutil.copy(FILES / "images_keras_2" / "saved_model.pb", tmp_path)
    assert reader_of(tmp_path) == "tensorflow-file"
    assert layers(ns.read(tmp_path)) == layers(live["images"])
    assert ns.read(tmp_path / "saved_model.pb").nodes == ns.read(tmp_path).nodes


def node_of(graph: Graph, name: str) -> Node:
    return next(node for node in graph.nodes if node.name == name)


def test_layers_made_of_arithmetic_keep_their_settings() -> None:
    attention = node_of(ns.read(FILES / "words"), "attention").attributes
    assert isinstance(attention, Attention)
    assert (attention.heads, attention.key_dim, attention.bias) == (2, 8, True)
    assert attention.self_attention
    recurrent = node_of(ns.read(FILES / "series"), "both").attributes
    assert isinstance(recurrent, Recurrent)
    assert (recurrent.cell, recurrent.units, recurrent.bidirectional) == ("GRU", (4,), True)
    separable = node_of(ns.read(FILES / "images"), "separable").attributes
    assert isinstance(separable, Convolution)
    assert (separable.variant, separable.filters, separable.stride) == ("separable", 6, (2, 2))


@pytest.mark.parametrize("name", ["net.bin", "net.onnx", "net"])
def test_content_tells_a_graph_whatever_its_suffix(name: str, tmp_path: Path) -> None:
    shutil.copy(FILES / "images_frozen.pb", tmp_path / name)
    assert reader_of(tmp_path / name) == "tensorflow-file"


def test_no_model_library_is_imported() -> None:
    code = (
        "import sys, netscribe as ns; "
        f"ns.read({str(FILES / 'images')!r}); ns.read({str(FILES / 'images_keras_2')!r}); "
        f"ns.read({str(DATA / 'keras' / 'images_keras_2.h5')!r}); "
        "names = {'tensorflow', 'keras', 'tf_keras', 'h5py', 'google', 'numpy', 'torch', 'onnx'}; "
        "sys.exit(str(names & set(sys.modules)) if names & set(sys.modules) else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("source", [3, None, "net.pb", {}, Path(__file__)])
def test_other_sources_are_not_claimed(source: object) -> None:
    assert not file.claims(source)
