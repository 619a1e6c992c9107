"""Slots: the rooms in which a picture will be printed or shown, and whether its text is legible.

In: a slot's name or its size in inches. Out: a `Slot` in points, and the scale at which a picture
of a given size is printed there. Pure numbers; it knows no picture's content.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.geometry import Size
from netscribe.style import typography as type_

_POINTS_PER_INCH = 72.0
#: Below this, printed text cannot be read.
LEAST_TEXT_PT = 6.0
#: The smallest text of any picture, in points of the picture.
SMALLEST_FONT_PT = type_.LEGEND.size
#: A picture that is printed at this scale can be read.
LEGIBLE_SCALE = LEAST_TEXT_PT / SMALLEST_FONT_PT


@dataclass(frozen=True, slots=True)
class Slot:
    """A room of `width_pt` by `height_pt`; `name` says it in words ("a page")."""

    name: str
    width_pt: float
    height_pt: float

    def scale(self, size: Size) -> float:
        """The scale at which a picture of `size` fits; it is never enlarged."""
        return min(self.width_pt / size.width, self.height_pt / size.height, 1.0)

    def printed_pt(self, size: Size, smallest_pt: float = SMALLEST_FONT_PT) -> float:
        """The size in which a picture's smallest text is printed."""
        return smallest_pt * self.scale(size)

    def is_legible(self, size: Size, smallest_pt: float = SMALLEST_FONT_PT) -> bool:
        """Whether the smallest text can be read."""
        return self.printed_pt(size, smallest_pt) >= LEAST_TEXT_PT - 1e-9


def slot_of(wanted: str | tuple[float, float]) -> Slot:
    """The slot of a name, or of (width, height) in inches."""
    if isinstance(wanted, str):
        width, height = SLOT_INCHES[wanted]
        name = f"a {wanted}"
    else:
        width, height = wanted
        name = "a slot"
    words = f"{name} of {width:g} × {height:g} in"
    return Slot(words, width * _POINTS_PER_INCH, height * _POINTS_PER_INCH)


#: Width and height in inches: a page's and a column's text block, a 16:9 slide, an A0 poster.
SLOT_INCHES = {
    "page": (6.9, 9.0),
    "column": (3.3, 9.0),
    "slide": (13.33, 7.5),
    "poster": (33.1, 46.8),
}
