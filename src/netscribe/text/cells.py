"""Widths of texts in the cells of a terminal, and texts cut or filled to a number of cells.

In: a text. Out: cell counts and texts. Wide and full-width characters take two cells (Unicode
Standard Annex 11), combining marks none, and characters of ambiguous width one, as in most
terminals outside East Asian locales.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from netscribe.text.printable import is_zero_width, printable

Alignment = Literal["left", "right", "center"]


def cell_width(text: str) -> int:
    """Cells that `printable(text)` takes."""
    text = printable(text)
    return len(text) if text.isascii() else sum(map(_cells, text))


def truncated(text: str, cells: int, mark: str = "…") -> str:
    """The beginning of `text` in at most `cells`; what was cut is shown by `mark`."""
    text = printable(text)
    if cell_width(text) <= cells:
        return text
    room = cells - cell_width(mark)
    if room < 0:
        return ""
    kept = ""
    for character in text:
        room -= _cells(character)
        if room < 0:
            break
        kept += character
    return kept + mark


def padded(text: str, cells: int, align: Alignment = "left") -> str:
    """`text` filled with spaces to at least `cells`; a longer one stays as it is."""
    text = printable(text)
    gap = max(0, cells - cell_width(text))
    before = {"left": 0, "right": gap, "center": gap // 2}[align]
    return " " * before + text + " " * (gap - before)


def _cells(character: str) -> int:
    if is_zero_width(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
