"""Sizes marks from their texts: cards, pills and circles.

In: nodes with their texts. Out: `MeasuredMark`s. Knows widths of text, but no place in the picture.
Cards of one panel get one width where the network is a chain, so that they form a column
(`netscribe.style.card_widths`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from netscribe.geometry import Point, Rect, Size
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node
from netscribe.style import typography as type_
from netscribe.style.asides import with_asides
from netscribe.style.badges import (
    least_width,
    letter_badge,
    letter_of,
    repeat_badge,
    repeat_text,
)
from netscribe.style.card_forms import PLAIN_CARDS, CardForm
from netscribe.style.card_widths import column_widths
from netscribe.style.families import Mark, mark_of
from netscribe.style.flowing import flowing_card, flowing_width
from netscribe.style.labels import CardText, Unsaid, card_text, pill_text
from netscribe.style.measured import (
    MeasuredMark,
    PlacedBadge,
    PlacedText,
)
from netscribe.style.pills import CAPITAL_MIDDLE_EM, pill_row, pill_row_width
from netscribe.text.metrics import ellipsized, text_width

#: Of the bundled font: the height of the + sign's bar.
_SIGN_AXIS_EM = 0.2886
#: Wires that leave a block's side: so many find room on any card, more need this much each.
_FEW_RESULTS, _WIRE_PITCH = 2, 12.0
#: So many characters of a shortened name still tell something.
_LEAST_NAME = 6


def measure_nodes(
    graph: Graph,
    *,
    names: bool,
    right2: str = "parameters",
    form: CardForm = PLAIN_CARDS,
    unsaid: Unsaid = frozenset(),
) -> Mapping[str, MeasuredMark]:
    """The measured mark of every node of a panel, by node id; `right2` as in a theme's card.

    Under a width of its own a card is no wider for its name, which is shortened, and its details go
    on in further lines; only a word may make it wider.
    """
    said = {node.id: card_text(node, graph, unsaid) for node in graph.nodes}
    texts = with_asides(said, graph, right2)
    cards = [node for node in graph.nodes if mark_of(node) is Mark.CARD]
    natural = {node.id: _card_width(node, texts[node.id], form, names=names) for node in cards}
    widths = dict(column_widths(graph, natural))
    for name, least in form.least_widths:
        if name in widths:
            widths[name] = max(widths[name], least)
    card = flowing_card if form.flowing else _card
    measured: dict[str, MeasuredMark] = {}
    for node in graph.nodes:
        mark = mark_of(node)
        if mark is Mark.CARD:
            measured[node.id] = card(node, texts[node.id], widths[node.id], names=names)
        elif mark is Mark.CIRCLE:
            measured[node.id] = _circle(texts[node.id].headline)
        else:
            name = node.name if names and form.most_width is None else ""
            measured[node.id] = _lone_pill(pill_text(node, graph), name)
    return measured


def _width(text: str, font: type_.Font) -> float:
    return text_width(text, font.size, font.weight)


def _card_width(node: Node, text: CardText, form: CardForm, *, names: bool) -> float:
    """The width at which nothing of a card needs shortening, its badges included.

    Where the room is limited, none of it is the name's.
    """
    most_width = form.most_width or type_.CARD_MAX_WIDTH
    if form.flowing:
        return flowing_width(node, text, most_width)
    shown = text if names and form.most_width is None else replace(text, name="")
    repeat = repeat_text(node)
    pills = least_width(repeat) + (pill_row_width(text.before) if repeat else 0.0)
    return max(_natural_width(shown, _lead(node), most_width), pills)


def _lead(node: Node) -> float:
    """What the headline leaves free at its left, for a letter."""
    return type_.LETTER_ROOM if letter_of(node) else 0.0


def _natural_width(text: CardText, lead: float, most_width: float) -> float:
    """The width at which nothing of a card needs shortening, within the limits for cards."""
    first = lead + _width(text.headline, type_.HEADLINE)
    if text.name:
        first += type_.CARD_GUTTER + _width(text.name, type_.ASIDE)
    second = _width(text.detail_line, type_.DETAIL)
    if text.count:
        second += type_.CARD_GUTTER + _width(text.count, type_.ASIDE)
    pills = max(pill_row_width(text.before), pill_row_width(text.after))
    wanted = max(first, second) + 2 * type_.CARD_PADDING
    floor = max(type_.CARD_MIN_WIDTH, lead + _widest_part(text) + 2 * type_.CARD_PADDING, pills)
    return max(floor, min(most_width, wanted))


def _widest_part(text: CardText) -> float:
    """What cannot be wrapped: the headline, and the widest single detail."""
    details = [_width(detail, type_.DETAIL) for detail in text.details]
    return max(_width(text.headline, type_.HEADLINE), max(details, default=0.0))


def _card(node: Node, text: CardText, width: float, *, names: bool) -> MeasuredMark:
    lines, lead = _detail_lines(text, width), _lead(node)
    height = type_.CARD_HEIGHT_ONE_LINE + type_.DETAIL_LINE_HEIGHT * min(1, len(lines))
    height += type_.LINE_PITCH * max(0, len(lines) - 1)
    top = type_.PILL_ROOM if text.before else 0.0
    height += top + (type_.PILL_ROOM if text.after else 0.0)
    texts = (
        *_first_line(text, width, (lead, type_.FIRST_BASELINE + top), names=names),
        *_detail_texts(text, lines, width, type_.FIRST_BASELINE + top),
    )
    half = type_.PILL_HEIGHT / 2
    pills = (
        *pill_row(node.before, text.before, width, -half),
        *pill_row(node.after, text.after, width, height - half),
    )
    over_top = half if text.before else 0.0
    return MeasuredMark(
        Mark.CARD,
        Size(width, height),
        texts,
        pills,
        overhang=half if text.after else 0.0,
        overhang_top=max(over_top, type_.REPEAT_OVERHANG if node.repeat > 1 else 0.0),
        badges=tuple(_badges(node, width, type_.FIRST_BASELINE + top)),
    )


def with_room_at_the_side(card: MeasuredMark, node: Node) -> MeasuredMark:
    """A block's card tall enough for its wires, which leave one below the other."""
    least = _WIRE_PITCH * 2 * len(node.outputs)
    if node.op.kind is not Kind.BLOCK or len(node.outputs) <= _FEW_RESULTS:
        return card
    return replace(card, size=Size(card.size.width, max(card.size.height, least)))


