"""The elements of small tensors: sizes, axes, limits, as the arguments of operators hold them.

In: the message of a TensorProto. Out: its header, with the elements where they are few. The bytes
of larger tensors are not touched, and other files are never opened.
"""

from __future__ import annotations

import re
import struct
from math import prod

from netscribe.readers.onnx.records import TensorRecord
from netscribe.readers.onnx.shapes.dtypes import dtype_of
from netscribe.readers.onnx.shapes.step import Content
from netscribe.readers.protobuf import FIXED32, FIXED64, Field, Message

#: Arguments of operators have fewer elements than these; more is weights.
MOST_ELEMENTS = 256
MOST_REAL_ELEMENTS = 16
#: Initial states of zeros are looked for in tensors that are no larger and have no name.
_MOST_ZERO_BYTES = 2**16
_UNNAMED = re.compile(r"val_\d+|onnx::.*|/.*|")
#: More axes than this is no tensor.
MOST_AXES = 64
_LARGEST_SIZE = 2**62
_LONGEST_STRING = 256

_DIMS, _DTYPE, _FLOATS, _INTS, _STRINGS, _LONGS = 1, 2, 4, 5, 6, 7
_NAME, _RAW, _DOUBLES, _UNSIGNED, _EXTERNAL, _LOCATION = 8, 9, 10, 11, 13, 14

#: struct's letters for elements in `raw_data`.
_LETTERS = {
    "float32": "f",
    "uint8": "B",
    "int8": "b",
    "uint16": "H",
    "int16": "h",
    "int32": "i",
    "int64": "q",
    "bool": "?",
    "float16": "e",
    "float64": "d",
    "uint32": "I",
    "uint64": "Q",
}
#: In which field elements are listed that are not in `raw_data`.
_LISTED = {
    _FLOATS: ("float32",),
    _INTS: ("int32", "int16", "int8", "uint16", "uint8", "bool", "float16", "bfloat16"),
    _LONGS: ("int64",),
    _DOUBLES: ("float64",),
    _UNSIGNED: ("uint32", "uint64"),
}


def tensor_of(message: Message) -> TensorRecord:
    """The header of a tensor, and its elements where they are few."""
    fields = message.by_number()
    shape = _shape(message, fields)
    name = message.text(fields[_NAME][-1]) if _NAME in fields else ""
    dtype = dtype_of(fields[_DTYPE][-1].value) if _DTYPE in fields else ""
    external = _EXTERNAL in fields or any(item.value for item in fields.get(_LOCATION, ()))
    count = prod(shape)
    small = not external and count <= _most(dtype, len(shape))
    content = _content(message, fields, dtype, count) if small else None
    zeros = content is not None and not any(content)
    if content is None and not external and _UNNAMED.fullmatch(name):
        zeros = _is_zero(message, fields)
    return TensorRecord(name, dtype, shape, content, external, zeros)


def _most(dtype: str, rank: int) -> int:
    """How many elements an argument may have; real numbers in rows and columns are weights."""
    if "float" not in dtype:
        return MOST_ELEMENTS
    return MOST_REAL_ELEMENTS if rank < 2 else 1


def _is_zero(message: Message, fields: dict[int, list[Field]]) -> bool:
    """Whether the bytes of a middling tensor are all zero."""
    raw = fields.get(_RAW)
    if not raw or not 0 < raw[-1].length <= _MOST_ZERO_BYTES:
        return False
    return not any(message.content(raw[-1]))


def in_short(number: float) -> float:
    """A number of single precision as its author wrote it: 1e-05, not 9.999999747378752e-06."""
    return float(f"{number:.7g}")


def _shape(message: Message, fields: dict[int, list[Field]]) -> tuple[int, ...]:
    listed = fields.get(_DIMS, ())
    shape = tuple(size for item in listed for size in message.integers(item, longest=MOST_AXES))
    if len(shape) > MOST_AXES or any(not 0 <= size <= _LARGEST_SIZE for size in shape):
        message.refuse(f"a tensor has the shape {shape[:8]}", message.start)
    return shape


def _content(
    message: Message, fields: dict[int, list[Field]], dtype: str, count: int
) -> Content | None:
    """The elements; None where they cannot be told."""
    if dtype == "string":
        texts = fields.get(_STRINGS, ())
        short = len(texts) == count and all(item.length <= _LONGEST_STRING for item in texts)
        return tuple(message.text(item) for item in texts) if short else None
    if _RAW in fields:
        return _raw(message.content(fields[_RAW][-1], longest=2**20), dtype, count)
    found: list[int | float] = []
    for number, dtypes in _LISTED.items():
        if dtype in dtypes:
            for item in fields.get(number, ()):
                found += _listed(message, item, number)
    if len(found) != count:
        return None
    return tuple(_meant(element, dtype) for element in found)


def _listed(message: Message, item: Field, number: int) -> tuple[int | float, ...]:
    if number == _FLOATS or item.wire == FIXED32:
        return tuple(map(in_short, message.floats(item)))
    if number == _DOUBLES or item.wire == FIXED64:
        return message.doubles(item)
    return message.integers(item)


def _raw(content: bytes, dtype: str, count: int) -> Content | None:
    if dtype == "bfloat16" and len(content) == 2 * count:
        words = struct.unpack(f"<{count}H", content)
        return tuple(_meant(word, dtype) for word in words)
    letter = _LETTERS.get(dtype)
    if letter is None or len(content) != count * struct.calcsize(f"<{letter}"):
        return None
    found = struct.unpack(f"<{count}{letter}", content)
    return tuple(map(in_short, found)) if letter == "f" else found


def _meant(element: int | float, dtype: str) -> int | float | bool:
    """Listed elements of half precision are their bits."""
    if dtype == "bool":
        return bool(element)
    if isinstance(element, float) or dtype not in ("float16", "bfloat16"):
        return element
    if dtype == "float16":
        return float(struct.unpack("<e", struct.pack("<H", element & 0xFFFF))[0])
    return float(struct.unpack("<f", struct.pack("<I", (element & 0xFFFF) << 16))[0])
