"""weights=True draws the numbers that a live Keras model holds."""

from __future__ import annotations

import keras
import numpy as np

import netscribe as ns


def test_the_picture_is_that_of_the_kernels_given_by_layer() -> None:
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2, "relu"), keras.layers.Dense(1)]
    )
    kernels = {layer.name: np.asarray(layer.kernel.numpy()) for layer in model.layers}
    before = [np.array(value) for value in model.get_weights()]
    by_itself = ns.diagram(model, style="neurons", weights=True).svg()
    assert by_itself == ns.diagram(model, style="neurons", weights=kernels).svg()
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_two_layers_of_one_name_in_two_modules_have_their_own_values() -> None:
    inner = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, name="dense")], name="inner")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="dense"), inner])
    model.layers[0].set_weights([np.full((3, 2), -1.0), np.zeros(2)])
    inner.layers[0].set_weights([np.full((2, 2), 1.0), np.zeros(2)])
    svg = ns.diagram(model, style="neurons", weights=True).svg()
    assert svg.count("stroke-dasharray") == 3 * 2
