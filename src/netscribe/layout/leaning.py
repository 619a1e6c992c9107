"""Phase: what a group cannot know of its ports by itself, guessed before any level is laid out.

Needs: a `Plan`. Leaves: `Leanings`: on which side of its reader's main wire each wire will enter,
so that ports of a border are put on the side that their readers outside ask for; and how heavy the
way to each tensor is, so that of two equal ways through a group the trunk takes the one that goes
on outside. The guess takes the heaviest way from the inputs as the main one. Source: our own.
Cost: O(boxes + wires).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netscribe.layout.types import Box, Plan, Wire

#: Weight and length of the heaviest way to a box.
Score = tuple[float, int]
_NOTHING: Score = (0.0, 0)


@dataclass(frozen=True, slots=True)
class Leanings:
    """By wire: -1 (left), 0 (main) or 1 (right); by tensor: weight and length of the way to it."""

    sides: Mapping[str, int]
    scores: Mapping[str, Score]


def find_leanings(plan: Plan) -> Leanings:
    """Sides of all wires, scores of all tensors."""
    entering: dict[str, list[Wire]] = {box.id: [] for box in plan.boxes}
    for wire in plan.wires:
        entering[wire.target].append(wire)
    scores: dict[str, Score] = {}
    sides: dict[str, int] = {}
    for box in plan.boxes:
        wires = entering[box.id]
        if len(wires) == 1:
            best = scores.get(wires[0].source, _NOTHING)
            sides[wires[0].id] = 0
        else:
            best = max((scores.get(wire.source, _NOTHING) for wire in wires), default=_NOTHING)
            sides.update(_sides(box, wires, scores, best))
        scores[box.id] = (best[0] + box.trunk_weight, best[1] + 1)
    return Leanings(sides, {wire.tensor: scores[wire.source] for wire in plan.wires})


def _sides(
    box: Box, wires: Sequence[Wire], scores: Mapping[str, Score], best: Score
) -> dict[str, int]:
    """By wire into `box`, the side that it enters, `best` being the score of the main one."""
    main = next((w.target_order for w in wires if scores.get(w.source, _NOTHING) == best), 0)
    shortcut = box.side_entry and len(wires) == 2
    sides = {}
    for wire in wires:
        right = shortcut or wire.target_order > main
        sides[wire.id] = 0 if wire.target_order == main else 1 if right else -1
    return sides
