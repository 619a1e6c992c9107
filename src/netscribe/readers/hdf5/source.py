"""The bytes of an HDF5 file that nobody has checked: read by place and length, within limits.

In: an open file. Out: bytes and numbers, or one clear ReadError. Every structure that is looked at
takes one step of a budget, so that no file makes the reader go round for ever. Must not know what
the bytes say.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from netscribe.errors import ReadError

SIGNATURE = b"\x89HDF\r\n\x1a\n"
HINT = "save the model again with model.save('name.keras')"
#: A single structure, or one text such as a model's configuration.
LARGEST_PART = 64 * 2**20
#: Structures looked at in one file; a model of 10,000 weights takes about 150,000.
MOST_STEPS = 2_000_000
#: Bytes read in one file; a structure that many others point at is read each time.
MOST_BYTES = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many bytes a place and a length take in this file."""

    place: int = 8
    length: int = 8


class Source:
    """One open file; `sizes` is set once the superblock is read."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self.path = path
        self.sizes = Sizes()
        self.base = 0
        self.whole = os.fstat(file.fileno()).st_size
        self._file = file
        self._steps = 0
        self._taken = 0

    def take(self, place: int, count: int, what: str) -> bytes:
        """`count` bytes from `place`, counted from the file's base.

        Raises:
            ReadError: they lie outside of the file, or are more than any structure has.
        """
        self.step()
        start = self.base + place
        if count > LARGEST_PART or place < 0 or start + count > self.whole:
            raise self.broken(f"{what} would have {count:,} bytes at {place:,}, in {self.whole:,}")
        self._taken += count
        if self._taken > MOST_BYTES:
            raise self.broken(f"more than {MOST_BYTES / 2**20:,.0f} MB of structures")
        self._file.seek(start)
        return self._file.read(count)

    def expect(self, found: bytes, wanted: bytes, what: str) -> None:
        """Refuses a structure that does not begin as its kind does."""
        if not found.startswith(wanted):
            raise self.broken(f"{what} does not begin with {wanted.decode('latin-1')}")

    def is_nowhere(self, place: int) -> bool:
        """Whether a place is the word for "there is none"."""
        return place == (1 << (8 * self.sizes.place)) - 1

    def step(self) -> None:
        """Takes one step of the budget."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise self.broken(f"more than {MOST_STEPS:,} structures: they point in circles")

    def broken(self, reason: str) -> ReadError:
        """The one error that this file gives."""
        return ReadError(f"{self.path}: a damaged HDF5 file: {reason}", hint=HINT)


class Cursor:
    """Reads numbers and bytes one after another out of a piece of the file."""

    def __init__(self, source: Source, data: bytes, start: int = 0) -> None:
        self.source = source
        self.data = data
        self.at = start

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        end = self.at + count
        if count < 0 or end > len(self.data):
            raise self.source.broken("a structure ends too early")
        found = self.data[self.at : end]
        self.at = end
        return found

    def skip(self, count: int) -> None:
        """Passes over bytes."""
        self.take(count)

    def number(self, size: int) -> int:
        """The next unsigned number of `size` bytes."""
        return int.from_bytes(self.take(size), "little")

    def place(self) -> int:
        """The next place in the file."""
        return self.number(self.source.sizes.place)

    def length(self) -> int:
        """The next length."""
        return self.number(self.source.sizes.length)

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self.data) - self.at
