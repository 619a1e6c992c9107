"""The walk over protocol buffers agrees with the reference and refuses what is damaged."""

from __future__ import annotations

import struct

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netscribe.errors import ReadError
from netscribe.readers.protobuf import (
    BYTES,
    VARINT,
    Message,
    message_of,
    opened_message,
    signed,
)


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def walk(content: bytes) -> Message:
    return message_of(content, "f")


@given(st.integers(0, 2**64 - 1), st.integers(1, 2**29 - 1))
def test_numbers_of_any_length_are_read(value, number) -> None:
    (field,) = walk(varint(number << 3) + varint(value)).fields()
    assert (field.number, field.wire, field.value) == (number, VARINT, value)


@given(st.integers(-(2**63), 2**63 - 1))
def test_signs_are_those_of_the_reference(value) -> None:
    assert signed(value % 2**64) == value


@given(
    st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20),
    st.lists(st.floats(width=32, allow_nan=False), max_size=20),
    st.text(max_size=40),
)
def test_packed_lists_and_texts_are_those_of_the_reference(longs, floats, name) -> None:
    tensor = onnx.TensorProto(int64_data=longs, float_data=floats, name=name, data_type=7)
    message = walk(tensor.SerializeToString())
    fields = message.by_number()
    assert [n for item in fields.get(7, ()) for n in message.integers(item)] == longs
    assert [n for item in fields.get(4, ()) for n in message.floats(item)] == floats
    assert [message.text(item) for item in fields.get(8, ())] == [name][: len(fields.get(8, ()))]


def test_fixed_widths_are_read_and_skipped() -> None:
    content = b"\x0d" + struct.pack("<f", 1.5) + b"\x11" + struct.pack("<d", -2.25) + b"\x18\x07"
    message = walk(content)
    first, second, third = message.fields()
    assert (message.float32(first), message.float64(second), third.value) == (1.5, -2.25, 7)


def test_groups_are_skipped() -> None:
    content = b"\x0b" + b"\x10\x05" + b"\x13\x14" + b"\x0c" + b"\x20\x01"
    assert [item.number for item in walk(content).fields()] == [1, 4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x0a\x05abc", "beyond"),
        (b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "beyond"),
        (b"\x08\xff", "cut off"),
        (b"\x08", "cut off"),
        (b"\x08" + b"\xff" * 11, "64 bits"),
        (b"\x00\x01", "without a number"),
        (b"\x0f", "wire type 7"),
        (b"\x0c", "wire type 4"),
        (b"\x0d\x00", "beyond"),
        (b"\x0b\x08\x01", "cut off"),
    ],
)
def test_damage_is_one_clear_line(content, said) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        list(walk(content).fields())
    assert str(caught.value).startswith("f: damaged at byte")
    assert len(str(caught.value).splitlines()) == 2


def test_depth_and_lengths_have_ends() -> None:
    message = walk(b"\x0a\x00")
    with pytest.raises(ReadError, match="levels deep"):
        while True:
            message = Message(b"\x0a\x00", 0, 2, "f", message.depth + 1)
            message.inner(next(message.fields()))
    long = walk(b"\x0a" + varint(2**21) + b"a" * 2**21)
    with pytest.raises(ReadError, match="expected at most"):
        long.text(next(long.fields()))
    many = walk(b"\x0a" + varint(2**17) + b"\x01" * 2**17)
    with pytest.raises(ReadError, match="more than"):
        many.integers(next(many.fields()))


@given(st.binary(max_size=60))
def test_any_bytes_are_fields_or_one_error(content) -> None:
    message = walk(content)
    try:
        fields = list(message.fields())
    except ReadError:
        return
    assert all(item.end <= len(content) for item in fields)
    for item in fields:
        if item.wire == BYTES:
            message.content(item)


def test_files_that_cannot_be_mapped_are_one_error(tmp_path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for path in (empty, tmp_path / "absent", tmp_path):
        with pytest.raises(ReadError, match="cannot be"), opened_message(path):
            pass
