"""Configurations with one entry replaced by anything: a Graph or one clear error, nothing else."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from netscribe.errors import NetscribeError
from netscribe.readers.keras import file
from netscribe.readers.protocol import ReadRequest

from .archives import Json, call, entry, functional, layer, tensor
from .test_file_reader import CNN, operation

LSTM = layer("LSTM", "forward_lstm", units=5, return_sequences=True)
NETWORK = functional(
    [
        entry("x", [None, 6, 4]),
        layer("Dense", "d", [call(tensor("x", shape=[None, 6, 4]))], units=4, activation="relu"),
        layer("Bidirectional", "b", [call(tensor("d"))], layer=LSTM, merge_mode="concat"),
        layer(
            "MultiHeadAttention",
            "a",
            [call(tensor("b"), value=tensor("x"))],
            num_heads=2,
            key_dim=3,
        ),
        layer("EinsumDense", "e", [call(tensor("a"))], equation="abc,cd->abd", output_shape=[6, 3]),
        operation("GetItem", "part", [call(tensor("e"), [None, -1])]),
        operation("Split", "s", [call(tensor("part"))], indices_or_sections=2, axis=1),
        operation("Tensordot", "t", [call(tensor("s"), tensor("s", 0, 1))], axes=1),
    ],
    [["x", 0, 0]],
    {"y": ["t", 0, 0]},
)

ANYTHING = some.recursive(
    some.one_of(
        some.none(),
        some.booleans(),
        some.integers(-(2**70), 2**70),
        some.floats(),
        some.sampled_from(["", "x", "relu", "same", "Dense", "Sequential", "a,b->c"]),
    ),
    lambda inner: some.one_of(
        some.lists(inner, max_size=4),
        some.dictionaries(some.sampled_from(["config", "class_name", "layers"]), inner, max_size=3),
    ),
    max_leaves=5,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON value."""
    items: list[tuple[Any, Any]] = []
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys if isinstance(value, (dict, list)) else ():
        items.append((value, key))
        items.extend(places(value[key]) if isinstance(value[key], (dict, list)) else ())
    return items


@settings(max_examples=300, deadline=None)
@given(some.sampled_from([CNN, NETWORK]), some.integers(0, 10_000), ANYTHING)
def test_any_entry_may_be_anything(model: Json, place: int, value: Any) -> None:
    damaged = copy.deepcopy(model)
    found = places(damaged)
    container, key = found[place % len(found)]
    container[key] = value
    try:
        graph = file.read(json.dumps(damaged), ReadRequest())
    except NetscribeError as error:
        assert "\n" not in error.message
    else:
        assert {node.id for node in graph.nodes} == set(graph.node)
