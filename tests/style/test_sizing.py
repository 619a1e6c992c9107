"""Sizing: every text inside its mark, pills off the wire, one width in a column."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_networks import Network
from tests.strategies import graphs

from netscribe.geometry import Rect
from netscribe.graph.attributes import Activation, Convolution, Linear, Normalization
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph
from netscribe.style import typography as type_
from netscribe.style.bars import measure_bar
from netscribe.style.families import Mark
from netscribe.style.measured import MeasuredMark, PlacedText
from netscribe.style.sizing import measure_nodes
from netscribe.text.metrics import cap_height, text_width
from netscribe.transforms.pipeline import simplified

FEW = settings(max_examples=60, deadline=None)
_PADDING = 2.0


def _measured(graph: Graph, *, names: bool = True) -> dict[str, MeasuredMark]:
    return dict(measure_nodes(simplified(graph), names=names))


def _room(text: PlacedText) -> Rect:
    """Capital height above the baseline, a quarter of it below."""
    width = text_width(text.text, text.font.size, text.font.weight)
    left = text.at.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor]
    high = cap_height(text.font.size)
    return Rect(left, text.at.y - high, width, high * 1.25)


def _pairs(rooms: list[Rect]) -> Iterator[tuple[Rect, Rect]]:
    for number, room in enumerate(rooms):
        for other in rooms[number + 1 :]:
            yield room, other


@FEW
@given(graphs(), st.booleans())
def test_every_text_lies_inside_its_mark(graph: Graph, names: bool) -> None:
    for mark in _measured(graph, names=names).values():
        room = Rect(0.0, 0.0, mark.size.width, mark.size.height).grown(-_PADDING)
        for text in mark.texts:
            assert room.contains(_room(text)), text
        for pill in mark.pills:
            assert pill.rect.grown(-_PADDING).contains(_room(pill.text)), pill


@FEW
@given(graphs())
def test_texts_and_pills_of_a_mark_do_not_touch(graph: Graph) -> None:
    for mark in _measured(graph).values():
        rooms = [_room(text) for text in mark.texts] + [pill.rect for pill in mark.pills]
        assert not any(one.overlaps(other) for one, other in _pairs(rooms))


@FEW
@given(graphs())
def test_pills_stay_on_their_card_and_off_the_wire_in_its_middle(graph: Graph) -> None:
    for mark in _measured(graph).values():
        middle = mark.size.width / 2
        for pill in mark.pills:
            assert pill.rect.x >= _PADDING
            assert pill.rect.right <= mark.size.width - _PADDING
            away = max(pill.rect.x - middle, middle - pill.rect.right)
            assert away >= type_.PILL_WIRE_GAP - 1e-6


@FEW
@given(graphs())
def test_the_overhang_is_that_of_the_pills(graph: Graph) -> None:
    for mark in _measured(graph).values():
        bottom = max((pill.rect.bottom for pill in mark.pills), default=0.0)
        top = min((pill.rect.y for pill in mark.pills), default=0.0)
        assert mark.overhang == max(0.0, bottom - mark.size.height)
        assert mark.overhang_top == max(0.0, -top)


def _long_chain(name_of_code: str) -> Graph:
    net = Network()
    value = net.input(None, 8, 8, 3)
    shape = (None, 8, 8, 4)
    attributes = Convolution(
        filters=4,
        kernel_size=(3, 3),
        stride=(2, 3),
        padding=((1, 2), (3, 4)),
        dilation=(2, 3),
        groups=2,
        output_padding=(1, 2),
    )
    steps = ("each time step",)
    value = net.call(Kind.CONV, attributes, value, shape, qualifiers=steps, weights=((3, 3, 3, 4),))
    value = net.call(Kind.NORM, Normalization(), value, shape)
    value = net.call(Kind.ACTIVATION, Activation(function="relu"), value, shape)
    return net.finish(net.call(Kind.LINEAR, Linear(units=4), value, shape, type_name=name_of_code))


def test_cards_in_a_chain_have_one_width() -> None:
    marks = _measured(_long_chain("Dense")).values()
    cards = [mark for mark in marks if mark.mark is Mark.CARD]
    assert len({mark.size.width for mark in cards}) == 1 < len(cards)


def test_long_details_are_wrapped_within_the_widest_card() -> None:
    mark = _measured(_long_chain("Dense"))["conv_1"]
    assert len({text.at.y for text in mark.texts}) > 2
    assert mark.size.width <= type_.CARD_MAX_WIDTH


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_a_bar_holds_whatever_it_says(title: str, name: str, shape: str) -> None:
    mark = measure_bar(title, name, shape)
    room = Rect(0.0, 0.0, mark.size.width, mark.size.height).grown(-_PADDING)
    rooms = [_room(text) for text in mark.texts]
    assert all(room.contains(inner) for inner in rooms)
    assert not any(one.overlaps(other) for one, other in _pairs(rooms))
