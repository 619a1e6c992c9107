"""Every graph in every direction, with modules closed at every depth: what gates are broken.

In: plans. Out: faults by variant. Modules below a depth stand as one card each, as in a figure that
shows less; wires carry labels, which the timed runs leave out. Only netscribe is run, here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from netscribe.geometry import Size
from netscribe.layout.engine import layout
from netscribe.layout.gates import violations
from netscribe.layout.types import Box, Direction, Group, Plan, Wire

DIRECTIONS: tuple[Direction, ...] = ("down", "right", "up")
DEPTHS = (1, 2, 3)
#: Larger plans are checked with modules closed, and fully opened downwards in the timed runs.
LARGE = 2_000
_CARD = Size(190.0, 46.0)
_LABEL = Size(72.0, 13.0)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of drawing a graph: its faults, one sentence each. Depth 0 stands for all opened."""

    graph: str
    direction: Direction
    depth: int
    cards: int
    faults: tuple[str, ...]


def variants(name: str, plan: Plan) -> Iterator[Variant]:
    """Every direction of every depth that closes something."""
    opened = [(0, plan)] if len(plan.boxes) <= LARGE else []
    seen = {len(plan.boxes)}
    for depth in DEPTHS:
        closed = closed_below(plan, depth)
        if len(closed.boxes) not in seen:
            seen.add(len(closed.boxes))
            opened.append((depth, closed))
    for depth, shown in opened:
        labelled = replace(shown, wires=tuple(replace(w, label=_LABEL) for w in shown.wires))
        for direction in DIRECTIONS:
            asked = replace(labelled, direction=direction)
            yield Variant(
                name, direction, depth, len(asked.boxes), violations(asked, layout(asked))
            )


def closed_below(plan: Plan, depth: int) -> Plan:
    """The plan with every module more than `depth` deep as one card."""
    paths = _paths(plan)
    card_of: dict[str, str] = {}
    boxes: dict[str, Box] = {}
    for box in plan.boxes:
        path = paths[box.group] if box.group is not None else ()
        if len(path) <= depth:
            boxes[box.id] = box
            card_of[box.id] = box.id
            continue
        name = f"closed {path[depth]}"
        outer = path[depth - 1]
        card_of[box.id] = name
        weight = box.trunk_weight + (boxes[name].trunk_weight if name in boxes else 0.0)
        boxes[name] = Box(name, _CARD, outer, weight)
    kept = {group for group, path in paths.items() if len(path) <= depth}
    groups = tuple(group for group in plan.groups if group.id in kept)
    return replace(plan, boxes=tuple(boxes.values()), wires=_wires(plan, card_of), groups=groups)


def _paths(plan: Plan) -> dict[str, tuple[str, ...]]:
    """By group, the groups around it from the outermost on, itself last."""
    by_id: dict[str, Group] = {group.id: group for group in plan.groups}
    paths: dict[str, tuple[str, ...]] = {}
    for group in plan.groups:
        around = paths[group.parent] if group.parent is not None else ()
        paths[group.id] = (*around, by_id[group.id].id)
    return paths


def _wires(plan: Plan, card_of: dict[str, str]) -> tuple[Wire, ...]:
    """Wires between cards, once for each tensor and reader."""
    found: dict[tuple[str, str, int], Wire] = {}
    for wire in plan.wires:
        source, target = card_of[wire.source], card_of[wire.target]
        if source != target:
            closed = target != wire.target
            key = wire.tensor, target, -1 if closed else wire.target_order
            found.setdefault(key, replace(wire, source=source, target=target))
    return tuple(found.values())
