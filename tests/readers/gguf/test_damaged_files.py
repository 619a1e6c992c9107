"""Damaged and hostile GGUF files are refused in one line; what does not fit is listed."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.readers.model_files import DATA, read

from netscribe.errors import ReadError
from netscribe.readers.gguf import file
from netscribe.readers.gguf.header import header_of
from netscribe.readers.protocol import ReadRequest

CONTENT = (DATA / "gguf" / "llama.gguf").read_bytes()
START = CONTENT[:2048]


def _refusal(content: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        header_of(content, "x.gguf")
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("length", [4, 8, 20, 30, 100, 1000])
def test_a_file_that_is_cut_off_is_refused(length: int) -> None:
    assert "x.gguf" in _refusal(CONTENT[:length])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "big-endian"),
        (b"GGUF" + struct.pack("<IQQ", 9, 0, 0), "version is 9"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0), "tensors"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 2**62), "beyond the file"),
        (b"GGUF" + struct.pack("<IQQQ1sIIQ", 3, 0, 1, 1, b"k", 9, 4, 2**61), "beyond the file"),
        (b"GGUF" + struct.pack("<IQQQ1sIIQ", 3, 0, 1, 1, b"k", 9, 8, 2**61), "values"),
        (b"GGUF" + struct.pack("<IQQQ1sI", 3, 0, 1, 1, b"k", 77), "unknown type 77"),
        (b"GGUF" + struct.pack("<IQQQ1sI", 3, 1, 0, 1, b"t", 2**31), "axes"),
        (b"GGUF" + struct.pack("<IQQQIIQ", 3, 1, 0, 0, 0, 0, 0), "without a name"),
    ],
)
def test_impossible_lengths_are_refused(content: bytes, reason: str) -> None:
    assert reason in _refusal(content)


def test_lists_in_lists_have_an_end() -> None:
    nested = struct.pack("<IQ", 9, 1) * 1000
    content = b"GGUF" + struct.pack("<IQQQ1sI", 3, 0, 1, 1, b"k", 9) + nested
    assert "type 9" in _refusal(content)


def test_another_file_under_the_suffix_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"hello")
    with pytest.raises(ReadError, match="not a GGUF file"):
        file.read(path, ReadRequest())


@pytest.mark.parametrize("key", [b"llama.block_count", b"llama.attention.head_count"])
def test_numbers_that_do_not_fit_the_tensors_give_a_list(tmp_path: Path, key: bytes) -> None:
    place = CONTENT.index(struct.pack("<Q", len(key)) + key) + 8 + len(key) + 4
    path = tmp_path / "x.gguf"
    path.write_bytes(CONTENT[:place] + struct.pack("<I", 2) + CONTENT[place + 4 :])
    graph = read(path)
    assert graph.weights_alone
    assert "no plain llama" in graph.notes[0].message


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_changed_bytes_give_a_header_or_one_line(data: st.DataObject) -> None:
    content = bytearray(START)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        header_of(bytes(content), "x.gguf")
    except ReadError as error:
        assert "\n" not in error.message
