"""Walks the wire format of protocol buffers over a file that is mapped, not loaded.

In: bytes, or a path. Out: fields by number, with the places of their contents; numbers, texts and
inner messages where a reader asks for them. What nobody asks for is skipped without being touched,
so that the cost follows the number of fields and not their bytes. Knows no schema; follows
https://protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeAlias

from netscribe.errors import ReadError

#: What a walk may look at; a slice of it is a copy.
Buffer: TypeAlias = bytes | mmap.mmap

VARINT, FIXED64, BYTES, GROUP, GROUP_END, FIXED32 = range(6)
#: Real files nest below 20 levels; the reference implementation stops at 100 as well.
DEEPEST = 100
#: A graph of a million nodes has fewer fields; more is no file that anyone draws.
MOST_FIELDS = 20_000_000
#: No text (a name, a note) that a reader asks for is longer.
LONGEST_TEXT = 2**20
#: No list of numbers that a reader asks for is longer, unless it says so.
LONGEST_LIST = 2**16
_LAST_SHIFT = 63
_WORD = 2**64


class Field(NamedTuple):
    """One field of a message, not yet read.

    Attributes:
        number: of the field in its schema.
        wire: VARINT, FIXED64, BYTES, GROUP or FIXED32.
        value: the number of a VARINT, without sign; else where the content begins.
        end: behind its last byte.
    """

    number: int
    wire: int
    value: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes the content has; of no meaning for a VARINT."""
        return self.end - self.value


@dataclass(slots=True)
class _Count:
    """How many fields were walked in the whole file."""

    fields: int = 0


