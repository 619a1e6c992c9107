"""Pills on a card's border: folded operations in a row, none where the trunk wire passes.

In: texts of folded operations, a card's width. Out: the widths they need, and `PlacedPill`s. It
knows no card's other texts.
"""

from __future__ import annotations

from netscribe.geometry import Point, Rect
from netscribe.graph.types import Node
from netscribe.style import typography as type_
from netscribe.style.families import family_of
from netscribe.style.measured import PlacedPill, PlacedText
from netscribe.text.metrics import text_width

#: Of the bundled font: half the height of its capitals.
CAPITAL_MIDDLE_EM = 0.3635


def pill_width(text: str) -> float:
    """The width of one pill."""
    return text_width(text, type_.PILL.size, type_.PILL.weight) + 2 * type_.PILL_PADDING


def pill_row_width(pills: tuple[str, ...]) -> float:
    """The least card width at which all pills fit beside the gap in the middle for the wire."""
    if not pills:
        return 0.0
    halves = (
        max(_run_width(pills[:left]), _run_width(pills[left:])) for left in range(len(pills) + 1)
    )
    return 2 * (min(halves) + type_.CARD_PADDING + type_.PILL_WIRE_GAP)


def _run_width(pills: tuple[str, ...]) -> float:
    return sum(pill_width(pill) for pill in pills) + type_.PILL_GAP * max(0, len(pills) - 1)


def pill_row(
    nodes: tuple[Node, ...], texts: tuple[str, ...], width: float, top: float
) -> tuple[PlacedPill, ...]:
    """Pills from the left in order of execution; none stands where the trunk wire passes."""
    x, placed = type_.CARD_PADDING, []
    for node, text in zip(nodes, texts, strict=True):
        own = pill_width(text)
        gate = width / 2 - type_.PILL_WIRE_GAP
        if x < width / 2 + type_.PILL_WIRE_GAP and x + own > gate:
            x = width / 2 + type_.PILL_WIRE_GAP
        placed.append(placed_pill(node, text, Rect(x, top, own, type_.PILL_HEIGHT)))
        x += own + type_.PILL_GAP
    return tuple(placed)


def placed_pill(node: Node, text: str, rect: Rect) -> PlacedPill:
    """A pill at `rect`, its text in the middle by the height of capitals."""
    at = Point(rect.center.x, rect.center.y + CAPITAL_MIDDLE_EM * type_.PILL.size)
    return PlacedPill(rect, PlacedText(text, at, type_.PILL, "pill", "middle"), family_of(node))
