"""Damaged and hostile HDF5 files: what is left of them, or one clear error; never anything else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from netscribe.errors import NetscribeError, ReadError
from netscribe.readers.hdf5 import opened_hdf5
from netscribe.readers.hdf5 import source as limits
from netscribe.readers.keras import file as keras_file
from netscribe.readers.protocol import ReadRequest

DATA = Path(__file__).resolve().parents[2] / "data" / "keras"
SEEDS = [(DATA / name).read_bytes() for name in ("images_keras_2.h5", "images_weights.h5")]


def tried(path: Path) -> str:
    """What the reader says; "" if it reads the file."""
    try:
        keras_file.read(path, ReadRequest())
    except NetscribeError as error:
        assert "\n" not in error.message
        return error.message
    return ""


@settings(max_examples=120, deadline=10_000)
@given(
    some.sampled_from(SEEDS),
    some.lists(some.tuples(some.integers(0, 2**20), some.integers(0, 255)), max_size=8),
    some.integers(0, 2**20),
)
def test_any_bytes_may_be_changed(
    tmp_path_factory: pytest.TempPathFactory,
    seed: bytes,
    changes: list[tuple[int, int]],
    cut: int,
) -> None:
    content = bytearray(seed)
    for place, value in changes:
        content[place % 4096 if place % 3 else place % len(content)] = value
    end = len(content) if cut % 4 else cut % len(content)
    path = tmp_path_factory.mktemp("changed") / "changed.h5"
    path.write_bytes(bytes(content[:end]))
    started = time.monotonic()
    tried(path)
    assert time.monotonic() - started < 10


def test_a_file_that_ends_early_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "short.h5"
    path.write_bytes(SEEDS[0][:900])
    assert tried(path).startswith(f"{path}: a damaged HDF5 file: ")


def test_a_group_that_holds_itself_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_STEPS", 50)
    path = tmp_path / "large.h5"
    path.write_bytes(SEEDS[1])
    with opened_hdf5(path) as contents, pytest.raises(ReadError, match="more than 50 structures"):
        list(contents.datasets())


def test_bytes_that_many_point_at_are_counted_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 5000)
    path = tmp_path / "large.h5"
    path.write_bytes(SEEDS[1])
    with opened_hdf5(path) as contents, pytest.raises(ReadError, match="of structures"):
        list(contents.datasets())