def _badges(node: Node, width: float, baseline: float) -> Iterator[PlacedBadge]:
    letter, repeat = letter_of(node), repeat_text(node)
    if letter:
        yield letter_badge(letter, type_.CARD_PADDING, baseline)
    if repeat:
        yield repeat_badge(repeat, width)


def _first_line(
    text: CardText, width: float, start: tuple[float, float], *, names: bool
) -> tuple[PlacedText, ...]:
    """Headline and name; `start` is what the headline leaves free at its left, and the baseline."""
    lead, baseline = start
    at = Point(type_.CARD_PADDING + lead, baseline)
    headline = PlacedText(text.headline, at, type_.HEADLINE, "headline")
    if not names or not text.name:
        return (headline,)
    room = width - 2 * type_.CARD_PADDING - type_.CARD_GUTTER - lead
    room -= _width(text.headline, type_.HEADLINE)
    name = ellipsized(text.name, room, type_.ASIDE.size, type_.ASIDE.weight)
    if name != text.name and len(name) < _LEAST_NAME:
        return (headline,)
    at = Point(width - type_.CARD_PADDING, baseline)
    return (headline, PlacedText(name, at, type_.ASIDE, "muted", "end"))


def _detail_lines(text: CardText, width: float) -> tuple[str, ...]:
    """Details broken at " · " so that each line, the first beside the count, fits the card."""
    room = width - 2 * type_.CARD_PADDING
    aside = _width(text.count, type_.ASIDE) + type_.CARD_GUTTER if text.count else 0.0
    lines: list[str] = []
    for detail in text.details:
        if not lines:
            lines.append(detail)
            continue
        joined = f"{lines[-1]} · {detail}"
        if _width(joined, type_.DETAIL) <= room - (aside if len(lines) == 1 else 0.0):
            lines[-1] = joined
        else:
            lines.append(detail)
    if lines and _width(lines[0], type_.DETAIL) > room - aside:
        lines.insert(0, "")
    return tuple(lines) or (("",) if text.count else ())


def _detail_texts(
    text: CardText, lines: tuple[str, ...], width: float, first: float
) -> tuple[PlacedText, ...]:
    placed = [
        PlacedText(
            line,
            Point(type_.CARD_PADDING, first + type_.LINE_PITCH * (index + 1)),
            type_.DETAIL,
            "text",
        )
        for index, line in enumerate(lines)
        if line
    ]
    if text.count:
        at = Point(width - type_.CARD_PADDING, first + type_.LINE_PITCH)
        placed.append(PlacedText(text.count, at, type_.ASIDE, "muted", "end"))
    return tuple(placed)


def _circle(sign: str) -> MeasuredMark:
    """A merge's sign in the middle of its circle, by the height of its bar."""
    rect = Rect(0.0, 0.0, type_.CIRCLE_DIAMETER, type_.CIRCLE_DIAMETER)
    at = Point(rect.center.x, rect.center.y + _SIGN_AXIS_EM * type_.SIGN.size)
    return MeasuredMark(
        Mark.CIRCLE, rect.size, (PlacedText(sign, at, type_.SIGN, "headline", "middle"),)
    )


def _lone_pill(text: str, name: str) -> MeasuredMark:
    """A pill that stands by itself, its name muted behind its text."""
    own = _width(text, type_.PILL)
    aside = _width(name, type_.ASIDE) + 8.0 if name else 0.0
    rect = Rect(0.0, 0.0, own + aside + 24.0, type_.LONE_PILL_HEIGHT)
    baseline = rect.center.y + CAPITAL_MIDDLE_EM * type_.PILL.size
    texts = [PlacedText(text, Point(12.0, baseline), type_.PILL, "headline")]
    if name:
        texts.append(PlacedText(name, Point(12.0 + own + 8.0, baseline), type_.ASIDE, "muted"))
    return MeasuredMark(Mark.PILL, rect.size, tuple(texts))
