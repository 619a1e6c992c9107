"""Hostile and damaged CoreML models are refused in one line, and nothing outside is opened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.readers.model_files import DATA

from netscribe.errors import ReadError
from netscribe.readers.coreml import file
from netscribe.readers.protocol import ReadRequest

FILES = DATA / "coreml"
INSIDE = "Data/com.apple.CoreML/model.mlmodel"


def _refusal(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        file.read(path, ReadRequest())
    assert "\n" not in caught.value.message
    return caught.value.message


def _package(tmp_path: Path, named: object) -> Path:
    package = tmp_path / "x.mlpackage"
    shutil.copytree(FILES / "images.mlpackage", package)
    content = {"itemInfoEntries": {"a": {"path": named}}, "rootModelIdentifier": "a"}
    (package / "Manifest.json").write_text(json.dumps(content))
    return package


@pytest.mark.parametrize("named", ["../../secret", "/etc/passwd", "a/../../../secret"])
def test_a_manifest_that_points_outside_is_refused(tmp_path: Path, named: str) -> None:
    (tmp_path / "secret").write_text("secret")
    assert "outside" in _refusal(_package(tmp_path, named))


def test_a_link_that_points_outside_is_refused(tmp_path: Path) -> None:
    package = _package(tmp_path, "com.apple.CoreML/model.mlmodel")
    (package / INSIDE).unlink()
    (package / INSIDE).symlink_to("/etc/passwd")
    assert "outside" in _refusal(package)


@pytest.mark.parametrize("named", [None, 7, "", "missing", "com.apple.CoreML"])
def test_a_manifest_that_names_no_model_is_refused(tmp_path: Path, named: object) -> None:
    assert "x.mlpackage" in _refusal(_package(tmp_path, named))


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.mlmodel"
    content = (FILES / "images.mlmodel").read_bytes()
    for length in (0, 1, 10, 500, len(content) - 1):
        path.write_bytes(content[:length])
        assert "x.mlmodel" in _refusal(path)


def test_a_layer_that_reads_what_nothing_makes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.mlmodel"
    content = (FILES / "pipeline.mlmodel").read_bytes()
    path.write_bytes(content.replace(b"\x05dense\x12\x01x", b"\x05dense\x12\x01q"))
    assert "nothing makes it" in _refusal(path)


def test_models_in_models_have_an_end(tmp_path: Path) -> None:
    inner = b"\x08\x01\x12\x00\xc2\x26\x00"
    for _ in range(200):
        inside = b"\x0a" + _length(inner) + inner
        inner = b"\x08\x01\x12\x00\xd2\x0c" + _length(inside) + inside
    path = tmp_path / "x.mlmodel"
    path.write_bytes(inner)
    assert "deep" in _refusal(path)


def _length(content: bytes) -> bytes:
    value, found = len(content), bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes((*found, value))


@pytest.mark.parametrize(
    "name", ["images.mlmodel", "pipeline.mlmodel", f"words.mlpackage/{INSIDE}"]
)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_changed_bytes_give_a_graph_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    content = bytearray((FILES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "changed.mlmodel"
    path.write_bytes(bytes(content))
    try:
        file.read(path, ReadRequest())
    except ReadError as error:
        assert "\n" not in error.message
        assert "cannot be understood" not in error.message
