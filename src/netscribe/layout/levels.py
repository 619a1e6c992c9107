"""Whether a plan is an encoder and a decoder that meet at the bottom, joined level by level.

In: a `Plan`. Out: its `Levels`, or None where it has no such shape. Boxes are cut in two halves in
their topological order, so that what passes the cut are one wire at the bottom and level skips that
are nested: the tensor that leaves the first half first is the last one read in the second half.
It must not know coordinates. Source: our own, for the U-Net of Ronneberger, Fischer and Brox
(2015) and its kin. Cost: O(boxes + wires).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from netscribe.layout.parts import mixed_groups
from netscribe.layout.types import Plan, Wire

#: Nested skips around the bottom: with fewer, any skip around a skip would do.
FEWEST = 2
#: With this many, other skips may stand beside them; with fewer, none.
SURE = 3


@dataclass(frozen=True, slots=True)
class Levels:
    """`first` boxes go down, the others up; `skips` from the outermost level to the innermost."""

    first: int
    skips: tuple[Wire, ...]
    bottom: Wire


def find_levels(plan: Plan) -> Levels | None:
    """The levels of `plan`; the pure question whether two columns would show its shape."""
    places = {box.id: at for at, box in enumerate(plan.boxes)}
    best: Levels | None = None
    for cut in _cuts(plan, places):
        found = _levels_at(plan, places, cut)
        if found is not None and (best is None or _weight(found, places) > _weight(best, places)):
            best = found
    if best is None or len(best.skips) < FEWEST or _mixed_at(plan, best.first):
        return None
    beside = _other_skips(plan, places, best)
    return None if beside and len(best.skips) < SURE else _centred(plan, places, best)


def _weight(levels: Levels, places: dict[str, int]) -> tuple[int, int]:
    """How much speaks for the levels: many skips, and an innermost one that is no mere shortcut."""
    innermost = levels.skips[-1] if levels.skips else levels.bottom
    return len(levels.skips), places[innermost.target] - places[innermost.source]


def _cuts(plan: Plan, places: dict[str, int]) -> list[int]:
    """The places that the most wires pass: there the bottom may be."""
    passing = [0] * (len(plan.boxes) + 1)
    for wire in plan.wires:
        passing[places[wire.source] + 1] += 1
        passing[places[wire.target] + 1] -= 1
    counts = []
    count = 0
    for change in passing[:-1]:
        count += change
        counts.append(count)
    most = max(counts, default=0)
    return [cut for cut, count in enumerate(counts) if count == most and most > FEWEST]


def _levels_at(plan: Plan, places: dict[str, int], cut: int) -> Levels | None:
    """The levels, if the wires over `cut` are nested and each tensor is read there once."""
    over = [w for w in plan.wires if places[w.source] < cut <= places[w.target]]
    if len({wire.tensor for wire in over}) < len(over):
        return None
    over.sort(key=lambda wire: places[wire.source])
    for outer, inner in pairwise(over):
        nested = places[outer.source] < places[inner.source]
        if not nested or places[outer.target] <= places[inner.target]:
            return None
    return Levels(cut, tuple(over[:-1]), over[-1])


def _mixed_at(plan: Plan, cut: int) -> bool:
    return bool(mixed_groups(plan, {box.id for box in plan.boxes[:cut]}))


def _other_skips(plan: Plan, places: dict[str, int], levels: Levels) -> bool:
    own = {levels.bottom.id, *(wire.id for wire in levels.skips)}
    return any(
        places[wire.target] > places[wire.source] + 1 for wire in plan.wires if wire.id not in own
    )


def _centred(plan: Plan, places: dict[str, int], levels: Levels) -> Levels:
    """The cut in the middle of the innermost stretch, so that the columns are about as long."""
    innermost = levels.skips[-1]
    top, end = places[innermost.source] + 1, places[innermost.target]
    middle = (top + end + 1) // 2
    found = _levels_at(plan, places, middle)
    same = found is not None and found.skips == levels.skips and not _mixed_at(plan, middle)
    return found if found is not None and same else levels
