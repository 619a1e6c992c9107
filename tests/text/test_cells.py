"""Terminal cells: wide characters take two, combining marks none, and nothing exceeds its room."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netscribe.text.cells import cell_width, padded, truncated


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("Conv 3×3", 8),
        ("畳み込み", 8),
        ("e\u0301", 1),
        ("\u0928\u0940", 2),
        ("ｆｕｌｌ", 8),
        ("├──╮", 4),
        ("a\tb\n", 4),
        ("\x1b[31m", 5),
        ("\u202egnp.exe", 7),
    ],
)
def test_cell_width_of_known_texts(text: str, cells: int) -> None:
    assert cell_width(text) == cells


@given(st.text(max_size=30), st.integers(0, 30))
def test_truncated_never_exceeds_its_cells(text: str, cells: int) -> None:
    assert cell_width(truncated(text, cells)) <= cells


@given(st.text(max_size=30), st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
def test_padded_fills_exactly_or_leaves_the_longer_text(text: str, cells: int, align: str) -> None:
    assert cell_width(padded(text, cells, align)) == max(cells, cell_width(text))


def test_truncated_keeps_a_text_that_fits_and_marks_a_cut() -> None:
    assert truncated("conv2d_12", 9) == "conv2d_12"
    assert truncated("conv2d_12", 6) == "conv2…"
    assert truncated("conv2d_12", 6, mark="..") == "conv.."
    assert truncated("畳み込み", 6) == "畳み…"
    assert truncated("conv", 0) == ""


def test_padded_aligns_to_the_side_asked_for() -> None:
    assert padded("ab", 5) == "ab   "
    assert padded("ab", 5, "right") == "   ab"
    assert padded("ab", 5, "center") == " ab  "


def test_a_terminal_never_gets_an_escape_character_from_a_name() -> None:
    shown = padded("\x1b[2Jname\x07", 20)
    assert all(unicodedata.category(character) != "Cc" for character in shown)
