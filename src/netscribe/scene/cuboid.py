"""A block in oblique projection as polygons, and the pyramid of a filter between two blocks.

In: a `Block` at its place and inks. Out: scene marks. The front face shows length and height, the
side face on the right height and depth. Knows no networks.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.geometry import Point
from netscribe.scene.types import Mark, PathMark, PolygonMark, Stroke
from netscribe.style.themes import Ink
from netscribe.style.volumes import Block

_SIDE_SHADE, _TOP_SHADE = 0.16, 0.07
#: A window on a map is drawn at least this wide and high, in points.
_LEAST_WINDOW = 4.0
#: Below this a side face has no room for a window.
_LEAST_SIDE = 7.0
_WINDOW_PLACE = 0.16
_PYRAMID_LINE = 0.6
_APEX_INSIDE, _APEX_PLACE = 2.5, 0.24


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block whose bounding rectangle has its top left corner at `at`."""

    block: Block
    at: Point

    def point(self, length: float, down: float, depth: float) -> Point:
        """A corner or place inside: shares of length, height (from the top) and depth, 0 to 1."""
        block = self.block
        return self.at.moved(
            length * block.length + depth * block.right,
            block.up * (1.0 - depth) + down * block.height,
        )


def block_marks(placed: PlacedBlock, ink: Ink, width: float) -> tuple[Mark, ...]:
    """The outline, filled as the front face, then the top and the side; lines of `width`."""
    at, stroke = placed.point, Stroke(ink.stroke, width)
    outline = (at(0, 0, 0), at(0, 0, 1), at(1, 0, 1), at(1, 1, 1), at(1, 1, 0), at(0, 1, 0))
    top = (at(0, 0, 0), at(0, 0, 1), at(1, 0, 1), at(1, 0, 0))
    side = (at(1, 0, 0), at(1, 0, 1), at(1, 1, 1), at(1, 1, 0))
    return (
        PolygonMark(outline, ink.fill, stroke),
        PolygonMark(top, mixed(ink.fill, ink.stroke, _TOP_SHADE), stroke),
        PolygonMark(side, mixed(ink.fill, ink.stroke, _SIDE_SHADE), stroke),
    )


def pyramid_marks(
    source: PlacedBlock, target: PlacedBlock, window: tuple[float, float], ink: Ink
) -> tuple[Mark, ...]:
    """A window (shares of height and depth) on the side of `source`, joined to one place of
    `target`; nothing where the side is too small to hold it.
    """
    block = source.block
    if min(block.right, block.height) < _LEAST_SIDE:
        return ()
    high = min(1.0 - _WINDOW_PLACE, max(window[0], _LEAST_WINDOW / block.height))
    deep = min(1.0 - 2 * _WINDOW_PLACE, max(window[1], _LEAST_WINDOW / block.right))
    first, last = (1.0 - deep) / 2, (1.0 + deep) / 2
    top, low = _WINDOW_PLACE, min(1.0, _WINDOW_PLACE + high)
    at = source.point
    corners = (at(1, top, first), at(1, top, last), at(1, low, last), at(1, low, first))
    inside = min(0.5, _APEX_INSIDE / target.block.length)
    apex, stroke = target.point(inside, _APEX_PLACE, 0), Stroke(ink.stroke, _PYRAMID_LINE)
    lines = tuple(PathMark((corner, apex), stroke) for corner in corners)
    return (PolygonMark(corners, ink.fill, stroke), *lines)


def mixed(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from `one` to `other`, both `#rrggbb`."""
    parts = (
        round(int(one[place : place + 2], 16) * (1 - share))
        + round(int(other[place : place + 2], 16) * share)
        for place in (1, 3, 5)
    )
    return "#" + "".join(f"{min(255, part):02X}" for part in parts)
