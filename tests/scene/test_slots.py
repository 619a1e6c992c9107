"""Slots: their sizes, the scale of a picture in them, and the choice of what is legible."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from tests.outlines import llama, resnet50

from netscribe.figure.build import make_figure
from netscribe.figure.types import Figure
from netscribe.geometry import Size
from netscribe.scene.choice import Candidate, Compose, chosen, is_legible, smallest_text_pt
from netscribe.scene.compose import Composer, compose
from netscribe.scene.drafts import Drafts
from netscribe.scene.sheet import Sheet
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


def _candidate(outline: Outline, shown: float, made: list[str] | None = None) -> Candidate:
    def figure() -> Figure:
        if made is not None:
            made.append(outline.overview.name)
        return make_figure(outline)

    return Candidate(shown, len(outline.overview.nodes), 1 + len(outline.cards), figure)


def test_the_first_legible_candidate_is_taken_and_nothing_further_is_made() -> None:
    made: list[str] = []
    slot = slot_of((4, 5))
    candidates = [
        _candidate(llama(), 1.0, made),
        _candidate(Outline(llama().overview), 0.5, made),
        _candidate(resnet50(), 0.2, made),
    ]
    found = chosen(candidates, Composer(LIGHT, "down", slot), slot)
    assert found.fits
    assert len(found.figure.panels) == 1
    assert made == ["Llama-3 8B", "Llama-3 8B"]
    assert is_legible(found.scene, slot)


def test_what_needs_more_than_something_that_failed_is_not_made() -> None:
    made: list[str] = []
    slot = slot_of((4, 5))
    small = Candidate(0.5, 4.0, 1, partial(make_figure, Outline(llama().overview)))
    larger = replace(_candidate(resnet50(), 0.9, made), room=100.0)
    found = chosen([_candidate(llama(), 1.0), larger, small], Composer(LIGHT, "down", slot), slot)
    assert (found.fits, found.shown, made) == (True, 0.5, [])


def test_a_candidate_that_cannot_be_made_is_passed_over() -> None:
    none = Candidate(1.0, 1.0, 1, lambda: None)
    found = chosen([none, _candidate(llama(), 0.5)], Composer(LIGHT, "down"), None)
    assert found.shown == 0.5


def test_where_nothing_is_legible_the_figure_says_so() -> None:
    slot = slot_of((1, 1))
    found = chosen([_candidate(resnet50(), 1.0)], Composer(LIGHT, "down", slot), slot)
    assert not found.fits
    assert found.figure.notes[0].startswith("on a slot of 1 × 1 in the smallest text is printed at")


def _scene(slot: Slot) -> Scene:
    return compose(make_figure(resnet50()), LIGHT, "down", slot)


def test_the_smallest_text_is_found_in_panels_too() -> None:
    assert smallest_text_pt(_scene(slot_of("page"))) == 10.5


def _drawn_as(sizes: dict[str, Size]) -> Compose:
    """Draws a figure of a title in the size of that title."""

    def compose_(figure: Figure, least_scale: float = 0.0) -> Scene | None:
        size = sizes[figure.title]
        is_large = slot_of((5, 5)).scale(size) >= least_scale
        return Scene(size, "#ffffff", (), figure.title, "") if is_large else None

    return compose_


@pytest.mark.parametrize(
    ("heights", "title"),
    [((1000, 980, 1400), "0"), ((1500, 980, 990), "1"), ((3000, 2000, 800), "2")],
)
def test_where_nothing_is_legible_what_is_shown_counts_against_the_print(
    heights: tuple[int, ...], title: str
) -> None:
    base = make_figure(resnet50())
    sizes = {str(number): Size(100.0, height) for number, height in enumerate(heights)}
    candidates = [
        Candidate(1.0 - 0.2 * at, 10.0, 1, partial(replace, base, title=str(at)))
        for at in range(len(heights))
    ]
    found = chosen(candidates, _drawn_as(sizes), slot_of((5, 5)))
    assert (found.fits, found.figure.title) == (False, title)


@pytest.mark.parametrize("first", [0, 3, 5, 17, 29])
def test_the_first_that_is_legible_is_found_though_some_are_passed_over(first: int) -> None:
    base = make_figure(resnet50())
    sizes = {str(at): Size(100.0, 900 if at < first else 90) for at in range(30)}
    made: list[str] = []

    def figure(title: str) -> Figure:
        made.append(title)
        return replace(base, title=title)

    candidates = [Candidate(1.0, 1.0, 1, partial(figure, title)) for title in sizes]
    found = chosen(candidates, _drawn_as(sizes), slot_of((5, 5)))
    assert (found.fits, found.figure.title) == (True, str(first))
    assert len(made) <= 16


def test_panels_that_two_figures_share_are_laid_out_once() -> None:
    drafts = Drafts(LIGHT.card_lines(names=True), "down")
    drafts.plain(make_figure(llama()))
    made = dict(drafts.layouts)
    drafts.plain(make_figure(replace(llama(), left_out=("the inside of a block",))))
    assert drafts.layouts == made
    assert len(made) == len(make_figure(llama()).panels)


def test_a_form_is_given_only_where_it_has_room() -> None:
    drafts = Drafts(LIGHT.card_lines(names=True), "down")
    sheet = Sheet(drafts, make_figure(resnet50()))
    forms = list(sheet.fitting(Size(900.0, 1200.0)))
    assert forms
    assert all(form.parts.area <= 900.0 * 1200.0 for form in forms)
    assert not list(sheet.fitting(Size(900.0, 100.0)))
