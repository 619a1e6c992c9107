"""A model read live and from its file gives the same Graph, and Keras' own totals."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from netscribe.graph.types import Graph, Origin
from netscribe.readers.keras import file, live
from netscribe.readers.protocol import ReadRequest

from . import layer_cases, operation_cases
from .test_rules_against_keras import built

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")


def bare(graph: Graph) -> Graph:
    """The graph without where it came from."""
    return replace(graph, origin=Origin())


def both(model: Any) -> tuple[Graph, Graph]:
    text = file.read(model.to_json(), ReadRequest())
    return bare(text), bare(live.read(model, ReadRequest()))


@pytest.mark.parametrize(
    "case", [*layer_cases.CASES, *operation_cases.CASES], ids=lambda case: case[0]
)
def test_each_layer(case: layer_cases.Case) -> None:
    from_file, from_live = both(built(case))
    assert from_file == from_live


def test_nested_and_shared(tmp_path: Path) -> None:
    layers = keras.layers
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(4, name="d")], name="inner")
    first, second = keras.Input((4,), name="q"), keras.Input((4,), name="p")
    mixed = layers.Add()([inner(first), inner(inner(second))])
    model = keras.Model({"q": first, "p": second}, {"sum": mixed, "more": [mixed * 2.0, first]})
    path = tmp_path / "model.keras"
    model.save(path)
    from_file = file.read(path, ReadRequest())
    assert bare(from_file) == bare(live.read(model, ReadRequest()))
    assert from_file.parameter_count == model.count_params() == 20
    assert from_file.origin.version == keras.__version__


@pytest.mark.parametrize("name", ["MobileNetV2", "ConvNeXtTiny", "DenseNet121"])
def test_ready_made_network(name: str) -> None:
    with keras.StatelessScope():
        model = getattr(keras.applications, name)(weights=None)
    from_file, from_live = both(model)
    assert from_file == from_live
    assert from_file.parameter_count == model.count_params()
