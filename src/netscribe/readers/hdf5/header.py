"""Object headers of both versions: the messages that say what a group or a dataset is.

In: the place of a header. Out: its messages in order, with those in continuations. Follows the HDF5
file format specification, section IV.A.1. Bounded: a chunk is read once, and messages are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from netscribe.readers.hdf5.source import Cursor, Source

DATASPACE, LINK_INFO, DATATYPE, LINK, ATTRIBUTE = 0x01, 0x02, 0x03, 0x06, 0x0C
LAYOUT, CONTINUATION, SYMBOL_TABLE, ATTRIBUTE_INFO = 0x08, 0x10, 0x11, 0x15
_SHARED = 2
_MOST_MESSAGES = 100_000


@dataclass(frozen=True, slots=True)
class Message:
    """One message; a shared one holds a pointer in place of its contents."""

    kind: int
    data: bytes
    shared: bool = False


def messages_at(source: Source, place: int) -> tuple[Message, ...]:
    """The messages of the object header at `place`."""
    start = source.take(place, 4, "an object header")
    if start == b"OHDR":
        return tuple(_of_version_2(source, place))
    if start[:1] == b"\x01":
        return tuple(_of_version_1(source, place))
    raise source.broken("an object header of an unknown version")


def _of_version_1(source: Source, place: int) -> Iterator[Message]:
    prefix = Cursor(source, source.take(place, 16, "an object header"), 8)
    chunks = [(place + 16, prefix.number(4))]
    for cursor in _chunks(source, chunks):
        while cursor.left >= 8:
            kind, size, flags = cursor.number(2), cursor.number(2), cursor.number(1)
            cursor.skip(3)
            message = Message(kind, cursor.take(size), bool(flags & _SHARED))
            yield from _message(message, source, chunks)


def _of_version_2(source: Source, place: int) -> Iterator[Message]:
    size = min(40, source.whole - source.base - place)
    prefix = Cursor(source, source.take(place, size, "an object header"), 5)
    flags = prefix.number(1)
    prefix.skip(16 * bool(flags & 0x20) + 4 * bool(flags & 0x10))
    length = prefix.number(1 << (flags & 3))
    chunks = [(place + prefix.at, length)]
    ordered = bool(flags & 4)
    for index, cursor in enumerate(_chunks(source, chunks)):
        end = len(cursor.data)
        if index:
            source.expect(cursor.take(4), b"OCHK", "a continuation")
            end -= 4  # the checksum
        while end - cursor.at >= 4 + 2 * ordered:
            kind, size, mark = cursor.number(1), cursor.number(2), cursor.number(1)
            cursor.skip(2 * ordered)
            message = Message(kind, cursor.take(size), bool(mark & _SHARED))
            yield from _message(message, source, chunks)


def _chunks(source: Source, chunks: list[tuple[int, int]]) -> Iterator[Cursor]:
    """The chunks, also those that are found on the way."""
    seen: set[int] = set()
    for start, length in chunks:
        if start in seen:
            raise source.broken("an object header continues in itself")
        seen.add(start)
        yield Cursor(source, source.take(start, length, "an object header's messages"))


def _message(message: Message, source: Source, chunks: list[tuple[int, int]]) -> Iterator[Message]:
    """The message, or nothing where it only points at more of them."""
    source.step()
    if message.kind == CONTINUATION:
        inside = Cursor(source, message.data)
        chunks.append((inside.place(), inside.length()))
        if len(chunks) > _MOST_MESSAGES:
            raise source.broken("an object header in too many parts")
    elif message.kind:
        yield message
