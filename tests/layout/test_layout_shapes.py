"""The known shapes of networks come out as a reader expects them: straight, ordered, untangled."""

from __future__ import annotations

from itertools import pairwise

import layout_plans
import pytest
from layout_plans import CARD, Builder

from netscribe.geometry import Size
from netscribe.layout.engine import layout
from netscribe.layout.gates import violations
from netscribe.layout.types import Box, Layout, Plan

LABEL = Size(70.0, 13.0)


def center_x(result: Layout, *names: str) -> list[float]:
    return [round(result.boxes[name].center.x, 6) for name in names]


def bends(result: Layout, wire: str) -> int:
    return result.routes[wire].bend_count


@pytest.mark.parametrize("direction", ["down", "up", "right"])
@pytest.mark.parametrize("label", [None, LABEL], ids=["bare", "labelled"])
@pytest.mark.parametrize("name", layout_plans.ALL)
def test_no_shape_breaks_a_gate(name: str, label: Size | None, direction: str) -> None:
    plan = layout_plans.ALL[name](label).plan(direction)  # type: ignore[arg-type]
    assert violations(plan, layout(plan)) == ()


@pytest.mark.parametrize("label", [None, LABEL], ids=["bare", "labelled"])
@pytest.mark.parametrize("name", ["chain", "residual", "bottleneck", "inception", "unet", "twice"])
def test_series_parallel_shapes_have_no_crossing(name: str, label: Size | None) -> None:
    assert layout(layout_plans.ALL[name](label).plan()).report.crossings == 0


@pytest.mark.parametrize("name", layout_plans.ALL)
def test_the_trunk_never_shifts_sideways(name: str) -> None:
    assert layout(layout_plans.ALL[name](LABEL).plan()).report.trunk_drift == 0


def test_a_chain_is_a_straight_line_downwards() -> None:
    result = layout(layout_plans.chain(LABEL).plan())
    assert result.report.bends == 0
    boxes = list(result.boxes.values())
    assert len({box.center.x for box in boxes}) == 1
    assert all(upper.bottom < lower.y for upper, lower in pairwise(boxes))


def test_an_identity_skip_has_two_bends_and_enters_from_the_right() -> None:
    result = layout(layout_plans.residual().plan())
    for skip, merge in (("input>a+.1", "a+"), ("a+>b+.1", "b+")):
        circle = result.boxes[merge]
        # Three corners, one of which is the fork.
        assert bends(result, skip) == 3
        assert (result.routes[skip].end.x, result.routes[skip].end.y) == (
            circle.right,
            circle.center.y,
        )
    assert result.report.bends == 4
    trunk = {wire: bends(result, wire) for wire in result.routes if not wire.endswith(".1")}
    assert set(trunk.values()) == {0}


def test_a_skip_leaves_its_trunk_between_source_and_next_box() -> None:
    result = layout(layout_plans.residual().plan())
    fork = result.routes["input>a+.1"].points[1]
    assert result.boxes["input"].bottom < fork.y < result.boxes["a1"].y
    assert fork in result.junctions


def test_a_longer_skip_runs_outside_a_shorter_one() -> None:
    b = Builder()
    start = b.card("input")
    one = b.card("one", start)
    inner = b.merge("inner", b.card("two", one), one)
    b.card("output", b.merge("outer", b.card("three", inner), start))
    result = layout(b.plan())
    lane = {
        name: max(point.x for point in result.routes[name].points)
        for name in ("one>inner.1", "input>outer.1")
    }
    assert lane["one>inner.1"] < lane["input>outer.1"]
    assert result.report.crossings == 0


def test_a_projection_stands_in_the_lane_right_of_the_trunk() -> None:
    result = layout(layout_plans.bottleneck().plan())
    assert result.boxes["first.skip"].x > result.boxes["first.1"].right
    trunk = ("input", "first.1", "first.2", "first.3", "first.+", "second.1", "second.+", "output")
    assert len(set(center_x(result, *trunk))) == 1
    assert bends(result, "input>first.skip.0") == 2
    assert bends(result, "first.skip>first.+.1") == 1


def test_branches_stand_in_the_order_of_their_merge() -> None:
    result = layout(layout_plans.inception().plan())
    middles = center_x(result, "1x1", "3x3", "5x5", "pool project")
    assert middles == sorted(middles)
    ports = [
        result.routes[f"{name}>concat.{order}"].end.x
        for order, name in enumerate(("1x1", "3x3", "5x5", "pool project"))
    ]
    assert ports == sorted(ports)


def test_three_equal_branches_are_centred_about_the_trunk() -> None:
    result = layout(layout_plans.attention().plan())
    q, k, v, norm = center_x(result, "q0", "k0", "v0", "norm0")
    assert k == norm
    assert k - q == pytest.approx(v - k)


