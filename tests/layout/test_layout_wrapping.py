"""A long chain goes on in further columns when it is asked to, and only where it can be cut."""

from __future__ import annotations

from collections import Counter
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
from netscribe.layout.types import Direction, Plan, Spacing

LABEL = Size(70.0, 13.0)


def long_chain(length: int = 12) -> Builder:
    b = Builder(label=LABEL)
    last = b.card("input")
    for index in range(length):
        last = b.card(f"layer{index}", last)
    return b


@pytest.mark.parametrize("direction", ["down", "up", "right"])
def test_no_column_is_longer_than_asked(direction: Direction) -> None:
    plan = replace(long_chain().plan(direction), wrap_at=400.0)
    result = layout(plan)
    assert violations(plan, result) == ()
    length = result.size.width if direction == "right" else result.size.height
    assert length <= 400.0 + 3 * plan.spacing.margin + 36.0
    across = {round(box.y if direction == "right" else box.x, 3) for box in result.boxes.values()}
    assert len(across) > 1


def test_a_picture_short_enough_is_left_as_it_is() -> None:
    plan = layout_plans.residual().plan()
    assert layout(replace(plan, wrap_at=5_000.0)).boxes == layout(plan).boxes


def test_a_chain_reads_down_one_column_and_on_at_the_top_of_the_next() -> None:
    plan = replace(long_chain().plan(), wrap_at=400.0)
    boxes = list(layout(plan).boxes.values())
    columns = [box.x for box in boxes]
    assert columns == sorted(columns)
    firsts = [box.y for n, box in enumerate(boxes) if n == 0 or columns[n - 1] < box.x]
    assert max(firsts) - min(firsts) < 50.0


def test_a_block_with_a_skip_is_never_cut() -> None:
    b = Builder()
    start = last = b.card("input")
    for index in range(8):
        last = b.card(f"layer{index}", last)
    b.card("output", b.merge("plus", last, start))
    plan = replace(b.plan(), wrap_at=300.0)
    result = layout(plan)
    assert len({box.center.x for box in result.boxes.values()}) <= 2
    assert violations(plan, result) == ()


@settings(max_examples=80, deadline=None)
@given(plans(), st.floats(100.0, 600.0))
def test_no_random_plan_breaks_a_gate_in_columns(plan: Plan, limit: float) -> None:
    wrapped = replace(plan, wrap_at=limit)
    assert violations(wrapped, layout(wrapped)) == ()


def test_a_row_may_end_behind_a_label_that_fills_the_room_between_two_boxes() -> None:
    b = Builder(label=Size(60.0, 13.0))
    last = b.card("box0")
    for number in range(1, 8):
        last = b.card(f"box{number}", last)
    close = Spacing(between_ranks=16.0, label_room=1.5)
    plan = replace(b.plan("right"), spacing=close, wrap_at=800.0)
    result = layout(plan)
    assert violations(plan, result) == ()
    rows = Counter(rect.y for rect in result.boxes.values())
    assert sorted(rows.values()) == [2, 3, 3]
