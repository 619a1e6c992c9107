"""Attributes of a group: small facts by name, such as a model's configuration.

In: the messages of an object. Out: `Attribute` by name, and the text that one holds. Follows the
HDF5 file format specification, section IV.A.2.m.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.readers.hdf5.fractal_heap import dense_objects
from netscribe.readers.hdf5.header import ATTRIBUTE, ATTRIBUTE_INFO, Message
from netscribe.readers.hdf5.heap import text_in_heap
from netscribe.readers.hdf5.source import Cursor, Source
from netscribe.readers.hdf5.types import Element, element_of, shape_of

#: What a record of the index by names begins with.
_HEAP_KEY_FIRST = 0


@dataclass(frozen=True, slots=True)
class Attribute:
    """Its name, and its value as it lies in the file."""

    name: str
    element: Element
    shape: tuple[int, ...]
    data: bytes


def attributes_in(source: Source, messages: tuple[Message, ...]) -> Mapping[str, Attribute]:
    """The attributes of an object by name."""
    found: dict[str, Attribute] = {}
    for message in messages:
        for data in _attribute_data(source, message):
            attribute = _attribute(Cursor(source, data))
            if attribute is not None:
                found.setdefault(attribute.name, attribute)
    return found


def _attribute_data(source: Source, message: Message) -> tuple[bytes, ...]:
    """The attribute messages that a message is or points at."""
    if message.kind == ATTRIBUTE and not message.shared:
        return (message.data,)
    if message.kind != ATTRIBUTE_INFO:
        return ()
    cursor = Cursor(source, message.data)
    cursor.skip(1)
    cursor.skip(2 * (cursor.number(1) & 1))
    return dense_objects(source, cursor.place(), cursor.place(), _HEAP_KEY_FIRST)


def _attribute(cursor: Cursor) -> Attribute | None:
    """An attribute; None for one whose type is kept elsewhere."""
    version, flags = cursor.number(1), cursor.number(1)
    if version not in (1, 2, 3):
        raise cursor.source.broken(f"an attribute of version {version}")
    sizes = [cursor.number(2) for _ in range(3)]
    cursor.skip(1 if version == 3 else 0)
    step = 8 if version == 1 else 1
    name, kind, space = (_padded(cursor, size, step) for size in sizes)
    if version > 1 and flags & 3:
        return None
    source = cursor.source
    return Attribute(
        name.partition(b"\0")[0].decode("utf-8", "replace"),
        element_of(Cursor(source, kind)),
        shape_of(Cursor(source, space)),
        cursor.take(cursor.left),
    )


def _padded(cursor: Cursor, size: int, step: int) -> bytes:
    found = cursor.take(size)
    cursor.skip(min(-size % step, cursor.left))
    return found


def text_of(source: Source, attribute: Attribute) -> bytes | None:
    """The text that an attribute holds; None if it holds something else."""
    if attribute.element.dtype != "string" or attribute.shape not in ((), (1,)):
        return None
    data = attribute.data[: attribute.element.size]
    if attribute.element.variable_text:
        return text_in_heap(source, data)
    return data.rstrip(b"\0")
