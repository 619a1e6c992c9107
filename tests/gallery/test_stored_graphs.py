"""The stored graphs can be read, obey the laws of a graph, and are what live models give."""

from __future__ import annotations

import pytest
from tests.models.architectures.stored import names, path_of, stored, text_of
from tests.models.architectures.table import ARCHITECTURES, OWN
from tests.zoo.stored_graphs import live


def test_every_architecture_of_the_table_is_stored() -> None:
    assert names() == sorted(ARCHITECTURES)


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_a_stored_graph_is_read_and_written_back_the_same(name: str) -> None:
    graph = stored(name)
    assert graph.name == ARCHITECTURES[name].title
    assert graph.to_json(indent=None) == text_of(name)


@pytest.mark.parametrize("name", sorted(OWN))
def test_the_live_model_gives_the_stored_graph(name: str) -> None:
    assert live(name) == stored(name)


def test_all_stored_graphs_together_stay_small() -> None:
    assert sum(path_of(name).stat().st_size for name in names()) < 3_000_000
