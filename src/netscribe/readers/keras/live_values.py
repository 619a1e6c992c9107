"""Values of a live model's matrices, for a picture that shows weights.

In: a built Keras model and paths as the Graph names them. Out: plain numbers, copied. The model is
only looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from netscribe.graph.builder import GraphBuilder
from netscribe.readers.compat.keras_tensors import numbers_of
from netscribe.readers.keras.live_paths import LayerPaths
from netscribe.readers.keras.live_weights import Weights

Matrix = list[list[float]]


def weight_values(source: Any, paths: Collection[str]) -> Mapping[str, Matrix]:
    """The matrices at those `paths` that the model has, rows first."""
    weights = Weights(GraphBuilder(source.name), source, LayerPaths(source))
    return {
        path: numbers_of(variable) for path, variable in weights.by_path().items() if path in paths
    }
