"""The best arrangement of a figure's parts for a slot.

In: a Figure, a Theme, the sizes of its parts, and the slot. Out: the packing with the least
area of those that are printed about as large as can be or easily read, and its page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from netscribe.figure.types import Figure
from netscribe.geometry import Point, Rect, Size
from netscribe.scene.packing import MARGIN, Packing, Parts, packings
from netscribe.scene.page import Page
from netscribe.scene.slots import LEGIBLE_SCALE, Slot
from netscribe.style.themes import Theme

#: Arrangements that are printed nearly as large as the largest are as good.
_NEARLY = 0.985
#: What is printed at this scale is read easily: less white is worth more than larger print.
_EASILY = 1.02 * LEGIBLE_SCALE


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A packing on its page; places are those on the page."""

    packing: Packing
    page: Page

    @property
    def overview(self) -> Point:
        """Where the origin of the overview's layout stands."""
        return self.page.origin.moved(self.packing.overview.x, self.packing.overview.y)

    @property
    def cards(self) -> tuple[Rect, ...]:
        """Where the block cards' frames stand."""
        at = self.page.origin.moved(MARGIN, MARGIN)
        return tuple(rect.moved(at.x, at.y) for rect in self.packing.cards)

    @property
    def table(self) -> Point | None:
        """Where the stage table stands, if there is one."""
        at, place = self.page.origin.moved(MARGIN, MARGIN), self.packing.table
        return None if place is None else place.moved(at.x, at.y)


def arranged(figure: Figure, theme: Theme, parts: Parts, slot: Slot | None) -> Arrangement:
    """The best arrangement; `parts.overview` is the size of the overview's layout."""
    inner = Size(parts.overview.width - 2 * MARGIN, parts.overview.height - 2 * MARGIN)
    found = list(packings(replace(parts, overview=inner)))
    around = _around(figure, theme, found[0])

    def scale(packing: Packing) -> float:
        if slot is None:
            return 1.0
        size = packing.size
        return slot.scale(Size(size.width + around.width, size.height + around.height))

    enough = min(max(map(scale, found)) * _NEARLY, _EASILY)
    good = [packing for packing in found if scale(packing) >= enough]
    best = min(good, key=lambda packing: packing.size.width * packing.size.height)
    return Arrangement(best, _page(figure, theme, best))


def _around(figure: Figure, theme: Theme, packing: Packing) -> Size:
    """What a page adds to its drawing: margins, title and foot."""
    page = _page(figure, theme, packing)
    height = page.size.height - packing.size.height
    return Size(2 * MARGIN, height)


def _page(figure: Figure, theme: Theme, packing: Packing) -> Page:
    body = Size(packing.size.width + 2 * MARGIN, packing.size.height + 2 * MARGIN)
    return Page(figure, theme, body)
