"""Packings: nothing overlaps, everything is inside, in the order of reading."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from netscribe.geometry import Rect, Size
from netscribe.scene.packing import Packing, Parts, packings

SIZES = st.builds(Size, st.floats(60, 900), st.floats(60, 1200))
PARTS = st.builds(
    Parts,
    SIZES,
    st.lists(SIZES, max_size=10).map(tuple),
    st.none() | SIZES,
)


def _rects(parts: Parts, packing: Packing) -> list[Rect]:
    placed = [(packing.overview, parts.overview)]
    if parts.table is not None and packing.table is not None:
        placed.append((packing.table, parts.table))
    own = [Rect(at.x, at.y, size.width, size.height) for at, size in placed]
    return [*own, *packing.cards]


@settings(max_examples=40, deadline=None)
@given(PARTS)
def test_nothing_overlaps_and_everything_is_inside(parts: Parts) -> None:
    for packing in packings(parts):
        rects = _rects(parts, packing)
        room = Rect(0.0, 0.0, packing.size.width, packing.size.height)
        assert all(room.contains(rect, 1e-3) for rect in rects)
        assert not any(one.overlaps(other, 1e-3) for one, other in combinations(rects, 2))


@settings(max_examples=40, deadline=None)
@given(PARTS)
def test_every_part_is_placed_in_its_size_or_wider(parts: Parts) -> None:
    for packing in packings(parts):
        assert len(packing.cards) == len(parts.cards)
        assert (packing.table is None) == (parts.table is None)
        for rect, size in zip(packing.cards, parts.cards, strict=True):
            assert rect.height == size.height
            assert rect.width >= size.width


@settings(max_examples=40, deadline=None)
@given(PARTS)
def test_cards_are_read_in_order_down_columns_or_along_rows(parts: Parts) -> None:
    for packing in packings(parts):
        for one, other in zip(packing.cards, packing.cards[1:], strict=False):
            assert other.y >= one.bottom or other.x >= one.right


def test_an_overview_alone_has_one_packing() -> None:
    assert [packing.size for packing in packings(Parts(Size(300, 900)))] == [Size(300, 900)]


def test_cards_may_stand_beside_the_overview_and_below_it() -> None:
    sizes = {
        (round(packing.size.width), round(packing.size.height))
        for packing in packings(Parts(Size(300, 900), (Size(400, 400), Size(400, 300))))
    }
    assert (728, 900) in sizes
    assert (400, 1640) in sizes
