"""Slots: their sizes, the scale of a picture in them, and the choice of what is legible."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.outlines import llama, resnet50

from netscribe.figure.build import make_figure
from netscribe.figure.types import Figure
from netscribe.geometry import Size
from netscribe.scene.choice import chosen, is_legible, smallest_text_pt
from netscribe.scene.compose import compose
from netscribe.scene.slots import SLOT_INCHES, Slot, slot_of
from netscribe.scene.types import Scene
from netscribe.style.themes import LIGHT
from netscribe.transforms.outline import Outline


@pytest.mark.parametrize("name", SLOT_INCHES)
def test_a_named_slot_has_its_inches_in_points(name: str) -> None:
    width, height = SLOT_INCHES[name]
    assert (slot_of(name).width_pt, slot_of(name).height_pt) == (width * 72, height * 72)


def test_a_picture_is_shrunk_to_its_slot_and_never_enlarged() -> None:
    slot = slot_of((5, 5))
    assert slot.scale(Size(720, 360)) == 0.5
    assert slot.scale(Size(360, 1440)) == 0.25
    assert slot.scale(Size(100, 100)) == 1.0


def test_text_is_legible_from_six_points_up() -> None:
    slot = slot_of((5, 5))
    assert slot.is_legible(Size(600, 100), 10.0)
    assert not slot.is_legible(Size(601, 100), 10.0)


def _scene(figure: Figure, slot: Slot) -> Scene:
    return compose(figure, LIGHT, "down", slot)


def test_the_first_legible_figure_is_taken_and_no_further_one_is_made() -> None:
    made: list[str] = []

    def figures() -> Iterator[Figure]:
        for outline in (llama(), Outline(llama().overview), resnet50()):
            made.append(outline.overview.name)
            yield make_figure(outline)

    slot = slot_of((4, 5))
    found = chosen(figures(), lambda figure: _scene(figure, slot), slot)
    assert found.fits
    assert len(found.figure.panels) == 1
    assert made == ["Llama-3 8B", "Llama-3 8B"]
    assert is_legible(found.scene, slot)


def test_where_nothing_is_legible_the_last_figure_says_so() -> None:
    slot = slot_of((1, 1))
    figures = iter((make_figure(resnet50()),))
    found = chosen(figures, lambda figure: _scene(figure, slot), slot)
    assert not found.fits
    assert found.figure.notes[0].startswith("on a slot of 1 × 1 in the smallest text is printed at")


def test_the_smallest_text_is_found_in_panels_too() -> None:
    assert smallest_text_pt(_scene(make_figure(resnet50()), slot_of("page"))) == 10.5
