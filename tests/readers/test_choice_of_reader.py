"""Which reader reads a file: its content decides; a suffix only says who refuses it."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import cast

import pytest
from tests.readers.keras_file.archives import saved, sequential, small
from tests.readers.model_files import DATA

import netscribe as ns
from netscribe.api import KNOWN
from netscribe.errors import ReadError, TargetError
from netscribe.figure.origin import origin_line
from netscribe.graph.types import Graph
from netscribe.registry import READER_OF_SUFFIX, READERS, Registry

#: Where real files of each kind lie, and who reads them.
KINDS = {
    "keras": "keras-file",
    "onnx": "onnx",
    "tflite": "tflite",
    "gguf": "gguf",
    "openvino": "openvino",
    "coreml": "coreml",
}
SUFFIXES = (".keras", ".h5", ".onnx", ".bin", ".zip", ".pb", ".xml", ".json", ".tflite")


def files() -> Iterator[tuple[Path, str]]:
    """Model files and folders with their readers."""
    for folder, reader in KINDS.items():
        for path in sorted((DATA / folder).iterdir()):
            if path.suffix in READER_OF_SUFFIX:
                yield path, reader
    tensorflow = DATA / "tensorflow"
    yield tensorflow / "images", "tensorflow-file"
    yield tensorflow / "images_frozen.pb", "tensorflow-file"
    yield tensorflow / "images_keras_2", "keras-file"


def claiming(source: object) -> list[str]:
    """The names of all readers that claim a source."""
    return [name for name in READERS.names() if READERS.load(name).claims(source)]


@pytest.mark.parametrize(
    ("path", "reader"), list(files()), ids=lambda item: getattr(item, "name", item)
)
def test_each_file_is_claimed_by_one_reader(path: Path, reader: str) -> None:
    assert claiming(path) == [reader]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_with_any_suffix_is_read_by_its_content(suffix: str, tmp_path: Path) -> None:
    chosen = {reader: path for path, reader in files() if path.is_file()}
    for reader, path in chosen.items():
        renamed = tmp_path / f"{reader}{suffix}"
        shutil.copy(path, renamed)
        assert claiming(renamed) == [reader], renamed.name


def test_a_keras_archive_under_another_name_is_still_one(tmp_path: Path) -> None:
    path = saved(tmp_path / "net.zip", small())
    assert claiming(path) == ["keras-file"]
    assert ns.read(path).parameter_count == 15


def test_json_is_told_apart_by_what_it_says(tmp_path: Path) -> None:
    keras, own, other = (tmp_path / f"{name}.json" for name in ("keras", "own", "other"))
    keras.write_text(json.dumps(sequential(*small()["config"]["layers"])))
    own.write_text(ns.read(keras).to_json())
    other.write_text(json.dumps({"model_type": "bert", "architectures": ["BertModel"]}))
    assert [claiming(path) for path in (keras, own, other)] == [
        ["keras-file"],
        ["netscribe-json"],
        ["transformers-config"],
    ]
    assert ns.read(own) == ns.read(keras)
    assert claiming(own.read_text()) == ["netscribe-json"]


def test_damage_to_netscribes_own_json_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(ns.read(json.dumps(small())).to_json()[:-20])
    with pytest.raises(ReadError) as caught:
        ns.read(path)
    assert caught.value.message.startswith(f"{path}: not JSON")


def test_two_readers_that_claim_a_file_are_both_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = cast("ModuleType", SimpleNamespace(claims=lambda source: True))
    load = Registry.load

    def loaded(self: Registry, name: str) -> ModuleType:
        return greedy if name in ("onnx", "tflite") else load(self, name)

    monkeypatch.setattr(Registry, "load", loaded)
    (tmp_path / "net.xyz").write_bytes(b"anything")
    with pytest.raises(TargetError, match="claimed by several readers: onnx, tflite"):
        ns.read(tmp_path / "net.xyz")


def test_content_that_nobody_knows_is_told_what_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "net.xyz").write_bytes(b"hello")
    with pytest.raises(TargetError, match="is not a network that netscribe reads") as caught:
        ns.read(tmp_path / "net.xyz")
    assert caught.value.hint == f"expected {KNOWN}"


@pytest.mark.parametrize("suffix", READER_OF_SUFFIX)
def test_a_suffix_names_who_says_what_is_wrong(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"net{suffix}"
    path.write_bytes(b"hello")
    with pytest.raises(ReadError) as caught:
        ns.read(path)
    assert str(path) in caught.value.message
    assert "\n" not in caught.value.message


def test_a_zip_of_anything_is_no_network(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "net.zip", "w") as archive:
        archive.writestr("config.json", "{}")
    assert claiming(tmp_path / "net.zip") == []


def test_the_origin_says_what_was_read_and_how() -> None:
    assert origin_line(ns.read(DATA / "keras" / "images_keras_3.h5")) == (
        "read from images_keras_3.h5 (Keras 3.15.1): the model's configuration in HDF5"
    )
    assert origin_line(ns.read(DATA / "tensorflow" / "images_frozen.pb")) == (
        "read from images_frozen.pb (TensorFlow): the frozen graph"
    )


@pytest.mark.parametrize(
    ("path", "reader"), list(files()), ids=lambda item: getattr(item, "name", item)
)
def test_every_file_says_what_was_read(path: Path, reader: str) -> None:
    try:
        graph = ns.read(path)
    except ReadError:
        pytest.skip("a file that is there to be refused")
    assert origin_line(graph).startswith(f"read from {path.name} (")


def test_a_live_model_was_read_from_no_file() -> None:
    assert origin_line(Graph("net", (), ())) == ""
