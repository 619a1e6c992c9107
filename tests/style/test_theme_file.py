"""A theme of one's own: what it sets holds, the rest is its base, a fault is told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.gates.color_gates import contrast as gate_contrast
from tests.gates.svg_gates import violations

import netscribe as ns
from netscribe.errors import SettingError
from netscribe.graph.kinds import Kind
from netscribe.style.contrast import contrast, fault
from netscribe.style.families import Family
from netscribe.style.theme_file import load_theme
from netscribe.style.themes import LIGHT, THEMES, Theme

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WHOLE = """
base = "light"
background = "#fffdf5"
wire = "#333333"
[group]
fill = "#FAF7EC"
[families.convolution]
fill = "#DDEEDD"
stroke = "#114411"
text = "#114411"
[kinds.pool]
fill = "#FFE0E0"
[lines]
outline = 2
wire = 0.8
[card]
left1 = "operation"
right1 = "none"
left2 = "details"
right2 = "bytes"
"""


def _load(folder: Path, text: str) -> Theme:
    (folder / "own.toml").write_text(text, "utf-8")
    return load_theme(folder / "own.toml")


def test_what_a_theme_sets_holds_and_the_rest_is_its_base(tmp_path: Path) -> None:
    theme = _load(tmp_path, WHOLE)
    assert (theme.background, theme.wire, theme.title) == ("#FFFDF5", "#333333", LIGHT.title)
    assert theme.families[Family.CONVOLUTION].fill == "#DDEEDD"
    assert theme.families[Family.LINEAR] == LIGHT.families[Family.LINEAR]
    assert theme.kinds[Kind.POOL].fill == "#FFE0E0"
    assert theme.kinds[Kind.POOL].stroke == LIGHT.families[Family.POOL].stroke
    assert (theme.outline_width, theme.wire_width) == (2.0, 0.8)
    assert (theme.card.right1, theme.card.right2) == ("none", "bytes")


@pytest.mark.parametrize("base", THEMES)
def test_a_base_alone_is_that_theme(base: str, tmp_path: Path) -> None:
    assert _load(tmp_path, f'base = "{base}"') == THEMES[base]


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("backgruond = '#FFFFFF'", "unknown key backgruond", "'background'"),
        ("[families.convolutoin]\nfill='#FFFFFF'", "key families.convolutoin", "'convolution'"),
        ("[families.pool]\nfil='#FFFFFF'", "unknown key families.pool.fil;", "'fill'"),
        ("[kinds.cnov]\nfill='#FFFFFF'", "unknown key kinds.cnov", "'conv'"),
        ("font = 'Comic Sans'", "unknown key font", "bundled"),
        ("base = 'lihgt'", "base = 'lihgt'; expected one of: light, dark", "'light'"),
        ("wire = 'red'", "wire = 'red' is no colour", ""),
        ("wire = 3", "wire = 3 is no colour", ""),
        ("group = '#FFFFFF'", r"expected a table: \[group\]", ""),
        ("[lines]\nwire = 0.1", r"lines.wire = 0.1; expected 0.5 to 4 points", ""),
        ("[lines]\nwire = true", r"lines.wire = True; expected", ""),
        ("[card]\nright2 = 'flops'", "card.right2 = 'flops'; expected one of: parameters", ""),
        ("wire = ", "is not TOML", ""),
    ],
)
def test_a_fault_is_one_line_that_names_the_file_and_the_entry(
    text: str, said: str, hint: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingError, match=said) as caught:
        _load(tmp_path, text)
    assert "own.toml" in caught.value.message and "\n" not in caught.value.message
    assert hint in (caught.value.hint or "")


def test_colours_that_cannot_be_told_apart_are_refused_with_the_contrast(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        _load(tmp_path, "[families.pool]\ntext = '#777777'\nfill = '#FFFFFF'")
    assert (
        "families.pool.text #777777 on families.pool.fill #FFFFFF has a contrast of 4.47:1, "
        "needed is 4.5:1" in caught.value.message
    )
    with pytest.raises(SettingError, match=r"wire #CCCCCC on background #FFFFFF .* needed is 3:1"):
        _load(tmp_path, "wire = '#cccccc'")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"cannot read the theme .*none\.toml.*No such file"):
        ns.diagram(EXAMPLES / "cnn.keras", theme=tmp_path / "none.toml")


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_of_ours_can_be_told_apart(name: str) -> None:
    assert fault(THEMES[name]) == ""


def test_contrast_is_that_of_the_gates() -> None:
    for pair in (("#FFFFFF", "#000000"), ("#777777", "#FFFFFF"), ("#102030", "#FFE0E0")):
        assert contrast(*pair) == pytest.approx(gate_contrast(*pair))


@pytest.mark.parametrize("style", ["blocks", "volumes"])
def test_a_picture_in_a_theme_of_ones_own_keeps_the_gates(style: str, tmp_path: Path) -> None:
    _load(tmp_path, WHOLE)
    made = ns.diagram(EXAMPLES / "residual.keras", style=style, theme=str(tmp_path / "own.toml"))
    assert violations(made.svg()) == ()
    assert "#FFE0E0" in made.svg() and "block1_conv1</text>" not in made.svg()


@pytest.mark.parametrize(
    ("right2", "wanted", "absent"),
    [
        ("parameters", ">401,536<", "MB</text>"),
        ("bytes", ">1.53 MB<", ">401,536<"),
        ("multiply-adds", ">401 k<", ">401,536<"),
        ("none", ">Dense<", ">401,536<"),
    ],
)
def test_the_right_of_line_two_is_as_chosen(
    right2: str, wanted: str, absent: str, tmp_path: Path
) -> None:
    _load(tmp_path, f"[card]\nright2 = '{right2}'")
    svg = ns.diagram(EXAMPLES / "cnn.keras", theme=tmp_path / "own.toml").svg()
    without_total = svg.replace("1.61 MB", "")
    assert wanted in without_total and absent not in without_total


def test_the_print_theme_is_black_on_white_with_thin_lines() -> None:
    theme = THEMES["print"]
    assert theme.background == "#FFFFFF" and theme.wire == "#000000"
    assert theme.outline_width < 1.0 and theme.wire_width < 1.0
    for ink in theme.families.values():
        assert ink.stroke == ink.text == "#000000"
        assert ink.fill[1:3] == ink.fill[3:5] == ink.fill[5:7]
