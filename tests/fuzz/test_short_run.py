"""A few changed files of every format are read or refused in order; the long run does more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import Seed, seeds
from tests.fuzz.trial import FAILED, READ, tried

from netscribe.registry import READERS

SEEDS = seeds()


def test_every_format_has_seeds() -> None:
    assert len(SEEDS) >= 11
    assert all(items for items in SEEDS.values())


@pytest.mark.parametrize("word", sorted(SEEDS))
def test_seeds_themselves_are_read(word: str, tmp_path: Path) -> None:
    for seed in SEEDS[word]:
        path = tmp_path / seed.name
        path.write_bytes(seed.content)
        assert tried(path).word == READ, seed.name


@pytest.mark.parametrize("word", sorted(SEEDS))
def test_seeds_are_claimed_by_one_reader_whatever_their_name(word: str, tmp_path: Path) -> None:
    for seed in SEEDS[word]:
        path = tmp_path / "file"
        path.write_bytes(seed.content)
        claiming = [name for name in READERS.names() if READERS.load(name).claims(path)]
        assert len(claiming) == 1, (seed.name, claiming)


@pytest.mark.parametrize("word", sorted(SEEDS))
@settings(max_examples=25, deadline=None)
@given(place=st.integers(0, 99), chance=st.randoms(use_true_random=False))
def test_changed_files_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, word: str, place: int, chance: random.Random
) -> None:
    seed: Seed = SEEDS[word][place % len(SEEDS[word])]
    path = tmp_path_factory.getbasetemp() / seed.name
    path.write_bytes(mutated(seed.content, chance))
    verdict = tried(path)
    assert verdict.word != FAILED, verdict.reason
