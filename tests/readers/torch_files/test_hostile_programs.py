"""Damaged and hostile .pt2 files are refused in one line, and the former layout is read."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import torch
from torch.export import export

from readers.torch_files.networks import images, operations, read, refusal

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pt2") / "images.pt2"
    torch.export.save(export(*images()), path)
    return path


def document(path: Path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("images/models/model.json"))


def archive(path: Path, entries: dict[str, str], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, text in entries.items():
            made.writestr(name, text)
    return path


def test_the_former_layout_is_read_with_a_note_on_shared_weights(saved, tmp_path) -> None:
    entries = {"serialized_exported_program.json": json.dumps(document(saved)), "version": "8.20"}
    graph = read(archive(tmp_path / "former.pt2", entries))
    assert operations(graph) == operations(read(saved))
    assert any("share" in note.message for note in graph.notes)


def test_a_file_that_ends_early_is_refused(saved, tmp_path) -> None:
    path = tmp_path / "short.pt2"
    path.write_bytes(saved.read_bytes()[:5000])
    assert refusal(path) == f"{path}: a damaged archive: its end is missing"


def test_a_file_that_is_no_archive_is_refused(tmp_path) -> None:
    path = tmp_path / "text.pt2"
    path.write_text("hello")
    assert refusal(path) == f"{path}: not a .pt2 file (a zip archive)"


def test_an_archive_without_a_program_is_refused(tmp_path) -> None:
    path = archive(tmp_path / "empty.pt2", {"other.txt": ""})
    assert refusal(path) == f"{path}: the archive holds no exported program (models/*.json)"


def test_a_zip_bomb_is_refused(tmp_path) -> None:
    entries = {"a/models/model.json": " " * 30_000_000}
    path = archive(tmp_path / "bomb.pt2", entries, zipfile.ZIP_DEFLATED)
    assert "refused as a zip bomb" in refusal(path)


def test_deep_nesting_is_refused(tmp_path) -> None:
    path = archive(tmp_path / "deep.pt2", {"a/models/model.json": "[" * 100_000})
    assert refusal(path).endswith("nested more than 200 levels deep")


def test_a_newer_schema_is_refused(saved, tmp_path) -> None:
    changed = {**document(saved), "schema_version": {"major": 99, "minor": 0}}
    path = archive(tmp_path / "new.pt2", {"a/models/model.json": json.dumps(changed)})
    assert refusal(path) == f"{path}: schema version 99, expected at most 8"


@pytest.mark.parametrize("place", ["graph_module", "nodes", "tensor_values", "signature"])
@pytest.mark.parametrize("wrong", [None, 7, "text", [[]], {"a": 1}])
def test_wrong_structure_is_one_line(saved, tmp_path, place, wrong) -> None:
    changed = document(saved)
    holder = changed
    if place == "signature":
        holder = changed["graph_module"]
    elif place != "graph_module":
        holder = changed["graph_module"]["graph"]
    holder[place] = wrong
    path = archive(tmp_path / "wrong.pt2", {"a/models/model.json": json.dumps(changed)})
    assert str(path) in refusal(path)
