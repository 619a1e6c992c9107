"""Rounded corners: the path's ends stay, arcs touch both segments, and radii never overlap."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netscribe.geometry import Point
from netscribe.scene.corners import Curve, Line, rounded_steps

coordinates = st.integers(-200, 200)
paths = st.lists(st.builds(Point, coordinates, coordinates), min_size=2, max_size=8).map(tuple)


def test_a_straight_path_stays_a_line() -> None:
    assert rounded_steps((Point(0, 0), Point(0, 50)), 8) == (Line(Point(0, 50)),)
    straight_on = rounded_steps((Point(0, 0), Point(0, 50), Point(0, 90)), 8)
    assert straight_on == (Line(Point(0, 50)), Line(Point(0, 90)))


def test_a_right_angle_is_cut_at_the_radius_and_its_middle_lies_on_the_circle() -> None:
    line, curve, last = rounded_steps((Point(0, 0), Point(50, 0), Point(50, 50)), 8)
    assert line == Line(Point(42, 0)) and last == Line(Point(50, 50))
    assert isinstance(curve, Curve)
    assert (curve.end.x, curve.end.y) == pytest.approx((50, 8))
    middle_x = (42 + 3 * curve.first_handle.x + 3 * curve.second_handle.x + 50) / 8
    middle_y = (0 + 3 * curve.first_handle.y + 3 * curve.second_handle.y + 8) / 8
    assert math.hypot(middle_x - 42, middle_y - 8) == pytest.approx(8, rel=3e-4)


def test_a_short_segment_shrinks_the_radius_to_its_half() -> None:
    line, curve, *_ = rounded_steps((Point(0, 0), Point(6, 0), Point(6, 50)), 8)
    assert line == Line(Point(3, 0))
    assert isinstance(curve, Curve)
    assert (curve.end.x, curve.end.y) == pytest.approx((6, 3))


def test_no_radius_gives_the_points_themselves() -> None:
    points = (Point(0, 0), Point(50, 0), Point(50, 50), Point(0, 50))
    assert rounded_steps(points, 0) == tuple(map(Line, points[1:]))


@given(paths, st.floats(0, 50))
def test_any_path_ends_where_it_should_and_stays_in_its_bounds(
    points: tuple[Point, ...], radius: float
) -> None:
    steps = rounded_steps(points, radius)
    assert steps[-1].end == points[-1]
    low_x, high_x = min(p.x for p in points), max(p.x for p in points)
    low_y, high_y = min(p.y for p in points), max(p.y for p in points)
    for step in steps:
        assert low_x - 1e-6 <= step.end.x <= high_x + 1e-6
        assert low_y - 1e-6 <= step.end.y <= high_y + 1e-6
