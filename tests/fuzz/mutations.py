"""Changes of a file's bytes, and of the bytes inside of an archive.

In: bytes and a source of random numbers. Out: other bytes. The same numbers give the same bytes.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**63, 2**64 - 1)
_WORDS = (
    re.compile(rb'(?<=")[^"<>{}\n]{1,60}(?=")'),
    re.compile(rb"\d+"),
    re.compile(rb"[^\n]+\n"),
    re.compile(rb"(?<=: )[^,\n{}\[\]]+"),
)
_ZIP = b"PK\x03\x04"


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Other bytes than `content`; of an archive mostly with one entry changed."""
    if content[:4] == _ZIP and chance.random() < 0.7:
        return _with_changed_entry(content, chance)
    if content[:1] in (b"<", b"{") and chance.random() < 0.8:
        return _with_changed_words(content, chance)
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8, 30))):
        chance.choice(_CHANGES)(found, chance)
    return bytes(found)


def _with_changed_words(content: bytes, chance: random.Random) -> bytes:
    """Of a text: words in quotes, numbers and lines exchanged, so that it can still be parsed."""
    found = content
    for _ in range(chance.choice((1, 1, 2, 4, 10))):
        places = [match.span() for match in chance.choice(_WORDS).finditer(found)]
        if len(places) < 2:
            continue
        (start, end), (first, last) = chance.choice(places), chance.choice(places)
        other = chance.choice((found[first:last], b"0", b"-1", b"", b"99999999999", b"1,2,3"))
        found = found[:start] + other + found[end:]
    return found


def _place(content: bytearray, chance: random.Random) -> int:
    """More often near the beginning, where the structure is."""
    size = max(len(content), 1)
    return chance.randrange(min(size, 256)) if chance.random() < 0.3 else chance.randrange(size)


def _flip(content: bytearray, chance: random.Random) -> None:
    place = _place(content, chance)
    content[place : place + 1] = bytes((chance.randrange(256),))


def _bit(content: bytearray, chance: random.Random) -> None:
    place = _place(content, chance)
    if place < len(content):
        content[place] ^= 1 << chance.randrange(8)


def _number(content: bytearray, chance: random.Random) -> None:
    place, value = _place(content, chance), chance.choice(_NUMBERS)
    letter, size = chance.choice((("B", 1), ("H", 2), ("I", 4), ("Q", 8)))
    content[place : place + size] = struct.pack(f"<{letter}", value % 2 ** (8 * size))


def _cut(content: bytearray, chance: random.Random) -> None:
    place = _place(content, chance)
    del content[place : place + chance.choice((1, 2, 4, 8, 64, 1024))]


def _copy(content: bytearray, chance: random.Random) -> None:
    source, target = _place(content, chance), _place(content, chance)
    part = content[source : source + chance.choice((1, 4, 16, 256, 4096))]
    content[target:target] = part * chance.choice((1, 1, 2, 50))


def _overwrite(content: bytearray, chance: random.Random) -> None:
    source, target = _place(content, chance), _place(content, chance)
    part = content[source : source + chance.choice((4, 8, 32, 256))]
    content[target : target + len(part)] = part


def _end(content: bytearray, chance: random.Random) -> None:
    del content[_place(content, chance) :]


_CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip,
    _flip,
    _bit,
    _bit,
    _number,
    _number,
    _cut,
    _copy,
    _overwrite,
    _end,
)


def _with_changed_entry(content: bytes, chance: random.Random) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as made:
        names = source.namelist()
        chosen = chance.choice(names)
        for name in names:
            entry = source.read(name)
            made.writestr(name, mutated(entry, chance) if name == chosen else entry)
    return target.getvalue()
