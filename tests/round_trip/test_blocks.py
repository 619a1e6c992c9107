"""Pictures with repeats and block cards, read back: written out, they are the whole network."""

from __future__ import annotations

import pytest
from tests.models.architectures.stored import stored
from tests.round_trip.check import round_trip
from tests.round_trip.decoded import decode
from tests.round_trip.expanded import expanded
from tests.round_trip.expressions import size, with_values
from tests.round_trip.mutants import mutant

import netscribe as ns

#: Those whose default figures have cards, closed modules, or both, and are drawn soon.
ARCHITECTURES = (
    *("resnet18", "resnet50", "keras_resnet50", "densenet121", "convnext", "gpt2", "llama"),
    *("vit", "bert", "alexnet"),
)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_figure_says_its_network(name: str) -> None:
    assert round_trip(stored(name)) == []


@pytest.mark.parametrize("name", ["resnet18", "keras_resnet50", "vit", "gpt2"])
@pytest.mark.parametrize("seed", range(3))
def test_the_figure_of_a_mutant_says_the_mutant(name: str, seed: int) -> None:
    assert round_trip(mutant(stored(name), seed)) == []


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        *(("convnext", 71), ("vgg16", 98), ("resnet152", 157), ("wav2vec2", 134)),
        *(("efficientnet_b0", 142), ("whisper", 169)),
    ],
)
def test_parts_that_some_uses_lack_and_sizes_that_arise_inside_are_told(
    name: str, seed: int
) -> None:
    """Mutants whose cards once said too little."""
    assert round_trip(mutant(stored(name), seed)) == []


@pytest.mark.parametrize("seed", range(6))
def test_the_figure_of_a_mutant_does_not_say_its_parent(seed: int) -> None:
    """Where all is shown: a closed module says nothing of what is in it."""
    parent = stored("resnet18")
    svg = ns.diagram(mutant(parent, seed), slot="poster").svg()
    assert expanded(decode(svg)).closed == []
    assert round_trip(parent, svg) != []


def test_a_picture_with_block_cards_has_them_beside_the_overview() -> None:
    figure = decode(ns.diagram(stored("resnet50")).svg())
    assert [panel.letter for panel in figure.panels] == ["", "A"]
    assert [node.repeat for node in figure.panels[0].nodes.values()] == [1, 1, 3, 4, 6, 3, 1, 1]


def test_letters_get_their_values() -> None:
    values = {"c": 64, "C": 256, "s": 2, "H": 57, "k": 5, "t": 6, "T": "T"}
    assert with_values("4c filters", values) == "256 filters"
    assert with_values("tC filters", values) == "1536 filters"
    assert with_values("Conv k×k", values) == "Conv 5×5"
    assert with_values("padding (k−1)/2", values) == "padding 2"
    assert with_values("stride s", values) == "stride 2"
    assert with_values("C+32", values) == "288"
    assert with_values("no bias", values) == "no bias"
    assert size("H/s", values) == 29
    assert size("T", values) == "T"
