"""Pictures of whole networks keep the gates on the file and on the layout, and their bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.synthetic import NETWORKS
from tests.scene.sample import sample
from tests.zoo.pictures import measure

from netscribe.api import read

_EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.keras"))


@pytest.mark.parametrize("path", _EXAMPLES, ids=lambda path: path.stem)
def test_an_example_keeps_every_gate(path: Path) -> None:
    assert measure(path.stem, read(path)).problems == ()


def test_a_network_with_everything_keeps_every_gate() -> None:
    assert measure("sample", sample()).problems == ()


@pytest.mark.parametrize("name", NETWORKS)
def test_a_long_network_keeps_every_gate_without_crossings_or_lost_nodes(name: str) -> None:
    row = measure(name, NETWORKS[name](200))
    assert (row.cards, row.crossings, row.problems) == (200, 0, ())
