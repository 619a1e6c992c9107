"""Font sizes, weights and the distances inside marks, in points: one place for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Font:
    """A size in points and a weight of the bundled font."""

    size: float
    weight: Literal[400, 500, 600]


TITLE = Font(17, 600)
SUBTITLE = Font(11, 400)
HEADLINE = Font(13, 600)
#: On a card whose facts follow one another on its lines.
FLOWING_HEADLINE = Font(12, 600)
DETAIL = Font(11, 400)
ASIDE = Font(10.5, 400)
PILL = Font(10.5, 600)
SIGN = Font(17, 600)
EDGE_LABEL = Font(10.5, 500)
BAR_TITLE = Font(13, 600)
BAR_DETAIL = Font(10.5, 400)
GROUP_TITLE = Font(12, 600)
LEGEND = Font(10.5, 400)
LETTER = Font(10.5, 600)
REPEAT = Font(12, 600)
PANEL_TITLE = Font(14, 600)
TABLE = Font(10.5, 400)
TABLE_HEADING = Font(10.5, 500)

CARD_PADDING = 12.0
#: Least distance between the left text of a line and the right one.
CARD_GUTTER = 18.0
CARD_RADIUS = 7.0
FIRST_BASELINE = 19.0
LINE_PITCH = 16.0
#: Height of a card with no detail line, and what each detail line adds.
CARD_HEIGHT_ONE_LINE = 35.0
DETAIL_LINE_HEIGHT = 11.0
#: What pills on the lower border add to the height, so that they keep off the text.
PILL_ROOM = 8.0
PILL_HEIGHT = 18.0
PILL_PADDING = 9.0
PILL_GAP = 6.0
#: Half of the gap that pills leave in the middle of a border, where the trunk wire passes.
PILL_WIRE_GAP = 9.0
LONE_PILL_HEIGHT = 22.0
CIRCLE_DIAMETER = 24.0
BAR_HEIGHT = 44.0
BAR_CHAMFER = 10.0
BAR_PADDING = 26.0
BAR_MIN_WIDTH = 190.0
#: A bar with all its texts on one line.
FLAT_BAR_HEIGHT = 26.0
FLAT_BAR_PADDING = 20.0
FLAT_BAR_MIN_WIDTH = 120.0
CARD_MIN_WIDTH = 120.0
#: The square badge with a block card's letter, and how far the headline moves to the right for it.
LETTER_SIDE = 15.0
LETTER_ROOM = 21.0
#: The pill that says how often a block runs, and how far it hangs over the upper border.
REPEAT_HEIGHT = 20.0
REPEAT_OVERHANG = 12.0
REPEAT_PADDING = 8.0
#: What a repeated card keeps free between its middle, where wires enter, and the pill.
REPEAT_WIRE_GAP = 34.0
CARD_MAX_WIDTH = 330.0
