"""The operations of a CoreML program, in CoreML's intermediate language.

In: a protobuf message. Out: records of functions, blocks and operations; small constants with their
values, others with their types alone. Source: MIL.proto of coremltools.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.graph.types import Dim, TensorType
from netscribe.readers.protobuf import BYTES, VARINT, Field, Message

#: Settings have a few numbers; more is data.
_MOST_VALUES = 64
_DTYPES = {
    1: "bool", 2: "string", 10: "float16", 11: "float32", 12: "float64", 13: "bfloat16", 21: "int8",
    22: "int16", 23: "int32", 24: "int64", 25: "int4", 31: "uint8", 32: "uint16", 33: "uint32",
    34: "uint64", 35: "uint4", 36: "uint2", 37: "uint1", 38: "uint6", 39: "uint3",
    40: "float8_e4m3fn", 41: "float8_e5m2",
}  # fmt: skip
_BYTES = {"float16": "e", "int8": "b", "uint8": "B", "int16": "h", "uint16": "H"}
_UNKNOWN = TensorType("", None)


@dataclass(frozen=True, slots=True)
class Value:
    """A constant: its type, and its numbers or words if they are few."""

    type: TensorType
    content: tuple[object, ...] | None = None
    single: bool = False


@dataclass(frozen=True, slots=True)
class Binding:
    """One tensor of an argument: by name, or a constant."""

    name: str = ""
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class MilOperation:
    """One operation with named arguments."""

    type: str
    arguments: Mapping[str, tuple[Binding, ...]]
    outputs: tuple[tuple[str, TensorType], ...]
    blocks: tuple[Block, ...]
    attributes: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Block:
    """Operations in the order in which they run."""

    inputs: tuple[tuple[str, TensorType], ...]
    outputs: tuple[str, ...]
    operations: tuple[MilOperation, ...]


@dataclass(frozen=True, slots=True)
class MilFunction:
    """A function: what it is given, and its one block."""

    inputs: tuple[tuple[str, TensorType], ...]
    block: Block


def functions_of(program: Message) -> dict[str, MilFunction]:
    """The functions of a program by name.

    Raises:
        ReadError: a field is not as it must be.
    """
    found: dict[str, MilFunction] = {}
    for name, message in _map(program, 2):
        fields = message.by_number()
        inputs = tuple(_named_type(message, item) for item in fields.get(1, ()))
        blocks = [block for _, block in _map(message, 3)]
        if blocks:
            found[name] = MilFunction(inputs, _block(blocks[0]))
    return found


def _map(message: Message, number: int) -> list[tuple[str, Message]]:
    """The entries of a map with texts as keys and messages as values."""
    found = []
    for item in message.fields():
        if item.number == number and item.wire == BYTES:
            entry = message.inner(item)
            parts = entry.by_number()
            if 1 in parts and 2 in parts:
                found.append((entry.text(parts[1][0]), entry.inner(parts[2][0])))
    return found


def _block(message: Message) -> Block:
    fields = message.by_number()
    return Block(
        tuple(_named_type(message, item) for item in fields.get(1, ())),
        tuple(message.text(item) for item in fields.get(2, ())),
        tuple(_operation(message.inner(item)) for item in fields.get(3, ())),
    )


def _operation(message: Message) -> MilOperation:
    fields = message.by_number()
    return MilOperation(
        message.text(fields[1][0]) if 1 in fields else "",
        {name: _argument(inner) for name, inner in _map(message, 2)},
        tuple(_named_type(message, item) for item in fields.get(3, ())),
        tuple(_block(message.inner(item)) for item in fields.get(4, ())),
        {name: _value(inner) for name, inner in _map(message, 5)},
    )


def _argument(message: Message) -> tuple[Binding, ...]:
    found = []
    for item in message.fields():
        if item.number == 1 and item.wire == BYTES:
            binding = message.inner(item)
            parts = binding.by_number()
            if 1 in parts:
                found.append(Binding(binding.text(parts[1][0])))
            elif 2 in parts:
                found.append(Binding(value=_value(binding.inner(parts[2][0]))))
    return tuple(found)


def _named_type(message: Message, item: Field) -> tuple[str, TensorType]:
    named = message.inner(item)
    parts = named.by_number()
    name = named.text(parts[1][0]) if 1 in parts else ""
    return name, _type(named.inner(parts[2][0])) if 2 in parts else _UNKNOWN


def _type(message: Message) -> TensorType:
    """The type of a tensor; of a state, that of what it holds; nothing of lists."""
    parts = message.by_number()
    if 5 in parts:
        state = message.inner(parts[5][0])
        held = state.by_number()
        return _type(state.inner(held[1][0])) if 1 in held else _UNKNOWN
    if 1 not in parts:
        return _UNKNOWN
    tensor = message.inner(parts[1][0])
    fields = tensor.by_number()
    code = tensor.integer(fields[1][0]) if 1 in fields else 0
    sizes: tuple[Dim, ...] = tuple(_size(tensor.inner(item)) for item in fields.get(3, ()))
    return TensorType(_DTYPES.get(code, ""), sizes)


def _size(message: Message) -> Dim:
    for item in message.fields():
        if item.number == 1 and item.wire == BYTES:
            constant = message.inner(item)
            for part in constant.fields():
                if part.wire == VARINT:
                    return constant.integer(part)
            return 0
    return None


def _value(message: Message) -> Value:
    parts = message.by_number()
    kind = _type(message.inner(parts[2][0])) if 2 in parts else _UNKNOWN
    if 3 not in parts:
        return Value(kind)
    immediate = message.inner(parts[3][0])
    inner = immediate.by_number()
    if 1 not in inner:
        return Value(kind)
    content = _content(immediate.inner(inner[1][0]), kind)
    return Value(kind, content, kind.shape == ())


def _content(message: Message, kind: TensorType) -> tuple[object, ...] | None:
    """The numbers or words of a small tensor."""
    for item in message.fields():
        if item.wire != BYTES or item.length > 16 * _MOST_VALUES:
            return None
        held = message.inner(item)
        found: list[object] = []
        for part in held.fields():
            found.extend(_items(held, part, item.number, kind.dtype))
        return tuple(found) if len(found) <= _MOST_VALUES else None
    return ()


def _items(held: Message, part: Field, number: int, dtype: str) -> tuple[object, ...]:
    """Field 1 of TensorValue's floats, ints, bools, strings, longs, doubles or bytes."""
    if number == 1:
        return held.floats(part)
    if number in (2, 5):
        return held.integers(part)
    if number == 3:
        return tuple(bool(item) for item in held.integers(part))
    if number == 4:
        return (held.text(part),)
    if number == 6:
        return held.doubles(part)
    letter = _BYTES.get(dtype)
    if number == 7 and letter is not None:
        content = held.content(part)
        width = struct.calcsize(letter)
        return struct.unpack(
            f"<{len(content) // width}{letter}", content[: len(content) // width * width]
        )
    return ()
