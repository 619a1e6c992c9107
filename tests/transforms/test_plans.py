"""Plans: what they show agrees with what is drawn, and what shows most is offered first."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from tests.models.architectures.stored import stored

from netscribe.graph.attributes import Block
from netscribe.graph.types import Graph
from netscribe.transforms.detail import Offer, Wish, offers, outlines
from netscribe.transforms.outline import Outline
from netscribe.transforms.pipeline import simplified

NAMES = ("gpt2", "whisper", "transformer", "inception_v3", "resnet50", "unet")


@cache
def _drawn(name: str) -> Graph:
    return simplified(stored(name))


@cache
def _made(name: str) -> tuple[tuple[Offer, Outline], ...]:
    every = ((offer, offer.make()) for offer in offers(_drawn(name)))
    return tuple((offer, outline) for offer, outline in every if outline is not None)


@pytest.mark.parametrize("name", NAMES)
def test_what_shows_most_comes_first(name: str) -> None:
    shares = [offer.shown for offer, _ in _made(name)]
    assert shares[0] == pytest.approx(1.0)
    assert all(later <= earlier + 0.02 for earlier, later in pairwise(shares))


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_shows_what_its_outline_shows(name: str) -> None:
    assert len(_made(name)) > 2
    for offer, outline in _made(name):
        assert outline.shown == pytest.approx(offer.shown, abs=0.06)
        assert len(outline.cards) == offer.cards


@pytest.mark.parametrize("name", NAMES)
def test_all_is_shown_exactly_where_no_block_is_closed_without_a_card(name: str) -> None:
    for _, outline in _made(name):
        graphs = (outline.overview, *(card.graph for card in outline.cards))
        shut = [
            node
            for graph in graphs
            for node in graph.nodes
            if isinstance(node.attributes, Block) and not node.attributes.letter
        ]
        assert (outline.shown > 1 - 1e-9) == (not shut)


def _frames(outline: Outline) -> list[int]:
    return [module.repeat for module in outline.overview.modules if module.repeat > 1]


@pytest.mark.parametrize("name", ["whisper", "transformer", "detr", "t5"])
def test_stacks_of_encoder_and_decoder_in_place_are_offered(name: str) -> None:
    offered = [outline for _, outline in _made(name) if len(_frames(outline)) == 2]
    assert any(not outline.cards for outline in offered)
    assert name == "transformer" or any(outline.cards for outline in offered)


def test_without_cards_there_are_none() -> None:
    for outline in outlines(_drawn("whisper"), Wish(cards=False)):
        assert not outline.cards


def test_small_networks_are_offered_whole() -> None:
    drawn = _drawn("resnet18")
    assert any(outline.overview == drawn for outline in outlines(drawn))
