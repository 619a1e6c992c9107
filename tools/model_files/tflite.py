"""Builds tests/data/tflite: small Keras models, converted, beside what Keras and TensorFlow say.

Needs TensorFlow and Keras. Run: KERAS_BACKEND=tensorflow python -m tools.model_files.tflite
For each file `<name>.tflite` there is `<name>.json`: the Keras model's layers with weights, output
shapes and totals, and TensorFlow Lite's own list of operators and shapes.
"""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers

TARGET = Path(__file__).resolve().parents[2] / "tests" / "data" / "tflite"


def _with_distinct_weights(model: keras.Model) -> keras.Model:
    """Random numbers, so that the converter finds no two constants equal."""
    random = np.random.default_rng(0)
    model.set_weights([random.normal(0.5, 0.1, size=w.shape) for w in model.get_weights()])
    return model


def images() -> keras.Model:
    """Convolutions of all kinds, a residual sum, a batch norm that the converter folds."""
    image = keras.Input((32, 32, 3), name="image")
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False, name="stem")(image)
    x = layers.BatchNormalization(name="stem_norm")(x)
    x = layers.ReLU(max_value=6, name="stem_relu")(x)
    y = layers.DepthwiseConv2D(3, padding="same", name="wide")(x)
    y = layers.LeakyReLU(negative_slope=0.1, name="leaky")(y)
    y = layers.Conv2D(8, 3, padding="same", groups=2, name="grouped")(y)
    y = layers.Conv2D(8, 3, dilation_rate=2, padding="same", name="spread")(y)
    x = layers.Add(name="sum")([x, y])
    x = layers.MaxPooling2D(name="pool")(x)
    x = layers.ZeroPadding2D(1, name="pad")(x)
    x = layers.Conv2DTranspose(4, 3, strides=2, padding="same", name="up")(x)
    x = layers.UpSampling2D(name="double")(x)
    x = layers.GlobalAveragePooling2D(name="mean")(x)
    return keras.Model(image, layers.Dense(10, "softmax", name="scores")(x), name="images")


def block() -> keras.Model:
    """One transformer block."""
    x = given = keras.Input((6, 16), name="x")
    x = x + layers.MultiHeadAttention(2, 8, name="attention")(x, x)
    x = layers.LayerNormalization(name="norm")(x)
    y = layers.Dense(32, "gelu", name="widen")(x)
    return keras.Model(given, x + layers.Dense(16, name="narrow")(y), name="block")


def words() -> keras.Model:
    """A lookup and recurrence, which becomes loops."""
    tokens = keras.Input((12,), dtype="int32", name="tokens")
    x = layers.Embedding(50, 16, name="table")(tokens)
    x = layers.Conv1D(8, 3, name="conv")(x)
    x = layers.GRU(8, name="gru")(x)
    return keras.Model(tokens, layers.Dense(3, name="scores")(x), name="words")


def parts() -> keras.Model:
    """Joins, slices, resizing, a flattened dense layer with enough weights to be quantised."""
    x = given = keras.Input((8, 8, 4), batch_size=1, name="x")
    left, right = x[:, :, :4, :], x[:, :, 4:, :]
    x = layers.Concatenate(axis=2, name="swap")([right, left])
    x = layers.Resizing(12, 12, name="grow")(x)
    x = layers.PReLU(shared_axes=[1, 2], name="prelu")(x)
    x = layers.Permute((2, 1, 3), name="turn")(x)
    x = layers.AveragePooling2D(3, name="mean")(x)
    x = layers.Flatten(name="flat")(x)
    return keras.Model(given, layers.Dense(64, "tanh", name="wide")(x), name="parts")


def _converted(model: keras.Model, *, whole_numbers: bool, weights_only: bool) -> bytes:
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    kinds = [tf.lite.OpsSet.TFLITE_BUILTINS, tf.lite.OpsSet.SELECT_TF_OPS]
    converter.target_spec.supported_ops = kinds
    if whole_numbers or weights_only:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if whole_numbers:
        shape = [size or 1 for size in model.inputs[0].shape]
        random = np.random.default_rng(1)
        converter.representative_dataset = lambda: (
            [random.random(shape, dtype="float32")] for _ in range(4)
        )
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def _said_by_keras(model: keras.Model) -> dict[str, object]:
    heavy = [layer for layer in model.layers if layer.weights]
    return {
        "layers": {layer.name: list(layer.output.shape) for layer in heavy},
        "weights": {layer.name: layer.count_params() for layer in heavy},
        "total": model.count_params(),
        "inputs": {item.name: list(item.shape) for item in model.inputs},
        "outputs": [list(item.shape) for item in model.outputs],
    }


def _said_by_lite(path: Path) -> list[list[object]]:
    interpreter = tf.lite.Interpreter(
        str(path),
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    tensors = {item["index"]: item for item in interpreter.get_tensor_details()}
    return [
        [
            operator["op_name"],
            [tensors[place]["shape_signature"].tolist() for place in operator["outputs"]],
            [np.dtype(tensors[place]["dtype"]).name for place in operator["outputs"]],
        ]
        for operator in interpreter._get_ops_details()
        if operator["op_name"] != "DELEGATE"
    ]


def _branches() -> bytes:
    """A choice between two computations, which the data decides."""

    @tf.function(input_signature=[tf.TensorSpec((2, 4), tf.float32, name="x")])
    def network(x: tf.Tensor) -> tf.Tensor:
        return tf.cond(tf.reduce_sum(x) > 0.0, lambda: tf.nn.relu(x), lambda: x * 2.0)

    concrete = [network.get_concrete_function()]
    return tf.lite.TFLiteConverter.from_concrete_functions(concrete).convert()


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    plain = {"whole_numbers": False, "weights_only": False}
    for name, make, how in (
        ("images", images, plain),
        ("images_int8", images, {"whole_numbers": True, "weights_only": False}),
        ("block", block, plain),
        ("words", words, plain),
        ("parts", parts, plain),
        ("parts_weights", parts, {"whole_numbers": False, "weights_only": True}),
    ):
        model = _with_distinct_weights(make())
        path = TARGET / f"{name}.tflite"
        path.write_bytes(_converted(model, **how))
        said = {"keras": _said_by_keras(model), "lite": _said_by_lite(path)}
        path.with_suffix(".json").write_text(json.dumps(said, indent=1) + "\n")
    (TARGET / "branches.tflite").write_bytes(_branches())


if __name__ == "__main__":
    main()
