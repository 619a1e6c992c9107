"""The stage table as text: one line per row where there is width for it, else a paragraph.

In: a Table, the characters and the width. Out: lines of at most `width` cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress

from netscribe.figure.types import Table
from netscribe.renderers.terminal.columns import broken
from netscribe.renderers.terminal.glyphs import Glyphs
from netscribe.text.cells import cell_width, padded
from netscribe.text.printable import printable

_GAP = "  "
#: Columns of the overview: each of its rows says the same.
_SAID_ABOVE = ("output", "parameters")


def table_lines(table: Table, glyphs: Glyphs, width: int) -> tuple[str, ...]:
    """Headings and rows; where they are too wide, without what the overview's rows say as well."""
    left_out: tuple[str, ...]
    for left_out in ((), _SAID_ABOVE[:1], _SAID_ABOVE):
        lines = _aligned(_without(table, left_out), glyphs)
        if max(map(cell_width, lines)) <= width:
            return lines
    return tuple(_paragraphs(_texts(table, glyphs), glyphs, width))


def _without(table: Table, headings: Sequence[str]) -> Table:
    """The table without some of its columns."""
    kept = [heading not in headings for heading in table.headings]
    return Table(
        tuple(compress(table.headings, kept)),
        tuple(tuple(compress(row, kept)) for row in table.rows),
        tuple(compress(table.numeric, kept)),
    )


def _texts(table: Table, glyphs: Glyphs) -> list[list[str]]:
    return [
        [glyphs.text(printable(text)).replace(" × ", "×") for text in row]
        for row in (table.headings, *table.rows)
    ]


def _aligned(table: Table, glyphs: Glyphs) -> tuple[str, ...]:
    rows = _texts(table, glyphs)
    columns = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    return tuple(
        _GAP.join(
            padded(text, cells, "right" if numeric else "left")
            for text, cells, numeric in zip(row, columns, table.numeric, strict=True)
        ).rstrip()
        for row in rows
    )


def _paragraphs(rows: list[list[str]], glyphs: Glyphs, width: int) -> Iterator[str]:
    headings, *others = rows
    separator = glyphs.text(" · ")
    for row in others:
        told = (f"{heading} {text}" for heading, text in zip(headings, row, strict=True) if text)
        yield from broken(separator.join(told), width)
