"""What outlines say of well-known networks: the tables of their papers, and the laws of a Graph."""

from __future__ import annotations

from itertools import islice

import pytest
from tests.models.architectures.stored import names, stored

from netscribe.graph.attributes import Block
from netscribe.graph.types import Graph, Node
from netscribe.graph.validation import check_accounting, validate
from netscribe.style.labels import card_text
from netscribe.style.shapes import shape_text
from netscribe.transforms.detail import Wish, outlines
from netscribe.transforms.outline import Outline
from netscribe.transforms.pipeline import simplified

#: The steps of detail that are looked at for every network.
_STEPS = 3


def _folded(name: str) -> Outline:
    """The first outline in which repeated blocks are closed."""
    for outline in outlines(simplified(stored(name))):
        if outline.cards:
            return outline
    raise AssertionError(f"{name} has no blocks")


def _blocks(graph: Graph) -> list[Node]:
    return [node for node in graph.nodes if isinstance(node.attributes, Block)]


def _rows(name: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """(letter, repeats, facts) of the blocks of the overview, in order."""
    rows = []
    for node in _blocks(_folded(name).overview):
        assert isinstance(node.attributes, Block)
        rows.append((node.attributes.letter, node.repeat, node.attributes.facts))
    return rows


@pytest.mark.parametrize("name", names())
def test_outlines_lose_nothing_and_are_graphs(name: str) -> None:
    source = stored(name)
    drawn = simplified(source)
    for outline in islice(outlines(drawn), _STEPS):
        check_accounting(source, outline.overview)
        validate(outline.overview)
        for card in outline.cards:
            validate(card.graph)


def test_resnet_50_is_the_table_of_its_paper() -> None:
    assert _rows("resnet50") == [
        ("A", 3, ("c = 64", "s = 1")),
        ("A", 4, ("c = 128", "s = 2, then 1")),
        ("A", 6, ("c = 256", "s = 2, then 1")),
        ("A", 3, ("c = 512", "s = 2, then 1")),
    ]


def test_a_network_without_modules_gives_the_same_blocks() -> None:
    assert _rows("keras_resnet50") == _rows("resnet50")


def test_the_card_of_a_bottleneck_is_written_in_letters() -> None:
    card = _folded("resnet50").cards[0]
    texts = [card_text(node, card.graph) for node in card.graph.nodes]
    assert card.title == "Bottleneck"
    assert [text.headline for text in texts] == [
        "Conv 1×1",
        "Conv 3×3",
        "Conv 1×1",
        "Conv 1×1",
        "+",
        "ReLU",
    ]
    assert texts[1].details[:2] == ("c filters", "stride s")
    assert texts[2].details[0] == "4c filters"
    assert texts[3].details[-1] == "first block only"
    assert {text.count for text in texts} == {""}  # no count holds for every use
    output = card.graph.outputs[0].value
    assert shape_text(card.graph.value[output].type) == "H/s × W/s × 4c"


def test_mobilenet_v2_is_the_table_of_its_paper() -> None:
    wanted = [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ]
    rows = _rows("mobilenet_v2")
    assert len(rows) == len(wanted)
    for (_, repeats, facts), (expansion, filters, count, stride) in zip(rows, wanted, strict=True):
        strides = f"s = {stride}" if stride == 1 or count == 1 else f"s = {stride}, then 1"
        assert repeats == count
        assert facts[:3] == (f"t = {expansion}", strides, f"c = {filters}")


def test_efficientnet_b0_is_the_table_of_its_paper() -> None:
    wanted = [(1, 3, 16), (6, 3, 24), (6, 5, 40), (6, 3, 80), (6, 5, 112), (6, 5, 192), (6, 3, 320)]
    counts = [1, 2, 2, 3, 3, 4, 1]
    rows = _rows("efficientnet_b0")
    assert [repeats for _, repeats, _ in rows] == counts
    for (_, _, facts), (expansion, kernel, filters) in zip(rows, wanted, strict=True):
        assert {f"t = {expansion}", f"k = {kernel}", f"c = {filters}"} <= set(facts)


def test_a_dense_block_is_one_layer_so_many_times() -> None:
    rows = [row for row in _rows("densenet121") if row[1] > 1]
    assert [repeats for _, repeats, _ in rows] == [6, 12, 24, 16]
    card = _folded("densenet121").cards[0]
    output = card.graph.outputs[0].value
    assert shape_text(card.graph.value[output].type) == "H × W × C+32"


def test_llama_has_one_decoder_layer_with_attention_and_mlp_of_their_own() -> None:
    outline = next(one for one in outlines(simplified(stored("llama"))) if len(one.cards) > 2)
    assert [(card.letter, card.title) for card in outline.cards] == [
        ("A", "DecoderLayer"),
        ("B", "Self-attention"),
        ("C", "Gated MLP"),
    ]
    (layer,) = _blocks(outline.overview)
    assert layer.repeat == 32
    assert [node.attributes.letter for node in _blocks(outline.cards[0].graph)] == ["B", "C"]  # type: ignore[attr-defined]


def test_weights_used_again_are_not_repeats_of_their_own() -> None:
    for name in ("gpt2", "llama", "resnet50"):
        for block in _blocks(_folded(name).overview):
            assert isinstance(block.attributes, Block)
            assert not block.attributes.shared


def test_a_depth_closes_what_is_nested_deeper() -> None:
    drawn = simplified(stored("resnet50"))
    outline = next(outlines(drawn, Wish(detail="layers", depth=0)))
    titles = [node.name for node in _blocks(outline.overview)]
    assert titles == ["layer1", "layer2", "layer3", "layer4"]


def test_paths_with_wildcards_are_closed_and_opened() -> None:
    drawn = simplified(stored("resnet50"))
    closed = next(outlines(drawn, Wish(detail="layers", collapse=("layer[12]",))))
    assert [node.name for node in _blocks(closed.overview)] == ["layer1", "layer2"]
    opened = next(outlines(drawn, Wish(detail="overview", expand=("layer3",))))
    repeats = {node.name: node.repeat for node in _blocks(opened.overview)}
    assert repeats == {"layer1": 1, "layer2": 1, "layer3": 6, "layer4": 1}


def test_what_is_closed_without_a_card_is_said() -> None:
    drawn = simplified(stored("resnet50"))
    outline = next(outlines(drawn, Wish(detail="overview")))
    assert outline.left_out == ("the inside of layer1, layer2, layer3, layer4",)
    assert next(outlines(drawn)).left_out == ()


def test_without_cards_blocks_keep_their_counts() -> None:
    drawn = simplified(stored("resnet50"))
    outline = list(outlines(drawn, Wish(cards=False)))[1]
    assert not outline.cards
    assert {node.attributes.letter for node in _blocks(outline.overview)} == {""}  # type: ignore[attr-defined]
    assert [node.repeat for node in _blocks(outline.overview)] == [3, 4, 6, 3]


def test_a_card_says_of_closed_parts_only_what_holds_for_every_use() -> None:
    for outline in outlines(simplified(stored("swin"))):
        for card in outline.cards:
            heads = {fact for node in _blocks(card.graph) for fact in node.attributes.facts}  # type: ignore[attr-defined]
            assert not {"3 heads", "6 heads", "12 heads"} & heads
