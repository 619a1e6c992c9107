"""Keras 2's metadata beside a SavedModel: damaged, hostile, or of a model without layers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import netscribe as ns
from netscribe.readers.keras import file
from netscribe.readers.keras_metadata import configuration_beside
from netscribe.readers.protocol import ReadRequest

FOLDER = Path(__file__).resolve().parents[2] / "data" / "tensorflow" / "images_keras_2"
SEED = (FOLDER / "keras_metadata.pb").read_bytes()


def field(number: int, content: bytes) -> bytes:
    """A field of bytes, shorter than 16 kB."""
    length = len(content)
    return bytes((number << 3 | 2, length & 127 | 128, length >> 7)) + content


def metadata(value: object, path: str = "root") -> bytes:
    """The metadata of one object."""
    node = field(3, path.encode()) + field(5, json.dumps(value).encode())
    return field(1, node)


def test_tuples_and_shapes_are_lists(tmp_path: Path) -> None:
    shape = {"class_name": "TensorShape", "items": [None, 4]}
    pair = {"class_name": "__tuple__", "items": [2, 3]}
    first = {"name": "x", "batch_input_shape": shape, "dtype": "float32"}
    second = {"name": "d", "units": 3, "trainable": True, "ignored": pair, "activation": "relu"}
    layers = [
        {"class_name": "InputLayer", "config": first},
        {"class_name": "Dense", "config": second},
    ]
    value = {"class_name": "Sequential", "config": {"name": "net", "layers": layers}}
    (tmp_path / "keras_metadata.pb").write_bytes(metadata(value))
    graph = ns.read(tmp_path)
    assert (graph.name, graph.parameter_count) == ("net", 15)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        metadata({"class_name": "Own", "config": {}}),
        metadata({"layers": 1}, "other"),
    ],
    ids=["empty", "text", "no layers", "no root"],
)
def test_other_metadata_is_left_to_the_graph(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "keras_metadata.pb").write_bytes(content)
    assert configuration_beside(tmp_path) is None
    assert not file.claims(tmp_path)


@settings(max_examples=60, deadline=10_000)
@given(
    some.lists(some.tuples(some.integers(0, 2**20), some.integers(0, 255)), max_size=6),
    some.integers(0, 2**20),
)
def test_any_byte_may_be_changed(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    content = bytearray(SEED)
    for place, value in changes:
        content[place % len(content)] = value
    end = len(content) if cut % 4 else cut % len(content)
    (folder / "keras_metadata.pb").write_bytes(bytes(content[:end]))
    if file.claims(folder):
        try:
            file.read(folder, ReadRequest())
        except ns.NetscribeError as error:
            assert "\n" not in error.message
