"""Composes the Scene of a figure: its parts are laid out, arranged on a page, and inked.

In: a Figure, a Theme, a direction and the slot that the picture is for. Out: a Scene, in the first
form that is legible in the slot, or the one that is printed largest there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from netscribe.figure.types import Figure
from netscribe.geometry import Size
from netscribe.scene.arrangement import Arrangement, arranged
from netscribe.scene.drafts import Drafts, Drawn
from netscribe.scene.ink import MarkInk
from netscribe.scene.placed import panel_marks
from netscribe.scene.sheet import Sheet
from netscribe.scene.slots import LEGIBLE_SCALE, Slot
from netscribe.scene.types import Mark, Scene
from netscribe.style.themes import Theme

#: How large a figure is tried to be printed, as shares of what is legible.
_PRINTS = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25)


@dataclass(frozen=True, slots=True)
class _Composition:
    """The parts of a figure, and where they stand on the page."""

    drawn: Drawn
    arrangement: Arrangement

    def scale(self, slot: Slot) -> float:
        return slot.scale(self.arrangement.page.size)

    def scene(self, theme: Theme) -> Scene:
        """The overview's marks, then the block cards in order, then the table."""
        drawn, found = self.drawn, self.arrangement
        marks: list[Mark] = [*panel_marks(drawn.overview, MarkInk(theme, found.overview))]
        for (frame, placed), rect in zip(drawn.cards, found.cards, strict=True):
            ink = MarkInk(theme, frame.origin(rect))
            marks.append(frame.marks(rect, panel_marks(placed, ink), ink))
        if drawn.table is not None and found.table is not None:
            marks.append(drawn.table.marks(found.table, theme))
        return found.page.scene(tuple(marks))


@dataclass(frozen=True)
class Composer:
    """Composes one figure after another for the same slot; equal panels are laid out once."""

    theme: Theme
    direction: str
    slot: Slot | None = None
    _drafts: dict[bool, Drafts] = field(default_factory=dict)
    _sheets: list[Sheet] = field(default_factory=list)

    def __call__(self, figure: Figure, least_scale: float = 0.0) -> Scene | None:
        """The scene, legible or about as large as can be; None if below `least_scale`."""
        if self.slot is None:
            return self._composed(figure, self._drafts_of(figure).plain(figure)).scene(self.theme)
        sheet = self._sheet(figure)
        for print_ in _PRINTS:
            scale = max(print_ * LEGIBLE_SCALE, least_scale)
            found = self._first(sheet, scale) if scale < sheet.too_large else None
            if found is not None:
                return found.scene(self.theme)
            sheet.too_large = min(sheet.too_large, scale)
            if scale == least_scale:
                return None
        return self._composed(figure, sheet.drafts.plain(figure)).scene(self.theme)

    def _drafts_of(self, figure: Figure) -> Drafts:
        lines = self.theme.card_lines(names=figure.names)
        return self._drafts.setdefault(figure.names, Drafts(lines, self.direction))

    def _sheet(self, figure: Figure) -> Sheet:
        """What was made of the very same figure before: it may be asked for at several scales."""
        for sheet in self._sheets:
            if sheet.figure is figure:
                return sheet
        self._sheets.append(Sheet(self._drafts_of(figure), figure))
        return self._sheets[-1]

    def _first(self, sheet: Sheet, scale: float) -> _Composition | None:
        """The first form that is printed at `scale` or larger."""
        assert self.slot is not None
        room = Size(self.slot.width_pt / scale, self.slot.height_pt / scale)
        forms = sheet.fitting(room, legible=scale >= LEGIBLE_SCALE)
        made = (self._composed(sheet.figure, drawn) for drawn in forms)
        return next((found for found in made if found.scale(self.slot) >= scale - 1e-9), None)

    def _composed(self, figure: Figure, drawn: Drawn) -> _Composition:
        return _Composition(drawn, arranged(figure, self.theme, drawn.parts, self.slot))


def compose(figure: Figure, theme: Theme, direction: str, slot: Slot | None = None) -> Scene:
    """The finished scene of a figure, arranged for `slot` if there is one.

    Where it would not be legible there, names on cards are shortened, and a long overview is
    wrapped.
    """
    scene = Composer(theme, direction, slot)(figure)
    assert scene is not None
    return scene
