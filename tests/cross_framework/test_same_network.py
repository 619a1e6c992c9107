"""One network in Keras and in PyTorch: the same operations, shapes, totals, and the same picture.

What the frameworks truly do differently is undone in `comparison.aligned`, and nothing else.
"""

from __future__ import annotations

from functools import cache

import keras
import pytest
from torch import nn

from cross_framework import keras_networks, torch_networks
from cross_framework.comparison import marks, operations, read_as, without_modules
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.types import Graph
from netscribe.style.labels import card_text
from netscribe.style.shapes import typed_shape_text
from netscribe.transforms.pipeline import simplified

NETWORKS = list(keras_networks.NETWORKS)


@cache
def both(name: str) -> tuple[Graph, Graph]:
    make_keras, keras_inputs = keras_networks.NETWORKS[name]
    make_torch, torch_inputs = torch_networks.NETWORKS[name]
    return (
        read_as(name, make_keras(), keras_inputs),
        read_as(name, make_torch().eval(), torch_inputs),
    )


def test_every_network_has_its_counterpart() -> None:
    assert list(torch_networks.NETWORKS) == NETWORKS


@pytest.mark.parametrize("name", NETWORKS)
def test_operations_attributes_shapes_and_wiring_are_equal(name: str) -> None:
    keras_graph, torch_graph = both(name)
    assert operations(keras_graph) == operations(torch_graph)


@pytest.mark.parametrize("name", NETWORKS)
def test_totals_are_equal(name: str) -> None:
    keras_graph, torch_graph = both(name)
    assert keras_graph.trainable_count == torch_graph.trainable_count
    assert torch_graph.trainable_count == torch_graph.parameter_count
    assert total_multiply_adds(keras_graph) == total_multiply_adds(torch_graph)


@pytest.mark.parametrize("name", NETWORKS)
def test_inputs_and_outputs_are_equal(name: str) -> None:
    ports = [
        [(port.meaning, typed_shape_text(graph.value[port.value].type))]
        for graph in both(name)
        for port in (*graph.inputs, *graph.outputs)
    ]
    assert ports[: len(ports) // 2] == ports[len(ports) // 2 :]


@pytest.mark.parametrize("name", NETWORKS)
def test_pictures_differ_in_names_only(name: str) -> None:
    keras_graph, torch_graph = both(name)
    if not keras_graph.modules:
        # Keras writes a functional model without modules, whatever its blocks are
        torch_graph = without_modules(torch_graph)
    assert marks(keras_graph) == marks(torch_graph)


def test_an_lstm_has_a_second_bias_in_pytorch_and_nothing_else_differs() -> None:
    keras_graph = read_as("lstm", keras.layers.LSTM(8, return_sequences=True), (6, 4))
    torch_graph = read_as("lstm", nn.LSTM(4, 8, batch_first=True), (2, 6, 4))
    assert torch_graph.parameter_count - keras_graph.parameter_count == 4 * 8
    (keras_node,), (torch_node,) = simplified(keras_graph).nodes, simplified(torch_graph).nodes
    keras_says, torch_says = card_text(keras_node, keras_graph), card_text(torch_node, torch_graph)
    assert keras_says.headline == torch_says.headline
    assert keras_says.details == ("8 units", "returns sequence")
    # a lone layer's results are the model's own, so that its states are read
    assert torch_says.details == (*keras_says.details, "returns state")
