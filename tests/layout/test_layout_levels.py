"""An encoder beside its decoder: when a plan has that shape, and what its two columns keep."""

from __future__ import annotations

from dataclasses import replace

import layout_plans
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_plans import Builder
from random_layout_plans import plans

from netscribe.geometry import Size
from netscribe.layout.engine import layout
from netscribe.layout.gates import violations
from netscribe.layout.levels import find_levels
from netscribe.layout.types import Plan

LABEL = Size(70.0, 13.0)


def in_levels(builder: Builder) -> Plan:
    return replace(builder.plan(), arrangement="levels")


def residual_unet(levels: int = 3) -> Builder:
    """Every level of the encoder with a shortcut of its own."""
    b = Builder(label=LABEL)
    last = b.card("input")
    skips = []
    for level in range(levels):
        last = b.merge(f"sum{level}", b.card(f"down{level}", last), b.card(f"side{level}", last))
        skips.append(last)
        last = b.pill(f"pool{level}", last)
    last = b.card("bottom", last)
    for level in reversed(range(levels)):
        last = b.pill(f"concat{level}", skips[level], b.card(f"up{level}", last))
    b.card("output", last)
    return b


@pytest.mark.parametrize("levels", [2, 3, 4, 5])
def test_ends_of_a_level_skip_stand_on_one_row_in_two_columns(levels: int) -> None:
    plan = in_levels(layout_plans.unet(LABEL, levels))
    result = layout(plan)
    assert violations(plan, result) == ()
    assert result.report.crossings == 0
    assert len(result.level_skips) == levels
    for level in range(levels):
        source, target = result.boxes[f"down{level}"], result.boxes[f"concat{level}"]
        assert source.center.y == pytest.approx(target.center.y)
        assert source.right < target.x
    for name in result.level_skips:
        start, end = result.routes[name].points
        assert start.y == end.y


def test_the_encoder_goes_down_and_the_decoder_up() -> None:
    result = layout(in_levels(layout_plans.unet(LABEL, 4)))
    down = [result.boxes[f"down{level}"].y for level in range(4)]
    up = [result.boxes[f"conv{level}"].y for level in range(4)]
    assert down == sorted(down)
    assert up == sorted(up)
    assert result.boxes["output"].y < result.boxes["conv0"].y


def test_shortcuts_within_levels_make_way_for_the_level_skips() -> None:
    plan = in_levels(residual_unet())
    result = layout(plan)
    assert len(result.level_skips) == 3
    assert violations(plan, result) == ()


def test_two_columns_are_about_half_as_long_as_one() -> None:
    plan = in_levels(layout_plans.unet(LABEL, 4))
    assert (
        layout(plan).size.height < 0.65 * layout(replace(plan, arrangement="columns")).size.height
    )


@pytest.mark.parametrize(
    "builder",
    [
        layout_plans.chain,
        layout_plans.residual,
        layout_plans.bottleneck,
        layout_plans.inception,
        layout_plans.densenet,
        layout_plans.attention,
        layout_plans.many_ends,
    ],
)
def test_other_shapes_have_no_levels_and_stay_as_they_are(builder: object) -> None:
    plan = builder().plan()  # type: ignore[operator]
    assert find_levels(plan) is None
    assert layout(replace(plan, arrangement="levels")).boxes == layout(plan).boxes


def test_a_skip_around_skips_that_follow_one_another_is_no_level() -> None:
    b = Builder()
    start = last = b.card("input")
    for block in range(3):
        last = b.merge(f"plus{block}", b.card(f"card{block}", last), last)
    b.card("output", b.merge("sum", last, start))
    assert find_levels(b.plan()) is None


@settings(max_examples=40, deadline=None)
@given(plans(), st.booleans())
def test_gates_hold_whatever_is_asked_to_stand_in_levels(plan: Plan, labelled: bool) -> None:
    label = LABEL if labelled else None
    asked = replace(
        plan, arrangement="levels", wires=tuple(replace(w, label=label) for w in plan.wires)
    )
    assert violations(asked, layout(asked)) == ()
