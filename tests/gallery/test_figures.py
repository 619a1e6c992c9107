"""The gallery of well-known architectures: what is checked in is what is drawn today, and is sound.

Each figure is drawn once, with default options: its bytes, the gates on the file, the size of its
text on a page, and its prose.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.gates.svg_gates import violations
from tests.models.architectures.table import ARCHITECTURES
from tests.zoo.pictures import smallest_font

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from architecture_gallery import FIGURES, GROUPS, PAGE, draw, page_text  # noqa: E402

NAMES = tuple(name for names in GROUPS.values() for name in names)
LEAST_TEXT_PT = 6.0
#: The smallest text is rounded to hundredths where it is printed.
_TOLERANCE_PT = 0.01


def test_the_page_shows_every_architecture() -> None:
    assert sorted(NAMES) == sorted(ARCHITECTURES)
    assert sorted(path.stem for path in FIGURES.glob("*.svg")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_what_is_drawn_today(name: str) -> None:
    assert draw(name).svg() == (FIGURES / f"{name}.svg").read_text("utf-8"), (
        f"docs/gallery/architectures/{name}.svg differs from what is drawn; look at it, then run "
        "`python tools/build_gallery.py architectures`"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_keeps_every_gate(name: str) -> None:
    assert violations(draw(name).svg()) == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_can_be_read_on_a_page(name: str) -> None:
    assert smallest_font(draw(name).svg()) >= LEAST_TEXT_PT - _TOLERANCE_PT


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_told_in_prose_paragraph_by_paragraph(name: str) -> None:
    diagram = draw(name)
    told = diagram.describe().split("\n")
    cards = diagram.svg().count('data-kind="panel"')
    assert len(told) == 1 + cards
    assert told[0].startswith(f"{ARCHITECTURES[name].title} has ")
    assert all(paragraph.startswith("Block ") for paragraph in told[1:])


def test_the_page_says_what_is_drawn_today() -> None:
    assert PAGE.read_text("utf-8") == page_text()


def test_all_figures_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in FIGURES.glob("*.svg")) < 8_000_000
