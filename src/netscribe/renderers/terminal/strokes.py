"""The lane part of every row, character by character.

In: Tracks and their columns. Out: per row the lines above it (late forks), the line of its element,
the line for text that goes on below, and the lines below it (forks). A lane that passes under a
horizontal stroke stays whole, and the stroke is broken there: only touching strokes are joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netscribe.renderers.terminal.glyphs import Glyphs, Sides
from netscribe.renderers.terminal.tracks import Fork, Tracks

_VERTICAL = Sides.UP | Sides.DOWN


@dataclass(frozen=True, slots=True)
class ForkLine:
    """The lanes of a fork line, and the tensor that it hands out."""

    lanes: str
    tensor: int


@dataclass(frozen=True, slots=True)
class LaneRow:
    """The lane part of one element's lines; `width` is the most cells that any of them takes."""

    above: tuple[ForkLine, ...]
    lanes: str
    under: str
    below: tuple[ForkLine, ...]
    before: str

    @property
    def width(self) -> int:
        """Cells that the widest line takes."""
        forks = (*self.above, *self.below)
        return max(len(self.lanes), len(self.under), *(len(fork.lanes) for fork in forks), 1)


class _Pen:
    """Draws line after line; knows which columns carry a lane at the moment."""

    def __init__(self, tracks: Tracks, columns: Sequence[int], glyphs: Glyphs) -> None:
        self._tracks = tracks
        self._columns = columns
        self._glyphs = glyphs
        self._running: set[int] = set()
        self._stopping: dict[int, list[int]] = {}
        for track in tracks.tracks:
            self._stopping.setdefault(track.end, []).append(columns[track.number])

    def element_line(self, row: int, mark: str) -> str:
        """The line of a row's element, with all that it reads from the side."""
        own = self._columns[self._tracks.stands[row]]
        joined = {self._columns[track] for _, track in self._tracks.joins[row]}
        stopping = set(self._stopping.get(2 * row, ()))
        ends = {
            column: (Sides.UP if column in stopping else _VERTICAL) for column in joined - {own}
        }
        line = self._line(ends, own, mark)
        self._running.add(own)
        self._running -= stopping
        return line

    def fork_line(self, fork: Fork, time: int) -> str:
        """A line on which new lanes leave a lane, which itself goes on."""
        source = self._columns[fork.source]
        targets = [self._columns[track] for track in fork.targets]
        line = self._line(dict.fromkeys(targets, Sides.DOWN), source, None)
        self._running.update(targets)
        self._running -= set(self._stopping.get(time, ()))
        return line

    def plain_line(self) -> str:
        """A line on which nothing happens."""
        return self._line({}, None, None)

    def _line(self, ends: dict[int, Sides], own: int | None, mark: str | None) -> str:
        touched = {*ends, own} if own is not None and ends else set(ends)
        last = max((*touched, *self._running, own or 0), default=0)
        low, high = (min(touched), max(touched)) if touched else (0, 0)
        cells: list[str] = []
        for column in range(last + 1):
            sides = self._sides(column, ends, own, (low, high))
            cells.append(mark if mark and column == own else self._glyphs.line(sides))
            across = low <= column < high
            cells.append(self._glyphs.line(Sides.LEFT | Sides.RIGHT if across else Sides.NONE))
        return "".join(cells).rstrip()

    def _sides(
        self, column: int, ends: dict[int, Sides], own: int | None, span: tuple[int, int]
    ) -> Sides:
        low, high = span
        if column in ends or (column == own and ends):
            left = Sides.LEFT if column > low else Sides.NONE
            right = Sides.RIGHT if column < high else Sides.NONE
            return ends.get(column, _VERTICAL) | left | right
        if column in self._running:
            return _VERTICAL
        return Sides.LEFT | Sides.RIGHT if low < column < high else Sides.NONE


def draw_lanes(
    tracks: Tracks, columns: Sequence[int], marks: Sequence[str], glyphs: Glyphs
) -> tuple[LaneRow, ...]:
    """The lane part of all rows; O(rows x columns)."""
    pen = _Pen(tracks, columns, glyphs)
    return tuple(_row(pen, tracks, row, mark) for row, mark in enumerate(marks))


def _row(pen: _Pen, tracks: Tracks, row: int, mark: str) -> LaneRow:
    before = pen.plain_line()
    above = _fork_lines(pen, tracks.forks_before[row], 2 * row - 1)
    lanes = pen.element_line(row, mark)
    under = pen.plain_line()
    below = _fork_lines(pen, tracks.forks_after[row], 2 * row + 1)
    return LaneRow(above, lanes, under, below, before)


def _fork_lines(pen: _Pen, forks: Iterable[Fork], time: int) -> tuple[ForkLine, ...]:
    return tuple(ForkLine(pen.fork_line(fork, time), fork.tensor) for fork in forks)
