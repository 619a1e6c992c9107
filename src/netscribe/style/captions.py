"""Captions: an operation or input in a few centred lines, for marks that hold no text themselves.

In: a node or bar with its texts. Out: a `Caption`, its lines placed relative to its top middle. It
says what the card in style "blocks" says, in the same words and order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from netscribe.geometry import Point, Rect
from netscribe.graph.types import Graph, Node
from netscribe.style import typography as type_
from netscribe.style.asides import with_asides
from netscribe.style.families import Family, family_of
from netscribe.style.labels import CardText, card_text
from netscribe.style.measured import PlacedPill, PlacedText, TextRole
from netscribe.style.themes import CardLines
from netscribe.text.metrics import ellipsized, text_width

HEADLINE = type_.Font(11, 600)
DETAIL = type_.Font(9.5, 400)
ASIDE = type_.Font(9, 400)
PILL = type_.Font(9, 600)
_LINE_WIDTH = 92.0
_PITCH = {HEADLINE: 14.0, DETAIL: 12.5, ASIDE: 12.0}
_PILL_HEIGHT, _PILL_PITCH, _PILL_PADDING = 15.0, 19.0, 7.0
_CAPITAL_MIDDLE_EM = 0.3635
#: By what the theme puts at the right of cards: the word that a caption has room for.
_COUNT_WORDS = {"parameters": "parameters", "bytes": "", "multiply-adds": "multiply-adds"}


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines and pills around x = 0, from y = 0 down to `height`."""

    width: float
    height: float
    texts: tuple[PlacedText, ...]
    pills: tuple[PlacedPill, ...] = ()


class _Stack:
    """Lines put below one another."""

    def __init__(self) -> None:
        self._y = 0.0
        self._width = 0.0
        self._texts: list[PlacedText] = []
        self._pills: list[PlacedPill] = []

    def line(self, text: str, font: type_.Font, role: TextRole) -> None:
        self._y += _PITCH[font]
        baseline = self._y - (_PITCH[font] - font.size) / 2 - 0.14 * font.size
        self._texts.append(PlacedText(text, Point(0.0, baseline), font, role, "middle"))
        self._width = max(self._width, text_width(text, font.size, font.weight))

    def pill(self, text: str, family: Family) -> None:
        width = text_width(text, PILL.size, PILL.weight) + 2 * _PILL_PADDING
        rect = Rect(-width / 2, self._y + (_PILL_PITCH - _PILL_HEIGHT) / 2, width, _PILL_HEIGHT)
        at = Point(0.0, rect.center.y + _CAPITAL_MIDDLE_EM * PILL.size)
        placed = PlacedText(text, at, PILL, "pill", "middle")
        self._pills.append(PlacedPill(rect, placed, family))
        self._y += _PILL_PITCH
        self._width = max(self._width, width)

    def caption(self) -> Caption:
        return Caption(self._width, self._y, tuple(self._texts), tuple(self._pills))


def node_captions(graph: Graph, lines: CardLines) -> Mapping[str, Caption]:
    """The captions of all nodes, by id."""
    texts = {node.id: card_text(node, graph) for node in graph.nodes}
    texts = dict(with_asides(texts, graph, lines.right2))
    return {node.id: _node_caption(node, texts[node.id], lines) for node in graph.nodes}


def _node_caption(node: Node, text: CardText, lines: CardLines) -> Caption:
    """Operation, details, folded operations, name, count."""
    stack = _Stack()
    for folded, words in zip(node.before, text.before, strict=True):
        stack.pill(words, family_of(folded))
    times = f" ×{node.repeat}" if node.repeat > 1 else ""
    stack.line(f"{text.headline}{times}", HEADLINE, "headline")
    for line in _joined(text.details):
        stack.line(line, DETAIL, "text")
    for folded, words in zip(node.after, text.after, strict=True):
        stack.pill(words, family_of(folded))
    if lines.names and text.name:
        stack.line(ellipsized(text.name, _LINE_WIDTH, ASIDE.size, ASIDE.weight), ASIDE, "muted")
    if text.count:
        word = _COUNT_WORDS[lines.right2]
        word = word.removesuffix("s") if text.count == "1" else word
        stack.line(f"{text.count} {word}".strip(), ASIDE, "muted")
    return stack.caption()


def bar_caption(title: str, name: str) -> Caption:
    """An input's meaning, and its name in the code."""
    stack = _Stack()
    stack.line(title, HEADLINE, "headline")
    if name:
        stack.line(ellipsized(name, _LINE_WIDTH, ASIDE.size, ASIDE.weight), ASIDE, "muted")
    return stack.caption()


def _joined(details: tuple[str, ...]) -> list[str]:
    """Details joined by " · " as far as a line has room."""
    lines: list[str] = []
    for detail in details:
        longer = f"{lines[-1]} · {detail}" if lines else detail
        if lines and text_width(longer, DETAIL.size, DETAIL.weight) <= _LINE_WIDTH:
            lines[-1] = longer
        else:
            lines.append(detail)
    return lines


def moved(caption: Caption, at: Point) -> Caption:
    """The caption with its top middle at `at`."""
    texts = tuple(replace(text, at=text.at.moved(at.x, at.y)) for text in caption.texts)
    pills = tuple(
        replace(
            pill,
            rect=pill.rect.moved(at.x, at.y),
            text=replace(pill.text, at=pill.text.at.moved(at.x, at.y)),
        )
        for pill in caption.pills
    )
    return replace(caption, texts=texts, pills=pills)
