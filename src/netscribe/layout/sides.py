"""Where wires from column to column leave a box at the left and enter another at the right.

In: two layouts side by side and the wires between them. Out: a `Passage` per wire. Wires of one
tensor leave at one place: at their box's right side, or below it, where something else stands at
its side. Above one another they stand in the order of their other ends, so that they need not
cross; where a box stands level with the one it reads, each wire runs straight.
It must not know what becomes of the wires in between. Cost: O(wires log wires + boxes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from netscribe.geometry import Point, Rect
from netscribe.layout.gutter import Passage
from netscribe.layout.types import Layout, Plan, Wire

#: From wire to wire at one side, where one of them has a label and where none has; to a corner.
LABELLED_STEP, STEP, CORNER = 18.0, 12.0, 10.0
#: From a box's lower border, or from what stands beside it, to a wire that leaves below.
BELOW = 14.0


def passages(
    plan: Plan, between: Sequence[Wire], columns: tuple[Layout, Layout], *, below: bool
) -> tuple[Passage, ...]:
    """The ends of each wire; `below` says that they leave below their boxes."""
    left, right = columns
    firsts = _first_readers(between, right.boxes)
    leaving = _below(plan, firsts, left) if below else _beside(firsts, left.boxes)
    ordered = sorted(between, key=lambda wire: (leaving[wire.tensor][1], wire.target_order))
    entering: dict[str, float] = {}
    for target in dict.fromkeys(wire.target for wire in ordered):
        wires = [wire for wire in ordered if wire.target == target]
        levels = [leaving[wire.tensor][1] for wire in wires]
        ends = levels if _fit(right.boxes[target], levels) else _spread(right.boxes[target], wires)
        entering.update(zip((wire.id for wire in wires), ends, strict=True))
    return tuple(
        Passage(
            wire.id,
            wire.tensor,
            *leaving[wire.tensor],
            Point(right.boxes[wire.target].x, entering[wire.id]),
        )
        for wire in between
    )


def _first_readers(between: Sequence[Wire], right: Mapping[str, Rect]) -> list[Wire]:
    """By tensor the wire to its uppermost reader, the uppermost first."""
    found: dict[str, Wire] = {}
    for wire in between:
        known = found.setdefault(wire.tensor, wire)
        if right[wire.target].y < right[known.target].y:
            found[wire.tensor] = wire
    return sorted(found.values(), key=lambda wire: (right[wire.target].y, wire.target_order))


#: Where a wire leaves, and at which height it comes into the gutter.
_Exit = tuple[Point, float]


def _beside(firsts: Sequence[Wire], left: Mapping[str, Rect]) -> dict[str, _Exit]:
    """Exits at the right side by tensor: those that are read higher up leave higher up."""
    found: dict[str, _Exit] = {}
    for source in dict.fromkeys(wire.source for wire in firsts):
        wires = [wire for wire in firsts if wire.source == source]
        for wire, y in zip(wires, _spread(left[source], wires), strict=True):
            found[wire.tensor] = Point(left[source].right, y), y
    return found


def _below(plan: Plan, firsts: Sequence[Wire], left: Layout) -> dict[str, _Exit]:
    """Exits at the middle of the lower border, each at the next free height below."""
    over = {box.id: box for box in plan.boxes}
    solid = [
        Rect(r.x, r.y - over[name].overhang_top, r.width, r.height + over[name].overhang)
        for name, r in left.boxes.items()
    ]
    solid.extend((*left.labels.values(), *left.titles.values()))
    found: dict[str, _Exit] = {}
    for wire in reversed(firsts):
        box = left.boxes[wire.source]
        start = Point(box.center.x, box.bottom)
        level = box.bottom + over[wire.source].overhang + BELOW
        for rect in sorted(solid, key=lambda rect: rect.y):
            if rect.right > start.x and rect.y - BELOW < level < rect.bottom + BELOW:
                level = rect.bottom + BELOW
        found[wire.tensor] = start, level
        solid.append(Rect(start.x, level, left.size.width, 0.0))
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
    return inside and all(under - above >= STEP for above, under in pairwise(heights))
