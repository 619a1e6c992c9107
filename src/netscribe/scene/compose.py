"""Composes the Scene of a figure: its parts are laid out, arranged on a page, and inked.

In: a Figure, a Theme, a direction and the slot that the picture is for. Out: a Scene, in the first
form that is legible in the slot, or the one that is printed largest there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from netscribe.figure.types import Figure
from netscribe.geometry import Size
from netscribe.scene.arrangement import Arrangement, arranged
from netscribe.scene.drafts import Drafts, Drawn
from netscribe.scene.ink import MarkInk
from netscribe.scene.placed import panel_marks
from netscribe.scene.slots import LEGIBLE_SCALE, Slot
from netscribe.scene.types import Mark, Scene
from netscribe.style.themes import Theme

#: What departs from the plainest picture must be printed larger by this factor.
_WORTH = 1.03


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

    def __call__(self, figure: Figure, least_scale: float = 0.0) -> Scene | None:
        """The scene that is legible or printed largest; None if below `least_scale`."""
        drafts = self._drafts.setdefault(
            figure.names, Drafts(self.theme.card_lines(names=figure.names), self.direction)
        )
        if self.slot is None:
            return self._composed(figure, drafts.plain(figure)).scene(self.theme)
        best: _Composition | None = None
        for found in self._compositions(figure, drafts, least_scale):
            if best is None or found.scale(self.slot) > best.scale(self.slot) * _WORTH:
                best = found
            if best.scale(self.slot) >= LEGIBLE_SCALE:
                break
        if best is None or best.scale(self.slot) < least_scale:
            return None
        return best.scene(self.theme)

    def _compositions(
        self, figure: Figure, drafts: Drafts, least_scale: float
    ) -> Iterator[_Composition]:
        assert self.slot is not None
        least = least_scale or 1e-9
        room = Size(self.slot.width_pt / least, self.slot.height_pt / least)
        for drawn in drafts.fitting(figure, room):
            yield self._composed(figure, drawn)

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
