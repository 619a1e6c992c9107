"""Names from foreign code made fit to print: no control characters, nothing that XML forbids.

In: any string, also one with lone surrogates, control or direction characters. Out: a string that
every renderer can write. Measures and renderers use the same one, so that they agree.
"""

from __future__ import annotations

import re
import unicodedata

#: Stands for what cannot be shown; the bundled font has it.
SUBSTITUTE = "□"

_PLAIN = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\xff]*")
_JOINERS = "\u200c\u200d"  # within emoji and several scripts they choose the form of a letter
_SPACES = {"\t", "\n", "\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"}


def printable(text: str) -> str:
    """`text` composed (NFC), with line ends and tabs as spaces and the unprintable as "□".

    Invisible format characters are dropped, those that turn the direction of text above all: a
    name must not change the order in which its neighbours are read.
    """
    if _PLAIN.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", "".join(map(_shown, text)))


def is_zero_width(character: str) -> bool:
    """Whether the character adds nothing to the width: combining marks, joiners, selectors."""
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}


def _shown(character: str) -> str:
    if character in _SPACES:
        return " "
    if unicodedata.category(character) == "Cf" and character not in _JOINERS:
        return ""
    if unicodedata.category(character) in {"Cc", "Cs"} or _is_noncharacter(ord(character)):
        return SUBSTITUTE
    return character


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
