"""Flowing cards: every fact stands on them, inside and apart, in as few lines as there can be."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.strategies import graphs

from netscribe.geometry import Rect
from netscribe.graph.types import Graph
from netscribe.style.card_forms import CardForm
from netscribe.style.families import Mark, mark_of
from netscribe.style.flowing import flowing_card, flowing_width
from netscribe.style.labels import card_text
from netscribe.style.measured import MeasuredMark, PlacedText
from netscribe.style.sizing import measure_nodes
from netscribe.text.metrics import cap_height, text_width
from netscribe.transforms.pipeline import simplified

FEW = settings(max_examples=50, deadline=None)
WIDTHS = st.sampled_from((115.0, 160.0, 230.0, 375.0))
_PADDING = 2.0


def _cards(graph: Graph, width: float) -> tuple[Graph, dict[str, MeasuredMark]]:
    drawn = simplified(graph)
    measured = measure_nodes(drawn, names=True, form=CardForm(width, flowing=True))
    cards = {node.id: measured[node.id] for node in drawn.nodes if mark_of(node) is Mark.CARD}
    assume(cards)
    return drawn, cards


def _room(text: PlacedText) -> Rect:
    width = text_width(text.text, text.font.size, text.font.weight)
    left = text.at.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor]
    high = cap_height(text.font.size)
    return Rect(left, text.at.y - high, width, high * 1.25)


@FEW
@given(graphs(), WIDTHS)
def test_every_fact_stands_on_the_card_once(graph: Graph, width: float) -> None:
    drawn, cards = _cards(graph, width)
    for node, card in cards.items():
        said = card_text(drawn.node[node], drawn)
        left = [text.text for text in card.texts if text.anchor == "start"]
        right = {text.text for text in card.texts if text.anchor == "end"}
        assert left[0] == said.headline
        assert tuple(part for line in left[1:] for part in line.split(" · ")) == tuple(
            part for detail in said.details for part in detail.split(" · ")
        )
        assert tuple(pill.text.text for pill in card.pills) == (*said.before, *said.after)
        assert right - {said.name} == ({said.count} if said.count else set())


@FEW
@given(graphs(), WIDTHS)
def test_nothing_hangs_over_or_touches_another(graph: Graph, width: float) -> None:
    for card in _cards(graph, width)[1].values():
        room = Rect(0.0, 0.0, card.size.width, card.size.height).grown(-_PADDING)
        rects = [_room(text) for text in card.texts]
        rects += [pill.rect for pill in card.pills]
        rects += [badge.rect for badge in card.badges]
        assert all(room.contains(rect) for rect in rects)
        assert card.overhang == card.overhang_top == 0.0
        for number, rect in enumerate(rects):
            assert not any(rect.overlaps(other) for other in rects[number + 1 :])


@FEW
@given(graphs(), WIDTHS)
def test_a_card_is_no_wider_than_its_lines_need_and_no_higher_than_at_the_limit(
    graph: Graph, most: float
) -> None:
    drawn, cards = _cards(graph, most)
    for node in cards:
        text = card_text(drawn.node[node], drawn)
        width = flowing_width(drawn.node[node], text, most)
        wide = flowing_card(drawn.node[node], text, max(width, most), names=False)
        own = flowing_card(drawn.node[node], text, width, names=False)
        assert own.size.height <= wide.size.height + 4.0 * len(own.pills)
        assert width == flowing_width(drawn.node[node], text, width)
