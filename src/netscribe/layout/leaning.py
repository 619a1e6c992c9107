"""Which side of its reader's main wire each wire will enter, guessed before any level is laid out.

In: a `Plan`. Out: by wire -1 (left), 0 (main) or 1 (right). Ports of a group's border are put on
the side that their readers outside ask for, which the group by itself cannot know. The guess takes
the heaviest way from the inputs as the main one. Cost: O(boxes + wires).
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.layout.types import Plan, Wire


def lean_wires(plan: Plan) -> Mapping[str, int]:
    """By wire id, its side."""
    entering: dict[str, list[Wire]] = {box.id: [] for box in plan.boxes}
    for wire in plan.wires:
        entering[wire.target].append(wire)
    scores: dict[str, tuple[float, int]] = {}
    leans: dict[str, int] = {}
    for box in plan.boxes:
        wires = entering[box.id]
        best = max((scores.get(wire.source, (0.0, 0)) for wire in wires), default=(0.0, 0))
        scores[box.id] = (best[0] + box.trunk_weight, best[1] + 1)
        main = next((w.target_order for w in wires if scores.get(w.source, (0.0, 0)) == best), 0)
        shortcut = box.side_entry and len(wires) == 2
        for wire in wires:
            right = shortcut or wire.target_order > main
            leans[wire.id] = 0 if wire.target_order == main else 1 if right else -1
    return leans
