"""Directions: every level is laid out downwards in a frame; the picture's own axes come last.

In: a `Direction` and sizes of the picture. Out: sizes of the frame, and frame points turned into
picture points. For "right" frame x is picture y and frame y is picture x; for "up" y is mirrored.
It must not know ranks or wires.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.geometry import Point, Rect, Size
from netscribe.layout.local import Item
from netscribe.layout.types import Box, Direction, Spacing


@dataclass(frozen=True, slots=True)
class Frame:
    """The direction and the distances that every phase of one layout shares."""

    direction: Direction
    spacing: Spacing

    @property
    def sideways(self) -> bool:
        return self.direction == "right"

    def size(self, size: Size) -> Size:
        """A picture size as the frame sees it (or back: it is its own inverse)."""
        return Size(size.height, size.width) if self.sideways else size

    def item(self, box: Box) -> Item:
        """A box as an item of its level, what hangs over its border on the right side of it."""
        size = self.size(box.size)
        above, below = 0.0, 0.0
        if self.direction == "down":
            above, below = box.overhang_top, box.overhang
        elif self.direction == "up":
            above, below = box.overhang, box.overhang_top
        return Item(
            kind="box",
            left=size.width / 2,
            right=size.width / 2,
            height=size.height,
            above=above,
            below=below,
            before=box.overhang_top if self.sideways else 0.0,
            beyond=box.overhang if self.sideways else 0.0,
            weight=box.trunk_weight,
            side_entry=box.side_entry,
            entry=box.entry,
        )

    def point(self, x: float, y: float, height: float) -> Point:
        """A frame place in the picture; `height` is the whole frame's height."""
        if self.direction == "down":
            return Point(x, y)
        return Point(y, x) if self.sideways else Point(x, height - y)

    def rect(self, rect: Rect, height: float) -> Rect:
        """A frame rectangle in the picture."""
        if self.direction == "down":
            return rect
        if self.sideways:
            return Rect(rect.y, rect.x, rect.height, rect.width)
        return Rect(rect.x, height - rect.bottom, rect.width, rect.height)
