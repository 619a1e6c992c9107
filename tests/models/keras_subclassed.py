"""Models and layers whose inside is Python: subclassed, with weights of their own, or awkward."""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.models.entry import ZooModel


def subclassed_mlp() -> Any:
    import keras
    from keras import layers

    class Perceptron(keras.Model):
        def __init__(self, width: int = 16) -> None:
            super().__init__()
            self.hidden = layers.Dense(width, activation="relu")
            self.drop = layers.Dropout(0.3)
            self.out = layers.Dense(3, activation="softmax")

        def call(self, x: Any, training: bool = False) -> Any:
            return self.out(self.drop(self.hidden(x), training=training))

    return Perceptron()


def subclassed_resnet() -> Any:
    import keras
    from keras import layers

    class Block(layers.Layer):
        def __init__(self, width: int, stride: int = 1, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.conv1 = layers.Conv2D(width, 3, stride, padding="same", use_bias=False)
            self.norm1 = layers.BatchNormalization()
            self.conv2 = layers.Conv2D(width, 3, padding="same", use_bias=False)
            self.norm2 = layers.BatchNormalization()
            self.shortcut = None
            if stride > 1:
                self.shortcut = keras.Sequential(
                    [layers.Conv2D(width, 1, stride, use_bias=False), layers.BatchNormalization()]
                )
            self.relu = layers.ReLU()

        def call(self, x: Any) -> Any:
            y = self.relu(self.norm1(self.conv1(x)))
            y = self.norm2(self.conv2(y))
            if self.shortcut is not None:
                x = self.shortcut(x)
            return self.relu(x + y)

    class ResNet(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.stem = layers.Conv2D(8, 3, padding="same")
            self.blocks = [Block(8), Block(16, 2), Block(16)]
            self.pool = layers.GlobalAveragePooling2D()
            self.head = layers.Dense(10)

        def call(self, images: Any) -> Any:
            x = self.stem(images)
            for block in self.blocks:
                x = block(x)
            return self.head(self.pool(x))

    return ResNet()


def built_subclass() -> Any:
    model = subclassed_mlp()
    model(np.zeros((2, 12), "float32"))
    return model


def sampling_vae() -> Any:
    import keras
    from keras import layers, ops

    class Sampling(layers.Layer):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.seeds = keras.random.SeedGenerator(7)

        def call(self, inputs: Any) -> Any:
            mean, log_variance = inputs
            shape = ops.shape(mean)
            noise = keras.random.normal((shape[0], shape[1]), seed=self.seeds)
            return mean + ops.exp(0.5 * log_variance) * noise

    inputs = keras.Input((20,))
    x = layers.Dense(12, activation="relu")(inputs)
    mean, variance = layers.Dense(2, name="mean")(x), layers.Dense(2, name="variance")(x)
    code = Sampling(name="sampling")([mean, variance])
    return keras.Model(inputs, [mean, variance, layers.Dense(20)(code)], name="vae")


def own_weights() -> Any:
    import keras
    from keras import layers, ops

    class Affine(layers.Layer):
        def __init__(self, units: int, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape: Any) -> None:
            self.w = self.add_weight(shape=(input_shape[-1], self.units), name="w")
            self.b = self.add_weight(shape=(self.units,), name="b")
            self.scale = self.add_weight(shape=(2, self.units), name="scale", trainable=False)

        def call(self, x: Any) -> Any:
            return ops.relu(ops.matmul(x, self.w) + self.b) * self.scale[0]

    inputs = keras.Input((6,))
    return keras.Model(inputs, Affine(4, name="affine")(inputs), name="own_weights")


def only_arguments() -> Any:
    """A subclass that sets a built-in layer's arguments is that layer."""
    import keras
    from keras import layers

    class Conv3(layers.Conv2D):
        def __init__(self, filters: int, **kwargs: Any) -> None:
            super().__init__(filters, 3, padding="same", activation="relu", **kwargs)

    inputs = keras.Input((8, 8, 2))
    return keras.Model(inputs, Conv3(5, name="conv3")(inputs), name="only_arguments")


def experts() -> Any:
    import keras
    from keras import layers, ops

    class Mixture(layers.Layer):
        def __init__(self, count: int, width: int, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.experts = [
                keras.Sequential([layers.Dense(2 * width, "relu"), layers.Dense(width)])
                for _ in range(count)
            ]
            self.gate = layers.Dense(count, activation="softmax")

        def build(self, input_shape: Any) -> None:
            for part in (*self.experts, self.gate):
                part.build(input_shape)

        def call(self, x: Any) -> Any:
            weights = ops.expand_dims(self.gate(x), -1)
            results = ops.stack([expert(x) for expert in self.experts], axis=-2)
            return ops.sum(weights * results, axis=-2)

    inputs = keras.Input((5, 8))
    x = inputs + Mixture(3, 8, name="mixture")(inputs)
    return keras.Model(inputs, x, name="experts")


def tied_weights() -> Any:
    import keras
    from keras import layers, ops

    class Language(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.table = layers.Embedding(30, 8)
            self.mix = layers.Dense(8, activation="tanh")

        def call(self, ids: Any) -> Any:
            x = self.mix(self.table(ids))
            return ops.matmul(x, ops.transpose(self.table.embeddings))

    return Language()


def unused_layer() -> Any:
    import keras
    from keras import layers

    class Forgetful(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.used = layers.Dense(4)
            self.unused = layers.Dense(5)

        def build(self, input_shape: Any) -> None:
            self.used.build(input_shape)
            self.unused.build(input_shape)

        def call(self, x: Any) -> Any:
            return self.used(x)

    return Forgetful()


def many_arguments() -> Any:
    import keras
    from keras import layers

    class TwoInputs(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.left_layer = layers.Dense(4)
            self.right_layer = layers.Dense(4)

        def call(self, left: Any, right: Any) -> Any:
            return {"sum": self.left_layer(left) + self.right_layer(right), "left": left}

    return TwoInputs()


def dictionary_argument() -> Any:
    import keras
    from keras import layers

    class FromDictionary(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.parts = {"a": layers.Dense(3), "b": layers.Dense(3)}

        def call(self, inputs: Any) -> Any:
            return [self.parts["a"](inputs["a"]), self.parts["b"](inputs["b"])]

    return FromDictionary()


def branches_on_values() -> Any:
    """`call` asks for a value, which only a real run has."""
    import keras
    from keras import layers, ops

    class Branching(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.first = layers.Dense(4)
            self.second = layers.Dense(4)

        def build(self, input_shape: Any) -> None:
            self.first.build(input_shape)
            self.second.build((None, 4))

        def call(self, x: Any) -> Any:
            x = self.first(x)
            if float(ops.max(x)) > 100.0:
                return x
            return self.second(ops.relu(x))

    return Branching()


def backend_functions() -> Any:
    """Between two layers stands NumPy-like code that Keras does not see."""
    import keras
    from keras import layers

    class Foreign(layers.Layer):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.before = layers.Dense(4)
            self.after = layers.Dense(2)

        def build(self, input_shape: Any) -> None:
            self.before.build(input_shape)
            self.after.build((None, 4))

        def call(self, x: Any) -> Any:
            return self.after(_foreign(self.before(x)))

        def compute_output_shape(self, input_shape: Any) -> Any:
            return (input_shape[0], 2)

    inputs = keras.Input((6,))
    return keras.Model(inputs, Foreign(name="foreign")(inputs), name="backend_functions")


def _foreign(x: Any) -> Any:
    """The backend's own sine."""
    import keras

    if keras.backend.backend() == "jax":
        import jax.numpy as jnp

        return jnp.sin(x)
    if keras.backend.backend() == "torch":
        import torch

        return torch.sin(x)
    import tensorflow as tf

    return tf.raw_ops.Sin(x=x)


def _ids() -> Any:
    return np.ones((2, 7), "int32")


SUBCLASSED = {
    "subclassed_mlp": ZooModel(subclassed_mlp, inputs=(12,)),
    "subclassed_resnet": ZooModel(subclassed_resnet, inputs=(16, 16, 3)),
    "built_subclass": ZooModel(built_subclass, data=lambda: np.ones((2, 12), "float32")),
    "sampling_vae": ZooModel(sampling_vae),
    "own_weights": ZooModel(own_weights),
    "only_arguments": ZooModel(only_arguments),
    "experts": ZooModel(experts),
    "tied_weights": ZooModel(tied_weights, inputs=((7,), "int32"), data=_ids),
    "unused_layer": ZooModel(unused_layer, inputs=(3,)),
    "many_arguments": ZooModel(many_arguments, inputs=[(3,), (5,)]),
    "dictionary_argument": ZooModel(dictionary_argument, inputs={"a": (3,), "b": (5,)}),
    "branches_on_values": ZooModel(branches_on_values, inputs=(3,), closed=True),
    "backend_functions": ZooModel(backend_functions, closed=True),
}
