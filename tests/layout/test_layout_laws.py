"""What a plan may not be, and what stays the same from run to run."""

from __future__ import annotations

import gc
from dataclasses import replace

import layout_plans
import pytest
from layout_plans import Builder

from netscribe.errors import GraphError
from netscribe.geometry import Rect
from netscribe.layout.engine import layout
from netscribe.layout.types import Group, Plan, Report, Wire


def test_an_empty_plan_has_an_empty_picture() -> None:
    result = layout(Plan((), ()))
    assert (dict(result.boxes), dict(result.routes)) == ({}, {})
    assert result.size.width >= 0 < result.size.height


def test_a_group_without_members_still_has_a_place() -> None:
    b = Builder()
    b.card("input")
    b.group("empty")
    assert layout(b.plan()).groups["empty"].width > 0


def test_a_group_that_is_left_and_entered_again_is_refused() -> None:
    b = Builder()
    group = b.group("g")
    outside = b.card("outside", b.card("inside", group=group))
    b.card("inside again", outside, group=group)
    with pytest.raises(GraphError, match="run in a circle"):
        layout(b.plan())


def test_a_group_inside_itself_is_refused() -> None:
    groups = (Group("a", "b"), Group("b", "a"))
    with pytest.raises(GraphError, match="lies in itself"):
        layout(Plan((), (), groups))


def test_a_tensor_with_two_sources_is_refused() -> None:
    plan = layout_plans.chain().plan()
    wires = (*plan.wires, Wire("extra", "input", "layer0", "layer4"))
    with pytest.raises(GraphError, match="two sources"):
        layout(replace(plan, wires=wires))


def test_the_same_plan_gives_the_same_layout() -> None:
    for build in layout_plans.ALL.values():
        first, second = layout(build().plan()), layout(build().plan())
        assert replace(first, report=Report()) == replace(second, report=Report())


def test_the_report_measures_the_picture_and_times_every_phase() -> None:
    result = layout(layout_plans.residual().plan())
    assert result.report.bends == 4
    assert result.report.area == result.size.width * result.size.height
    assert result.report.wire_length == sum(route.length for route in result.routes.values())
    assert {"levels", "trunk", "ranks", "order", "columns", "tracks", "rows", "compose"} <= set(
        result.report.seconds
    )


def test_the_outermost_level_keeps_the_margin() -> None:
    plan = layout_plans.residual().plan()
    result = layout(plan)
    everything = Rect(0.0, 0.0, result.size.width, result.size.height).grown(-plan.spacing.margin)
    assert all(everything.contains(box) for box in result.boxes.values())


def test_the_search_for_garbage_cycles_is_switched_on_again_whatever_happens() -> None:
    groups = (Group("a", "b"), Group("b", "a"))
    with pytest.raises(GraphError):
        layout(Plan((), (), groups))
    assert gc.isenabled()
    gc.disable()
    try:
        layout(layout_plans.chain().plan())
        assert not gc.isenabled()
    finally:
        gc.enable()
