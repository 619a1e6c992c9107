"""Turns the messages of declared types into records.

In: messages. Out: `ValueRecord` and `TypeRecord`. Follows onnx.proto.
"""

from __future__ import annotations

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.records import TypeRecord, ValueRecord
from netscribe.readers.onnx.shapes.dtypes import dtype_of
from netscribe.readers.onnx.tensor_content import MOST_AXES
from netscribe.readers.protobuf import BYTES, VARINT, Message


def value_of(message: Message) -> ValueRecord:
    fields = message.by_number()
    found = type_of(message.inner(fields[2][-1])) if 2 in fields else TypeRecord()
    return ValueRecord(message.text(fields[1][-1]) if 1 in fields else "", found)


def type_of(message: Message) -> TypeRecord:
    """A TypeProto; of nested wrappers the outermost is told."""
    for item in message.fields():
        if item.wire != BYTES:
            continue
        inner = message.inner(item)
        if item.number in (1, 8):
            return _tensor_type(inner)
        if item.number in (4, 9):
            held = [type_of(inner.inner(part)) for part in inner.fields() if part.number == 1]
            element = held[0] if held else TypeRecord()
            word = "sequence" if item.number == 4 else "optional"
            return TypeRecord(word, element.dtype, element.dims)
        if item.number == 5:
            return TypeRecord("map")
    return TypeRecord()


def _tensor_type(message: Message) -> TypeRecord:
    dtype, dims = "", None
    for item in message.fields():
        if item.number == 1 and item.wire == VARINT:
            dtype = dtype_of(item.value)
        elif item.number == 2:
            dims = _dims(message.inner(item))
    return TypeRecord("", dtype, dims)


def _dims(message: Message) -> Shape:
    dims = tuple(_dim(message.inner(item)) for item in message.fields() if item.number == 1)
    if len(dims) > MOST_AXES:
        message.refuse(f"a type with {len(dims):,} axes", message.start)
    return dims


def _dim(message: Message) -> Dim:
    """A number, the file's name for a size, or None; exporters also write -1 and ""."""
    found: Dim = None
    for item in message.fields():
        if item.number == 1:
            size = message.integer(item)
            found = size if size >= 0 else None
        elif item.number == 2:
            found = message.text(item) or None
    return found
