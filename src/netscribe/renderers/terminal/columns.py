"""How a width is shared among text, shapes, counts and names, and how long text is wrapped.

In: the texts of all rows and the cells that lanes and brackets take. Out: `Columns`, and lines of
cells that fit them. Names give way first, then details go on in further lines; headline, kernel and
units are never cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from netscribe.text.cells import cell_width, padded, truncated

_GAP = 2
#: With less than this, wrapped text is a column of single words.
_LEAST_TEXT = 24
#: Names stay as long as text keeps this many cells, or all that it needs.
_TEXT_BESIDE_NAMES = 34
_WIDEST_NAME = 28


@dataclass(frozen=True, slots=True)
class Cells:
    """The texts of one row by column; `details` follow the headline."""

    headline: str
    details: tuple[str, ...]
    shape: str
    count: str
    name: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; `text` begins behind lanes and brackets. 0: the column is not there.

    When `stacked`, shape and count stand among the details, for want of width; `separator` stands
    between details.
    """

    text: int
    shape: int
    count: int
    name: int
    stacked: bool = False
    separator: str = " · "


def share_width(rows: Iterable[tuple[int, Cells]], width: int, separator: str) -> Columns:
    """Column widths; `rows` are (cells of lanes and brackets, texts), `text` counts both."""
    rows = list(rows)
    natural = max((left + cell_width(_text(cells, separator)) for left, cells in rows), default=0)
    left = max((left for left, _ in rows), default=0)
    shape = max((cell_width(cells.shape) for _, cells in rows), default=0)
    count = max((cell_width(cells.count) for _, cells in rows), default=0)
    name = min(max((cell_width(cells.name) for _, cells in rows), default=0), _WIDEST_NAME)
    needed = sum(column + _GAP for column in (shape, count) if column)
    named = width - needed - (name + _GAP if name else 0)
    if named >= min(natural, left + _TEXT_BESIDE_NAMES):
        return Columns(min(natural, named), shape, count, name, separator=separator)
    if width - needed >= min(natural, left + _LEAST_TEXT):
        return Columns(min(natural, width - needed), shape, count, 0, separator=separator)
    return Columns(width, 0, 0, 0, stacked=True, separator=separator)


def fitted(cells: Cells, left: int, columns: Columns) -> tuple[str, ...]:
    """The lines of one row behind its `left` cells of lanes and brackets."""
    if columns.stacked:
        shown = (f"shape {cells.shape}" if cells.shape else "", counted(cells.count))
        details = (*cells.details, *(text for text in shown if text))
        cells = replace(cells, details=details, shape="", count="")
    lines = wrapped(cells, columns.text - left, columns.separator)
    first = padded(lines[0], columns.text - left)
    for text, column, align in (
        (cells.shape, columns.shape, "left"),
        (cells.count, columns.count, "right"),
        (cells.name, columns.name, "left"),
    ):
        if column:
            cut = truncated(text, column)
            gap = " " * _GAP
            first += gap + (
                padded(cut, column, "right") if align == "right" else padded(cut, column)
            )
    return (first.rstrip(), *lines[1:])


def counted(count: str) -> str:
    """A parameter count with its word, for places that no column heading explains."""
    return f"{count} parameter{'s' if count != '1' else ''}" if count else ""


def wrapped(cells: Cells, width: int, separator: str) -> list[str]:
    """Headline and details in lines of at most `width` cells, broken between details first."""
    headline, details = cells.headline, cells.details
    whole = _text(cells, separator)
    if cell_width(whole) <= width:
        return [whole]
    lines = broken(headline, width) if headline else [""]
    gap = "  " if headline else ""
    for index, detail in enumerate(details):
        piece = detail + (separator.rstrip() if index + 1 < len(details) else "")
        if cell_width(lines[-1] + gap + piece) <= width:
            lines[-1] += gap + piece
        else:
            lines.extend(broken(piece, width - _GAP, indent="  "))
        gap = " "
    return lines


def broken(text: str, width: int, *, indent: str = "") -> list[str]:
    """`text` in lines of at most `width` cells, broken at spaces, else anywhere."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_width(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        rest = word
        while cell_width(rest) > width:
            piece = truncated(rest, width, mark="") or rest[:1]
            lines[-1] = piece
            lines.append("")
            rest = rest[len(piece) :]
        lines[-1] = rest
    return [indent + line for line in lines if line] or [""]


def _text(cells: Cells, separator: str) -> str:
    gap = "  " if cells.headline and cells.details else ""
    return cells.headline + gap + separator.join(cells.details)
