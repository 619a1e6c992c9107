"""Directions turn the picture, not the text in it."""

from __future__ import annotations

from itertools import pairwise

import layout_plans

from netscribe.geometry import Size
from netscribe.layout.engine import layout

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
