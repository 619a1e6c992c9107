"""Wrapped overviews: a long panel in several columns, as far as a room holds them.

In: a placed panel, the task of its layout, and the room. Out: the panel in two columns and more.
It knows no slot and no other panel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from netscribe.geometry import Point, Size
from netscribe.layout.types import Layout, Plan
from netscribe.layout.wrapping import wrap
from netscribe.scene.placed import PlacedPanel

#: A long overview is tried in up to so many columns, of the equal length and of more.
_MOST_COLUMNS = 6
_SPARE_LENGTHS = (1.05, 1.2, 1.4)


def wrapped(placed: PlacedPanel, plan: Plan, room: Size) -> Iterator[PlacedPanel]:
    """A panel's layouts in columns as far as they fit `room`, but none whose bar stands alone."""
    found: dict[Size, Layout] = {}
    for columns in range(2, _MOST_COLUMNS + 1):
        made = list(_in_columns(placed.layout, plan, columns, room))
        found.update((layout.size, layout) for layout in made)
        if not made:
            break
    panels = [replace(placed, layout=made) for made in found.values()]
    yield from (panel for panel in panels if not _cuts_off_an_end(panel, plan.direction))


def _in_columns(one: Layout, plan: Plan, columns: int, room: Size) -> Iterator[Layout]:
    """The layout in so many columns of about equal length, each time with more to spare.

    None where they have no room side by side: more columns will not have it either.
    """
    sideways = plan.direction == "right"
    length = one.size.width if sideways else one.size.height
    across = one.size.height if sideways else one.size.width
    if across > (room.height if sideways else room.width):
        return
    for spare in _SPARE_LENGTHS:
        made = wrap(plan, one, length / columns * spare)
        beside = made.size.height if sideways else made.size.width
        if made is not one and beside <= (room.height if sideways else room.width):
            yield made


def _cuts_off_an_end(placed: PlacedPanel, direction: str) -> bool:
    """Whether a bar stands alone in a column: its wire runs back to the beginning of the next."""
    bars = {bar.id for bar in placed.panel.bars}
    return any(
        _runs_back(placed.layout.routes[edge.id].points, direction)
        for edge in placed.panel.edges
        if edge.source in bars or edge.target in bars
    )


def _runs_back(points: Sequence[Point], direction: str) -> bool:
    if direction == "right":
        return any(after.x < before.x - 1.0 for before, after in pairwise(points))
    sign = -1.0 if direction == "up" else 1.0
    return any(sign * (after.y - before.y) < -1.0 for before, after in pairwise(points))
