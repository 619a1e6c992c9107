"""Marks as PDF operators: where they stand on a page that counts upwards, how they are painted."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from netscribe.geometry import Point, Rect
from netscribe.renderers.pdf_paths import (
    PageFrame,
    box_operators,
    ellipse_operators,
    path_operators,
    polygon_operators,
)
from netscribe.scene.types import BoxMark, EllipseMark, PathMark, PolygonMark, Stroke

PAGE = PageFrame(100.0, 1.0)
INK = Stroke("#ff0000", 1.5)


def numbers(operators: str) -> list[tuple[float, float]]:
    """All points that moves, lines and curves name."""
    words = re.findall(r"((?:-?[\d.]+ )+)([mlc])\b", operators)
    flat = [float(word) for group, _ in words for word in group.split()]
    return list(zip(flat[::2], flat[1::2], strict=True))


def test_y_is_counted_from_the_lower_edge_of_the_page() -> None:
    mark = PathMark((Point(10.0, 20.0), Point(10.0, 60.0)), INK)
    assert path_operators(mark, PAGE) == "q 1 0 0 RG 1.5 w 10 80 m 10 40 l S Q"


def test_a_scaled_page_scales_widths_and_dashes_too() -> None:
    mark = PathMark((Point(10.0, 20.0), Point(10.0, 60.0)), Stroke("#000000", 2.0, (4.0, 6.0)))
    half = PageFrame(100.0, 0.5)
    assert path_operators(mark, half) == "q 0 0 0 RG 1 w [2 3] 0 d 5 40 m 5 20 l S Q"


def test_what_is_filled_and_what_is_outlined_differ() -> None:
    corners = (Point(0.0, 0.0), Point(10.0, 0.0), Point(5.0, 10.0))
    assert polygon_operators(PolygonMark(corners, "#00ff00"), PAGE).endswith("h f Q")
    assert polygon_operators(PolygonMark(corners, "#00ff00", INK), PAGE).endswith("h B Q")
    assert box_operators(BoxMark(Rect(0.0, 0.0, 4.0, 5.0), 0.0, None, INK), PAGE).endswith(
        "0 95 4 5 re S Q"
    )


@given(st.floats(0.0, 40.0), st.floats(1.0, 60.0), st.floats(1.0, 60.0))
def test_rounded_boxes_and_ellipses_stay_in_their_rectangle(
    radius: float, width: float, height: float
) -> None:
    rect = Rect(7.0, 11.0, width, height)
    for operators in (
        box_operators(BoxMark(rect, radius, "#123456", None), PAGE),
        ellipse_operators(EllipseMark(rect, "#123456", None), PAGE),
    ):
        for x, y in numbers(operators):
            assert rect.x - 0.01 <= x <= rect.right + 0.01
            assert 100.0 - rect.bottom - 0.01 <= y <= 100.0 - rect.y + 0.01
