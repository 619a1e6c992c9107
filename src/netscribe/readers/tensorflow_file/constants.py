"""Tensors that the file holds: their types, and the numbers of small ones.

In: a TensorProto. Out: `Held`. More numbers than a shape or a list of axes has are never touched.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from math import prod

from netscribe.graph.types import TensorType
from netscribe.readers.protobuf import BYTES, Field, Message
from netscribe.readers.tensorflow_file.records import Held, dtype_word
from netscribe.readers.tensorflow_file.shape_fields import shape_in

#: Numbers of larger constants are not looked at.
MOST_NUMBERS = 64
_FORMATS = {
    "float32": "f", "float64": "d", "int32": "i", "int64": "q", "uint8": "B", "int8": "b",
    "int16": "h", "uint16": "H", "uint32": "I", "uint64": "Q", "bool": "?", "float16": "e",
}  # fmt: skip
#: Fields with numbers one by one: float, double, int, int64, bool.
_FLOAT, _DOUBLE, _LISTS = 5, 6, (5, 6, 7, 10, 11)


def held_tensor(message: Message) -> Held:
    """The type and, if they are few, the numbers."""
    dtype, shape, content = "", None, None
    listed: list[Field] = []
    for item in message.fields():
        if item.number == 1:
            dtype = dtype_word(item.value)
        elif item.number == 2 and item.wire == BYTES:
            shape = shape_in(message.inner(item))
        elif item.number == 4 and item.wire == BYTES:
            content = item
        elif item.number in _LISTS:
            listed.append(item)
    kind = TensorType(dtype, shape)
    sizes = [size for size in shape or () if isinstance(size, int)]
    count = prod(sizes) if shape is not None and len(sizes) == len(shape) else None
    if count is None or count > MOST_NUMBERS or dtype not in _FORMATS:
        return Held(kind)
    if content is not None and content.length:
        return Held(kind, _unpacked(message, content, dtype, count))
    numbers = [number for item in listed for number in _numbers(message, item)][:count]
    if not numbers:
        return Held(kind, (0,) * count)
    # the last number stands for all that are not written
    return Held(kind, (*numbers, *(numbers[-1:] * (count - len(numbers)))))


def _unpacked(
    message: Message, content: Field, dtype: str, count: int
) -> tuple[int | float, ...] | None:
    wanted = f"<{count}{_FORMATS[dtype]}"
    if struct.calcsize(wanted) != content.length:
        return None
    found = struct.unpack(wanted, message.content(content))
    return tuple(int(item) if isinstance(item, bool) else item for item in found)


def _numbers(message: Message, item: Field) -> Iterator[int | float]:
    if item.number == _FLOAT:
        yield from message.floats(item, longest=MOST_NUMBERS)
    elif item.number == _DOUBLE:
        yield from message.doubles(item, longest=MOST_NUMBERS)
    else:
        yield from message.integers(item, longest=MOST_NUMBERS)
