"""Blocks that lack a part, with all that makes it, and blocks that take turns."""

from __future__ import annotations

import pytest
from tests.models.architectures.stored import stored

from netscribe.graph.attributes import Block
from netscribe.graph.types import Graph
from netscribe.transforms.alternation import with_alternations
from netscribe.transforms.detail import outlines
from netscribe.transforms.outline import Outline
from netscribe.transforms.pipeline import simplified
from netscribe.transforms.tandem import tandem_repeats


def with_cards_of(name: str, title: str) -> Outline:
    """The first outline that has a card of a kind of block."""
    for outline in outlines(simplified(stored(name))):
        if any(card.title == title for card in outline.cards):
            return outline
    raise AssertionError(f"no card {title}")


def facts(graph: Graph, title: str) -> list[tuple[int, set[str]]]:
    """(how often, facts) of the blocks of a kind, in order."""
    return [
        (node.repeat, set(node.attributes.facts))
        for node in graph.nodes
        if isinstance(node.attributes, Block) and node.attributes.title == title
    ]


def test_blocks_with_and_without_squeeze_and_excitation_are_one_kind_per_activation() -> None:
    outline = with_cards_of("mobilenet_v3", "InvertedResidual")
    used = facts(outline.overview, "InvertedResidual")
    without = ["no squeeze-and-excitation" in said for _, said in used]
    assert [repeat for repeat, _ in used] == [1, 2, 3, 2, 2, 2, 3]
    assert without == [True, True, False, True, True, False, False]
    assert "no expansion" in used[0][1]


def test_a_card_says_which_of_its_parts_not_every_block_has() -> None:
    outline = with_cards_of("mobilenet_v3", "InvertedResidual")
    card = next(card for card in outline.cards if card.title == "InvertedResidual")
    said = {word for node in card.graph.nodes for word in node.qualifiers}
    said |= {item.role for node in card.graph.nodes for item in node.inputs}
    assert any("not in all" in text for text in said)
    assert "not in the first block" in said


@pytest.mark.parametrize("name", ["resnet18", "efficientnet_b0", "mobilenet_v2", "mobilenet_v3"])
def test_parts_are_not_called_by_their_names_in_the_code(name: str) -> None:
    for outline in outlines(simplified(stored(name))):
        for graph in (outline.overview, *(card.graph for card in outline.cards)):
            for node in graph.nodes:
                said = node.attributes.facts if isinstance(node.attributes, Block) else ()
                assert not [fact for fact in said if fact.startswith("no ") and "." in fact]


def test_plain_and_shifted_blocks_of_swin_are_pairs() -> None:
    graph = with_alternations(simplified(stored("swin")))
    pairs = [module for module in graph.modules if module.class_name.endswith("Pair")]
    assert [module.name for module in pairs] == [
        "features.1.0–1",
        "features.3.0–1",
        *("features.5.0–1", "features.5.2–3", "features.5.4–5"),
    ]


@pytest.mark.parametrize("name", ["resnet50", "efficientnet_b0", "llama", "vit", "convnext", "t5"])
def test_equal_blocks_take_no_turns(name: str) -> None:
    graph = simplified(stored(name))
    assert with_alternations(graph) is graph


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("ABABAB", [(0, 2, 3)]),
        ("XABCABCY", [(1, 3, 2)]),
        ("AAAA", []),
        ("ABC", []),
        ("ABABXCDCD", [(0, 2, 2), (5, 2, 2)]),
    ],
)
def test_tandem_repeats(keys: str, expected: list[tuple[int, int, int]]) -> None:
    assert sorted(tandem_repeats(keys)) == expected


def test_wires_into_a_block_with_several_inputs_say_which() -> None:
    for outline in outlines(simplified(stored("detr"))):
        for node in outline.overview.nodes:
            block = node.attributes
            if isinstance(block, Block) and block.letter and len(node.inputs) > 1:
                assert all(item.role for item in node.inputs[1:])
