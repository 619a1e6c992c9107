"""What the commands print and write when all goes well."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

DIAGRAM = """\
small · 7,840 parameters · 30.6 kB · 7.84 k multiply-adds

                   shape  parameters  name
● image            784
■ Dense  10 units  10          7,840  fc
● scores           10
"""


@pytest.mark.parametrize(
    "target",
    [
        "networks.py:make",
        "networks.py:network",
        "networks.py:Box.network",
        "./networks.py:make",
        "networks:make",
        "shop_of_networks.models:make",
        "shop_of_networks/models.py:network",
    ],
)
def test_show_prints_the_diagram_of_a_python_target(run: Run, target: str) -> None:
    result = run("show", target)
    assert (result.status, result.out.split("\n\nnot shown")[0] + "\n") == (0, DIAGRAM)


def test_only_data_goes_to_stdout(run: Run) -> None:
    result = run("show", "networks.py:make")
    assert "own words" not in result.out
    assert "the user's own words" in result.err


def test_sys_path_is_afterwards_as_it_was(run: Run) -> None:
    before = list(sys.path)
    run("show", "networks.py:make")
    run("show", "networks.py:broken")
    assert sys.path == before


def test_show_takes_the_options_of_the_diagram(run: Run) -> None:
    options = ("--title", "Digits", "--no-names", "--ascii", "--width", "60", "--color", "always")
    result = run("show", "networks.py:make", *options)
    assert result.status == 0
    assert result.out.isascii()
    assert "\x1b[1mDigits, 7,840 parameters" in result.out
    assert "fc" not in result.out.split("note:")[0]


def test_colour_is_off_without_a_terminal(run: Run) -> None:
    assert "\x1b" not in run("show", "networks.py:make").out


def test_draw_writes_each_file_in_the_format_of_its_suffix(run: Run, folder: Path) -> None:
    result = run("draw", "networks.py:make", "-o", "net.svg", "-o", "net.json", "-o", "net.txt")
    assert (result.status, result.out) == (0, "")
    assert (folder / "net.svg").read_text().startswith("<svg")
    assert json.loads((folder / "net.json").read_text())["name"] == "small"
    assert (folder / "net.txt").read_text().startswith("small · 7,840 parameters")
    assert "wrote net.svg\nwrote net.json\nwrote net.txt\n" in result.err


def test_draw_tells_the_notes_of_the_reader_on_stderr(run: Run) -> None:
    assert "note: fc: padding was guessed\n" in run("draw", "networks:make", "-o", "a.txt").err


def test_summary_prints_the_table_with_totals(run: Run) -> None:
    result = run("summary", "networks.py:make", "--width", "80")
    assert result.status == 0
    assert "fc     Dense · 10 units  10                 7,840          7,840" in result.out
    assert "Total parameters: 7,840 (30.6 kB)" in result.out


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.startswith("netscribe 0.")
    shown = run("--help")
    assert (shown.status, shown.err) == (0, "")
    assert "netscribe draw model.keras -o model.svg" in shown.out
    for command in ("show", "draw", "summary", "completion"):
        helped = run(command, "--help")
        assert helped.status == 0
        assert f"netscribe {command} " in helped.out.split("examples:")[1]
        assert max(map(len, helped.out.split("\n"))) <= 100


def test_the_width_follows_the_terminal_and_falls_back_to_100(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rule() -> int:
        return len(run("summary", "networks.py:make").out.split("\n")[1])

    wide = rule()
    monkeypatch.setenv("COLUMNS", "60")
    assert rule() <= 60 < wide <= 100
    monkeypatch.setenv("COLUMNS", "20")
    assert rule() <= 60


def test_debug_prints_the_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Traceback" in run("show", "networks.py:broken", "--debug").err
    assert "Traceback" not in run("show", "networks.py:broken").err
    monkeypatch.setenv("NETSCRIBE_DEBUG", "1")
    assert "Traceback" in run("show", "networks.py:broken").err
