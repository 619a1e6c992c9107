"""The page around a drawing: what title, totals and foot take, and where they are broken."""

from __future__ import annotations

from dataclasses import replace

from tests.outlines import resnet50

from netscribe.figure.build import make_figure
from netscribe.figure.notes import MOST_LINES
from netscribe.geometry import Size
from netscribe.scene.page import Page
from netscribe.scene.types import GroupMark, TextMark
from netscribe.style.themes import LIGHT

_TOTALS = "8,062,504 parameters · 83,648 not trainable · 30.8 MB · 2.83 G multiply-adds"


def _texts(width: float, kind: str, notes: tuple[str, ...] = ()) -> list[str]:
    figure = replace(make_figure(resnet50()), subtitle=_TOTALS, notes=notes)
    marks = Page(figure, LIGHT, Size(width, 400.0)).scene(()).marks
    groups = [mark for mark in marks if isinstance(mark, GroupMark) and mark.hooks.kind == kind]
    return [mark.text for group in groups for mark in group.marks if isinstance(mark, TextMark)]


def test_totals_stand_in_one_line_where_there_is_room() -> None:
    assert _texts(700.0, "title")[1:] == [_TOTALS]


def test_totals_are_broken_between_two_of_them_in_a_narrow_picture() -> None:
    lines = _texts(300.0, "title")[1:]
    assert len(lines) == 2
    assert " · ".join(lines) == _TOTALS


def test_a_narrow_drawing_makes_a_page_that_fits_a_column() -> None:
    figure = replace(make_figure(resnet50()), subtitle=_TOTALS)
    assert Page(figure, LIGHT, Size(200.0, 400.0)).size.width <= 415.0


def test_the_foot_has_five_lines_at_most() -> None:
    notes = tuple(f"guess {number}" for number in range(9))
    lines = _texts(900.0, "legend", notes)
    assert len(lines) == MOST_LINES
    assert lines[-1].endswith("see the summary")


def test_what_is_not_shown_is_no_note() -> None:
    lines = _texts(900.0, "legend", ("not shown: the inside of Block", "guessed"))
    assert lines[-2:] == ["not shown: the inside of Block", "note: guessed"]