def test_equal_groups_are_congruent() -> None:
    b = Builder(label=LABEL)
    last = b.card("input")
    for number in range(3):
        group = b.group(f"block{number}")
        one = b.card(f"one{number}", last, group=group)
        last = b.merge(f"plus{number}", one, last, group=group)
    result = layout(b.plan())
    first = result.groups["block0"]
    for number in (1, 2):
        group = result.groups[f"block{number}"]
        assert group.size == first.size
        for name in ("one", "plus"):
            here, there = result.boxes[f"{name}{number}"], result.boxes[f"{name}0"]
            offset = (here.x - group.x, here.y - group.y)
            assert offset == pytest.approx((there.x - first.x, there.y - first.y))


def test_a_side_input_stands_just_above_its_reader() -> None:
    b = Builder()
    last = b.card("input")
    for index in range(4):
        last = b.card(f"layer{index}", last)
    constant = b.pill("constant")
    b.card("output", b.merge("times", last, constant))
    result = layout(b.plan())
    assert result.boxes["constant"].y > result.boxes["layer2"].bottom


def test_small_boxes_beside_a_tall_group_stand_close_together() -> None:
    b = Builder()
    start = b.card("input")
    group, last = b.group("tall"), start
    for index in range(6):
        last = b.card(f"tall{index}", last, group=group)
    side = start
    for index in range(3):
        side = b.pill(f"small{index}", side)
    b.card("output", b.pill("concat", last, side))
    result = layout(b.plan())
    assert result.boxes["small2"].bottom < result.groups["tall"].bottom


def test_a_wire_enters_a_group_right_of_its_title() -> None:
    b = Builder()
    start = b.card("input")
    group = b.group("g")
    b.pill("only", start, group=group)
    result = layout(b.plan())
    assert result.routes["input>only.0"].start.x > result.titles["g"].right


def test_a_label_stands_right_of_its_wire() -> None:
    result = layout(layout_plans.residual(LABEL).plan())
    for wire, label in result.labels.items():
        assert label.size == LABEL
        assert any(abs(label.x - 8.0 - point.x) < 1e-6 for point in result.routes[wire].points)


def test_a_skip_changes_sides_rather_than_cross_a_side_input() -> None:
    b = Builder()
    query, memory = b.card("query"), b.card("memory")
    attended = b.card("attention", query, memory)
    b.card("output", b.merge("plus", query, attended))
    result = layout(b.plan())
    assert result.report.crossings == 0
    assert result.routes["query>plus.0"].end.x == result.boxes["plus"].x


def test_long_skips_between_groups_keep_to_one_side() -> None:
    b = Builder()
    outer, last, skips = b.group("encoder"), b.card("input"), []
    for level in range(3):
        last = b.card(f"down{level}", last, group=outer)
        skips.append(last)
    decoder, last = b.group("decoder"), b.card("bottom", last)
    for level in reversed(range(3)):
        last = b.pill(f"concat{level}", skips[level], last, group=decoder)
        last = b.card(f"up{level}", last, group=decoder)
    result = layout(b.plan())
    assert result.report.crossings == 0
    assert result.report.trunk_drift == 0


def test_what_hangs_over_a_box_has_its_room() -> None:
    b = Builder(label=LABEL)
    first = b.card("first", overhang=20.0)
    b.box("second", (first,), Box("", Size(180.0, 46.0), overhang_top=20.0))
    result = layout(b.plan())
    label = result.labels["first>second.0"]
    assert label.y >= result.boxes["first"].bottom + 20.0
    assert label.bottom <= result.boxes["second"].y - 20.0


def towers(lengths: tuple[int, ...]) -> Plan:
    """A chain of cards below each entry, merged at the end; the longest one is the trunk."""
    b = Builder(label=LABEL)
    ends = []
    for tower, length in enumerate(lengths):
        b.boxes.append(Box(f"input{tower}", CARD, entry=True))
        last = f"input{tower}"
        for layer in range(length):
            last = b.card(f"layer{tower}.{layer}", last)
        ends.append(last)
    b.card("output", b.pill("concat", *ends))
    return b.plan()


def test_inputs_of_towers_stand_on_one_line_at_the_top() -> None:
    result = layout(towers((4, 2, 0)))
    tops = [result.boxes[f"input{tower}"].y for tower in range(3)]
    assert max(tops) == min(tops) == min(box.y for box in result.boxes.values())


def test_an_input_that_is_read_far_below_stands_there() -> None:
    result = layout(towers((12, 1)))
    assert result.boxes["input1"].y > result.boxes["layer0.5"].y
