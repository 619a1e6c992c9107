"""One changed layer moves the rest of the picture little; equal groups are drawn equally."""

from __future__ import annotations

from dataclasses import replace

import layout_plans
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_plans import Builder
from random_layout_plans import plans

from netscribe.geometry import Rect
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout, Plan

NEAR = 0.01


def network(blocks: int, extra: int | None = None) -> Plan:
    """Residual blocks in groups; block number `extra` has one layer more."""
    b = Builder()
    last = b.card("input")
    for number in range(blocks):
        group = b.group(f"block{number}")
        inner = b.card(f"first{number}", last, group=group)
        if number == extra:
            inner = b.card("extra", inner, group=group)
        inner = b.card(f"second{number}", inner, group=group)
        last = b.merge(f"plus{number}", inner, last, group=group)
    b.card("output", last)
    return b.plan()


def relative(result: Layout, box: str, group: str) -> Rect:
    corner = result.groups[group]
    return result.boxes[box].moved(-corner.x, -corner.y)


def test_a_layer_more_moves_nothing_sideways_and_the_rest_by_one_step() -> None:
    before, after = layout(network(6)), layout(network(6, extra=3))
    shifts = {
        name: (after.boxes[name].x - rect.x, after.boxes[name].y - rect.y)
        for name, rect in before.boxes.items()
    }
    assert {round(x, 3) for x, _ in shifts.values()} == {0.0}
    assert all(shifts[f"first{n}"][1] == 0.0 for n in range(4))
    step = after.size.height - before.size.height
    assert all(shifts[f"first{n}"][1] == pytest.approx(step) for n in (4, 5))


def test_a_layer_more_in_one_branch_leaves_the_other_branches_where_they_are() -> None:
    before = layout(layout_plans.inception().plan())
    b = layout_plans.inception()
    plan = b.plan()
    wires = [wire for wire in plan.wires if (wire.source, wire.target) != ("1x1", "concat")]
    builder = Builder(list(plan.boxes[:-2]), wires)
    builder.card("one more", "1x1")
    joined = replace(next(w for w in plan.wires if w.source == "1x1"), source="one more")
    builder.boxes += plan.boxes[-2:]
    builder.wires.append(replace(joined, tensor="one more"))
    after = layout(builder.plan())
    moved = [abs(after.boxes[name].x - rect.x) for name, rect in before.boxes.items()]
    assert max(moved) <= NEAR


@settings(max_examples=60, deadline=None)
@given(plans(most=8), st.integers(2, 3))
def test_equal_groups_are_congruent_to_a_hundredth_of_a_point(plan: Plan, copies: int) -> None:
    repeated = _in_a_row(plan, copies)
    result = layout(repeated)
    for number in range(1, copies):
        for box in plan.boxes:
            first = relative(result, f"{box.id} 0", "copy 0")
            other = relative(result, f"{box.id} {number}", f"copy {number}")
            assert abs(first.x - other.x) <= NEAR
            assert abs(first.y - other.y) <= NEAR


def _in_a_row(plan: Plan, copies: int) -> Plan:
    """The plan `copies` times, each in a group of its own."""
    boxes, wires, groups = [], [], []
    for n in range(copies):
        groups.append(replace(layout_plans.bottleneck().groups[0], id=f"copy {n}", parent=None))
        groups += [
            replace(g, id=f"{g.id} {n}", parent=f"{g.parent} {n}" if g.parent else f"copy {n}")
            for g in plan.groups
        ]
        boxes += [
            replace(box, id=f"{box.id} {n}", group=f"{box.group} {n}" if box.group else f"copy {n}")
            for box in plan.boxes
        ]
        wires += [
            replace(
                wire,
                id=f"{wire.id} {n}",
                tensor=f"{wire.tensor} {n}",
                source=f"{wire.source} {n}",
                target=f"{wire.target} {n}",
            )
            for wire in plan.wires
        ]
    return replace(plan, boxes=tuple(boxes), wires=tuple(wires), groups=tuple(groups))
