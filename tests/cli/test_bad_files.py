"""Files that are no model, or a hostile one: one clear line and a hint, nothing else happens."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.readers.keras_file.archives import Json, entry, layer, saved, sequential, small

import netscribe as ns
from netscribe.errors import TargetError

Run = Callable[..., Any]

_HDF5 = b"\x89HDF\r\n\x1a\n" + bytes(100)


def _packed(path: Path, config: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", config)


def _truncated(path: Path) -> None:
    content = saved(path, small()).read_bytes()
    path.write_bytes(content[:-30])


def _hundred_megabytes(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"{")
        file.truncate(100 * 2**20)


def _without_shape(path: Path) -> None:
    saved(path, sequential(layer("Dense", "d", units=3), name="net"))


#: Name of the file, what makes it, and the line that follows "netscribe: ".
CASES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "old Keras": (
        "old.h5",
        lambda path: path.write_bytes(_HDF5),
        "old.h5: a damaged HDF5 file: places of 0 bytes",
    ),
    "old Keras under the new name": (
        "old.keras",
        lambda path: path.write_bytes(_HDF5),
        "old.keras: a damaged HDF5 file: places of 0 bytes",
    ),
    "unknown kind": (
        "net.xyz",
        lambda path: path.write_text("hello"),
        "the file 'net.xyz' is not a network that netscribe reads",
    ),
    "empty": ("empty.keras", Path.touch, "empty.keras: the file is empty"),
    "empty and unknown": (
        "empty",
        Path.touch,
        "the empty file 'empty' is not a network that netscribe reads",
    ),
    "folder": ("models", Path.mkdir, "the folder 'models' is not a network that netscribe reads"),
    "folder without a model": ("net.keras", Path.mkdir, "net.keras: holds no config.json"),
    "text": (
        "text.keras",
        lambda path: path.write_text("just text"),
        "text.keras: neither a .keras archive (zip), an HDF5 file nor JSON",
    ),
    "truncated": ("cut.keras", _truncated, "cut.keras: a damaged archive: its end is missing"),
    "zip bomb": (
        "bomb.keras",
        lambda path: _packed(path, b" " * 30_000_000),
        "bomb.keras: config.json is compressed N to 1, expected at most 300 to 1: "
        "refused as a zip bomb",
    ),
    "deep nesting": (
        "deep.keras",
        lambda path: _packed(path, b'{"a":' * 300 + b"1" + b"}" * 300),
        "deep.keras: config.json: nested more than 200 levels deep",
    ),
    "100 MB of JSON": (
        "huge.keras",
        _hundred_megabytes,
        "huge.keras: huge.keras has 100 MB, expected at most 64 MB",
    ),
    "model without a shape": (
        "unbuilt.keras",
        _without_shape,
        "Sequential 'net' has no input shape yet",
    ),
}


@pytest.mark.parametrize("command", ["show", "summary"])
@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_gives_one_line_and_a_hint(
    run: Run, folder: Path, case: str, command: str
) -> None:
    name, make, message = CASES[case]
    make(folder / name)
    result = run(command, name)
    said, hint, end = result.err.split("\n")
    # how far zeros are compressed is the library's business
    assert re.sub(r"compressed [\d,]+ to", "compressed N to", said) == f"netscribe: {message}"
    assert hint.startswith("hint: ")
    assert (result.status, result.out, end) == (2, "", "")


def test_names_that_climb_out_of_the_archive_are_not_followed(run: Run, folder: Path) -> None:
    saved(folder / "climb.keras", small())
    with zipfile.ZipFile(folder / "climb.keras", "a") as archive:
        archive.writestr("../../escaped.txt", "x")
        archive.writestr("/tmp/netscribe-escaped.txt", "x")
    before = sorted(folder.parent.rglob("*"))
    result = run("show", "climb.keras")
    assert (result.status, result.err) == (0, "")
    assert "Dense" in result.out
    assert sorted(folder.parent.rglob("*")) == before
    assert not Path("/tmp/netscribe-escaped.txt").exists()


def test_the_code_of_a_lambda_is_drawn_as_a_lambda_and_never_run(run: Run, folder: Path) -> None:
    body = "raise SystemExit('the code was run')"
    code: Json = {"class_name": "__lambda__", "config": {"code": body, "defaults": None}}
    layers = [entry("x", [None, 4], network=False), layer("Lambda", "twice", function=code)]
    saved(folder / "lambda.keras", sequential(*layers))
    result = run("show", "lambda.keras")
    assert result.status == 0
    assert "Lambda  function lambda" in result.out
    assert body not in result.out


@pytest.mark.parametrize("text", ["x" * 5000, "a\0b"], ids=["too long", "with a zero"])
def test_a_name_that_no_file_can_have_is_no_file(text: str) -> None:
    with pytest.raises(TargetError, match="no such file"):
        ns.read(text)


def test_json_is_read_as_it_is_and_other_text_is_told_apart() -> None:
    assert ns.read(json.dumps(small())).parameter_count == 15
    with pytest.raises(TargetError, match=r"the text '\{\}' is not a network"):
        ns.read("{}")
