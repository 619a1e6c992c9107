"""Where a mark's outline really runs: rounded corners lie inside the rectangle that was laid out.

In: measured marks, bars and their rectangles. Out: how far behind the rectangle's border the
outline is, at a point where a wire meets it, so that wires start and arrowheads end on visible ink.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.geometry import Point, Rect
from netscribe.style import typography as type_
from netscribe.style.families import Mark
from netscribe.style.measured import MeasuredMark


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines of all marks of a panel, in the panel's coordinates; `bars` are hexagons."""

    measured: Mapping[str, MeasuredMark]
    boxes: Mapping[str, Rect]
    bars: frozenset[str]

    def gap(self, mark: str, point: Point, *, vertical: bool) -> float:
        """Distance from `point` on the border to the outline, along a wire's direction."""
        rect = self.boxes[mark]
        place, low, high = (
            (point.x, rect.x, rect.right) if vertical else (point.y, rect.y, rect.bottom)
        )
        from_corner = max(0.0, min(place - low, high - place))
        if mark in self.bars:
            return _chamfer_gap(from_corner, rect.height / 2, vertical=vertical)
        return _arc_gap(from_corner, _radius(self.measured[mark].mark, rect))


def _radius(mark: Mark, rect: Rect) -> float:
    return {
        Mark.CIRCLE: rect.width / 2,
        Mark.PILL: rect.height / 2,
        Mark.CARD: type_.CARD_RADIUS,
        Mark.STUB: 0.0,
    }[mark]


def _arc_gap(from_corner: float, radius: float) -> float:
    behind = max(0.0, radius - from_corner)
    return radius - math.sqrt(radius**2 - behind**2)


def _chamfer_gap(from_corner: float, half_height: float, *, vertical: bool) -> float:
    """On a hexagon whose tips are at half height and whose sides slope over the chamfer."""
    along, across = (
        (type_.BAR_CHAMFER, half_height) if vertical else (half_height, type_.BAR_CHAMFER)
    )
    return across * max(0.0, 1.0 - from_corner / along)
