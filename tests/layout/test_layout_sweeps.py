"""What a search for an order keeps from move to move is what counting afresh would give."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from netscribe.layout.places import Places, Unit
from netscribe.layout.strands import PORT_STEP, Strand, Strands
from netscribe.layout.sweeps import Rows, Sweeper

RANKS = st.lists(st.integers(1, 5), min_size=2, max_size=5)
PORT = st.sampled_from((0.0, -PORT_STEP, PORT_STEP))


@st.composite
def layered_strands(draw: st.DrawFn) -> Strands:
    """Ranks of one to five vertices, any strands between neighbours, some at ports of their own."""
    ranks: list[tuple[int, ...]] = []
    for width in draw(RANKS):
        first = sum(map(len, ranks))
        ranks.append(tuple(range(first, first + width)))
    gaps = []
    for upper, lower in pairwise(ranks):
        ends = st.tuples(st.sampled_from(upper), PORT, st.sampled_from(lower), PORT)
        gaps.append(tuple(draw(st.lists(ends, max_size=9, unique=True))))
    units: list[Unit] = [(vertex,) for row in ranks for vertex in row]
    if len(ranks[-1]) > 1 and draw(st.booleans()):
        # A merge circle with one side that wires enter.
        units[-1] = units[-2] = (ranks[-1][-2], ranks[-1][-1])
    return Strands((*gaps, ()), tuple(ranks), tuple(units))


@st.composite
def ordered_strands(draw: st.DrawFn) -> tuple[Strands, Rows]:
    """The same with an order to start from."""
    strands = draw(layered_strands())
    rows = [
        list(draw(st.permutations(tuple(dict.fromkeys(strands.units[v] for v in rank)))))
        for rank in strands.ranks
    ]
    return strands, rows


def crossing_pairs(gap: Sequence[Strand], upper: Sequence[Unit], lower: Sequence[Unit]) -> int:
    """Every pair of strands looked at."""
    above = {vertex: at for at, vertex in enumerate(v for unit in upper for v in unit)}
    below = {vertex: at for at, vertex in enumerate(v for unit in lower for v in unit)}
    ends = [(above[up] + up_x, below[low] + low_x) for up, up_x, low, low_x in gap]
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(ends, 2))


def counted(strands: Strands, rows: Rows) -> list[int]:
    pairs = zip(strands.gaps, pairwise(rows), strict=False)
    return [*(crossing_pairs(gap, upper, lower) for gap, (upper, lower) in pairs), 0]


@given(ordered_strands())
def test_crossings_by_inversions_are_those_of_all_pairs(given_order: tuple[Strands, Rows]) -> None:
    strands, rows = given_order
    places = Places(strands)
    for rank, row in enumerate(rows):
        places.take(rank, row)
    found = [places.crossings(gap, row) for gap, row in enumerate(rows)]
    assert found == counted(strands, rows)


@settings(max_examples=60)
@given(ordered_strands(), st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_crossings_are_kept_true_through_every_move(
    given_order: tuple[Strands, Rows], moves: list[int]
) -> None:
    strands, rows = given_order
    sweeper = Sweeper(strands, frozenset({0}))
    counts = sweeper.adopt(rows)
    first = list(rows[0])
    for move in moves:
        if move == 4:
            sweeper.exchange(rows, counts)
        elif move == 5:
            sweeper.sift(rows, counts)
        else:
            sweeper.sweep(rows, counts, downward=move % 2 == 0, mirrored=move > 1)
        assert counts == counted(strands, rows)
    assert rows[0] == first


@settings(max_examples=60)
@given(ordered_strands(), st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_ranks_at_rest_are_those_that_a_move_would_leave(
    given_order: tuple[Strands, Rows], moves: list[int]
) -> None:
    """A sweeper that remembers and one that is told all anew make the same moves."""
    strands, rows = given_order
    mindful = Sweeper(strands, frozenset())
    counts = mindful.adopt(rows)
    for move in moves:
        others = [list(row) for row in rows]
        fresh = Sweeper(strands, frozenset())
        fresh_counts = fresh.adopt(others)
        for sweeper, order, known in ((mindful, rows, counts), (fresh, others, fresh_counts)):
            if move == 4:
                sweeper.exchange(order, known)
            elif move == 5:
                sweeper.sift(order, known)
            else:
                sweeper.sweep(order, known, downward=move % 2 == 0, mirrored=move > 1)
        assert rows == others
