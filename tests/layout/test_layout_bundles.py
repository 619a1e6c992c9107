"""Wires between the same two boxes: straight, in the order they are read, labels in between."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netscribe.geometry import Size
from netscribe.layout.engine import layout
from netscribe.layout.gates import violations
from netscribe.layout.types import Box, Group, Layout, Plan, Spacing, Wire

LABEL = Size(70.0, 13.0)


def two_boxes(labels: list[Size | None], width: float = 420.0, step: float = 12.0) -> Plan:
    """Wires with these labels from one box to another."""
    boxes = tuple(Box(name, Size(width, 46.0), trunk_weight=1.0) for name in ("above", "below"))
    wires = tuple(
        Wire(f"w{n}", f"t{n}", "above", "below", n, n, label) for n, label in enumerate(labels)
    )
    return Plan(boxes, wires, spacing=Spacing(between_wires=step))


def bends(result: Layout) -> int:
    return sum(route.bend_count for route in result.routes.values())


@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("step", [10.0, 12.0])
def test_labelled_wires_run_straight_where_the_boxes_are_wide_enough(
    count: int, step: float
) -> None:
    plan = two_boxes([LABEL] * count, step=step)
    result = layout(plan)
    assert violations(plan, result) == ()
    assert bends(result) == 0


def test_they_leave_in_the_order_in_which_they_are_read() -> None:
    plan = two_boxes([LABEL] * 3)
    turned = tuple(
        Wire(w.id, w.tensor, w.source, w.target, 2 - n, n, w.label)
        for n, w in enumerate(plan.wires)
    )
    plan = Plan(plan.boxes, turned)
    result = layout(plan)
    assert violations(plan, result) == ()
    assert bends(result) == 0
    ends = [result.routes[wire.id].end.x for wire in plan.wires]
    assert ends == sorted(ends)


def test_a_label_stands_between_its_wire_and_the_next() -> None:
    result = layout(two_boxes([LABEL, LABEL, LABEL]))
    for left, right in (("w0", "w1"), ("w1", "w2")):
        label = result.labels[left]
        assert result.routes[left].end.x < label.x
        assert label.right < result.routes[right].end.x


def test_wires_without_labels_stay_close() -> None:
    result = layout(two_boxes([None, None, None]))
    ends = [result.routes[name].end.x for name in ("w0", "w1", "w2")]
    assert [b - a for a, b in pairwise(ends)] == [12.0, 12.0]


def test_wires_into_a_group_do_not_bend_before_it() -> None:
    plan = two_boxes([None, LABEL], step=10.0)
    boxes = (plan.boxes[0], Box("below", Size(420.0, 46.0), "group", trunk_weight=1.0))
    plan = Plan(boxes, plan.wires, (Group("group", None, Size(80.0, 14.0)),), spacing=plan.spacing)
    result = layout(plan)
    assert violations(plan, result) == ()
    assert bends(result) == 0


@given(
    st.lists(st.sampled_from([None, LABEL, Size(30.0, 13.0)]), min_size=2, max_size=5),
    st.sampled_from([60.0, 150.0, 260.0, 420.0]),
    st.booleans(),
    st.sampled_from(["down", "right", "up"]),
)
def test_gates_hold_for_any_bundle(
    labels: list[Size | None], width: float, more: bool, direction: str
) -> None:
    plan = two_boxes(labels, width)
    boxes, wires = plan.boxes, plan.wires
    if more:
        boxes = (boxes[0], Box("side", Size(90.0, 30.0)), boxes[1])
        wires = (
            *wires,
            Wire("out", "t9", "above", "side", 9),
            Wire("in", "t10", "side", "below", 0, 9, LABEL),
        )
    plan = Plan(boxes, wires, direction=direction)  # type: ignore[arg-type]
    assert violations(plan, layout(plan)) == ()
