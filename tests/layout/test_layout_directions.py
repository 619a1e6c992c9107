"""Directions turn the picture, not the text in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import layout_plans
import pytest

from netscribe.geometry import Rect, Size
from netscribe.layout.engine import layout
from netscribe.layout.gates import violations
from netscribe.layout.rows import LETTER_ROOM
from netscribe.layout.types import Spacing

LABEL = Size(70.0, 13.0)


def test_up_runs_upwards() -> None:
    boxes = list(layout(layout_plans.chain().plan("up")).boxes.values())
    assert all(first.y > second.bottom for first, second in pairwise(boxes))


def test_right_runs_to_the_right_in_one_line() -> None:
    result = layout(layout_plans.chain(LABEL).plan("right"))
    boxes = list(result.boxes.values())
    assert all(first.right < second.x for first, second in pairwise(boxes))
    assert len({box.center.y for box in boxes}) == 1
    assert result.report.bends == 0


def test_boxes_labels_and_titles_keep_their_size_in_every_direction() -> None:
    for direction in ("down", "up", "right"):
        plan = layout_plans.bottleneck(LABEL).plan(direction)
        result = layout(plan)
        assert all(result.boxes[box.id].size == box.size for box in plan.boxes)
        assert {label.size for label in result.labels.values()} == {LABEL}
        assert all(result.titles[group.id].size == group.title for group in plan.groups)


def test_a_title_stands_at_the_top_left_of_its_group_in_every_direction() -> None:
    for direction in ("down", "up", "right"):
        plan = layout_plans.bottleneck().plan(direction)
        result = layout(plan)
        for name, title in result.titles.items():
            group = result.groups[name]
            padding = plan.spacing.group_padding
            assert (title.x, title.y) == (group.x + padding, group.y + padding)


def _two_ways_into_a_group() -> layout_plans.Builder:
    """A group that a labelled wire enters beside one that leads to a way of its own."""
    b = layout_plans.Builder(label=LABEL)
    b.group("block")
    b.card("last", b.card("second", b.card("first"), group="block"))
    b.label = None
    b.pill("pill2", b.pill("pill1", b.pill("pill0"), group="block"), group="block")
    return b


@pytest.mark.parametrize(
    "builder", (layout_plans.chain(LABEL), layout_plans.residual(LABEL), _two_ways_into_a_group())
)
def test_letters_keep_off_the_boxes_before_and_behind_them(builder: layout_plans.Builder) -> None:
    close = Spacing(between_ranks=14.0, label_room=0.5)
    plan = replace(builder.plan("right"), spacing=close)
    result = layout(plan)
    assert violations(plan, result) == ()
    assert result.labels
    for label in result.labels.values():
        room = LETTER_ROOM - 0.1
        letters = Rect(label.x - room, label.y, label.width + 2 * room, label.height)
        assert not any(letters.overlaps(box) for box in result.boxes.values())
