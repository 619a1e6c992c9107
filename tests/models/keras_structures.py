"""Models with unusual structure: many inputs and outputs, sharing, nesting, bare operations."""

from __future__ import annotations

from typing import Any

from tests.models.entry import ZooModel


def siamese() -> Any:
    import keras
    from keras import layers, ops

    tower = keras.Sequential(
        [keras.Input((16,)), layers.Dense(8, activation="relu"), layers.Dense(4)], name="tower"
    )
    left, right = keras.Input((16,), name="left"), keras.Input((16,), name="right")
    distance = ops.abs(tower(left) - tower(right))
    same = layers.Dense(1, activation="sigmoid", name="same")(distance)
    return keras.Model([left, right], same, name="siamese")


def two_towers() -> Any:
    import keras
    from keras import layers

    user = keras.Input((1,), dtype="int32", name="user")
    item = keras.Input((1,), dtype="int32", name="item")
    users = layers.Flatten()(layers.Embedding(30, 8, name="users")(user))
    items = layers.Flatten()(layers.Embedding(40, 8, name="items")(item))
    score = layers.Dot(axes=1, normalize=True, name="score")([users, items])
    return keras.Model([user, item], score, name="two_towers")


def dictionaries() -> Any:
    import keras
    from keras import layers

    inputs = {
        "title": keras.Input((12,), name="title"),
        "body": keras.Input((20,), name="body"),
        "tags": keras.Input((4,), name="tags"),
    }
    x = layers.Concatenate()(list(inputs.values()))
    outputs = {
        "priority": layers.Dense(1, activation="sigmoid", name="priority_layer")(x),
        "department": layers.Dense(4, activation="softmax", name="department_layer")(x),
    }
    return keras.Model(inputs, outputs, name="dictionaries")


def many_outputs() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((8, 3))
    sequence, hidden, cell = layers.LSTM(5, return_sequences=True, return_state=True)(inputs)
    return keras.Model(inputs, [sequence, [hidden, cell]], name="many_outputs")


def nested_deep() -> Any:
    import keras
    from keras import layers

    core_in = keras.Input((8,), name="core_in")
    core = keras.Model(core_in, layers.Dense(8, name="deep")(core_in), name="core")
    middle_in = keras.Input((8,), name="middle_in")
    x = layers.Add(name="skip")([middle_in, core(middle_in)])
    middle = keras.Model(middle_in, core(x), name="middle")
    inputs = keras.Input((8,), name="x")
    outputs = layers.Dense(2, name="out")(middle(middle(inputs)))
    return keras.Model(inputs, outputs, name="nested_deep")


def nested_other_shape() -> Any:
    """The inner model is called with another length than it was put together with."""
    import keras
    from keras import layers

    inner_in = keras.Input((None, 4))
    inner = keras.Model(inner_in, layers.Conv1D(6, 3, padding="same")(inner_in), name="inner")
    inputs = keras.Input((10, 4), name="series")
    return keras.Model(inputs, layers.Flatten()(inner(inputs)), name="nested_other_shape")


def dictionary_inside() -> Any:
    import keras
    from keras import layers

    a, b = keras.Input((4,), name="a"), keras.Input((6,), name="b")
    inner = keras.Model(
        {"a": a, "b": b},
        {"sum": layers.Dense(3, name="da")(a), "other": layers.Dense(3, name="db")(b)},
        name="inner",
    )
    x, y = keras.Input((4,), name="x"), keras.Input((6,), name="y")
    inside = inner({"a": x, "b": y})
    return keras.Model([x, y], inside["sum"] - inside["other"], name="dictionary_inside")


def operations() -> Any:
    import keras
    from keras import ops

    x = keras.Input((6, 4), name="x")
    y = keras.Input((4,), name="y")
    mean, deviation = ops.mean(x, axis=1, keepdims=True), ops.std(x, axis=1, keepdims=True)
    z = (x - mean) / (deviation + 1e-3)
    z = ops.einsum("btc,bc->bt", z, y)
    z = ops.concatenate([z, ops.max(x, axis=-1)], axis=-1)
    first, second = ops.split(z, 2, axis=-1)
    z = ops.stack([1.0 - first, 2 * second], axis=1)
    z = ops.where(z > 0, z, ops.exp(z))
    top = ops.top_k(z, 2)[0]
    return keras.Model([x, y], [ops.softmax(z[:, 0]), ops.cast(top, "float16")], name="operations")


def lambdas() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((5,))
    x = layers.Lambda(lambda tensor: tensor * 2, output_shape=(5,), name="double")(inputs)
    return keras.Model(inputs, layers.Dense(3, activation=keras.ops.sin)(x), name="lambdas")


def looped() -> Any:
    import keras
    from keras import layers

    shared = layers.Dense(8, activation="relu", name="shared")
    inputs = keras.Input((8,))
    x = inputs
    for _ in range(3):
        x = shared(x)
    return keras.Model(inputs, x, name="looped")


def slice_of_model() -> Any:
    """A model of another model's inner tensors."""
    import keras
    from keras import layers

    inputs = keras.Input((6,))
    x = layers.Dense(5, name="first")(inputs)
    y = layers.Dense(4, name="second")(x)
    whole = keras.Model(inputs, layers.Dense(3, name="third")(y))
    del whole
    return keras.Model(x, y, name="slice_of_model")


def merges() -> Any:
    import keras
    from keras import layers

    a, b = keras.Input((4, 6), name="a"), keras.Input((4, 6), name="b")
    parts = [
        layers.Subtract()([a, b]),
        layers.Maximum()([a, b]),
        layers.Minimum()([a, b]),
        layers.Average()([a, b]),
    ]
    x = layers.Concatenate(axis=1)(parts)
    x = layers.Permute((2, 1))(x)
    x = layers.Cropping1D(1)(layers.ZeroPadding1D(2)(x))
    product = layers.Dot(axes=(2, 1))([x, layers.Permute((2, 1))(x)])
    return keras.Model([a, b], product, name="merges")


def words() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((), dtype="string", name="word")
    x = layers.StringLookup(vocabulary=["a", "b", "c"], name="lookup")(inputs)
    return keras.Model(inputs, layers.Embedding(5, 4)(x), name="words")


STRUCTURES = {
    "siamese": ZooModel(siamese),
    "two_towers": ZooModel(two_towers),
    "dictionaries": ZooModel(dictionaries),
    "many_outputs": ZooModel(many_outputs),
    "nested_deep": ZooModel(nested_deep),
    "nested_other_shape": ZooModel(nested_other_shape),
    "dictionary_inside": ZooModel(dictionary_inside),
    "operations": ZooModel(operations),
    "lambdas": ZooModel(lambdas),
    "looped": ZooModel(looped),
    "slice_of_model": ZooModel(slice_of_model),
    "merges": ZooModel(merges),
    "words": ZooModel(words, backends=("tensorflow",)),
}
