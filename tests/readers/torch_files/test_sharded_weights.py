"""Weights in several files are one list; an index leads nowhere but to files of its own folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import netscribe as ns
from netscribe.errors import NoGraphError, ReadError

PARTS = {
    "model-00001-of-00002.safetensors": {"a.weight": [3, 4], "a.bias": [3]},
    "model-00002-of-00002.safetensors": {"b.weight": [5, 3]},
}


def safetensors(path: Path, shapes: dict[str, list[int]]) -> None:
    """A file with tensors of zeros."""
    header, place = {}, 0
    for name, shape in shapes.items():
        size = 4
        for axis in shape:
            size *= axis
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [place, place + size]}
        place += size
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(place))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A model in two files with its index."""
    for name, shapes in PARTS.items():
        safetensors(tmp_path / name, shapes)
    files = {weight: name for name, shapes in PARTS.items() for weight in shapes}
    path = tmp_path / "model.safetensors.index.json"
    path.write_text(json.dumps({"metadata": {}, "weight_map": files}))
    return path


@pytest.mark.parametrize("whole", [False, True], ids=["index", "folder"])
def test_all_files_are_listed_as_one(index: Path, whole: bool) -> None:
    graph = ns.read(index.parent if whole else index)
    assert [item.path for item in graph.parameters] == ["a.weight", "a.bias", "b.weight"]
    assert graph.parameter_count == 30
    assert [note.message for note in graph.notes] == ["2 files of weights, listed as one"]
    with pytest.raises(NoGraphError, match="holds weights but no graph"):
        ns.diagram(graph).text()


def test_a_folder_with_a_configuration_is_its_model(index: Path) -> None:
    (index.parent / "config.json").write_text("{}")
    with pytest.raises(ns.NetscribeError, match="is not a network"):
        ns.read(index.parent)


@pytest.mark.parametrize("name", ["../other.safetensors", "/etc/passwd", "..", "a/b", ""])
def test_a_file_outside_of_the_folder_is_refused(index: Path, name: str) -> None:
    index.write_text(json.dumps({"weight_map": {"a": name}}))
    with pytest.raises(ReadError, match="expected a file in the same folder"):
        ns.read(index)


def test_a_file_that_is_not_there_is_named(index: Path) -> None:
    (index.parent / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(ReadError, match=r"'model-00002-of-00002\.safetensors': not there"):
        ns.read(index)


@pytest.mark.parametrize("value", [[], 3, {"a": 3}, None])
def test_an_index_of_anything_else_is_refused(index: Path, value: object) -> None:
    index.write_text(json.dumps({"weight_map": value}))
    with pytest.raises(ReadError, match="names no files"):
        ns.read(index)


@settings(max_examples=60, deadline=10_000)
@given(
    some.lists(some.tuples(some.integers(0, 400), some.integers(0, 255)), max_size=6),
    some.integers(0, 400),
)
def test_any_byte_of_a_header_may_be_changed(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], cut: int
) -> None:
    path = tmp_path_factory.mktemp("changed") / "model.safetensors"
    safetensors(path, PARTS["model-00001-of-00002.safetensors"])
    content = bytearray(path.read_bytes())
    for place, value in changes:
        content[place % len(content)] = value
    path.write_bytes(content[: len(content) if cut % 3 else cut])
    try:
        graph = ns.read(path)
    except ns.NetscribeError as error:
        assert "\n" not in error.message
    else:
        assert len(graph.parameters) < 3