@dataclass(slots=True)
class Message:
    """A message: a stretch of a buffer. There is one per node: freezing them would take longer.

    Attributes:
        buffer: the whole file.
        start, end: where the message lies in it.
        where: begins every error: the path.
        depth: how many messages are around it.
    """

    buffer: Buffer
    start: int
    end: int
    where: str = "the message"
    depth: int = 0
    count: _Count = field(default_factory=_Count, compare=False, repr=False)

    def fields(self) -> Iterator[Field]:
        """The fields in the order in which they lie in the file.

        Raises:
            ReadError: a field reaches beyond the message, or is no field.
        """
        buffer, place, end = self.buffer, self.start, self.end
        walked = 0
        while place < end:
            key = buffer[place]
            if key < 128:
                place += 1
            else:
                key, place = self.varint(place)
            wire, number = key & 7, key >> 3
            if not number:
                self.refuse("a field without a number", place)
            value = buffer[place] if place < end else 128
            if wire == VARINT and value < 128:
                place += 1
            elif wire == VARINT:
                value, place = self.varint(place)
            elif wire == BYTES and value < end - place and value < 128:
                value, place = place + 1, place + 1 + value
            else:
                value, place = self._content(wire, place)
            walked += 1
            if walked > MOST_FIELDS:
                break
            yield Field(number, wire, value, place)
        self._counted(walked)

    def by_number(self) -> dict[int, list[Field]]:
        """All fields, gathered by their numbers."""
        found: dict[int, list[Field]] = {}
        for item in self.fields():
            found.setdefault(item.number, []).append(item)
        return found

    # Contents, where they are asked for.

    def inner(self, item: Field) -> Message:
        """The message in a field.

        Raises:
            ReadError: the field holds a number, or lies too deep.
        """
        self._wants(item, BYTES)
        if self.depth >= DEEPEST:
            self.refuse(f"messages more than {DEEPEST} levels deep", item.value)
        return Message(self.buffer, item.value, item.end, self.where, self.depth + 1, self.count)

    def text(self, item: Field, *, longest: int = LONGEST_TEXT) -> str:
        """The text in a field; bytes that are no UTF-8 come as the sign for what is unknown."""
        if item.wire != BYTES or item.end - item.value > longest:
            return self.content(item, longest=longest).decode("utf-8", "replace")
        return self.buffer[item.value : item.end].decode("utf-8", "replace")

    def content(self, item: Field, *, longest: int = LONGEST_TEXT) -> bytes:
        """A copy of the bytes in a field.

        Raises:
            ReadError: they are more than `longest`.
        """
        self._wants(item, BYTES)
        if item.length > longest:
            self.refuse(f"{item.length:,} bytes, expected at most {longest:,}", item.value)
        return bytes(self.buffer[item.value : item.end])

    def integer(self, item: Field) -> int:
        """The number of an int32, int64, enum or bool field."""
        self._wants(item, VARINT)
        return signed(item.value)

    def float32(self, item: Field) -> float:
        """The number of a float field."""
        self._wants(item, FIXED32)
        return float(struct.unpack("<f", self.buffer[item.value : item.end])[0])

    def float64(self, item: Field) -> float:
        """The number of a double field."""
        self._wants(item, FIXED64)
        return float(struct.unpack("<d", self.buffer[item.value : item.end])[0])

    def integers(self, item: Field, *, longest: int = LONGEST_LIST) -> tuple[int, ...]:
        """The numbers of one field of a repeated integer, packed or single.

        Raises:
            ReadError: they are more than `longest`.
        """
        if item.wire == VARINT:
            return (signed(item.value),)
        self._wants(item, BYTES)
        inside = Message(self.buffer, item.value, item.end, self.where, self.depth, self.count)
        found: list[int] = []
        place = item.value
        while place < item.end:
            value, place = inside.varint(place)
            found.append(signed(value))
            if len(found) > longest:
                self.refuse(f"more than {longest:,} numbers", item.value)
        return tuple(found)

    def floats(self, item: Field, *, longest: int = LONGEST_LIST) -> tuple[float, ...]:
        """The numbers of one field of a repeated float, packed or single."""
        return self._numbers(item, FIXED32, "f", longest)

    def doubles(self, item: Field, *, longest: int = LONGEST_LIST) -> tuple[float, ...]:
        """The numbers of one field of a repeated double, packed or single."""
        return self._numbers(item, FIXED64, "d", longest)

    # The walk itself.

    def varint(self, place: int) -> tuple[int, int]:
        """A number of variable length, and the place behind it.

        Raises:
            ReadError: it reaches beyond the message or has more than 64 bits.
        """
        value = shift = 0
        byte = 128
        while byte >= 128:
            if place >= self.end:
                self.refuse("a number is cut off", place)
            if shift > _LAST_SHIFT:
                self.refuse("a number has more than 64 bits", place)
            byte = self.buffer[place]
            value |= (byte & 127) << shift
            place += 1
            shift += 7
        return value % _WORD, place

    def refuse(self, reason: str, place: int) -> NoReturn:
        """Raises the error for what stands at a place."""
        raise ReadError(
            f"{self.where}: damaged at byte {place:,}: {reason}",
            hint="write or download the file again",
        )

    def _content(self, wire: int, place: int) -> tuple[int, int]:
        """Where the content of a field begins, and the place behind it."""
        if wire == BYTES:
            length, place = self.varint(place)
            behind = place + length
        elif wire in (FIXED32, FIXED64):
            behind = place + (4 if wire == FIXED32 else 8)
        elif wire == GROUP:
            behind = self._behind_group(place)
        else:
            self.refuse(f"a field of the unknown wire type {wire}", place)
        if behind > self.end:
            beyond = behind - self.end
            self.refuse(f"a field reaches {beyond:,} bytes beyond what holds it", place)
        return place, behind

    def _behind_group(self, place: int) -> int:
        """Groups are no longer written by anyone; they are skipped."""
        level, walked = 1, 0
        while level:
            key, place = self.varint(place)
            wire = key & 7
            if wire == VARINT:
                _, place = self.varint(place)
            elif wire in (GROUP, GROUP_END):
                level += 1 if wire == GROUP else -1
            else:
                _, place = self._content(wire, place)
            walked += 1
            if level > DEEPEST:
                self.refuse(f"groups more than {DEEPEST} levels deep", place)
        self._counted(walked)
        return place

    def _numbers(self, item: Field, wire: int, letter: str, longest: int) -> tuple[float, ...]:
        size = 4 if wire == FIXED32 else 8
        if item.wire != wire:
            self._wants(item, BYTES)
        amount, rest = divmod(item.length, size)
        if rest:
            self.refuse(f"{item.length:,} bytes are no whole number of {size}", item.value)
        if amount > longest:
            self.refuse(f"{amount:,} numbers, expected at most {longest:,}", item.value)
        return struct.unpack(f"<{amount}{letter}", self.buffer[item.value : item.end])

    def _wants(self, item: Field, wire: int) -> None:
        if item.wire != wire:
            self.refuse(
                f"field {item.number} has wire type {item.wire}, expected {wire}", item.value
            )

    def _counted(self, walked: int) -> None:
        self.count.fields += walked
        if self.count.fields > MOST_FIELDS:
            self.refuse(f"more than {MOST_FIELDS:,} fields", self.start)


def signed(value: int) -> int:
    """A 64-bit word as the number with sign that it stands for."""
    return value - _WORD if value >= _WORD // 2 else value


def message_of(content: bytes, where: str) -> Message:
    """The message that the bytes are."""
    return Message(content, 0, len(content), where)


@contextmanager
def opened_message(path: Path) -> Iterator[Message]:
    """The message that a file is, mapped into memory for as long as it is open.

    Raises:
        ReadError: the file is empty, or cannot be opened or mapped.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            yield Message(view, 0, len(view), str(path))
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened: {error.strerror or error}") from None
    except ValueError as error:
        raise ReadError(f"{path}: cannot be mapped: {str(error)[:100]}") from None
