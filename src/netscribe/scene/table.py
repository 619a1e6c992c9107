"""The stage table as marks: a small table under or beside the drawing.

In: a `Table` and a Theme. Out: its size, and a group of marks. Numbers stand at the right of their
column, all else at the left; the headings are muted, hairlines stand below them and below the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from netscribe.figure.types import Table
from netscribe.geometry import Point, Size
from netscribe.scene.types import GroupMark, Hooks, Mark, PathMark, Stroke, TextMark
from netscribe.style import typography as type_
from netscribe.style.themes import Theme
from netscribe.text.metrics import text_width

_PITCH = 17.0
_BASELINE = 12.0
_GUTTER = 13.0
_SPARE = 4.0
_HAIRLINE = 0.75


@dataclass(frozen=True)
class MeasuredTable:
    """A table whose columns have their widths."""

    table: Table
    widths: tuple[float, ...]

    @property
    def size(self) -> Size:
        width = sum(self.widths) + _GUTTER * (len(self.widths) - 1) + 2 * _SPARE
        return Size(width, _PITCH * (len(self.table.rows) + 1) + _SPARE)

    def marks(self, at: Point, theme: Theme) -> GroupMark:
        """The table with its top left corner at `at`."""
        words = "Stage table: " + "; ".join(", ".join(row) for row in self.table.rows)
        return GroupMark(
            Hooks("table", "table", title=words),
            (*self._lines(at, theme), *self._texts(at, theme)),
        )

    def _lines(self, at: Point, theme: Theme) -> Iterator[Mark]:
        for y in (at.y + _PITCH, at.y + self.size.height):
            ends = (Point(at.x, y), Point(at.x + self.size.width, y))
            yield PathMark(ends, Stroke(theme.group.stroke, _HAIRLINE))

    def _texts(self, at: Point, theme: Theme) -> Iterator[Mark]:
        for number, row in enumerate((self.table.headings, *self.table.rows)):
            font = type_.TABLE if number else type_.TABLE_HEADING
            color = theme.text if number else theme.muted
            y = at.y + _BASELINE + _PITCH * number + (_SPARE / 2 if number else 0.0)
            left = at.x + _SPARE
            for text, width, numeric in zip(row, self.widths, self.table.numeric, strict=True):
                own = text_width(text, font.size, font.weight)
                place = Point(left + width if numeric else left, y)
                if text:
                    mark = TextMark(text, place, font.size, color, font.weight, width=own)
                    yield replace(mark, anchor="end") if numeric else mark
                left += width + _GUTTER


def measure_table(table: Table) -> MeasuredTable:
    """The widths of a table's columns."""
    widths = []
    for number, heading in enumerate(table.headings):
        font, own = type_.TABLE, type_.TABLE_HEADING
        texts = [text_width(row[number], font.size, font.weight) for row in table.rows]
        widths.append(max(text_width(heading, own.size, own.weight), *texts, 0.0))
    return MeasuredTable(table, tuple(widths))
