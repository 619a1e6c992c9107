"""The stage table as text: one line per row where there is width for it, else a paragraph.

In: a Table, the characters and the width. Out: lines of at most `width` cells.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.figure.types import Table
from netscribe.renderers.terminal.columns import broken
from netscribe.renderers.terminal.glyphs import Glyphs
from netscribe.text.cells import cell_width, padded
from netscribe.text.printable import printable

_GAP = "  "


def table_lines(table: Table, glyphs: Glyphs, width: int) -> tuple[str, ...]:
    """Headings and rows."""
    rows = [[glyphs.text(printable(text)) for text in row] for row in (table.headings, *table.rows)]
    columns = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    if sum(columns) + len(_GAP) * (len(columns) - 1) > width:
        return tuple(_paragraphs(rows, glyphs, width))
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
