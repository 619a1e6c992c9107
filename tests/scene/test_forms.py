"""Forms of a figure: what is offered for a room, and what the slots are filled with."""

from __future__ import annotations

from itertools import islice, pairwise

import pytest
from tests.gates.picture import read_picture
from tests.gates.svg_gates import picture_violations
from tests.models.architectures.stored import stored
from tests.outlines import resnet50

from netscribe.drawing import Diagram
from netscribe.figure.build import make_figure
from netscribe.geometry import Size
from netscribe.scene.drafts import Drafts
from netscribe.scene.forms import NARROWEST, PLAIN_FORM, densest, pairings
from netscribe.scene.sheet import Sheet
from netscribe.settings import DetailSettings, DrawSettings
from netscribe.style.themes import LIGHT

FIGURE = make_figure(resnet50())


def _sheet() -> Sheet:
    return Sheet(Drafts(LIGHT.card_lines(names=True), "down"), FIGURE)


@pytest.mark.parametrize("with_cards", (True, False))
def test_the_plain_form_is_tried_first_and_the_densest_last(with_cards: bool) -> None:
    tried = list(pairings(with_cards=with_cards))
    assert tried[0].overview.forms == tried[0].cards[0].forms == (PLAIN_FORM,)
    last = list(densest(with_cards=with_cards))
    assert tried[-len(last) :] == last


def test_the_forms_of_a_manner_become_narrower() -> None:
    for pairing in pairings(with_cards=True):
        for manner in (pairing.overview, *pairing.cards):
            widths = [form.cards.most_width or float("inf") for form in manner.forms]
            assert all(one > other for one, other in pairwise(widths))


@pytest.mark.parametrize("room", (Size(416, 1134), Size(869, 1134), Size(1680, 945)))
def test_what_is_offered_for_a_room_has_no_part_that_is_longer_than_it(room: Size) -> None:
    offered = list(islice(_sheet().fitting(room), 20))
    assert offered
    for drawn in offered:
        sizes = (drawn.parts.overview, *drawn.parts.cards)
        assert all(size.width <= room.width and size.height <= room.height for size in sizes)


def test_nothing_is_offered_for_a_room_that_a_card_is_too_wide_for() -> None:
    sheet = _sheet()
    drafts, card = sheet.drafts, FIGURE.panels[1]
    narrowest = drafts.placed(drafts.sized(card, NARROWEST)).layout.size.width
    assert not list(sheet.fitting(Size(narrowest, 5000)))


@pytest.mark.parametrize("name", ("resnet18", "mobilenet_v2", "vgg16"))
def test_a_column_holds_the_overview_and_the_block_that_it_is_made_of(name: str) -> None:
    diagram = Diagram(stored(name), DrawSettings(detail=DetailSettings(slot="column")))
    choice = diagram._choice
    assert choice.fits
    assert [panel.letter for panel in choice.figure.panels] == ["", "A"]
    assert picture_violations(read_picture(diagram.svg())) == ()


def test_the_branches_of_an_inception_block_stand_side_by_side_on_a_page() -> None:
    diagram = Diagram(stored("googlenet"), DrawSettings(detail=DetailSettings(slot="page")))
    assert diagram._choice.fits
    card = diagram._choice.figure.panels[1]
    assert card.title == "Inception"
    places = read_picture(diagram.svg()).ends
    convolutions = [node.id for node in card.graph.nodes if node.op.kind == "conv"]
    lefts = {round(places[node].rect.center.x) for node in convolutions}
    assert len(lefts) == 4
