"""The beginning of a GGUF file: facts by name, and the list of tensors.

In: bytes. Out: plain numbers and words by key, and each tensor's name, type and shape. The lists of
a tokenizer are stepped over; numbers of tensors lie behind all this and are never reached. Follows
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from netscribe.errors import ReadError
from netscribe.graph.types import TensorType
from netscribe.readers.mapped_file import Buffer

MAGIC = b"GGUF"
#: What is kept of a key's value; a long list is kept as its length.
Fact: TypeAlias = "int | float | bool | str | tuple[int, ...]"

_VERSIONS = (2, 3)
_NUMBERS = {
    0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
}  # fmt: skip
_TEXT, _LIST = 8, 9
_LENGTH = struct.Struct("<Q")
#: Lists of this many whole numbers are kept: one per block.
_LONGEST_LIST = 4096
_LONGEST_TEXT = 4096
#: More tensors, keys, axes or nested lists than any file has.
_MOST_TENSORS, _MOST_KEYS, _MOST_AXES, _DEEPEST = 1_000_000, 100_000, 8, 4
_MOST_TEXTS = 20_000_000
#: Words of ggml's types; those of plain numbers as the array API has them.
_TYPES = {
    0: "float32", 1: "float16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1",
    10: "Q2_K", 11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS",
    17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S",
    23: "IQ4_XS", 24: "int8", 25: "int16", 26: "int32", 27: "int64", 28: "float64", 29: "IQ1_M",
    30: "bfloat16", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4", 40: "NVFP4", 41: "Q1_0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """What the file says before its numbers begin; `lengths` are those of lists, by key."""

    version: int
    facts: Mapping[str, Fact]
    lengths: Mapping[str, int]
    tensors: Mapping[str, TensorType]


def header_of(buffer: Buffer, where: str) -> Header:
    """The beginning of a file.

    Raises:
        ReadError: a length is not as it must be, or the version is not known.
    """
    walk = _Walk(buffer, where)
    if buffer[:4] != MAGIC:
        raise ReadError(f"{where}: not a GGUF file: it does not begin with GGUF", hint=_HINT)
    walk.place = 4
    version = walk.whole("I")
    if version not in _VERSIONS:
        big = version > 0xFFFF
        reason = "its numbers are big-endian" if big else f"its version is {version}"
        raise ReadError(f"{where}: {reason}, expected version 2 or 3", hint=_HINT)
    tensors, keys = walk.whole("Q"), walk.whole("Q")
    if tensors > _MOST_TENSORS or keys > _MOST_KEYS:
        walk.refuse(f"{tensors:,} tensors and {keys:,} keys")
    facts: dict[str, Fact] = {}
    lengths: dict[str, int] = {}
    for _ in range(keys):
        key = walk.text()
        fact, length = walk.value()
        if fact is not None:
            facts[key] = fact
        if length is not None:
            lengths[key] = length
    listed: dict[str, TensorType] = {}
    for _ in range(tensors):
        name, kind = walk.tensor()
        if not name or name in listed:
            walk.refuse(f"a tensor named {name[:60]!r}, listed twice or without a name")
        listed[name] = kind
    return Header(version, facts, lengths, listed)


_HINT = "convert or download the file again"


@dataclass
class _Walk:
    """Reads from one place to the next; lives for one file only."""

    buffer: Buffer
    where: str
    place: int = 0
    texts: int = 0

    def number(self, letter: str) -> int | float | bool:
        """One number."""
        size = struct.calcsize(f"<{letter}")
        if self.place + size > len(self.buffer):
            self.refuse("the file is cut off")
        found: int | float | bool = struct.unpack_from(f"<{letter}", self.buffer, self.place)[0]
        self.place += size
        return found

    def whole(self, letter: str) -> int:
        """One whole number."""
        return int(self.number(letter))

    def text(self) -> str:
        """One text; a long one is cut."""
        start, length = self.skipped_text()
        kept = min(length, _LONGEST_TEXT)
        return bytes(self.buffer[start : start + kept]).decode("utf-8", "replace")

    def skipped_text(self) -> tuple[int, int]:
        """Steps over a text; where it begins and its length."""
        length = self.whole("Q")
        start = self.place
        if length > len(self.buffer) - start:
            self.refuse(f"a text of {length:,} bytes reaches beyond the file")
        self.place = start + length
        return start, length

    def value(self) -> tuple[Fact | None, int | None]:
        """The value of a key, and its length if it is a list."""
        kind = self.whole("I")
        if kind == _TEXT:
            return self.text(), None
        if kind == _LIST:
            return self._list(0)
        letter = _NUMBERS.get(kind)
        if letter is None:
            self.refuse(f"a value of the unknown type {kind}")
        return self.number(letter), None

    def _list(self, depth: int) -> tuple[Fact | None, int]:
        kind, count = self.whole("I"), self.whole("Q")
        letter = _NUMBERS.get(kind)
        if letter is not None:
            return self._numbers(letter, count), count
        self.texts += count
        if kind not in (_TEXT, _LIST) or depth > _DEEPEST or self.texts > _MOST_TEXTS:
            self.refuse(f"a list of {count:,} values of type {kind}")
        if count * 8 > len(self.buffer) - self.place:
            self.refuse(f"a list of {count:,} values reaches beyond the file")
        if kind == _TEXT:
            self._skip_texts(count)
        else:
            for _ in range(count):
                self._list(depth + 1)
        return None, count

    def _skip_texts(self, count: int) -> None:
        """Steps over a tokenizer's words, of which there are hundreds of thousands."""
        buffer, place, last = self.buffer, self.place, len(self.buffer) - 8
        for _ in range(count):
            if place > last:
                self.refuse("a list of texts reaches beyond the file")
            place += 8 + _LENGTH.unpack_from(buffer, place)[0]
        if place > len(buffer):
            self.refuse("a text reaches beyond the file")
        self.place = place

    def _numbers(self, letter: str, count: int) -> Fact | None:
        size = struct.calcsize(f"<{letter}")
        if count * size > len(self.buffer) - self.place:
            self.refuse(f"a list of {count:,} numbers reaches beyond the file")
        start = self.place
        self.place += count * size
        if letter in "fd?" or count > _LONGEST_LIST:
            return None
        return struct.unpack_from(f"<{count}{letter}", self.buffer, start)

    def tensor(self) -> tuple[str, TensorType]:
        """One entry of the list; its shape is turned round: the file has the last axis first."""
        name = self.text()
        rank = self.whole("I")
        if rank > _MOST_AXES:
            self.refuse(f"a tensor of {rank} axes")
        sizes = [self.whole("Q") for _ in range(rank)]
        code = self.whole("I")
        self.whole("Q")
        return name, TensorType(_TYPES.get(code, f"type {code}"), tuple(reversed(sizes)))

    def refuse(self, reason: str) -> NoReturn:
        """Raises the error for what stands at this place."""
        raise ReadError(f"{self.where}: damaged at byte {self.place:,}: {reason}", hint=_HINT)
