"""Mutants are networks, are the same for the same seed, and differ from what they were."""

from __future__ import annotations

import pytest
from tests.models.architectures.stored import stored
from tests.round_trip.mutants import mutant
from tests.round_trip.net import differences, net_of_graph

from netscribe.transforms.pipeline import simplified

PARENTS = ("resnet18", "gpt2", "keras_mobilenet_v2", "transformer")


@pytest.mark.parametrize("parent", PARENTS)
def test_a_mutant_is_the_same_for_the_same_seed(parent: str) -> None:
    assert mutant(stored(parent), 3) == mutant(stored(parent), 3)


def test_mutants_differ_from_their_parent_where_it_is_printed() -> None:
    parent = stored("resnet18")
    wanted = net_of_graph(simplified(parent))
    seen = [
        bool(differences(net_of_graph(simplified(mutant(parent, seed))), wanted))
        for seed in range(20)
    ]
    assert all(seen)
