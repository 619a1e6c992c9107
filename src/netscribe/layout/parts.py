"""A part of a plan as a plan of its own.

In: a `Plan` and the ids of some of its boxes. Out: the plan of these alone. It must not know
coordinates, nor what the part is for. Cost: O(boxes + wires + groups).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from netscribe.layout.types import Direction, Plan


def part_of(plan: Plan, names: Container[str], direction: Direction) -> Plan:
    """The boxes `names`, the wires among them and the groups around them, in one column."""
    boxes = tuple(box for box in plan.boxes if box.id in names)
    parents = {group.id: group.parent for group in plan.groups}
    used: set[str] = set()
    for box in boxes:
        group = box.group
        while group is not None and group not in used:
            used.add(group)
            group = parents[group]
    return replace(
        plan,
        boxes=boxes,
        wires=tuple(w for w in plan.wires if w.source in names and w.target in names),
        groups=tuple(group for group in plan.groups if group.id in used),
        direction=direction,
        wrap_at=None,
        arrangement="columns",
    )


def mixed_groups(plan: Plan, first: Container[str]) -> frozenset[str]:
    """The groups that have boxes both among `first` and among the others."""
    parents = {group.id: group.parent for group in plan.groups}
    side: dict[str, bool] = {}
    mixed: set[str] = set()
    for box in plan.boxes:
        inside = box.id in first
        group = box.group
        while group is not None:
            if side.setdefault(group, inside) != inside:
                mixed.add(group)
            group = parents[group]
    return frozenset(mixed)


def without_groups(plan: Plan, names: Container[str]) -> Plan:
    """The plan without the groups `names`; what lay in them lies around them."""
    parents = {group.id: group.parent for group in plan.groups}

    def home(group: str | None) -> str | None:
        while group is not None and group in names:
            group = parents[group]
        return group

    boxes = tuple(replace(box, group=home(box.group)) for box in plan.boxes)
    kept = [group for group in plan.groups if group.id not in names]
    groups = tuple(replace(group, parent=home(group.parent)) for group in kept)
    return replace(plan, boxes=boxes, groups=groups)
