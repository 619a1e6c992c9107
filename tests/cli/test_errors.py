"""Every mistake: status 2, one clear line and its hint on stderr, nothing on stdout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from netscribe.api import KNOWN
from netscribe.cli import commands

Run = Callable[..., Any]

_SIZES = (
    "write sizes as in --input 28,28,1, with ? for one that varies; --input NAME=28,28,1 by name"
)
_FORMS = (
    "TARGET is a model file (.onnx, .keras, .h5, .pt2, ...), a SavedModel or model folder, "
    "package.module:name or path/to/file.py:name"
)
_RAISED = "--debug prints the traceback"

CASES = {
    "missing file": (
        ["show", "no.keras"],
        "no such file: 'no.keras'",
        "give a model file (.onnx, .keras, .h5, .pt2, ...), or pass the model itself",
    ),
    "missing Python file": (["show", "no.py:make"], "no such file: 'no.py'", _FORMS),
    "no file and no name": (["show", "model"], "no such file: 'model'", _FORMS),
    "Python file without a name": (
        ["show", "networks.py"],
        "'networks.py' is a Python file, and could hold several models",
        "name the model or the function that makes it: networks.py:NAME",
    ),
    "empty name": (["show", "networks:"], "'networks:' names no object", _FORMS),
    "missing module": (
        ["show", "shop_of_networks.nothing:make"],
        "there is no module 'shop_of_networks.nothing'",
        "run netscribe from the folder that holds it, or give path/to/file.py:name",
    ),
    "unknown name": (
        ["show", "networks.py:mak"],
        "'networks.py' has no 'mak'",
        "did you mean 'make'?",
    ),
    "function with arguments": (
        ["show", "networks.py:needs"],
        "'needs' in 'networks.py' needs arguments: depth, width",
        "name a model, or a function that can be called without arguments",
    ),
    "import that fails": (
        ["show", "shop_of_networks.incomplete:make"],
        "importing 'shop_of_networks.incomplete' failed: ModuleNotFoundError: "
        "No module named 'a_module_that_is_not_there' (incomplete.py, line 1)",
        _RAISED,
    ),
    "function that fails": (
        ["show", "networks.py:broken"],
        "calling 'broken' in 'networks.py' failed: "
        "ValueError: no such layer (networks.py, line 29)",
        _RAISED,
    ),
    "function that exits": (
        ["show", "networks.py:leaves"],
        "calling 'leaves' in 'networks.py' failed: SystemExit: 3 (networks.py, line 33)",
        _RAISED,
    ),
    "not a model": (
        ["show", "networks.py:number"],
        "an object of type builtins.int is not a network that netscribe reads",
        f"expected {KNOWN}",
    ),
    "input that is no shape": (
        ["show", "networks.py:make", "--input", "28;28"],
        "--input '28;28': '28;28' is not a size",
        _SIZES,
    ),
    "input of size zero": (
        ["show", "networks.py:make", "--input", "a=0,2"],
        "--input 'a=0,2': '0' is not a size",
        _SIZES,
    ),
    "inputs half named": (
        ["show", "networks.py:make", "--input", "a=2", "--input", "3"],
        "some --input have a name and some have none",
        _SIZES,
    ),
    "bad names": (
        ["show", "networks.py:make", "--input-names", "a,,b"],
        "--input-names 'a,,b' is not a list of names",
        "write --input-names image,caption in order, or --input-names input_1=image by name",
    ),
    "width too small": (
        ["show", "networks.py:make", "--width", "40"],
        "a width of 40 columns is too small for a terminal diagram; expected 60 or more",
        "use width 60 or wider, or draw a picture (.svg, .png, .pdf)",
    ),
    "width no number": (
        ["show", "networks.py:make", "--width", "wide"],
        "argument --width: invalid int value: 'wide'",
        "see `netscribe show --help`",
    ),
    "unknown suffix": (
        ["draw", "networks.py:make", "-o", "net.svgg"],
        "cannot save to 'net.svgg': suffix '.svgg'; expected one of: .svg .png .pdf .txt .json",
        "did you mean '.svg'?",
    ),
    "missing folder": (
        ["draw", "networks.py:make", "-o", "no/net.svg"],
        "cannot write 'no/net.svg': there is no folder 'no'",
        "make the folder first",
    ),
    "output is a folder": (
        ["draw", "networks.py:make", "-o", "folder.txt"],
        "cannot write 'folder.txt': it is a folder",
        "name a file inside it",
    ),
    "no output": (
        ["draw", "networks.py:make"],
        "the following arguments are required: -o/--output",
        "see `netscribe draw --help`",
    ),
    "unknown theme": (
        ["draw", "networks.py:make", "-o", "a.svg", "--theme", "drak"],
        "argument --theme: invalid choice: 'drak'"
        " (choose from 'light', 'dark', 'greyscale', 'print')",
        "see `netscribe draw --help`",
    ),
    "unknown option": (
        ["show", "networks.py:make", "--wide"],
        "unrecognized arguments: --wide",
        "see `netscribe --help`",
    ),
    "no command": (
        [],
        "the following arguments are required: COMMAND",
        "see `netscribe --help`",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_gives_its_line_and_hint(run: Run, case: str) -> None:
    arguments, message, hint = CASES[case]
    result = run(*arguments)
    own = [line for line in result.err.split("\n") if "own words" not in line]
    assert own == [f"netscribe: {message}", f"hint: {hint}", ""]
    assert (result.status, result.out) == (2, "")


def test_a_file_that_cannot_be_overwritten_is_kept(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = folder / "net.txt"
    old.write_text("old")
    # refused by hand: a test that runs as root may write anywhere
    monkeypatch.setattr("netscribe.output.os.access", lambda path, mode: False)
    result = run("draw", "networks.py:make", "-o", "net.txt")
    assert result.status == 2
    assert "netscribe: cannot write 'net.txt': Permission denied\n" in result.err
    assert old.read_text() == "old"


def test_the_old_file_is_kept_when_drawing_fails(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "net.txt").write_text("old")

    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("ink ran out\nagain")

    monkeypatch.setattr("netscribe.drawing.Diagram.text", fail)
    result = run("draw", "networks.py:make", "-o", "net.txt")
    assert result.status == 1
    assert result.err.split("\n")[-3:] == [
        "netscribe: internal error: RuntimeError: ink ran out again",
        "hint: please report it, with the lines that `--debug` adds",
        "",
    ]
    assert (folder / "net.txt").read_text() == "old"
    assert sorted(path.name for path in folder.glob("*net*txt*")) == ["net.txt"]


def test_an_interrupt_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "COMMANDS", {"show": interrupt})
    assert run("show", "x") == (130, "", "")
