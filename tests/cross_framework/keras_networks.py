"""The networks of this room in Keras; `torch_networks` has their counterparts, name by name."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops


def small_cnn() -> Any:
    """Two convolutions with pooling, two dense layers: the third example of the README."""
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


def resnet50() -> Any:
    """ResNet-50 as Keras has it: version 1, stride in the first convolution of a block."""
    return keras.applications.ResNet50(weights=None)


class Transformer(keras.Model):
    """Two encoder blocks, pre-norm, over token ids; a classifier on the mean of all positions."""

    def __init__(self) -> None:
        super().__init__(name="transformer")
        self.embedding, self.position = layers.Embedding(1000, 32), layers.Embedding(12, 32)
        self.blocks = keras.Sequential([EncoderBlock(), EncoderBlock()])
        self.norm = layers.LayerNormalization(epsilon=1e-5)
        self.classifier = layers.Dense(5)

    def call(self, tokens: Any) -> Any:
        x = self.embedding(tokens) + self.position(ops.arange(12, dtype="int64"))
        return self.classifier(ops.mean(self.norm(self.blocks(x)), axis=1))


class EncoderBlock(layers.Layer):
    """Attention and a small dense network, each behind a norm and beside a skip."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = layers.LayerNormalization(epsilon=1e-5)
        self.norm2 = layers.LayerNormalization(epsilon=1e-5)
        self.attention = layers.MultiHeadAttention(4, 8)
        self.wide, self.narrow = layers.Dense(128, activation="gelu"), layers.Dense(32)
        self.dropout = layers.Dropout(0.1)

    def call(self, x: Any) -> Any:
        normal = self.norm1(x)
        x = x + self.attention(normal, normal)
        return x + self.narrow(self.dropout(self.wide(self.norm2(x))))


def separable() -> Any:
    """One-by-one, depthwise, strided, transposed and resized convolutions, and a concatenation."""
    image = keras.Input((33, 33, 3), name="image")
    x = layers.Conv2D(16, 3, strides=2, use_bias=False, name="stem")(image)
    x = layers.BatchNormalization(epsilon=1e-5, name="stem_norm")(x)
    x = layers.ReLU(max_value=6.0, name="stem_activation")(x)
    one = layers.Conv2D(24, 1, padding="same", name="pointwise")(x)
    each = layers.DepthwiseConv2D(3, padding="same", name="depthwise")(x)
    x = layers.Concatenate(name="join")([one, each])
    x = layers.AveragePooling2D(2, name="halve")(x)
    x = layers.UpSampling2D(2, interpolation="nearest", name="double")(x)
    x = layers.Conv2DTranspose(8, 4, strides=2, padding="same", name="enlarge")(x)
    x = layers.ZeroPadding2D(1, name="margin")(x)
    x = layers.Conv2D(4, 3, dilation_rate=2, activation="sigmoid", name="dilated")(x)
    x = layers.GlobalMaxPooling2D(name="peak")(x)
    return keras.Model(image, x, name="separable")


def recurrent() -> Any:
    """An embedding, a bidirectional GRU, a GRU, a dense layer at each step."""
    tokens = keras.Input((None,), dtype="int64", name="tokens")
    x = layers.Embedding(100, 16, name="embedding")(tokens)
    x = layers.Bidirectional(layers.GRU(8, return_sequences=True), name="both_ways")(x)
    x = layers.GRU(8, return_sequences=True, name="ahead")(x)
    return keras.Model(tokens, layers.Dense(3, name="tags")(x), name="recurrent")


#: Every network, and the inputs of those that do not know theirs.
NETWORKS = {
    "small_cnn": (small_cnn, None),
    "resnet50": (resnet50, None),
    "transformer": (Transformer, keras.KerasTensor((None, 12), "int64", name="tokens")),
    "separable": (separable, None),
    "recurrent": (recurrent, None),
}
