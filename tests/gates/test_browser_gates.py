"""A sample of pictures as Chromium draws them, with the embedded font and with another."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.gates.browser import DrawnPicture, browser_path, drawn_pictures
from tests.gates.browser_gates import browser_violations
from tests.gates.specimen import SOUND
from tests.scene.sample import sample

from netscribe.api import diagram
from netscribe.geometry import Rect

pytestmark = pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine")

_EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.keras"))


def _sample() -> dict[str, str]:
    svgs = {path.stem: diagram(path).svg() for path in _EXAMPLES}
    for theme in ("light", "dark"):
        svgs[f"sample {theme}"] = diagram(sample(), theme=theme).svg()
    svgs["to the right"] = diagram(sample(), direction="right").svg()
    return svgs


@pytest.fixture(scope="module")
def svgs() -> dict[str, str]:
    return _sample()


@pytest.fixture(scope="module")
def pictures(svgs: dict[str, str]) -> dict[str, DrawnPicture]:
    return drawn_pictures(svgs)


def test_the_sample_holds_texts_marks_and_edges(pictures: dict[str, DrawnPicture]) -> None:
    assert len(pictures) >= 8
    for picture in pictures.values():
        assert picture.texts
        assert picture.shapes
        assert picture.edges


def test_pictures_keep_the_gates_as_drawn(pictures: dict[str, DrawnPicture]) -> None:
    found = {name: browser_violations(picture) for name, picture in pictures.items()}
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_pictures_keep_the_gates_in_a_wider_font(svgs: dict[str, str]) -> None:
    drawn = drawn_pictures(svgs, fallback=True)
    found = {name: browser_violations(picture, fallback=True) for name, picture in drawn.items()}
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_faults_are_seen_by_the_browser_too() -> None:
    faults = {
        "overlap": SOUND.with_card(1, rect=Rect(60, 95, 120, 40)).svg(),
        "long text": SOUND.with_card(0, words="A name that is too long for its card").svg(),
        "clipped": SOUND.with_card(2, rect=Rect(199, 260, 120, 40)).svg(),
    }
    drawn = drawn_pictures(faults)
    rules = {
        name: {(found.gate, found.rule) for found in browser_violations(picture)}
        for name, picture in drawn.items()
    }
    assert (1, "nodes overlap") in rules["overlap"]
    assert (2, "text leaves its owner") in rules["long text"]
    assert (5, "mark is clipped") in rules["clipped"]
