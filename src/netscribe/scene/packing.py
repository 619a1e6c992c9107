"""Packing: where the overview, the block cards and the stage table stand on the page.

In: their sizes. Out: `Packing`s, one per way to arrange them: in columns, in rows, or the overview
at the left and the rest in rows beside it. The order is always that of reading: overview, cards A,
B, C, down the columns or along the rows; the table comes last, or below the overview. It knows no
content and chooses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise
from typing import TypeVar

from netscribe.geometry import Point, Rect, Size

_T = TypeVar("_T")

#: Around everything; the overview's layout brings its own.
MARGIN = 20.0
_BESIDE = 28.0
_BETWEEN = 20.0
#: So many things are cut into rows and columns in every way; more only as full as a length allows.
_MOST_FREELY_CUT = 7
#: A card grows to the width of its column up to this ratio.
_MOST_STRETCH = 1.6


@dataclass(frozen=True, slots=True)
class Parts:
    """The sizes of what is to be placed."""

    overview: Size
    cards: tuple[Size, ...] = ()
    table: Size | None = None

    @property
    def area(self) -> float:
        """The area of all parts."""
        sizes = [self.overview, *self.cards]
        if self.table is not None:
            sizes.append(self.table)
        return sum(size.width * size.height for size in sizes)


@dataclass(frozen=True, slots=True)
class Packing:
    """One way to place all parts; cards may be wider than they asked for."""

    size: Size
    overview: Point
    cards: tuple[Rect, ...] = ()
    table: Point | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A size and what it is of: "overview", "table", or a card."""

    name: str
    size: Size


@dataclass(frozen=True, slots=True)
class _Block:
    """Parts placed in a rectangle of `size`, in the order in which they were given."""

    size: Size
    rects: tuple[Rect, ...]


def packings(parts: Parts) -> Iterator[Packing]:
    """All arrangements, the plainest first. O(n^3) for n parts."""
    overview = _Part("overview", parts.overview)
    cards = [_Part("card", size) for size in parts.cards]
    table = [_Part("table", parts.table)] if parts.table is not None else []
    orders = [(overview, *cards, *table)]
    if table and cards:
        orders.append((overview, *table, *cards))
    if len(orders[0]) == 1:
        yield _packing(orders[0], _columns(orders[0], ()))
        return
    for order in orders:
        for cuts in _cuts([part.size.height for part in order]):
            yield _packing(order, _columns(order, cuts))
    for order in orders:
        for cuts in _cuts([part.size.width for part in order]):
            yield _packing(order, _rows(order, cuts))
    if len(orders[0]) > 2:
        for cuts in _cuts([part.size.width for part in orders[0][1:]]):
            yield _packing(orders[0], _beside(orders[0], cuts))


def _packing(order: Sequence[_Part], block: _Block) -> Packing:
    placed = list(zip(order, block.rects, strict=True))
    tables = [Point(rect.x, rect.y) for part, rect in placed if part.name == "table"]
    first = block.rects[0]
    return Packing(
        block.size,
        Point(first.x, first.y),
        tuple(rect for part, rect in placed if part.name == "card"),
        tables[0] if tables else None,
    )


def _cuts(lengths: Sequence[float]) -> list[tuple[int, ...]]:
    """Ways to cut a sequence into pieces, the fewest pieces first."""
    count = len(lengths)
    if count <= _MOST_FREELY_CUT:
        ways = range(count)
        return [cuts for number in ways for cuts in combinations(range(1, count), number)]
    ends = [0.0, *accumulate(lengths)]
    limits = sorted(
        {ends[high] - ends[low] for low, high in combinations(range(count + 1), 2)}, reverse=True
    )
    found = (_filled(lengths, limit) for limit in limits if limit >= max(lengths))
    return list(dict.fromkeys(found))


def _filled(lengths: Sequence[float], limit: float) -> tuple[int, ...]:
    """Cuts at which each piece is as full as `limit` allows."""
    cuts, used = [], 0.0
    for place, length in enumerate(lengths):
        if used and used + length > limit + 1e-6:
            cuts.append(place)
            used = 0.0
        used += length
    return tuple(cuts)


def _columns(order: Sequence[_Part], cuts: Sequence[int]) -> _Block:
    """Columns, their cards as wide as the column; shorter ones stand in the middle of a tall
    overview beside them.
    """
    columns = list(_pieces(order, cuts))
    heights = [_length([part.size.height for part in column]) for column in columns]
    lowered = (heights[0] - max(heights[1:])) / 2 if len(columns) > 1 else 0.0
    rects: list[Rect] = []
    x = 0.0
    for number, column in enumerate(columns):
        width = max(part.size.width for part in column)
        y = max(0.0, lowered) if number else 0.0
        for part in column:
            own = width if _may_grow(part, width) else part.size.width
            rects.append(Rect(x + (width - own) / 2, y, own, part.size.height))
            y += part.size.height + _BETWEEN
        x += width + (_BETWEEN if number else _BESIDE)
    last = _BETWEEN if len(columns) > 1 else _BESIDE
    return _Block(Size(x - last, max(heights)), tuple(rects))


def _may_grow(part: _Part, width: float) -> bool:
    return part.name == "card" and width <= part.size.width * _MOST_STRETCH


def _rows(order: Sequence[_Part], cuts: Sequence[int]) -> _Block:
    """Rows, each in the middle of the width."""
    rows = list(_pieces(order, cuts))
    widths = [sum(part.size.width + _gap(part) for part in row) - _gap(row[-1]) for row in rows]
    width = max(widths)
    rects: list[Rect] = []
    y = 0.0
    for row, own in zip(rows, widths, strict=True):
        x = (width - own) / 2
        for part in row:
            rects.append(Rect(x, y, part.size.width, part.size.height))
            x += part.size.width + _gap(part)
        y += max(part.size.height for part in row) + _BETWEEN
    return _Block(Size(width, y - _BETWEEN), tuple(rects))


def _beside(order: Sequence[_Part], cuts: Sequence[int]) -> _Block:
    """The first part at the left, the others in rows beside it."""
    first = order[0].size
    rows = _rows(order[1:], cuts)
    height = max(first.height, rows.size.height)
    x, y = first.width + _BESIDE, max(0.0, (first.height - rows.size.height) / 2)
    moved = (rect.moved(x, y) for rect in rows.rects)
    return _Block(
        Size(x + rows.size.width, height),
        (Rect(0.0, 0.0, first.width, first.height), *moved),
    )


def _gap(part: _Part) -> float:
    """What keeps the next one off: the overview has no frame."""
    return _BESIDE if part.name == "overview" else _BETWEEN


def _pieces(items: Sequence[_T], cuts: Sequence[int]) -> Iterator[Sequence[_T]]:
    for low, high in pairwise((0, *cuts, len(items))):
        yield items[low:high]


def _length(lengths: Sequence[float]) -> float:
    return sum(lengths) + _BETWEEN * (len(lengths) - 1)
