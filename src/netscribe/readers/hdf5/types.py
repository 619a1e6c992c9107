"""What is known of a dataset or an attribute in an HDF5 file: its type and its sizes.

In: the bytes of datatype and dataspace messages. Out: `Element` and shapes. Follows the HDF5 file
format specification, sections IV.A.2.b and IV.A.2.d.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.graph.types import TensorType
from netscribe.readers.hdf5.source import Cursor

_FIXED, _FLOAT, _STRING, _COMPOUND, _ENUM, _VARIABLE = 0, 1, 3, 6, 8, 9
_FLOAT_WORDS = {2: "float16", 4: "float32", 8: "float64", 16: "float128"}
_MOST_AXES = 32
_BFLOAT_EXPONENT = 8


@dataclass(frozen=True, slots=True)
class Element:
    """The type of one element.

    Attributes:
        dtype: its word; "" if it is none that tensors have.
        size: bytes of one element as it lies in the file.
        variable_text: whether it is a text of any length, kept in a heap.
    """

    dtype: str = ""
    size: int = 0
    variable_text: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """A tensor in the file: its path by groups, and its type."""

    path: tuple[str, ...]
    type: TensorType


def element_of(cursor: Cursor) -> Element:
    """The element that a datatype message describes."""
    kind = cursor.number(1) & 0x0F
    flags = cursor.number(3)
    size = cursor.number(4)
    if kind == _FIXED:
        return Element(f"{'int' if flags & 8 else 'uint'}{size * 8}", size)
    if kind == _FLOAT:
        return Element(_float_word(cursor, size), size)
    if kind == _STRING:
        return Element("string", size)
    if kind == _VARIABLE:
        is_text = flags & 0x0F == 1
        return Element("string" if is_text else "", size, is_text)
    if kind == _ENUM and size == 1:
        return Element("bool", size)
    if kind == _COMPOUND and size in (8, 16):
        return Element(f"complex{size * 8}", size)
    return Element("", size)


def _float_word(cursor: Cursor, size: int) -> str:
    if size == 2 and cursor.left >= 6:
        cursor.skip(5)
        if cursor.number(1) == _BFLOAT_EXPONENT:
            return "bfloat16"
    return _FLOAT_WORDS.get(size, "")


def shape_of(cursor: Cursor) -> tuple[int, ...]:
    """The sizes that a dataspace message gives; an empty one has no elements: (0,)."""
    version, rank, _ = cursor.number(1), cursor.number(1), cursor.number(1)
    if version == 1:
        cursor.skip(5)
    elif version == 2:
        if cursor.number(1) == 2:
            return (0,)
    else:
        raise cursor.source.broken(f"a dataspace of version {version}")
    if rank > _MOST_AXES:
        raise cursor.source.broken(f"a dataspace of {rank} axes")
    return tuple(cursor.length() for _ in range(rank))
