"""Themes: text and strokes contrast with everything that they may stand on."""

from __future__ import annotations

import pytest
from tests.gates.color_gates import STROKE_LEAST, TEXT_LEAST, contrast

from netscribe.style.families import Family
from netscribe.style.themes import THEMES, Theme

ALL = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())


def _grounds(theme: Theme) -> tuple[str, str]:
    """What a card, a wire or a label may stand on."""
    return (theme.background, theme.group.fill)


@ALL
def test_every_family_has_its_ink(theme: Theme) -> None:
    assert set(theme.families) == set(Family)


@ALL
def test_texts_on_cards_contrast(theme: Theme) -> None:
    for ink in (*theme.families.values(), theme.pill):
        for color in (ink.text, theme.text, theme.muted):
            assert contrast(color, ink.fill) >= TEXT_LEAST, (color, ink)


@ALL
def test_texts_beside_cards_contrast(theme: Theme) -> None:
    for ground in _grounds(theme):
        for color in (theme.title, theme.label, theme.muted, theme.group.text):
            assert contrast(color, ground) >= TEXT_LEAST, color


@ALL
def test_texts_on_bars_contrast(theme: Theme) -> None:
    for color in (theme.bar_text, theme.bar_muted):
        assert contrast(color, theme.bar) >= TEXT_LEAST, color


@ALL
def test_outlines_and_wires_contrast_with_the_ground(theme: Theme) -> None:
    inks = (*theme.families.values(), theme.pill, theme.group)
    for ground in _grounds(theme):
        for color in (theme.wire, theme.bar, *(ink.stroke for ink in inks)):
            assert contrast(color, ground) >= STROKE_LEAST, (color, ground)


@ALL
def test_the_outline_of_a_pill_contrasts_with_the_card_that_it_lies_on(theme: Theme) -> None:
    for card in theme.families.values():
        for pill in (theme.pill, theme.families[Family.ACTIVATION]):
            assert contrast(pill.stroke, card.fill) >= STROKE_LEAST, (pill, card)


def test_the_greyscale_theme_has_no_hue() -> None:
    theme = THEMES["greyscale"]
    inks = (*theme.families.values(), theme.pill, theme.group)
    colors = [color for ink in inks for color in (ink.fill, ink.stroke, ink.text)]
    assert all(color[1:3] == color[3:5] == color[5:7] for color in colors)
