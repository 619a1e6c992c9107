"""Models that Keras 2 and Keras 3 saved in HDF5 are the live ones; weights alone are listed."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.models.keras_zoo import MODELS
from tests.models.small_exports import NETWORKS

import netscribe as ns
from netscribe.errors import NoGraphError
from netscribe.graph.attributes import Attributes, Normalization
from netscribe.graph.types import Graph, Node, Origin
from netscribe.readers.keras import file
from netscribe.readers.protocol import ReadRequest

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
h5py = pytest.importorskip("h5py")

DATA = Path(__file__).resolve().parents[2] / "data" / "keras"
#: Networks of the zoo with layers that only files in HDF5 write in their own way.
ZOO = ("pixel_shuffle", "siamese", "operations", "nested_deep", "dictionary_inside", "custom_cell",
       "bidirectional", "merges", "spectral", "mixed_precision")  # fmt: skip


def bare(graph: Graph) -> Graph:
    """The graph without where it came from."""
    return replace(graph, origin=Origin())


def told(node: Node) -> Attributes:
    """What a node is set to; Keras 2 writes the last axis of a norm as a number."""
    attributes = node.attributes
    if isinstance(attributes, Normalization) and attributes.axis in ((2,), (3,)):
        return replace(attributes, axis=(-1,))
    return attributes


@pytest.mark.parametrize("name", ZOO)
def test_a_model_saved_in_hdf5_is_the_live_model(name: str, tmp_path: Path) -> None:
    model = MODELS[name].build()
    model.save(tmp_path / "model.h5")
    graph = ns.read(tmp_path / "model.h5")
    assert bare(graph) == bare(ns.read(model))
    assert graph.parameter_count == model.count_params()
    assert (graph.origin.reader, graph.origin.version) == ("keras.hdf5", keras.__version__)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("version", ["keras_2", "keras_3"])
def test_a_file_of_either_keras_has_the_layers_of_the_model(name: str, version: str) -> None:
    live = ns.read(NETWORKS[name](keras))
    graph = ns.read(DATA / f"{name}_{version}.h5")
    assert [node.id for node in graph.nodes] == [node.id for node in live.nodes]
    assert list(map(told, graph.nodes)) == list(map(told, live.nodes))
    assert graph.values == live.values
    assert graph.parameter_count == live.parameter_count
    assert graph.trainable_count == live.trainable_count


def test_weights_of_the_authors_own_layers_are_counted(tmp_path: Path) -> None:
    model = MODELS["gpt"].build()
    model.save(tmp_path / "gpt.h5")
    graph = ns.read(tmp_path / "gpt.h5")
    assert graph.parameter_count == model.count_params() == 17_968
    assert {note.message for note in graph.notes} == {
        "is the author's own class: its inside is not in the file"
    }


def test_weights_alone_are_listed_and_not_drawn() -> None:
    graph = ns.read(DATA / "images_weights.h5")
    assert graph.weights_alone
    assert graph.parameter_count == ns.read(DATA / "images_keras_2.h5").parameter_count
    assert "conv1/kernel" in [item.path for item in graph.parameters]
    assert "Total numbers: 1,044" in ns.diagram(graph).summary()
    with pytest.raises(NoGraphError, match="holds weights but no graph"):
        ns.diagram(graph).svg()


def test_the_optimizers_state_is_not_the_models(tmp_path: Path) -> None:
    path = tmp_path / "training.h5"
    with h5py.File(path, "w") as opened:
        opened.create_dataset("layer/kernel:0", shape=(3, 4), dtype="f4")
        opened.create_dataset("optimizer_weights/m", shape=(3, 4), dtype="f4")
    graph = file.read(path, ReadRequest())
    assert [(item.path, item.size) for item in graph.parameters] == [("layer/kernel", 12)]
    assert [note.message for note in graph.notes] == [
        "the file also holds 1 tensors of an optimizer"
    ]


def test_a_subclassed_model_says_that_its_inside_is_code(tmp_path: Path) -> None:
    path = tmp_path / "subclassed.h5"
    with h5py.File(path, "w") as opened:
        config: Any = {"class_name": "Perceptron", "config": {"units": 3}}
        opened.attrs["model_config"] = json.dumps(config)
    with pytest.raises(ns.NetscribeError, match="Perceptron is a subclassed model"):
        ns.read(path)


def test_a_file_without_a_model_and_without_tensors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.h5"
    with h5py.File(path, "w"):
        pass
    with pytest.raises(ns.NetscribeError, match="without a model's configuration and without"):
        ns.read(path)
