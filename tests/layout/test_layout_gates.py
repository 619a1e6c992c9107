"""Each gate notices the fault it is there for."""

from __future__ import annotations

from dataclasses import replace

import layout_plans
from layout_plans import Builder

from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.engine import layout
from netscribe.layout.gates import violations
from netscribe.layout.types import Layout, Plan

LABEL = Size(70.0, 13.0)


def drawn() -> tuple[Plan, Layout]:
    plan = layout_plans.bottleneck(LABEL).plan()
    return plan, layout(plan)


def with_box(result: Layout, name: str, rect: Rect) -> Layout:
    return replace(result, boxes={**result.boxes, name: rect})


def with_route(result: Layout, name: str, *points: tuple[float, float]) -> Layout:
    course = Polyline(tuple(Point(x, y) for x, y in points))
    return replace(result, routes={**result.routes, name: course})


def found(plan: Plan, result: Layout, words: str) -> bool:
    return any(words in sentence for sentence in violations(plan, result))


def test_a_missing_label_is_noticed() -> None:
    plan, result = drawn()
    assert found(plan, replace(result, labels={}), "is missing")


def test_overlapping_boxes_are_noticed() -> None:
    plan, result = drawn()
    moved = with_box(result, "first.2", result.boxes["first.1"].moved(30.0, 10.0))
    assert found(plan, moved, "first.1 and first.2 overlap")


def test_a_box_outside_its_group_is_noticed() -> None:
    plan, result = drawn()
    moved = with_box(result, "first.skip", result.boxes["first.skip"].moved(400.0, 0.0))
    assert found(plan, moved, "first.skip lies outside its group first")


def test_a_stranger_inside_a_group_is_noticed() -> None:
    plan, result = drawn()
    inside = result.groups["first"]
    moved = with_box(result, "output", result.boxes["output"].moved(0.0, inside.y - 900.0))
    assert found(plan, moved, "overlap")


def test_marks_at_the_canvas_border_are_noticed() -> None:
    plan, result = drawn()
    small = replace(result, size=Size(result.size.width - 40.0, result.size.height))
    assert found(plan, small, "reaches the canvas border")


def test_a_label_on_a_box_is_noticed() -> None:
    plan, result = drawn()
    label = result.boxes["first.1"].grown(-15.0)
    labels = {**result.labels, "input>first.1.0": label}
    assert found(plan, replace(result, labels=labels), "overlaps box first.1")


def test_a_label_away_from_its_wire_is_noticed() -> None:
    plan, result = drawn()
    label = result.labels["input>first.1.0"].moved(60.0, 0.0)
    labels = {**result.labels, "input>first.1.0": label}
    assert found(plan, replace(result, labels=labels), "strayed from its wire")


def test_a_struck_title_is_noticed() -> None:
    plan, result = drawn()
    title = result.titles["first"]
    x = title.center.x
    routed = with_route(result, "input>first.1.0", (x, 66.0), (x, result.boxes["first.1"].y))
    assert found(plan, routed, "strikes title of first")


def test_a_wire_through_a_box_is_noticed() -> None:
    plan, result = drawn()
    x = result.boxes["first.1"].center.x
    start, end = result.boxes["first.1"].bottom, result.boxes["first.+"].y
    assert found(
        plan, with_route(result, "first.1>first.2.0", (x, start), (x, end)), "through box first.3"
    )


def test_a_wire_through_a_foreign_group_is_noticed() -> None:
    b = Builder()
    start = b.card("input")
    b.card("member", start, group=b.group("g"))
    b.card("output", start)
    plan = b.plan()
    result = layout(plan)
    group, target = result.groups["g"], result.boxes["output"]
    y = target.center.y
    routed = with_route(result, "input>output.0", (group.x - 30.0, y), (target.x, y))
    assert found(plan, routed, "runs through group g")


def test_wires_on_one_another_are_noticed() -> None:
    plan, result = drawn()
    route = result.routes["first.3>first.+.0"]
    assert found(
        plan,
        with_route(result, "first.2>first.3.0", *((p.x + 1.0, p.y) for p in route.points)),
        "run on one another",
    )


def test_a_wire_that_ends_in_the_air_is_noticed() -> None:
    plan, result = drawn()
    start = result.routes["first.1>first.2.0"].start
    routed = with_route(result, "first.1>first.2.0", (start.x, start.y), (start.x, start.y + 9.0))
    assert found(plan, routed, "does not end on the border of first.2")


def test_a_slanting_wire_and_a_lost_arrowhead_are_noticed() -> None:
    plan, result = drawn()
    start, end = result.routes["first.1>first.2.0"].points
    slanting = with_route(
        result, "first.1>first.2.0", (start.x, start.y), (end.x + 20.0, end.y - 4.0), (end.x, end.y)
    )
    assert found(plan, slanting, "slanting")
    short = with_route(
        result,
        "first.1>first.2.0",
        (start.x, start.y),
        (start.x, end.y - 4.0),
        (end.x + 3.0, end.y - 4.0),
        (end.x + 3.0, end.y),
    )
    assert found(plan, short, "no room for its arrowhead")
