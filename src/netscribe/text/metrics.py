"""Widths of texts in the bundled font, and texts shortened or wrapped to a width.

In: a text, its size in points and its weight (400, 500, 600). Out: widths in points. Measured from
a table of advances: the bundled font has no kerning and no ligatures, so the sum is what a program
draws. A character that the font lacks counts as one em, a combining mark as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from netscribe.text import advances
from netscribe.text.printable import SUBSTITUTE, is_zero_width, printable

ELLIPSIS = "…"


def text_width(text: str, size: float, weight: int = 400) -> float:
    """The advance of `printable(text)`."""
    return _units(text, weight) * size / advances.UNITS_PER_EM


@lru_cache(maxsize=16384)
def _units(text: str, weight: int) -> int:
    """The advance in the font's units; the same few words are measured again and again."""
    table = _advance_table(weight)
    units = 0
    for character in printable(text):
        advance = table.get(character)
        units += _advance_of_missing(character) if advance is None else advance
    return units


def ascent(size: float) -> float:
    """Room above the baseline that no letter leaves."""
    return advances.ASCENT * size / advances.UNITS_PER_EM


def descent(size: float) -> float:
    """Room below the baseline, as a positive number."""
    return advances.DESCENT * size / advances.UNITS_PER_EM


def cap_height(size: float) -> float:
    """Height of capitals and digits: what looks centred in a box is centred by this."""
    return advances.CAP_HEIGHT * size / advances.UNITS_PER_EM


def ellipsized(text: str, max_width: float, size: float, weight: int = 400) -> str:
    """`text`, or as much of its two ends as fits around "…"; empty if not even that fits.

    Both ends stay, since names in code differ at either (`encoder.layer_1`, `encoder.layer_2`).
    """
    text = printable(text)
    if text_width(text, size, weight) <= max_width:
        return text
    fitting, too_many = -1, len(text)
    while too_many - fitting > 1:
        kept = (fitting + too_many) // 2
        if text_width(_ends(text, kept), size, weight) <= max_width:
            fitting = kept
        else:
            too_many = kept
    return "" if fitting < 0 else _ends(text, fitting)


@lru_cache(maxsize=4096)
def wrapped_lines(text: str, max_width: float, size: float, weight: int = 400) -> tuple[str, ...]:
    """`text` broken at spaces into lines of at most `max_width`; a longer word is ellipsized."""
    most = max_width * advances.UNITS_PER_EM / size
    space = _units(" ", weight)
    lines: list[str] = []
    used = 0
    for word in printable(text).split():
        units = _units(word, weight)
        if lines and used + space + units <= most:
            lines[-1] = f"{lines[-1]} {word}"
            used += space + units
        else:
            lines.append(ellipsized(word, max_width, size, weight))
            used = _units(lines[-1], weight)
    return tuple(lines)


def has_all_glyphs(text: str) -> bool:
    """Whether the bundled font has every character of `text` as it stands."""
    return _characters() >= set(text)


def is_basic(text: str) -> bool:
    """Whether the small `-basic` font files have every character of `text`."""
    return _basic_characters() >= set(text)


def with_known_glyphs(text: str) -> str:
    """`text` in characters that the bundled font has: the others become "□"."""
    text = printable(text)
    if has_all_glyphs(text):
        return text
    known = _characters()
    return "".join(
        character if character in known else "" if is_zero_width(character) else SUBSTITUTE
        for character in text
    )


def _ends(text: str, kept: int) -> str:
    tail_length = kept // 2
    tail = text[len(text) - tail_length :]
    return text[: kept - tail_length] + ELLIPSIS + tail


def _advance_of_missing(character: str) -> int:
    return 0 if is_zero_width(character) else advances.UNITS_PER_EM


@cache
def _advance_table(weight: int) -> Mapping[str, int]:
    numbers = map(int, advances.ADVANCES[weight].split())
    return MappingProxyType(dict(zip(_parsed(advances.CHARACTERS), numbers, strict=True)))


@cache
def _characters() -> frozenset[str]:
    return frozenset(_parsed(advances.CHARACTERS))


@cache
def _basic_characters() -> frozenset[str]:
    return frozenset(_parsed(advances.BASIC_CHARACTERS))


def _parsed(ranges: str) -> tuple[str, ...]:
    """`"20-7e a0"` as characters."""
    found: list[str] = []
    for span in ranges.split():
        low, _, high = span.partition("-")
        found.extend(map(chr, range(int(low, 16), int(high or low, 16) + 1)))
    return tuple(found)
