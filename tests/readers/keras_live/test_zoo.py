"""Every model of the zoo is read with Keras' own number of parameters and weights."""

from __future__ import annotations

import keras
import pytest
from tests.models.keras_zoo import MODELS
from tests.zoo.keras_facts import check

from netscribe.graph.validation import validate
from netscribe.readers.keras import live
from netscribe.readers.protocol import ReadRequest

BACKEND = keras.backend.backend()
HERE = [name for name, entry in MODELS.items() if BACKEND in entry.backends]
CALLED = ["nested_deep", "subclassed_mlp", "any_length_gpt", "siamese"]


def test_the_zoo_holds_at_least_forty_models() -> None:
    assert len(HERE) >= 40


@pytest.mark.parametrize("name", HERE)
def test_parameters_are_those_that_keras_counts_and_insides_are_open(name: str) -> None:
    entry = MODELS[name]
    model = entry.build()
    graph = live.read(model, ReadRequest(inputs=entry.inputs))
    validate(graph)
    assert live.read(model, ReadRequest(inputs=entry.inputs)) == graph
    closed = {node.op.type_name for node in graph.nodes if node.custom}
    assert entry.closed or closed <= {"Lambda"}
    if not model.built:
        assert model.weights == [] or all(not layer.built for layer in model.layers)
        return
    assert graph.parameter_count == model.count_params()
    assert [p.trainable for p in graph.parameters].count(True) == len(model.trainable_weights)
    assert len(graph.parameters) == len(model.weights)


@pytest.mark.parametrize("name", CALLED)
def test_shapes_and_edges_are_those_of_a_real_call(name: str) -> None:
    facts = check(name, MODELS[name])
    assert (facts.parameters, facts.shapes, facts.wiring) == ([], [], [])
