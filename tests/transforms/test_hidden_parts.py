"""Parts that some uses of a block card lack, where the card has them in closed blocks."""

from __future__ import annotations

from tests.models.architectures.stored import stored
from tests.round_trip.mutants import mutant

from netscribe.graph.attributes import Block
from netscribe.graph.types import Graph, Node
from netscribe.transforms.detail import outlines
from netscribe.transforms.outline import Outline
from netscribe.transforms.pipeline import simplified


def with_titles(graph: Graph, wanted: set[str]) -> Outline:
    """The first outline whose cards include these."""
    found = outlines(simplified(graph))
    return next(one for one in found if wanted <= {card.title for card in one.cards})


def blocks(graph: Graph) -> list[tuple[Node, Block]]:
    return [(one, one.attributes) for one in graph.nodes if isinstance(one.attributes, Block)]


def test_stages_of_other_lengths_share_no_card_that_says_how_many_blocks_they_have() -> None:
    """A mutant whose stages are all one kind, the shorter ones with blocks left out."""
    for outline in outlines(simplified(mutant(stored("efficientnet_b0"), 142))):
        stages = [block for _, block in blocks(outline.overview) if block.title[:9] == "features."]
        letters = [block.letter for block in stages if block.letter]
        assert len(letters) == len(set(letters))


def test_a_use_with_another_inside_of_a_closed_block_says_so() -> None:
    """What the closed block lacks is not named, for no reader could find it on the card."""
    graph = mutant(stored("whisper"), 169)
    wanted = {"DecoderLayer"}
    closed = [
        outline
        for outline in outlines(simplified(graph))
        if {card.title for card in outline.cards} == wanted
        and any(not block.letter for card in outline.cards for _, block in blocks(card.graph))
    ]
    assert closed
    for outline in closed:
        said = {
            fact for _, block in blocks(outline.overview) if block.letter for fact in block.facts
        }
        assert "other self-attention" in said
        assert not [fact for fact in said if fact.startswith("no ")]


def test_a_block_of_several_operations_that_only_first_blocks_have_says_so() -> None:
    outline = with_titles(stored("detr"), {"ResNetBottleNeckLayer", "ResNetShortCut"})
    card = next(card for card in outline.cards if card.title == "ResNetBottleNeckLayer")
    shortcut = [node for node, block in blocks(card.graph) if block.title == "ResNetShortCut"]
    assert ["first block only" in node.qualifiers for node in shortcut] == [True]
