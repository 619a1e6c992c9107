"""Packing: where the overview, the block cards and the stage table stand on the page.

In: their sizes. Out: `Packing`s, one per way to arrange them: the cards beside the overview or
below it, in some number of columns; the table below the cards, below the overview, or below all.
Cards keep their order: down a column beside the overview, along a row below it. It knows no content
and chooses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from netscribe.geometry import Point, Rect, Size

_BESIDE = 44.0
_BETWEEN = 24.0
_MOST_COLUMNS = 5
_NOTHING = Size(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Parts:
    """The sizes of what is to be placed."""

    overview: Size
    cards: tuple[Size, ...] = ()
    table: Size | None = None


@dataclass(frozen=True, slots=True)
class Packing:
    """One way to place all parts; cards of one column are equally wide."""

    size: Size
    overview: Point
    cards: tuple[Rect, ...] = ()
    table: Point | None = None


@dataclass(frozen=True, slots=True)
class _Cards:
    """Cards in columns or rows, their origin at the top left."""

    size: Size
    rects: tuple[Rect, ...]


def packings(parts: Parts) -> Iterator[Packing]:
    """All arrangements, the plainest first. O(cards^4) for at most 26 cards."""
    if not parts.cards:
        yield from _alone(parts)
        return
    for count in range(1, min(_MOST_COLUMNS, len(parts.cards)) + 1):
        yield from _beside(parts, _in_columns(parts.cards, count))
    for count in range(1, min(_MOST_COLUMNS, len(parts.cards)) + 1):
        yield from _below(parts, _in_rows(parts.cards, count))


def _alone(parts: Parts) -> Iterator[Packing]:
    plain = Packing(parts.overview, Point(0.0, 0.0))
    if parts.table is None:
        yield plain
        return
    yield _table_below(plain, parts.table)
    left = parts.overview.width + _BESIDE
    height = max(parts.overview.height, parts.table.height)
    yield Packing(
        Size(left + parts.table.width, height),
        Point(0.0, 0.0),
        table=Point(left, (height - parts.table.height) / 2),
    )


def _beside(parts: Parts, cards: _Cards) -> Iterator[Packing]:
    """The cards to the right of the overview, in the middle of its height."""
    plain = _side_by_side(parts.overview, cards, _NOTHING, _NOTHING)
    if parts.table is None:
        yield plain
        return
    yield _side_by_side(parts.overview, cards, _NOTHING, parts.table)
    yield _side_by_side(parts.overview, cards, parts.table, _NOTHING)
    yield _table_below(plain, parts.table)


def _side_by_side(overview: Size, cards: _Cards, left_table: Size, right_table: Size) -> Packing:
    left, right = _stacked(overview, left_table), _stacked(cards.size, right_table)
    height = max(left.height, right.height)
    x, y = left.width + _BESIDE, (height - right.height) / 2
    table = None
    if left_table.width:
        table = Point((left.width - left_table.width) / 2, overview.height + _BETWEEN)
    elif right_table.width:
        middle = (right.width - right_table.width) / 2
        table = Point(x + middle, y + cards.size.height + _BETWEEN)
    return Packing(
        Size(x + right.width, height),
        Point((left.width - overview.width) / 2, 0.0),
        tuple(rect.moved(x + (right.width - cards.size.width) / 2, y) for rect in cards.rects),
        table,
    )


def _below(parts: Parts, cards: _Cards) -> Iterator[Packing]:
    """The cards below the overview; the table below all, or beside the overview."""
    width = max(parts.overview.width, cards.size.width)
    top = parts.overview.height + _BETWEEN
    rects = tuple(rect.moved((width - cards.size.width) / 2, top) for rect in cards.rects)
    size = Size(width, top + cards.size.height)
    plain = Packing(size, Point((width - parts.overview.width) / 2, 0.0), rects)
    if parts.table is None:
        yield plain
        return
    yield _table_below(plain, parts.table)
    upper = _side_by_side(parts.overview, _Cards(_NOTHING, ()), _NOTHING, parts.table)
    width, top = max(upper.size.width, cards.size.width), upper.size.height + _BETWEEN
    shift = (width - upper.size.width) / 2
    assert upper.table is not None
    yield Packing(
        Size(width, top + cards.size.height),
        upper.overview.moved(shift, 0.0),
        tuple(rect.moved((width - cards.size.width) / 2, top) for rect in cards.rects),
        upper.table.moved(shift, 0.0),
    )


def _table_below(packing: Packing, table: Size) -> Packing:
    width = max(packing.size.width, table.width)
    shift = (width - packing.size.width) / 2
    top = packing.size.height + _BETWEEN
    return replace(
        packing,
        size=Size(width, top + table.height),
        overview=packing.overview.moved(shift, 0.0),
        cards=tuple(rect.moved(shift, 0.0) for rect in packing.cards),
        table=Point((width - table.width) / 2, top),
    )


def _stacked(upper: Size, lower: Size) -> Size:
    gap = _BETWEEN if upper.height and lower.height else 0.0
    return Size(max(upper.width, lower.width), upper.height + gap + lower.height)


def _in_columns(sizes: Sequence[Size], count: int) -> _Cards:
    """Columns of cards in order, cut so that the tallest column is as low as can be."""
    cuts = min(
        combinations(range(1, len(sizes)), count - 1),
        key=lambda cuts: _column_measures(sizes, cuts),
    )
    rects: list[Rect] = []
    x, height = 0.0, 0.0
    for column in _pieces(sizes, cuts):
        width, y = max(size.width for size in column), 0.0
        for size in column:
            rects.append(Rect(x, y, width, size.height))
            y += size.height + _BETWEEN
        x, height = x + width + _BETWEEN, max(height, y - _BETWEEN)
    return _Cards(Size(x - _BETWEEN, height), tuple(rects))


def _column_measures(sizes: Sequence[Size], cuts: Sequence[int]) -> tuple[float, float]:
    columns = list(_pieces(sizes, cuts))
    heights = (sum(size.height + _BETWEEN for size in column) for column in columns)
    return max(heights), sum(max(size.width for size in column) for column in columns)


def _pieces(sizes: Sequence[Size], cuts: Sequence[int]) -> Iterator[Sequence[Size]]:
    for low, high in pairwise((0, *cuts, len(sizes))):
        yield sizes[low:high]


def _in_rows(sizes: Sequence[Size], count: int) -> _Cards:
    """Rows of `count` cards, each row as high as its highest card."""
    rects: list[Rect] = []
    y, widest = 0.0, 0.0
    for start in range(0, len(sizes), count):
        row, x = sizes[start : start + count], 0.0
        height = max(size.height for size in row)
        for size in row:
            rects.append(Rect(x, y, size.width, height))
            x += size.width + _BETWEEN
        y, widest = y + height + _BETWEEN, max(widest, x - _BETWEEN)
    return _Cards(Size(widest, y - _BETWEEN), tuple(rects))
