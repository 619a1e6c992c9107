"""Masks that Keras carried along are left out of a file as they are of a live model."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from netscribe.readers.keras import file, live
from netscribe.readers.protocol import ReadRequest

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
layers, ops = keras.layers, keras.ops


def _recurrent() -> Any:
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = layers.Embedding(50, 8, mask_zero=True, name="table")(ids)
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True), name="both")(x)
    return keras.Model(ids, layers.GRU(2, name="last")(x))


def _merged() -> Any:
    first = keras.Input((None,), dtype="int32", name="first")
    table = layers.Embedding(50, 8, mask_zero=True, name="table")
    x = layers.Add(name="add")([table(first), layers.Embedding(9, 8, mask_zero=True)(first)])
    x = layers.Concatenate(name="joined")([x, layers.Dense(8, name="dense")(x)])
    return keras.Model(first, layers.GlobalAveragePooling1D(name="pool")(x))


def _masking() -> Any:
    x = keras.Input((None, 4), name="x")
    return keras.Model(x, layers.LSTM(3, name="lstm")(layers.Masking(-1.0, name="mask")(x)))


def _attention() -> Any:
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = layers.Embedding(50, 8, mask_zero=True, name="table")(ids)
    x = layers.MultiHeadAttention(2, 4, name="attention")(x, x, use_causal_mask=True)
    return keras.Model(ids, layers.GlobalAveragePooling1D(name="pool")(x))


def _own_beside_carried() -> Any:
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = layers.Embedding(50, 8, mask_zero=True, name="table")(ids)
    x = layers.LSTM(3, return_sequences=True, name="first")(x)
    own = layers.LSTM(2, name="second")(x, mask=ops.not_equal(ids, 0))
    return keras.Model(ids, own)


def _own_attention_mask() -> Any:
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = layers.Embedding(50, 8, mask_zero=True, name="table")(ids)
    seen = ops.expand_dims(ops.not_equal(ids, 0), 1)
    x = layers.MultiHeadAttention(2, 4, name="attention")(x, x, attention_mask=seen)
    return keras.Model(ids, x)


def _own_without_masking() -> Any:
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = layers.Embedding(50, 8, name="table")(ids)
    return keras.Model(ids, layers.LSTM(3, name="lstm")(x, mask=ops.not_equal(ids, 0)))


def _comparison_as_data() -> Any:
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = layers.Embedding(50, 8, mask_zero=True, name="table")(ids)
    count = ops.sum(ops.cast(ops.not_equal(ids, 0), "float32"), axis=1, keepdims=True)
    return keras.Model(ids, [layers.LSTM(3, name="lstm")(x), count])


CASES: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "recurrent": (_recurrent, []),
    "merged": (_merged, []),
    "masking": (_masking, []),
    "attention": (_attention, []),
    "own beside carried": (_own_beside_carried, ["NotEqual"]),
    "own attention mask": (_own_attention_mask, ["NotEqual", "ExpandDims"]),
    "own without masking": (_own_without_masking, ["NotEqual"]),
    "comparison as data": (_comparison_as_data, ["NotEqual", "Cast", "Sum"]),
}


@pytest.mark.parametrize("case", CASES)
def test_only_the_users_own_masks_are_operations(case: str) -> None:
    build, operations = CASES[case]
    model = build()
    saved = file.read(model.to_json(), ReadRequest())
    seen = live.read(model, ReadRequest())
    assert [n.op.type_name for n in saved.nodes if n.op.domain == "keras.ops"] == operations
    assert (saved.nodes, saved.values) == (seen.nodes, seen.values)


def test_a_mask_of_the_users_own_keeps_its_role() -> None:
    graph = file.read(_own_beside_carried().to_json(), ReadRequest())
    roles = {
        node.name: [argument.role for argument in node.inputs] for node in graph.nodes if node.name
    }
    assert roles["first"] == [""]
    assert roles["second"] == ["", "mask"]
