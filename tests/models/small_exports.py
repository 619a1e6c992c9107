"""Small networks that `tools/build_tensorflow_files.py` saves in TensorFlow's and Keras' formats.

In: the `keras` module to build with, Keras 3 or tf_keras. Out: models with fixed names of layers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def images(keras: Any) -> Any:
    """Convolutions of all kinds, a merge, norms, an activation made of arithmetic."""
    layers = keras.layers
    image = keras.Input((28, 28, 1), name="image")
    x = layers.Conv2D(8, 3, padding="same", activation="relu", name="conv1")(image)
    x = layers.BatchNormalization(name="norm1")(x)
    x = layers.MaxPooling2D(name="pool1")(x)
    y = layers.Conv2D(8, 3, padding="same", use_bias=False, name="conv2")(x)
    x = layers.Add(name="add")([x, y])
    x = layers.DepthwiseConv2D(3, name="depthwise")(x)
    x = layers.Activation("swish", name="swish")(x)
    x = layers.SeparableConv2D(6, 3, strides=2, padding="same", name="separable")(x)
    x = layers.Conv2DTranspose(4, 2, strides=2, name="up")(x)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Dropout(0.2, name="dropout")(x)
    return keras.Model(image, layers.Dense(10, activation="softmax", name="scores")(x), name="cnn")


def words(keras: Any) -> Any:
    """Embedding, attention, layer norm, GELU over sequences of any length."""
    layers = keras.layers
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = layers.Embedding(100, 16, name="embedding")(ids)
    a = layers.MultiHeadAttention(2, 8, name="attention")(x, x)
    x = layers.LayerNormalization(name="norm")(layers.Add(name="add1")([x, a]))
    h = layers.Dense(32, activation="gelu", name="wide")(x)
    x = layers.Add(name="add2")([x, layers.Dense(16, name="narrow")(h)])
    return keras.Model(ids, layers.Dense(3, name="scores")(x), name="transformer")


def series(keras: Any) -> Any:
    """Recurrent layers: one way, both ways, and a convolution over time."""
    layers = keras.layers
    readings = keras.Input((12, 5), name="readings")
    x = layers.Conv1D(6, 3, padding="same", name="conv")(readings)
    x = layers.LSTM(7, return_sequences=True, name="lstm")(x)
    x = layers.Bidirectional(layers.GRU(4), name="both")(x)
    return keras.Model(readings, layers.Dense(1, name="value")(x), name="series")


NETWORKS: Mapping[str, Callable[[Any], Any]] = {
    "images": images,
    "words": words,
    "series": series,
}
