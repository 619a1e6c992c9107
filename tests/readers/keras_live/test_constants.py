"""Arrays that the code makes: positions and fillings are told, example sizes are not."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers, ops

from netscribe.graph.attributes import Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.keras import live
from netscribe.readers.keras.live_constants import content_of
from netscribe.readers.protocol import ReadRequest


class Positions(layers.Layer):
    """Adds an embedding of the positions, of a length that may not be known."""

    def __init__(self, start: int = 0) -> None:
        super().__init__(name="positions")
        self.start = start
        self.table = layers.Embedding(128, 4, name="table")

    def call(self, x: Any) -> Any:
        return x + self.table(ops.arange(self.start, self.start + ops.shape(x)[1]))


def _constant(model: Any) -> tuple[str, Settings]:
    graph = live.read(model, ReadRequest())
    (node,) = (node for node in graph.nodes if node.op.kind is Kind.CONSTANT)
    assert node.id == f"positions/{node.op.type_name.lower()}"
    return node.op.type_name, node.attributes.settings


@pytest.mark.parametrize(
    ("length", "start", "settings"),
    [
        (16, 0, (("start", "0"), ("stop", "16"))),
        (16, 3, (("start", "3"), ("stop", "19"))),
        (None, 0, (("start", "0"),)),
        (None, 3, ()),
    ],
)
def test_positions_say_where_they_start_and_stop_if_that_is_certain(
    length: int | None, start: int, settings: Settings
) -> None:
    x = keras.Input((length, 4))
    assert _constant(keras.Model(x, Positions(start)(x))) == ("Arange", settings)


@pytest.mark.parametrize(
    ("array", "content"),
    [
        (np.arange(2, 12, 3), ("Arange", (("start", "2"), ("stop", "14"), ("step", "3")))),
        (np.zeros((2, 3)), ("Zeros", ())),
        (np.ones(4, "int32"), ("Ones", ())),
        (np.full((2, 2), 0.25), ("Full", (("value", "0.25"),))),
        (np.array([1, 2, 4]), ("Constant", ())),
        (np.array([True, True]), ("Constant", ())),
        (np.array(3), ("Constant", ())),
    ],
)
def test_arrays_are_named_by_what_they_hold(array: Any, content: tuple[str, Settings]) -> None:
    assert content_of(ops.convert_to_tensor(array)) == content
