"""Dark badges: the letter of a block card, and how often a block runs in a row.

In: a letter or a number, and the measures of the card or of the container's title. Out:
`PlacedBadge`s relative to the card or container.
"""

from __future__ import annotations

from netscribe.geometry import Point, Rect
from netscribe.graph.attributes import Block
from netscribe.graph.types import Module, Node
from netscribe.style import typography as type_
from netscribe.style.measured import PlacedBadge, PlacedText
from netscribe.text.metrics import cap_height, text_width

_SQUARE_RADIUS = 4.0


def letter_of(node: Node) -> str:
    """The letter of the block card that shows the inside of `node`, or ""."""
    return node.attributes.letter if isinstance(node.attributes, Block) else ""


def letter_badge(letter: str, left: float, baseline: float) -> PlacedBadge:
    """A square with rounded corners before a headline whose text stands on `baseline`."""
    top = baseline - cap_height(type_.HEADLINE.size) / 2 - type_.LETTER_SIDE / 2
    rect = Rect(left, top, type_.LETTER_SIDE, type_.LETTER_SIDE)
    return PlacedBadge(rect, _SQUARE_RADIUS, _centered(letter, rect, type_.LETTER))


def repeat_text(drawn: Node | Module) -> str:
    """ "×4", or "" for what runs once."""
    return f"×{drawn.repeat}" if drawn.repeat > 1 else ""


def repeat_width(text: str) -> float:
    """The width of the pill around `text`; 0 for none."""
    if not text:
        return 0.0
    return max(type_.REPEAT_HEIGHT + 8.0, _width(text, type_.REPEAT) + 2 * type_.REPEAT_PADDING)


def repeat_badge(text: str, card_width: float) -> PlacedBadge:
    """A pill over the right part of a card's upper border."""
    width, height = repeat_width(text), type_.REPEAT_HEIGHT
    rect = Rect(card_width - type_.CARD_PADDING - width, -type_.REPEAT_OVERHANG, width, height)
    return PlacedBadge(rect, height / 2, _centered(text, rect, type_.REPEAT))


def row_badge(text: str, left: float, middle: float) -> PlacedBadge:
    """A pill within a line of a card, from `left` on."""
    height = type_.REPEAT_HEIGHT - 3.0
    rect = Rect(left, middle - height / 2, repeat_width(text), height)
    return PlacedBadge(rect, height / 2, _centered(text, rect, type_.REPEAT))


def title_badge(text: str, left: float, baseline: float) -> PlacedBadge:
    """A pill behind a container's title that stands on `baseline`."""
    middle = baseline - cap_height(type_.GROUP_TITLE.size) / 2
    height = type_.REPEAT_HEIGHT
    rect = Rect(left, middle - height / 2, repeat_width(text), height)
    return PlacedBadge(rect, height / 2, _centered(text, rect, type_.REPEAT))


def least_width(repeat: str) -> float:
    """The width of a card at which its wires, in the middle of its border, keep off the pill."""
    if not repeat:
        return 0.0
    return 2 * (type_.CARD_PADDING + repeat_width(repeat) + type_.REPEAT_WIRE_GAP)


def _centered(text: str, rect: Rect, font: type_.Font) -> PlacedText:
    baseline = rect.center.y + cap_height(font.size) / 2
    return PlacedText(text, Point(rect.center.x, baseline), font, "badge", "middle")


def _width(text: str, font: type_.Font) -> float:
    return text_width(text, font.size, font.weight)
