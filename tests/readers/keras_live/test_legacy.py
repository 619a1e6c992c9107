"""Models of the legacy Keras (tf_keras): Sequential, Functional, nested, subclassed."""

from __future__ import annotations

from typing import Any

import pytest

from netscribe.readers.keras import file, live
from netscribe.readers.protocol import ReadRequest

pytest.importorskip("tf_keras")


def test_sequential_models_are_read_built_or_not() -> None:
    from tf_keras import Sequential, layers

    def members() -> list[Any]:
        return [layers.Conv2D(4, 3, activation="relu", name="conv"), layers.Flatten(name="flat")]

    unbuilt, built = Sequential(members()), Sequential(members())
    built.build((None, 8, 8, 1))
    first = live.read(unbuilt, ReadRequest(inputs=(8, 8, 1)))
    second = live.read(built, ReadRequest())
    assert [node.id for node in first.nodes] == ["conv", "conv/activation", "flat"]
    assert [node.id for node in second.nodes] == [node.id for node in first.nodes]
    assert first.parameter_count == second.parameter_count == built.count_params()
    assert not unbuilt.built


def test_functional_models_with_functions_and_nested_models() -> None:
    import tensorflow as tf
    from tf_keras import Input, Model, Sequential, layers

    inner = Sequential([Input((8,)), layers.Dense(3, name="deep")], name="inner")
    inputs = Input((10,), name="x")
    y = layers.Dense(4, name="first")(inputs)
    z = tf.concat([y, y * 2.0], axis=-1)
    model = Model(inputs, {"a": inner(z), "b": inner(z)})
    graph = live.read(model, ReadRequest())
    assert graph.parameter_count == model.count_params()
    assert [port.name for port in graph.outputs] == ["a", "b"]
    assert [module.id for module in graph.modules] == ["inner", "inner@2"]
    assert graph.value[graph.node["inner/deep"].outputs[0]].type.shape == ("B", 3)
    assert [parameter.path for parameter in graph.parameters][:2] == ["first/kernel", "first/bias"]


def test_axes_given_by_position_are_understood_and_saved_alike() -> None:
    import tensorflow as tf
    from tf_keras import Input, Model

    x, y = Input((None, 4), name="x"), Input((None, 4), name="y")
    longer = tf.concat([x, y], 1)
    half, _ = tf.split(longer, 2, 2)
    mean = tf.reduce_mean(longer, 1)
    made = [longer, half, mean, tf.expand_dims(mean, 1), tf.stack([longer, longer], 1)]
    made += [tf.gather(longer, [0, 1], axis=1), tf.reduce_sum(longer, 1, True)]
    model = Model([x, y], made)
    graph = live.read(model, ReadRequest())
    assert [graph.value[port.value].type.shape for port in graph.outputs] == [
        ("B", "S+T", 4),
        ("B", "S+T", 2),
        ("B", 4),
        ("B", 1, 4),
        ("B", 2, "S+T", 4),
        ("B", 2, 4),
        ("B", 1, 4),
    ]
    saved = file.read(model.to_json(), ReadRequest(name=graph.name))
    assert saved.nodes == graph.nodes
    assert saved.values == graph.values


def test_subclassed_models_are_watched_and_left_alone() -> None:
    import tensorflow as tf
    from tf_keras import Model, layers

    class Block(layers.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.dense = layers.Dense(6)

        def call(self, x: Any) -> Any:
            return x + self.dense(x)

    class Stack(Model):
        def __init__(self) -> None:
            super().__init__()
            self.blocks = [Block(), Block()]
            self.head = layers.Dense(2)

        def call(self, x: Any) -> Any:
            for block in self.blocks:
                x = block(x)
            return self.head(tf.nn.relu(x))

    model = Stack()
    model(tf.zeros((2, 6)))
    weights = [weight.numpy().tolist() for weight in model.weights]
    nodes = [len(layer._inbound_nodes) for layer in model._flatten_layers()]
    graph = live.read(model, ReadRequest(inputs=(6,)))
    assert [module.id for module in graph.modules] == ["blocks.0", "blocks.1"]
    assert [node.name for node in graph.nodes if node.name] == ["dense", "dense", "head"]
    assert graph.parameter_count == model.count_params()
    assert [weight.numpy().tolist() for weight in model.weights] == weights
    assert [len(layer._inbound_nodes) for layer in model._flatten_layers()] == nodes
