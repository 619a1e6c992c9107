"""Widths come from the fonts that are shipped, and shortened texts fit."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from netscribe.text import advances
from netscribe.text.font_files import STYLES, ttf_path, woff2_bytes
from netscribe.text.metrics import (
    ascent,
    cap_height,
    descent,
    ellipsized,
    has_all_glyphs,
    is_basic,
    text_width,
    with_known_glyphs,
    wrapped_lines,
)
from netscribe.text.printable import printable

SIGNS = "×·→←↑↓σεθ√ᵀ−÷⊕…–—≤≥≈∞πλμαβγδΔΣ²³₀₁₂ⁿéß□"


@pytest.fixture(scope="module", params=sorted(STYLES))
def font(request: pytest.FixtureRequest) -> tuple[int, TTFont]:
    return request.param, TTFont(ttf_path(request.param))


def test_advances_are_those_of_the_shipped_font(font: tuple[int, TTFont]) -> None:
    weight, opened = font
    units_per_em = opened["head"].unitsPerEm
    for code, glyph in opened.getBestCmap().items():
        expected = opened["hmtx"][glyph][0] * 10 / units_per_em
        if unicodedata.category(chr(code)) != "Zs" and unicodedata.is_normalized("NFC", chr(code)):
            assert text_width(chr(code), 10, weight) == pytest.approx(expected), chr(code)
    words = "Conv 7×7 · 64 filters → ½"
    total = sum(opened["hmtx"][opened.getBestCmap()[ord(letter)]][0] for letter in words)
    assert text_width(words, 13, weight) == pytest.approx(total * 13 / units_per_em)


def test_the_font_has_no_kerning_no_ligatures_and_the_right_weight(
    font: tuple[int, TTFont],
) -> None:
    weight, opened = font
    assert not {"GPOS", "GSUB", "kern"} & set(opened.keys())
    assert opened["OS/2"].usWeightClass == weight
    assert "Open Font License" in str(opened["name"].getDebugName(13))


def test_vertical_measures_are_those_of_the_shipped_font(font: tuple[int, TTFont]) -> None:
    _, opened = font
    scale = 10 / opened["head"].unitsPerEm
    assert ascent(10) == pytest.approx(opened["hhea"].ascent * scale)
    assert descent(10) == pytest.approx(-opened["hhea"].descent * scale)
    assert cap_height(10) == pytest.approx(opened["OS/2"].sCapHeight * scale)


def test_the_font_has_the_signs_that_pictures_use() -> None:
    assert has_all_glyphs(SIGNS)
    assert not has_all_glyphs("畳")


def test_the_basic_font_files_have_what_is_basic_and_no_more() -> None:
    import io

    for weight in STYLES:
        cmap = TTFont(io.BytesIO(woff2_bytes(weight, basic=True))).getBestCmap()
        whole = TTFont(io.BytesIO(woff2_bytes(weight, basic=False))).getBestCmap()
        assert is_basic("".join(map(chr, cmap)))
        assert not any(is_basic(chr(code)) for code in set(whole) - set(cmap))


def test_missing_characters_count_one_em_and_combining_marks_nothing() -> None:
    assert text_width("畳", 12) == 12
    assert text_width("x\u0331", 12) == text_width("x", 12)
    assert text_width("e\u0301", 12) == text_width("é", 12)


@given(st.text(), st.sampled_from(sorted(STYLES)))
def test_width_grows_with_the_size_and_is_that_of_the_printable_text(
    text: str, weight: int
) -> None:
    assert text_width(text, 20, weight) == pytest.approx(2 * text_width(text, 10, weight))
    assert text_width(text, 10, weight) == text_width(printable(text), 10, weight)


@given(st.text(max_size=40), st.floats(0, 200))
def test_ellipsized_fits_its_width(text: str, max_width: float) -> None:
    assert text_width(ellipsized(text, max_width, 11), 11) <= max_width + 1e-9


def test_ellipsized_keeps_both_ends_and_as_much_as_fits() -> None:
    name = "encoder.blocks.11.attention.output_projection"
    short = ellipsized(name, 120, 10)
    head, tail = short.split("…")
    assert name.startswith(head) and name.endswith(tail)
    assert 0 <= len(head) - len(tail) <= 1
    one_more = name[: len(head) + 1] + "…" + tail if len(head) == len(tail) else short
    assert one_more == short or text_width(one_more, 10) > 120
    assert ellipsized("conv1", 120, 10) == "conv1"
    assert ellipsized("conv1", 1, 10) == ""


@given(st.text(max_size=80), st.floats(30, 200))
def test_wrapped_lines_fit_and_lose_no_short_word(text: str, max_width: float) -> None:
    lines = wrapped_lines(text, max_width, 9)
    assert all(text_width(line, 9) <= max_width + 1e-9 for line in lines)
    words = printable(text).split()
    if all(text_width(word, 9) <= max_width for word in words):
        assert " ".join(lines).split() == words


@given(st.text())
def test_printable_is_valid_xml_text_and_settled(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    escaped = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert (ET.fromstring(f"<a>{escaped}</a>").text or "") == shown


def test_printable_shows_controls_and_drops_direction_marks() -> None:
    assert printable("a\nb\tc") == "a b c"
    assert printable("a\x00\x1b\ud800\ufffe") == "a□□□□"
    assert printable("e\u200b\u0301") == "é"
    assert printable("user\u202etxt.\u2066x\u200b") == "usertxt.x"


@given(st.text())
def test_with_known_glyphs_leaves_only_glyphs_of_the_font(text: str) -> None:
    assert has_all_glyphs(with_known_glyphs(text))


def test_with_known_glyphs_substitutes_visibly() -> None:
    assert with_known_glyphs("畳み conv") == "□□ conv"
    assert with_known_glyphs("Conv 3×3") == "Conv 3×3"


def test_the_table_lists_each_character_once_for_all_weights() -> None:
    counts = {weight: len(numbers.split()) for weight, numbers in advances.ADVANCES.items()}
    assert len(set(counts.values())) == 1
    assert set(counts) == set(STYLES)
