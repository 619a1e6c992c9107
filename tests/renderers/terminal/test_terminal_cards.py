"""Block cards and the stage table in the terminal: below the overview, with letters and titles."""

from __future__ import annotations

import pytest
from tests.outlines import RESNET_TABLE, llama, resnet50

from netscribe.figure.build import make_figure
from netscribe.figure.types import Table
from netscribe.renderers.terminal import TerminalSettings, render_terminal
from netscribe.renderers.terminal.glyphs import Glyphs
from netscribe.renderers.terminal.stage_table import table_lines


def _lines(width: int = 100, *, ascii_only: bool = False) -> list[str]:
    figure = make_figure(resnet50(), table=RESNET_TABLE)
    settings = TerminalSettings(width=width, ascii=ascii_only)
    return render_terminal(figure, settings).split("\n")


def test_a_block_has_its_own_mark_its_letter_and_its_repeats() -> None:
    (row,) = (line for line in _lines() if "layer3" in line and line.startswith("▣"))
    assert row.startswith("▣ A Bottleneck ×6  c = 256 · s = 2, then 1 ")
    assert "14×14×1024" in row
    assert "7,098,368" in row


def test_a_card_stands_below_the_overview_with_its_title_and_aside() -> None:
    lines = _lines()
    title = lines.index("A Bottleneck · stride s in a stage’s first block, 1 in the rest")
    assert any("class scores" in line for line in lines[:title])
    assert lines[title + 1].split() == ["●", "H×W×C"]


def test_all_cards_follow_in_their_order() -> None:
    text = render_terminal(make_figure(llama()))
    places = [text.index(f"\n{title}") for title in ("A Decoder", "B Self-attention", "C Gated")]
    assert places == sorted(places)


def test_the_table_is_aligned_where_it_fits() -> None:
    lines = _lines()
    heading = next(place for place, line in enumerate(lines) if line.startswith("stage "))
    rows = lines[heading : heading + 5]
    assert [row.split()[0] for row in rows] == ["stage", "layer1", "layer2", "layer3", "layer4"]
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("width", (60, 80, 120))
@pytest.mark.parametrize("ascii_only", (False, True))
def test_no_line_is_wider_than_the_terminal(width: int, *, ascii_only: bool) -> None:
    lines = _lines(width, ascii_only=ascii_only)
    assert max(map(len, lines)) <= width
    assert not ascii_only or all(line.isascii() for line in lines)


def test_a_narrower_table_leaves_out_what_the_overview_says_as_well() -> None:
    table = Table(
        ("stage", "c", "output", "parameters", "multiply-adds"),
        (("layer1", "64", "56 × 56 × 256", "215,808", "668 M"),),
        (False, True, False, True, True),
    )
    glyphs = Glyphs(ascii=False)
    assert table_lines(table, glyphs, 80)[0].split() == list(table.headings)
    assert table_lines(table, glyphs, 40) == (
        "stage    c  parameters  multiply-adds",
        "layer1  64     215,808          668 M",
    )
    assert table_lines(table, glyphs, 30)[0].split() == ["stage", "c", "multiply-adds"]
