"""Frames: a block card's panel with its letter, title and aside around its drawing.

In: a placed panel. Out: a `Frame` with its size, and the marks of the frame itself. The aside
stands at the right of the title where there is room, else in lines below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from netscribe.figure.description import panel_words
from netscribe.figure.types import Panel
from netscribe.geometry import Point, Rect, Size
from netscribe.scene.ink import MarkInk
from netscribe.scene.types import BoxMark, GroupMark, Hooks, Mark, Stroke, TextMark
from netscribe.style import typography as type_
from netscribe.style.badges import letter_badge
from netscribe.text.metrics import text_width, wrapped_lines

_RADIUS = 12.0
_PADDING = 18.0
_BASELINE = 26.0
_HEAD = 28.0
_ASIDE_PITCH = 14.0
_GUTTER = 24.0
_LEAST_ASIDE_WIDTH = 170.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A block card's frame.

    Attributes:
        panel: what it shows.
        drawing: the size of the drawing inside, its margin included.
        aside: the aside's lines; one line stands beside the title if `beside`.
    """

    panel: Panel
    drawing: Size
    aside: tuple[str, ...]
    beside: bool

    @property
    def head(self) -> float:
        """Height of what stands above the drawing."""
        return _HEAD + (0.0 if self.beside else _ASIDE_PITCH * len(self.aside))

    @property
    def size(self) -> Size:
        """The least size of the frame."""
        width = max(self.drawing.width, _title_width(self.panel) + 2 * _PADDING)
        asides = [_width(line, type_.ASIDE) + 2 * _PADDING for line in self.aside]
        width = width if self.beside else max(width, *asides, 0.0)
        return Size(width, self.head + self.drawing.height)

    def origin(self, rect: Rect) -> Point:
        """Where the drawing's top left corner stands in a frame of the size of `rect`."""
        spare = rect.height - self.size.height
        return Point(rect.x + (rect.width - self.drawing.width) / 2, rect.y + self.head + spare / 2)

    def marks(self, rect: Rect, inside: tuple[Mark, ...], ink: MarkInk) -> GroupMark:
        """The frame at `rect` with the drawing's marks in it."""
        hooks = Hooks("panel", self.panel.letter, title=panel_words(self.panel))
        return GroupMark(hooks, (*self._own_marks(rect, ink), *inside))

    def _own_marks(self, rect: Rect, ink: MarkInk) -> Iterator[Mark]:
        theme, font = ink.theme, type_.PANEL_TITLE
        yield BoxMark(
            rect, _RADIUS, theme.group.fill, Stroke(theme.group.stroke, theme.outline_width)
        )
        baseline = rect.y + _BASELINE
        yield from ink.badge(letter_badge(self.panel.letter, _PADDING, _BASELINE), rect)
        at = Point(rect.x + _PADDING + type_.LETTER_ROOM + 1.0, baseline)
        width = _width(self.panel.title, font)
        yield TextMark(
            self.panel.title, at, font.size, theme.group.text, font.weight, "start", width
        )
        for index, line in enumerate(self.aside):
            yield self._aside(line, index, rect, ink)

    def _aside(self, line: str, index: int, rect: Rect, ink: MarkInk) -> TextMark:
        font, width = type_.ASIDE, _width(line, type_.ASIDE)
        if self.beside:
            at = Point(rect.right - _PADDING, rect.y + _BASELINE)
            return TextMark(line, at, font.size, ink.theme.muted, font.weight, "end", width)
        at = Point(rect.x + _PADDING, rect.y + _BASELINE + 3.0 + _ASIDE_PITCH * (index + 1))
        return TextMark(line, at, font.size, ink.theme.muted, font.weight, "start", width)


def frame_around(panel: Panel, drawing: Size) -> Frame:
    """The frame of a block card whose drawing has its size."""
    if not panel.aside:
        return Frame(panel, drawing, (), beside=True)
    row = _title_width(panel) + _GUTTER + _width(panel.aside, type_.ASIDE) + 2 * _PADDING
    if row <= drawing.width:
        return Frame(panel, drawing, (panel.aside,), beside=True)
    room = max(drawing.width - 2 * _PADDING, _title_width(panel), _LEAST_ASIDE_WIDTH)
    font = type_.ASIDE
    lines = wrapped_lines(panel.aside, room, font.size, font.weight)
    return Frame(panel, drawing, lines, beside=False)


def _title_width(panel: Panel) -> float:
    return type_.LETTER_ROOM + 1.0 + _width(panel.title, type_.PANEL_TITLE)


def _width(text: str, font: type_.Font) -> float:
    return text_width(text, font.size, font.weight)
