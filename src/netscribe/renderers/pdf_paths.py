"""Boxes, ellipses, polygons and wires as the path operators of a PDF page (ISO 32000, 8.5).

In: a mark and the page's height and scale. Out: operators as text, in a `q ... Q` of their own, so
that nothing of their colours and widths is left behind. Knows no text and no library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from netscribe.geometry import Point
from netscribe.renderers.numbers import short
from netscribe.scene.corners import Line, rounded_steps
from netscribe.scene.types import BoxMark, EllipseMark, PathMark, PolygonMark, Stroke

#: A quarter of a circle as one cubic: the length of its handles in radii.
_QUARTER = 0.5522847498


@dataclass(frozen=True, slots=True)
class PageFrame:
    """A page's height in units of the picture, and points per unit; its y grows upwards."""

    height: float
    scale: float

    def at(self, x: float, y: float) -> str:
        return f"{short(x * self.scale)} {short((self.height - y) * self.scale)}"

    def length(self, number: float) -> str:
        return short(number * self.scale)


def box_operators(mark: BoxMark, page: PageFrame) -> str:
    """A rectangle, its corners rounded by as much as fits."""
    rect = mark.rect
    radius = min(mark.radius, rect.width / 2, rect.height / 2)
    if not radius:
        size = f"{page.length(rect.width)} {page.length(rect.height)}"
        return _painted([f"{page.at(rect.x, rect.bottom)} {size} re"], mark.fill, mark.stroke, page)
    outline = _rounded((rect.x, rect.y, rect.right, rect.bottom), (radius, radius), page)
    return _painted(outline, mark.fill, mark.stroke, page)


def ellipse_operators(mark: EllipseMark, page: PageFrame) -> str:
    """An ellipse is a rectangle that is nothing but corners."""
    rect = mark.rect
    corners = (rect.x, rect.y, rect.right, rect.bottom)
    outline = _rounded(corners, (rect.width / 2, rect.height / 2), page)
    return _painted(outline, mark.fill, mark.stroke, page)


def polygon_operators(mark: PolygonMark, page: PageFrame) -> str:
    return _painted([*_straight(mark.points, page), "h"], mark.fill, mark.stroke, page)


def path_operators(mark: PathMark, page: PageFrame) -> str:
    """An open path with rounded corners."""
    first = mark.points[0]
    steps = [f"{page.at(first.x, first.y)} m"]
    for step in rounded_steps(mark.points, mark.radius):
        if isinstance(step, Line):
            steps.append(f"{page.at(step.end.x, step.end.y)} l")
        else:
            through = (step.first_handle, step.second_handle, step.end)
            steps.append(f"{' '.join(page.at(p.x, p.y) for p in through)} c")
    return _painted(steps, None, mark.stroke, page)


def _straight(points: Sequence[Point], page: PageFrame) -> list[str]:
    return [
        f"{page.at(point.x, point.y)} {'l' if number else 'm'}"
        for number, point in enumerate(points)
    ]


def _rounded(
    box: tuple[float, float, float, float], radii: tuple[float, float], page: PageFrame
) -> list[str]:
    left, top, right, bottom = box
    across, down = radii
    near_x, near_y = across * (1 - _QUARTER), down * (1 - _QUARTER)
    at = page.at
    return [
        f"{at(left + across, top)} m {at(right - across, top)} l",
        f"{at(right - near_x, top)} {at(right, top + near_y)} {at(right, top + down)} c",
        f"{at(right, bottom - down)} l",
        f"{at(right, bottom - near_y)} {at(right - near_x, bottom)} {at(right - across, bottom)} c",
        f"{at(left + across, bottom)} l",
        f"{at(left + near_x, bottom)} {at(left, bottom - near_y)} {at(left, bottom - down)} c",
        f"{at(left, top + down)} l",
        f"{at(left, top + near_y)} {at(left + near_x, top)} {at(left + across, top)} c h",
    ]


def _painted(
    outline: Sequence[str], fill: str | None, stroke: Stroke | None, page: PageFrame
) -> str:
    state = ["q"]
    if fill is not None:
        state.append(f"{_color(fill)} rg")
    if stroke is not None:
        state.append(f"{_color(stroke.color)} RG {page.length(stroke.width)} w")
        if stroke.dash:
            state.append(f"[{' '.join(page.length(part) for part in stroke.dash)}] 0 d")
    return " ".join((*state, *outline, _PAINT[fill is not None, stroke is not None], "Q"))


#: By whether there is a fill and a stroke: the operator that paints both, one or none.
_PAINT = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}


def _color(color: str) -> str:
    """`#rrggbb` as three shares of one, exact to a hundredth of a step of 255."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return " ".join(f"{part:.4f}".rstrip("0").rstrip(".") for part in parts)


#: By kind of mark; the mark's type and its writer's agree, which the table cannot say.
PATH_OPERATORS: dict[type, Callable[..., str]] = {
    BoxMark: box_operators,
    EllipseMark: ellipse_operators,
    PolygonMark: polygon_operators,
    PathMark: path_operators,
}
