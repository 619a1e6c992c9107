"""The brackets of modules, between the lanes and the text.

In: the modules around each row, in row order. Out: per row which modules open above it and what
stands before its lines. A module whose rows are interrupted opens again, marked as continued.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.renderers.terminal.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class Opening:
    """A module that opens above a row: its id, the brackets before it, whether it goes on again."""

    module: str
    gutter: str
    continued: bool


@dataclass(frozen=True, slots=True)
class BracketRow:
    """The bracket part of one row's lines.

    `gutter` stands before all lines of the row but its last, which has `last`; `above` before forks
    above the row and `below` before those below it.
    """

    openings: tuple[Opening, ...]
    gutter: str
    last: str
    below: str


def draw_brackets(
    paths: Sequence[tuple[str, ...]], glyphs: Glyphs, deepest: int
) -> tuple[BracketRow, ...]:
    """Brackets of all rows; modules deeper than `deepest` share the innermost bracket."""
    side, corner = f"{glyphs.bracket_side} ", f"{glyphs.bracket_close} "
    seen: set[str] = set()
    rows: list[BracketRow] = []
    for index, path in enumerate(paths):
        above = paths[index - 1] if index else ()
        below = paths[index + 1] if index + 1 < len(paths) else ()
        kept, going_on = _common(above, path), _common(path, below)
        openings = []
        for level in range(kept, len(path)):
            gutter = side * min(level, deepest - 1) + f"{glyphs.bracket_open} "
            openings.append(Opening(path[level], gutter, path[level] in seen))
            seen.add(path[level])
        depth, lasting = min(len(path), deepest), min(going_on, deepest)
        last = side * lasting + corner * (depth - lasting)
        rows.append(BracketRow(tuple(openings), side * depth, last, side * lasting))
    return tuple(rows)


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """How many modules around one row are around the other as well, from outside."""
    for level, (one, other) in enumerate(zip(first, second)):
        if one != other:
            return level
    return min(len(first), len(second))
