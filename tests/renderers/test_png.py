"""The PNG: its size, its resolution, what is drawn, and a clear word where it cannot be."""

from __future__ import annotations

import dataclasses
import io
import math
import re

import pytest
from PIL import Image

from netscribe.errors import OutputError, SettingError
from netscribe.geometry import Point, Size
from netscribe.renderers.png import render_png
from netscribe.scene.types import Scene, TextMark


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def scene_of(*marks: TextMark) -> Scene:
    return Scene(Size(100, 30), "#FFFFFF", marks, "Title", "Description.")


def label(words: str, weight: int = 400) -> TextMark:
    return TextMark(words, Point(10, 20), 12, "#000000", weight=weight)  # type: ignore[arg-type]


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0, 300 / 72])
def test_pixels_and_resolution_follow_the_scale(card_scene: Scene, scale: float) -> None:
    image = opened(render_png(card_scene, scale))
    assert image.size == (math.ceil(334 * scale), math.ceil(410 * scale))
    assert image.info["dpi"] == pytest.approx((72 * scale, 72 * scale), abs=0.02)


def test_a_broken_size_is_filled_to_its_edges() -> None:
    image = opened(render_png(dataclasses.replace(scene_of(), size=Size(100.3, 50.7)), 1.37))
    assert image.size == (138, 70)
    assert image.convert("RGBA").getpixel((137, 69)) == (0xFF, 0xFF, 0xFF, 0xFF)


def test_cards_bars_and_background_have_their_colours(card_scene: Scene) -> None:
    image = opened(render_png(card_scene, 2.0)).convert("RGB")
    assert image.getpixel((4, 4)) == (0xFF, 0xFF, 0xFF)
    assert image.getpixel((2 * 200, 2 * 190)) == (0xE0, 0xEA, 0xFF)
    assert image.getpixel((2 * 100, 2 * 94)) == (0x18, 0x18, 0x1B)


def test_without_background_it_is_transparent(card_scene: Scene) -> None:
    clear = dataclasses.replace(card_scene, background=None)
    image = opened(render_png(clear)).convert("RGBA")
    assert image.getpixel((4, 4))[3] == 0


def test_texts_are_drawn_in_each_weight() -> None:
    pictures = {render_png(scene_of(label("Dense", weight))) for weight in (400, 500, 600)}
    assert len(pictures | {render_png(scene_of())}) == 4


def test_characters_that_the_font_lacks_are_drawn_as_a_visible_substitute() -> None:
    assert render_png(scene_of(label("畳み"))) == render_png(scene_of(label("□□")))


def test_too_many_pixels_are_refused_with_a_scale_that_works(card_scene: Scene) -> None:
    tall = dataclasses.replace(card_scene, size=Size(334, 60_000))
    with pytest.raises(OutputError) as refusal:
        render_png(tall, 2.0)
    assert "120,000" in str(refusal.value)
    hint = re.search(r"scale for this picture is ([\d.]+);", str(refusal.value.hint))
    assert hint
    works = float(hint[1])
    assert 0.2 < works <= 16_000 / 60_000
    assert opened(render_png(tall, works)).height <= 16_000


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_that_is_no_positive_number_is_refused(card_scene: Scene, scale: float) -> None:
    with pytest.raises(SettingError, match="positive"):
        render_png(card_scene, scale)


def test_default_scale_of_a_very_tall_picture_is_what_fits_and_is_said() -> None:
    tall = Scene(Size(40.0, 20_000.0), "#FFFFFF", (), "tall", "")
    with pytest.warns(UserWarning, match="0.8 pixels per point instead of 2"):
        assert render_png(tall) == render_png(tall, 0.8)
