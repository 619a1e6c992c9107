"""How a width is shared among text, shapes, counts and names, and how long text is wrapped.

In: the texts of all rows and the cells that lanes and brackets take. Out: `Columns`, and lines of
cells that fit them. Names give way first, then details go on in further lines; headline, kernel and
units are never cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from netscribe.text.cells import cell_width, padded, truncated

_GAP = 2
#: With less than this, wrapped text is a column of single words.
_LEAST_TEXT = 24
#: Names stay as long as text keeps this many cells, or all that it needs.
_TEXT_BESIDE_NAMES = 34
_WIDEST_NAME = 28
#: To keep the names, shapes are broken into lines of so many cells, or of their longest size.
_NARROW_SHAPE = 16
_SIGN = re.compile("(?<=[×x])")


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
    shapes = [cells.shape for _, cells in rows if cells.shape]
    whole = max(map(cell_width, shapes), default=0)
    sizes = max((cell_width(size) for shape in shapes for size in _sizes(shape)), default=0)
    narrow = min(whole, max(sizes, _NARROW_SHAPE))
    count = max((cell_width(cells.count) for _, cells in rows), default=0)
    name = min(max((cell_width(cells.name) for _, cells in rows), default=0), _WIDEST_NAME)
    for shape, named in ((whole, name), (narrow, name), (whole, 0), (narrow, 0)):
        room = width - sum(column + _GAP for column in (shape, count, named) if column)
        if room >= min(natural, left + (_TEXT_BESIDE_NAMES if named else _LEAST_TEXT)):
            return Columns(min(natural, room), shape, count, named, separator=separator)
    return Columns(width, 0, 0, 0, stacked=True, separator=separator)


def fitted(cells: Cells, left: int, columns: Columns) -> tuple[str, ...]:
    """The lines of one row behind its `left` cells of lanes and brackets."""
    if columns.stacked:
        shown = (f"shape {cells.shape}" if cells.shape else "", counted(cells.count))
        details = (*cells.details, *(text for text in shown if text))
        cells = replace(cells, details=details, shape="", count="")
    texts = wrapped(cells, columns.text - left, columns.separator)
    shapes = _shape_lines(cells.shape, columns.shape) if columns.shape else [""]
    lines = []
    for index in range(max(len(texts), len(shapes))):
        parts = [padded(texts[index] if index < len(texts) else "", columns.text - left)]
        if columns.shape:
            parts.append(padded(shapes[index] if index < len(shapes) else "", columns.shape))
        if columns.count and not index:
            parts.append(padded(cells.count, columns.count, "right"))
        if columns.name and not index:
            parts.append(
                _ending(cells.name, columns.name, "…" if "·" in columns.separator else "...")
            )
        lines.append((" " * _GAP).join(parts).rstrip())
    return tuple(lines)


def _sizes(shape: str) -> list[str]:
    """The sizes of a shape, each with the sign behind it."""
    return _SIGN.split(shape)


def _shape_lines(shape: str, width: int) -> list[str]:
    """A shape in lines of at most `width` cells, broken behind its signs."""
    lines = [""]
    for size in _sizes(shape):
        if lines[-1] and cell_width(lines[-1] + size) > width:
            lines.append("")
        lines[-1] += size
    return lines


def _ending(name: str, width: int, mark: str) -> str:
    """A long name shows its end, in which the names of a network differ."""
    if cell_width(name) <= width:
        return name
    kept = name
    while cell_width(mark + kept) > width:
        kept = kept[1:]
    return mark + kept


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
