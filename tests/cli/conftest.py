"""A folder with a model file and Python that makes networks, and a way to run the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from netscribe.cli.main import main

SOURCE = '''
"""Networks of the user's own."""
import json, zipfile
from netscribe.graph.attributes import Linear
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Op, Origin, TensorType

print("the user's own words")


def make(units=10):
    builder = GraphBuilder("small")
    x = builder.add_input("image", TensorType("float32", ("B", 784)))
    kernel = builder.add_parameter("fc/kernel", TensorType("float32", (784, units)))
    call = Call(Op(Kind.LINEAR, "Dense"), "fc", "fc", inputs=(Argument(x),),
                attributes=Linear(units=units), parameters=(kernel,))
    (y,) = builder.add_call(call, [TensorType("float32", ("B", units))])
    builder.add_output("scores", y)
    builder.note("padding was guessed", "fc")
    return builder.finish(Origin())


def needs(depth, *, width, height=3):
    return make()


def broken():
    raise ValueError("no such\\nlayer")


def leaves():
    raise SystemExit(3)


class Box:
    network = make()


network = make()
number = 3
'''


class Result(NamedTuple):
    """What a run of the command line gave."""

    status: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with `networks.py` in it and a package that holds the same."""
    (tmp_path / "networks.py").write_text(SOURCE)
    package = tmp_path / "shop_of_networks"
    package.mkdir()
    (tmp_path / "folder.txt").mkdir()
    (package / "__init__.py").write_text("")
    (package / "models.py").write_text(SOURCE)
    (package / "incomplete.py").write_text("import a_module_that_is_not_there\n")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "NETSCRIBE_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs `netscribe ARGUMENTS` in this process."""

    def call(*arguments: str) -> Result:
        status = main(list(arguments))
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call
