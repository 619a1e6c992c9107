"""Damaged and hostile TensorFlow Lite files are refused in one line, quickly."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.readers.model_files import DATA

from netscribe.errors import ReadError
from netscribe.readers.flatbuffer import View
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.tflite import file
from netscribe.readers.tflite.model import model_of

CONTENT = (DATA / "tflite" / "branches.tflite").read_bytes()


def _refusal(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "x.tflite"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        file.read(path, ReadRequest())
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("length", [0, 4, 8, 12, 100, len(CONTENT) // 2])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, length: int) -> None:
    assert "x.tflite" in _refusal(tmp_path, CONTENT[:length])


def test_another_file_under_the_suffix_is_refused_as_such(tmp_path: Path) -> None:
    assert "not a TensorFlow Lite model" in _refusal(tmp_path, b"hello, this is no model at all")


def test_an_offset_beyond_the_file_is_refused(tmp_path: Path) -> None:
    assert "outside" in _refusal(tmp_path, struct.pack("<I", 2**31) + CONTENT[4:])


def test_a_list_longer_than_the_file_is_refused() -> None:
    view = View(CONTENT, "x")
    root = view.root()
    start, _ = root.vector(2, 4)
    hostile = bytearray(CONTENT)
    hostile[start - 4 : start] = struct.pack("<I", 2**30)
    with pytest.raises(ReadError, match="beyond the file"):
        model_of(View(bytes(hostile), "x"))


def test_a_subgraph_that_calls_itself_is_refused(tmp_path: Path) -> None:
    """Every index of a subgraph in the options of IF is made 0: the main one."""
    view = View(CONTENT, "x")
    operators = [table for graph in view.root().tables(2) for table in graph.tables(3)]
    hostile = bytearray(CONTENT)
    for table in operators:
        options = table.table(4)
        if options is not None and table.integer(3, "B") == 92:
            for number in (0, 1):
                place = options._at(number)
                hostile[place : place + 4] = bytes(4)
    assert "cannot be followed" in _refusal(tmp_path, bytes(hostile))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_changed_bytes_give_a_graph_or_one_line(data: st.DataObject) -> None:
    content = bytearray(CONTENT)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        model_of(View(bytes(content), "x"))
    except ReadError as error:
        assert "\n" not in error.message
