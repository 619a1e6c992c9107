"""The models of the README, as functions that return a Keras model.

netscribe show examples/quick_start.py:cnn
"""

from __future__ import annotations

import keras
from keras import layers


def dense() -> keras.Model:
    """A dense network for 784 features and 10 classes."""
    return keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(128, activation="relu", name="hidden_layer"),
            layers.Dense(10, activation="softmax", name="output_layer"),
        ],
        name="dense_network",
    )


def small_cnn() -> keras.Model:
    """One convolution, one pooling, two dense layers, for 28 × 28 grey images."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Flatten(name="flatten"),
            layers.Dense(128, activation="relu", name="fc1"),
            layers.Dense(10, activation="softmax", name="output_layer"),
        ],
        name="small_cnn",
    )


def cnn() -> keras.Model:
    """Two convolutions with pooling, two dense layers, for 28 × 28 grey images."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Conv2D(64, 3, padding="same", activation="relu", name="conv2"),
            layers.MaxPooling2D(2, name="pool2"),
            layers.Flatten(name="flatten"),
            layers.Dense(128, activation="relu", name="fc1"),
            layers.Dense(10, activation="softmax", name="output_layer"),
        ],
        name="cnn",
    )


def residual() -> keras.Model:
    """Two residual blocks, the second with a projection on its shortcut."""
    image = keras.Input((32, 32, 3), name="image")
    x = layers.Conv2D(16, 3, padding="same", use_bias=False, name="stem")(image)
    x = layers.BatchNormalization(name="stem_bn")(x)
    x = layers.ReLU(name="stem_relu")(x)
    x = _residual_block(x, 16, 1, "block1")
    x = _residual_block(x, 32, 2, "block2")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dense(10, activation="softmax", name="classifier")(x)
    return keras.Model(image, x, name="residual_network")


def _residual_block(
    x: keras.KerasTensor, filters: int, stride: int, name: str
) -> keras.KerasTensor:
    shortcut = x
    x = layers.Conv2D(
        filters, 3, strides=stride, padding="same", use_bias=False, name=f"{name}_conv1"
    )(x)
    x = layers.BatchNormalization(name=f"{name}_bn1")(x)
    x = layers.ReLU(name=f"{name}_relu1")(x)
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"{name}_conv2")(x)
    x = layers.BatchNormalization(name=f"{name}_bn2")(x)
    if stride != 1:
        shortcut = layers.Conv2D(
            filters, 1, strides=stride, use_bias=False, name=f"{name}_projection"
        )(shortcut)
        shortcut = layers.BatchNormalization(name=f"{name}_projection_bn")(shortcut)
    x = layers.Add(name=f"{name}_add")([x, shortcut])
    return layers.ReLU(name=f"{name}_relu2")(x)


def translator() -> keras.Model:
    """A small encoder and decoder with attention, for sequences of any length."""
    source = keras.Input((None,), dtype="int32", name="source_tokens")
    target = keras.Input((None,), dtype="int32", name="target_tokens")
    embed = layers.Embedding(8000, 128, name="embedding")
    encoded = layers.Bidirectional(layers.LSTM(64, return_sequences=True), name="encoder")(
        embed(source)
    )
    decoded = layers.LSTM(128, return_sequences=True, name="decoder")(embed(target))
    context = layers.MultiHeadAttention(4, 32, name="cross_attention")(decoded, encoded)
    merged = layers.LayerNormalization(name="norm")(layers.Add(name="add")([decoded, context]))
    scores = layers.Dense(8000, name="next_token")(merged)
    return keras.Model([source, target], scores, name="translator")


MODELS = (dense, small_cnn, cnn, residual, translator)
