"""The gates of block cards pass a sound figure and catch the faults that they are there for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.gates.svg_gates import violations
from tests.outlines import resnet50

from netscribe.figure.build import make_figure
from netscribe.geometry import Rect
from netscribe.renderers.svg import render_svg
from netscribe.scene.compose import compose
from netscribe.scene.slots import slot_of
from netscribe.scene.types import BoxMark, GroupMark, Scene
from netscribe.style.themes import LIGHT


@pytest.fixture(scope="module")
def sound() -> Scene:
    return compose(make_figure(resnet50()), LIGHT, "down", slot_of("page"))


def _rules(svg: str) -> set[str]:
    return {found.rule for found in violations(svg)}


def _with_frame(scene: Scene, wanted: Rect) -> str:
    """The scene with the frame of its block card moved to `wanted`."""
    panel = next(
        mark for mark in scene.marks if isinstance(mark, GroupMark) and mark.hooks.kind == "panel"
    )
    frame = panel.marks[0]
    assert isinstance(frame, BoxMark)
    spoilt = replace(panel, marks=(replace(frame, rect=wanted), *panel.marks[1:]))
    return render_svg(
        replace(scene, marks=tuple(spoilt if mark is panel else mark for mark in scene.marks))
    )


def _frame(scene: Scene) -> Rect:
    panel = next(
        mark for mark in scene.marks if isinstance(mark, GroupMark) and mark.hooks.kind == "panel"
    )
    assert isinstance(panel.marks[0], BoxMark)
    return panel.marks[0].rect


def test_a_sound_figure_has_no_violation(sound: Scene) -> None:
    assert violations(render_svg(sound)) == ()


def test_a_member_outside_of_its_panel_is_caught(sound: Scene) -> None:
    rect = _frame(sound)
    spoilt = _with_frame(sound, Rect(rect.x, rect.y, rect.width, rect.height - 90.0))
    assert "member leaves its panel" in _rules(spoilt)


def test_a_panel_over_the_overview_is_caught(sound: Scene) -> None:
    rect = _frame(sound)
    spoilt = _with_frame(sound, Rect(rect.x - 90, rect.y, rect.width + 90, rect.height))
    assert "stranger inside a panel" in _rules(spoilt)


def test_an_edge_out_of_its_panel_is_caught(sound: Scene) -> None:
    svg = render_svg(sound).replace('data-dst="A/output:out"', 'data-dst="fc"')
    assert "edge leaves its panel" in _rules(svg)


def test_an_id_in_two_panels_is_caught(sound: Scene) -> None:
    svg = render_svg(sound).replace('data-id="layer1/0/conv1"', 'data-id="conv1"')
    assert "node drawn 2 times" in _rules(svg)
