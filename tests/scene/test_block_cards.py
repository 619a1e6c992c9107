"""Figures with block cards: badges, stubs, frames and the table, in every slot and direction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.gates.picture import Item, Picture, read_picture
from tests.gates.svg_gates import picture_violations
from tests.outlines import RESNET_TABLE, llama, resnet50

from netscribe.figure.build import make_figure
from netscribe.figure.types import Table
from netscribe.renderers.svg import render_svg
from netscribe.scene.compose import compose
from netscribe.scene.slots import SLOT_INCHES, slot_of
from netscribe.style.themes import THEMES
from netscribe.transforms.outline import Outline

OUTLINES = {"resnet50": resnet50(), "llama": llama()}


def _picture(
    outline: Outline,
    slot: str = "page",
    *,
    theme: str = "light",
    direction: str = "down",
    table: Table | None = None,
) -> Picture:
    figure = make_figure(outline, table=table)
    return read_picture(render_svg(compose(figure, THEMES[theme], direction, slot_of(slot))))


def _texts(items: tuple[Item, ...] | list[Item]) -> Iterator[str]:
    for item in items:
        yield from (words.text for words in item.texts)


@pytest.mark.parametrize("slot", SLOT_INCHES)
@pytest.mark.parametrize("name", OUTLINES)
def test_every_gate_is_kept_in_every_slot(name: str, slot: str) -> None:
    assert picture_violations(_picture(OUTLINES[name], slot, table=RESNET_TABLE)) == ()


@pytest.mark.parametrize("direction", ("right", "up"))
@pytest.mark.parametrize("name", OUTLINES)
def test_every_gate_is_kept_in_every_direction(name: str, direction: str) -> None:
    assert picture_violations(_picture(OUTLINES[name], "slide", direction=direction)) == ()


@pytest.mark.parametrize("theme", THEMES)
def test_every_gate_is_kept_in_every_theme(theme: str) -> None:
    assert picture_violations(_picture(OUTLINES["resnet50"], theme=theme)) == ()


@pytest.mark.parametrize("name", OUTLINES)
def test_a_page_is_legible(name: str) -> None:
    picture = _picture(OUTLINES[name])
    smallest = min(words.size for item in picture.items for words in item.texts)
    assert slot_of("page").is_legible(picture.frame.size, smallest)


def test_every_block_card_is_a_panel_with_its_letter_and_title() -> None:
    panels = _picture(OUTLINES["llama"]).of_kind("panel")
    assert [panel.id for panel in panels] == ["A", "B", "C"]
    assert [words.text for words in panels[1].texts] == [
        "B",
        "Self-attention",
        "causal · grouped queries",
    ]
    assert panels[1].title == "Block card B: Self-attention, causal · grouped queries"


def test_blocks_carry_their_letter_and_how_often_they_run() -> None:
    ends = _picture(OUTLINES["resnet50"]).ends
    assert [words.text for words in ends["layer2"].texts][-2:] == ["A", "×4"]
    assert "repeated 4 times" in ends["layer2"].title
    assert "×1" not in _texts([ends["conv1"]])


def test_a_repeat_is_in_the_hooks() -> None:
    figure = make_figure(resnet50())
    svg = render_svg(compose(figure, THEMES["light"], "down", slot_of("page")))
    assert svg.count('data-repeat="') == 4
    assert 'data-repeat="6"' in svg


def test_a_stub_has_its_shape_beside_it_and_no_bar() -> None:
    picture = _picture(OUTLINES["resnet50"])
    stub = picture.ends["A/input:x"]
    assert [words.text for words in stub.texts] == ["H × W × C"]
    assert all(shape.fill is None and shape.stroke is None for shape in stub.shapes)
    labels = [item for item in picture.of_kind("label") if "A/output:out" in item.owner]
    assert list(_texts(labels)) == ["H/s × W/s × 4c"]


def test_the_table_is_drawn_whole() -> None:
    (table,) = _picture(OUTLINES["resnet50"], table=RESNET_TABLE).of_kind("table")
    cells = [text for row in (RESNET_TABLE.headings, *RESNET_TABLE.rows) for text in row]
    assert list(_texts([table])) == cells


def test_the_foot_has_five_lines_at_most() -> None:
    (legend,) = _picture(OUTLINES["resnet50"], "column").of_kind("legend")
    assert len(legend.texts) <= 5
