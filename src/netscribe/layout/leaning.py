"""Phase: what a group cannot know of its ports by itself, guessed before any level is laid out.

Needs: a `Plan`. Leaves: `Leanings`: on which side of its reader's main wire each wire will enter,
so that ports of a border are put on the side that their readers outside ask for; and how heavy the
way to each tensor is, so that of two equal ways through a group the trunk takes the one that goes
on outside. The guess takes the heaviest way from the inputs as the main one. Source: our own.
Cost: O(boxes + wires).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.layout.types import Plan, Wire


@dataclass(frozen=True, slots=True)
class Leanings:
    """By wire: -1 (left), 0 (main) or 1 (right); by tensor: weight and length of the way to it."""

    sides: Mapping[str, int]
    scores: Mapping[str, tuple[float, int]]


def find_leanings(plan: Plan) -> Leanings:
    """Sides of all wires, scores of all tensors."""
    entering: dict[str, list[Wire]] = {box.id: [] for box in plan.boxes}
    for wire in plan.wires:
        entering[wire.target].append(wire)
    scores: dict[str, tuple[float, int]] = {}
    sides: dict[str, int] = {}
    for box in plan.boxes:
        wires = entering[box.id]
        best = max((scores.get(wire.source, (0.0, 0)) for wire in wires), default=(0.0, 0))
        scores[box.id] = (best[0] + box.trunk_weight, best[1] + 1)
        main = next((w.target_order for w in wires if scores.get(w.source, (0.0, 0)) == best), 0)
        shortcut = box.side_entry and len(wires) == 2
        for wire in wires:
            right = shortcut or wire.target_order > main
            sides[wire.id] = 0 if wire.target_order == main else 1 if right else -1
    return Leanings(sides, {wire.tensor: scores[wire.source] for wire in plan.wires})
