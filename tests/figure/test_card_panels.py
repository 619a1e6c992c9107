"""Block cards as panels: stubs, their ids and titles, letters in the legend, containers."""

from __future__ import annotations

from dataclasses import replace

from tests.outlines import llama, resnet50
from tests.small_networks import Network

from netscribe.figure.build import make_figure
from netscribe.figure.source import Source
from netscribe.figure.types import Panel
from netscribe.graph.attributes import Elementwise
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Module
from netscribe.transforms.outline import BlockCard, Outline


def _card_of_two_inputs() -> Panel:
    net = Network()
    state = net.input(None, 8, name="state")
    mask = net.input(None, 8, name="mask")
    added = net.call(Kind.ELEMENTWISE, Elementwise(), (state, mask), (None, 8))
    card = BlockCard("A", "Masked", "", net.finish(added))
    return make_figure(Outline(resnet50().overview, (card,))).panels[1]


def test_the_overview_comes_first_and_the_cards_in_their_order() -> None:
    panels = make_figure(llama()).panels
    assert [panel.letter for panel in panels] == ["", "A", "B", "C"]
    assert [panel.title for panel in panels[1:]] == ["Decoder layer", "Self-attention", "Gated MLP"]
    assert panels[2].aside == "causal · grouped queries"


def test_cards_have_stubs_and_the_overview_has_bars() -> None:
    overview, card = make_figure(resnet50()).panels
    assert not any(bar.stub for bar in overview.bars)
    assert [(bar.id, bar.shape, bar.stub) for bar in card.bars] == [
        ("A/input:x", "H × W × C", True),
        ("A/output:out", "H/s × W/s × 4c", True),
    ]


def test_a_stub_has_a_title_only_where_there_are_several() -> None:
    assert [bar.title for bar in make_figure(resnet50()).panels[1].bars] == ["", ""]
    assert [bar.title for bar in _card_of_two_inputs().bars] == ["state", "mask", ""]


def test_the_arrow_out_of_a_card_says_its_shape() -> None:
    card = make_figure(resnet50()).panels[1]
    (edge,) = (edge for edge in card.edges if edge.target == "A/output:out")
    assert edge.label == "H/s × W/s × 4c"


def test_a_shape_is_printed_behind_a_repeat_although_it_does_not_change() -> None:
    overview = make_figure(llama()).panels[0]
    labels = {edge.source: edge.label for edge in overview.edges}
    assert labels["layers.0–31"] == "T × 4096"


def test_ids_are_unique_across_panels() -> None:
    panels = make_figure(llama()).panels
    for ids in (
        [node.id for panel in panels for node in panel.graph.nodes],
        [bar.id for panel in panels for bar in panel.bars],
        [edge.id for panel in panels for edge in panel.edges],
    ):
        assert len(ids) == len(set(ids))


def test_the_legend_explains_letters_and_repeats_only_where_there_are_some() -> None:
    assert "A, B, C: " in " ".join(make_figure(llama()).legend)
    assert "×N" in " ".join(make_figure(resnet50()).legend)
    plain = make_figure(resnet50().cards[0].graph).legend
    assert "×N" not in " ".join(plain)
    assert "block card" not in " ".join(plain)


def test_totals_are_those_of_the_source() -> None:
    source = resnet50().cards[0].graph
    assert make_figure(llama(), source=Source(source)).subtitle == make_figure(source).subtitle


def test_what_is_left_out_is_said() -> None:
    outline = replace(resnet50(), left_out=("the inside of 3 blocks",))
    assert "not shown: the inside of 3 blocks" in make_figure(outline).notes


def test_a_card_keeps_containers_with_a_meaning_only() -> None:
    graph = llama().cards[1].graph
    modules = (
        Module("outer", "outer", "outer", "Wrapper"),
        Module("heads", "outer/heads", "heads", "Heads", "outer", meaning="Attention heads"),
        Module("inner", "outer/heads/inner", "inner", "Inner", "heads"),
    )
    names = ("outer", "heads", "inner")
    places = {node.id: names[place % 3] for place, node in enumerate(graph.nodes)}
    nodes = tuple(replace(node, module=places[node.id]) for node in graph.nodes)
    card = BlockCard("A", "Attention", "", replace(graph, nodes=nodes, modules=modules))
    drawn = make_figure(Outline(resnet50().overview, (card,))).panels[1].graph
    assert [(module.id, module.parent) for module in drawn.modules] == [("heads", None)]
    assert {places[node.id]: node.module for node in drawn.nodes} == {
        "outer": None,
        "heads": "heads",
        "inner": "heads",
    }
