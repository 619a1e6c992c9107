"""What is counted or laid out by a shorter way agrees with the long way."""

from __future__ import annotations

from itertools import pairwise

import layout_plans
import pytest
from hypothesis import HealthCheck, given, settings
from random_layout_plans import plans

from netscribe.geometry import Point, Polyline
from netscribe.layout import outline
from netscribe.layout.engine import layout
from netscribe.layout.local import LocalGraph
from netscribe.layout.strands import Strands
from netscribe.layout.types import Layout, Plan
from netscribe.layout.windows import windows


def no_chain(graph: LocalGraph) -> None:
    """Every level goes through all phases."""


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plans())
def test_a_chain_is_laid_out_as_all_phases_would(
    monkeypatch: pytest.MonkeyPatch, plan: Plan
) -> None:
    short = layout(plan)
    with monkeypatch.context() as patch:
        patch.setattr(outline, "find_way", no_chain)
        long = layout(plan)
    assert (short.boxes, short.groups, short.routes) == (long.boxes, long.groups, long.routes)
    assert (short.labels, short.titles, short.size) == (long.labels, long.titles, long.size)


def crossing_points(plan: Plan, result: Layout) -> set[tuple[str, str, float, float]]:
    """Where an upright and a level piece of two tensors cross, each point once."""
    upright, lying = [], []
    for wire in plan.wires:
        for a, b in pairwise(result.routes[wire.id].points):
            if abs(a.x - b.x) < 1e-6:
                upright.append((wire.tensor, a.x, min(a.y, b.y), max(a.y, b.y)))
            else:
                lying.append((wire.tensor, a.y, min(a.x, b.x), max(a.x, b.x)))
    return {
        (one, two, round(x, 3), round(y, 3))
        for one, x, top, bottom in upright
        for two, y, left, right in lying
        if one != two and top < y < bottom and left < x < right
    }


@pytest.mark.parametrize(
    "builder",
    [layout_plans.attention, layout_plans.inception, layout_plans.densenet, layout_plans.many_ends],
)
def test_crossings_counted_from_tracks_are_those_of_the_picture(builder: object) -> None:
    plan = builder().plan()  # type: ignore[operator]
    result = layout(plan)
    assert result.report.crossings == len(crossing_points(plan, result))


def test_corners_counted_from_tracks_are_those_of_the_picture() -> None:
    plan = layout_plans.inception().plan()
    result = layout(plan)
    forks = {(point.x, point.y) for point in result.junctions}
    corners = {
        (wire.tensor, point.x, point.y)
        for wire in plan.wires
        for point in inner_points(result.routes[wire.id])
    }
    assert result.report.bends == sum((x, y) not in forks for _, x, y in corners)


def inner_points(route: Polyline) -> tuple[Point, ...]:
    return route.points[1:-1]


def ladder(widths: tuple[int, ...]) -> Strands:
    """Ranks of these widths, every vertex joined to the two about below it."""
    ranks, first = [], 0
    for width in widths:
        ranks.append(tuple(range(first, first + width)))
        first += width
    gaps = [
        tuple(
            (vertex, 0.0, lower[(at + step) % len(lower)], 0.0)
            for at, vertex in enumerate(upper)
            for step in range(min(2, len(lower)))
        )
        for upper, lower in pairwise(ranks)
    ]
    return Strands((*gaps, ()), tuple(ranks), tuple((vertex,) for vertex in range(first)))


def test_windows_lie_between_narrow_ranks_and_give_back_what_they_took() -> None:
    strands = ladder((2, 4, 5, 4, 2, 4, 5, 4, 2, 4, 5, 4, 2))
    rows = [tuple(reversed(row)) for row in strands.ranks]
    found = windows(strands)
    assert [window.first for window in found] == [0, 4]
    assert found[0].strands == found[1].strands
    for window in found:
        inner = window.inside(rows)
        assert window.outside(inner) == rows[window.first : window.first + len(inner)]
