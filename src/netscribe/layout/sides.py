"""Where wires from column to column leave a box at its right and enter another at its left.

In: two layouts side by side and the wires between them. Out: a `Passage` per wire. Wires of one
tensor leave at one place. Above one another they stand in the order of their other ends, so that
they need not cross; where a box stands level with the one it reads, each wire runs straight.
It must not know what else stands in the columns. Cost: O(wires log wires).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from netscribe.geometry import Point, Rect
from netscribe.layout.gutter import Passage
from netscribe.layout.types import Wire

#: From wire to wire at one side, where one of them has a label and where none has; to a corner.
LABELLED_STEP, STEP, CORNER = 18.0, 12.0, 10.0


def passages(
    between: Sequence[Wire], left: Mapping[str, Rect], right: Mapping[str, Rect]
) -> tuple[Passage, ...]:
    """The ends of each wire; `left` and `right` are the boxes of the columns."""
    leaving = _leaving(between, left, right)
    ordered = sorted(between, key=lambda wire: (leaving[wire.tensor], wire.target_order))
    entering: dict[str, float] = {}
    for target in dict.fromkeys(wire.target for wire in ordered):
        wires = [wire for wire in ordered if wire.target == target]
        starts = [leaving[wire.tensor] for wire in wires]
        ends = starts if _fit(right[target], starts) else _spread(right[target], wires)
        entering.update(zip((wire.id for wire in wires), ends, strict=True))
    return tuple(
        Passage(
            wire.id,
            wire.tensor,
            Point(left[wire.source].right, leaving[wire.tensor]),
            Point(right[wire.target].x, entering[wire.id]),
        )
        for wire in between
    )


def _leaving(
    between: Sequence[Wire], left: Mapping[str, Rect], right: Mapping[str, Rect]
) -> dict[str, float]:
    """By tensor, the height at which it leaves: those that are read higher up leave higher up."""
    first_of: dict[str, Wire] = {}
    for wire in between:
        known = first_of.setdefault(wire.tensor, wire)
        if right[wire.target].y < right[known.target].y:
            first_of[wire.tensor] = wire
    order = sorted(first_of.values(), key=lambda wire: (right[wire.target].y, wire.target_order))
    found: dict[str, float] = {}
    for source in dict.fromkeys(wire.source for wire in order):
        wires = [wire for wire in order if wire.source == source]
        heights = _spread(left[source], wires)
        found.update(zip((wire.tensor for wire in wires), heights, strict=True))
    return found


def _spread(box: Rect, wires: Sequence[Wire]) -> list[float]:
    """Heights at the side of `box`, around its middle."""
    step = LABELLED_STEP if any(wire.label for wire in wires) else STEP
    if len(wires) > 1:
        step = min(step, (box.height - 2 * CORNER) / (len(wires) - 1))
    middle = (len(wires) - 1) / 2
    return [box.center.y + (number - middle) * step for number in range(len(wires))]


def _fit(box: Rect, heights: Sequence[float]) -> bool:
    """Whether wires at these heights end at the side of `box`, and not on one another."""
    if len(heights) == 1 and abs(heights[0] - box.center.y) < CORNER / 4:
        return True
    inside = all(box.y + CORNER <= y <= box.bottom - CORNER for y in heights)
    return inside and all(below - above >= STEP for above, below in pairwise(heights))
