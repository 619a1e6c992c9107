"""Each gate passes a sound picture and catches the fault that it is there for."""

from __future__ import annotations

import pytest
from tests.gates.color_gates import contrast
from tests.gates.picture import read_picture
from tests.gates.specimen import SOUND, Specimen, Spoiling
from tests.gates.svg_gates import violations

from netscribe.geometry import Point, Rect


def _rules(specimen: Specimen) -> set[tuple[int, str]]:
    return {(found.gate, found.rule) for found in violations(specimen.svg())}


def test_a_sound_picture_has_no_violation() -> None:
    assert violations(SOUND.svg()) == ()


FAULTS: dict[str, tuple[tuple[int, str], Spoiling]] = {
    "two nodes overlap": (
        (1, "nodes overlap"),
        lambda sound: sound.with_card(1, rect=Rect(60, 95, 120, 40)),
    ),
    "a member sticks out of its group": (
        (1, "member leaves its group"),
        lambda sound: sound.with_card(1, rect=Rect(60, 190, 120, 40)),
    ),
    "a node lies in a group that it does not belong to": (
        (1, "stranger inside a group"),
        lambda sound: sound.with_card(1, owner=None),
    ),
    "a text is longer than its card": (
        (2, "text leaves its owner"),
        lambda sound: sound.with_card(0, words="A name too long for its card"),
    ),
    "a label stands on another text": (
        (2, "texts overlap"),
        lambda sound: sound.with_arrow(0, label_at=Point(75, 162)),
    ),
    "a line runs through a label": (
        (2, "line strikes text"),
        lambda sound: sound.with_arrow(0, label_at=Point(100, 123)),
    ),
    "a line runs through a group's title": (
        (2, "line strikes text"),
        lambda sound: sound.with_arrow(2, points=_around_by(Point(50, 30))),
    ),
    "a label stands far from its edge": (
        (2, "label far from its edge"),
        lambda sound: sound.with_arrow(0, label_at=Point(230, 60)),
    ),
    "an edge runs through a node": (
        (3, "edge through a node"),
        lambda sound: sound.with_arrow(2, points=(Point(160, 100), Point(160, 260))),
    ),
    "an edge runs through a group that is not its own": (
        (3, "edge through a group"),
        lambda sound: sound.with_arrow(1, source="third"),
    ),
    "an edge starts in the air": (
        (3, "edge starts off the border"),
        lambda sound: sound.with_arrow(0, points=(Point(120, 110), Point(120, 140))),
    ),
    "an arrowhead stops short of its target": (
        (3, "arrowhead off the border"),
        lambda sound: sound.with_arrow(0, points=(Point(120, 100), Point(120, 136))),
    ),
    "an edge has no arrowhead": (
        (3, "edge without an arrowhead"),
        lambda sound: sound.with_arrow(0, head=False),
    ),
    "an edge names no node": (
        (3, "edge without an end"),
        lambda sound: sound.with_arrow(0, source="nobody"),
    ),
    "an arrowhead runs under its target": (
        (3, "arrowhead covered"),
        lambda sound: sound.with_arrow(0, points=(Point(120, 100), Point(120, 152))),
    ),
    "two edges run on one another": (
        (4, "edges run on one another"),
        lambda sound: sound.with_arrow(2, id="c->third#1", points=_with_the_first_edge()),
    ),
    "a node sticks out of the picture": (
        (5, "mark is clipped"),
        lambda sound: Specimen(sound.cards, sound.arrows, height=301),
    ),
    "a text is too faint": (
        (8, "text too faint"),
        lambda sound: sound.with_card(0, color="#9A9AC8"),
    ),
    "a line is too faint": (
        (8, "stroke too faint"),
        lambda sound: sound.with_arrow(1, color="#B4B4B4"),
    ),
    "a node has no accessible name": (
        (10, "node without a name"),
        lambda sound: sound.with_card(1, title=""),
    ),
    "the picture has no title": (
        (10, "no title or description"),
        lambda sound: Specimen(sound.cards, sound.arrows, title=""),
    ),
    "nodes are not in topological order": (
        (10, "not in topological order"),
        lambda sound: Specimen((sound.cards[1], sound.cards[0], sound.cards[2]), sound.arrows),
    ),
    "an id occurs twice": (
        (10, "id occurs twice"),
        lambda sound: sound.with_card(2, id="second"),
    ),
}


def _with_the_first_edge() -> tuple[Point, ...]:
    return (Point(120, 100), Point(120, 112), Point(200, 112), *SOUND.arrows[2].points[3:])


def _around_by(corner: Point) -> tuple[Point, ...]:
    start, end = Point(160, 60), Point(160, 260)
    return (start, Point(160, corner.y), corner, Point(corner.x, 240), Point(160, 240), end)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_caught(fault: str) -> None:
    expected, spoil = FAULTS[fault]
    assert expected in _rules(spoil(SOUND))


def test_edges_of_one_tensor_may_share_a_stem() -> None:
    assert violations(SOUND.with_arrow(2, points=_with_the_first_edge()).svg()) == ()


def test_a_picture_has_the_room_of_wider_fonts_where_nothing_holds_the_text() -> None:
    texts = [words for item in read_picture(SOUND.svg()).items for words in item.texts]
    assert all(words.wide == words.box for words in texts), "textLength holds these"


def test_a_mark_that_the_gates_do_not_understand_is_refused() -> None:
    foreign = SOUND.svg().replace("</svg>", '<image x="0" y="0"/></svg>')
    with pytest.raises(ValueError, match="image"):
        violations(foreign)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
