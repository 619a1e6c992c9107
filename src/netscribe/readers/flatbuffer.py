"""Walks a FlatBuffer over a file that is mapped, not loaded; every step is checked first.

In: bytes. Out: tables, their fields by number, vectors, texts. Knows no schema; follows
https://flatbuffers.dev/internals. What nobody asks for is never touched.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from netscribe.errors import ReadError
from netscribe.readers.mapped_file import Buffer

#: A graph of a million operations asks for fewer; more is no file that anyone draws.
MOST_READS = 30_000_000
#: No text that a reader asks for is longer.
LONGEST_TEXT = 2**20
#: No list of numbers that a reader asks for is longer.
LONGEST_LIST = 2**20
_SIZES = {"b": 1, "B": 1, "?": 1, "h": 2, "H": 2, "i": 4, "I": 4, "f": 4, "q": 8, "Q": 8, "d": 8}


@dataclass(slots=True)
class _Reads:
    """How much was asked for; offsets may point at one place many times."""

    count: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """The whole buffer, and what begins every error."""

    buffer: Buffer
    where: str
    reads: _Reads = field(default_factory=_Reads, compare=False, repr=False)

    def number(self, letter: str, place: int) -> int | float:
        """One number, by the letter that `struct` has for its kind.

        Raises:
            ReadError: it lies outside the file.
        """
        size = _SIZES[letter]
        if place < 0 or place + size > len(self.buffer):
            self.refuse("a place outside of the file", place)
        self.counted(1)
        found: int | float = struct.unpack(f"<{letter}", self.buffer[place : place + size])[0]
        return found

    def integer(self, letter: str, place: int) -> int:
        """One whole number."""
        return int(self.number(letter, place))

    def pointed(self, place: int) -> int:
        """The place that an offset at `place` points to: always further on."""
        distance = self.integer("I", place)
        if not distance or place + distance >= len(self.buffer):
            self.refuse("an offset leads outside of the file", place)
        return place + distance

    def root(self) -> Table:
        """The table that the file begins with."""
        return self.table(self.pointed(0))

    def table(self, place: int) -> Table:
        """The table at a place.

        Raises:
            ReadError: its list of fields lies outside the file.
        """
        fields = place - self.integer("i", place)
        length = self.integer("H", fields) if fields >= 0 else 0
        if fields < 0 or length < 4 or fields + length > len(self.buffer):
            self.refuse("a table without a list of fields", place)
        return Table(self, place, fields, (length - 4) // 2)

    def counted(self, amount: int) -> None:
        """Counts what is read, so that no file makes a reader run for ever."""
        self.reads.count += amount
        if self.reads.count > MOST_READS:
            self.refuse(f"more than {MOST_READS:,} numbers to read", 0)

    def refuse(self, reason: str, place: int) -> NoReturn:
        """Raises the error for what stands at a place."""
        raise ReadError(
            f"{self.where}: damaged at byte {place:,}: {reason}",
            hint="write or download the file again",
        )


@dataclass(frozen=True, slots=True)
class Table:
    """One table: fields by number, each of which may be absent."""

    view: View
    place: int
    fields: int
    count: int

    def _at(self, number: int) -> int:
        """Where a field lies; 0 if it is absent."""
        if number >= self.count:
            return 0
        offset = self.view.integer("H", self.fields + 4 + 2 * number)
        return self.place + offset if offset else 0

    def has(self, number: int) -> bool:
        """Whether a field is there."""
        return bool(self._at(number))

    def integer(self, number: int, letter: str = "i", default: int = 0) -> int:
        """A whole number; `default` where the field is absent."""
        place = self._at(number)
        return self.view.integer(letter, place) if place else default

    def real(self, number: int, default: float = 0.0) -> float:
        """A float32."""
        place = self._at(number)
        return float(self.view.number("f", place)) if place else default

    def flag(self, number: int, *, default: bool = False) -> bool:
        """A bool."""
        place = self._at(number)
        return bool(self.view.integer("B", place)) if place else default

    def table(self, number: int) -> Table | None:
        """A table in a field; None where it is absent."""
        place = self._at(number)
        return self.view.table(self.view.pointed(place)) if place else None

    def vector(self, number: int, size: int) -> tuple[int, int]:
        """Where a vector's items begin and how many there are, each of `size` bytes."""
        place = self._at(number)
        if not place:
            return 0, 0
        start = self.view.pointed(place)
        count = self.view.integer("I", start)
        if start + 4 + count * size > len(self.view.buffer):
            self.view.refuse(f"a list of {count:,} items reaches beyond the file", start)
        return start + 4, count

    def tables(self, number: int) -> Iterator[Table]:
        """The tables in a vector."""
        start, count = self.vector(number, 4)
        for index in range(count):
            yield self.view.table(self.view.pointed(start + 4 * index))

    def numbers(self, number: int, letter: str = "i") -> tuple[int | float, ...]:
        """The numbers in a vector.

        Raises:
            ReadError: there are too many for what a reader asks for.
        """
        size = _SIZES[letter]
        start, count = self.vector(number, size)
        if count > LONGEST_LIST:
            self.view.refuse(
                f"a list of {count:,} numbers, expected at most {LONGEST_LIST:,}", start
            )
        self.view.counted(count)
        return struct.unpack(f"<{count}{letter}", self.view.buffer[start : start + count * size])

    def integers(self, number: int, letter: str = "i") -> tuple[int, ...]:
        """Whole numbers in a vector."""
        return tuple(int(item) for item in self.numbers(number, letter))

    def text(self, number: int) -> str:
        """A text; "" where it is absent; what is no UTF-8 comes as the sign for the unknown."""
        start, count = self.vector(number, 1)
        if count > LONGEST_TEXT:
            self.view.refuse(f"a text of {count:,} bytes, expected at most {LONGEST_TEXT:,}", start)
        self.view.counted(1 + count // 8)
        return bytes(self.view.buffer[start : start + count]).decode("utf-8", "replace")
