"""The page around a drawing: title and totals above it, legend and notes below it.

In: a Figure, a Theme and the size of what is drawn between them. Out: where the drawing's origin
lies, and the finished Scene once its marks are made. It knows no style.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.figure.notes import MOST_LINES, fitting_notes
from netscribe.figure.types import Figure
from netscribe.geometry import Point, Rect, Size
from netscribe.scene.types import GroupMark, Hooks, Mark, Scene, TextMark
from netscribe.style import typography as type_
from netscribe.style.asides import LEGEND_WORDS
from netscribe.style.themes import Theme
from netscribe.text.metrics import ellipsized, text_width, wrapped_lines

_MARGIN = 24.0
_TITLE_BASELINE = 34.0
_SUBTITLE_BASELINE = 52.0
_SUBTITLE_PITCH = 16.0
_GAP_BELOW_TITLE = 20.0
_GAP_ABOVE_LEGEND = 18.0
_LEGEND_PITCH = 14.0
_LEAST_TEXT_WIDTH = 240.0
#: A title makes a narrow picture no wider than this, and the totals below it no wider than that.
_MOST_TITLE, _MOST_TOTALS = 367.0, 320.0
#: A drawing this many times as tall as wide leaves the foot more width than it has itself.
_TALL = 3.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page for a drawing of size `body`; `legend` are the style's own lines of the legend."""

    figure: Figure
    theme: Theme
    body: Size
    legend: tuple[str, ...] = ()

    @property
    def origin(self) -> Point:
        """Where the drawing's top left corner stands."""
        return Point((self._width - self.body.width) / 2, self._top)

    @property
    def size(self) -> Size:
        """The whole page's size."""
        foot_top = self._top + self.body.height
        foot = self._foot(Rect(_MARGIN, foot_top, self._width - 2 * _MARGIN, 0.0))
        return Size(self._width, foot_top + _foot_height(foot))

    def scene(self, marks: tuple[Mark, ...]) -> Scene:
        """The finished scene around the drawing's `marks`, which are in the page's coordinates."""
        foot_top = self._top + self.body.height
        foot = self._foot(Rect(_MARGIN, foot_top, self._width - 2 * _MARGIN, 0.0))
        return Scene(
            size=Size(self._width, foot_top + _foot_height(foot)),
            background=self.theme.background,
            marks=(*self._title(), *marks, *foot),
            title=self.figure.title or "Neural network",
            description=self.figure.description,
        )

    @property
    def _width(self) -> float:
        return max(self.body.width, self._head_width + 2 * _MARGIN)

    @property
    def _top(self) -> float:
        if not self.figure.title:
            return 24.0 + _GAP_BELOW_TITLE - 20.0
        more = _SUBTITLE_PITCH * (len(self._subtitle) - 1)
        return _SUBTITLE_BASELINE + more + _GAP_BELOW_TITLE - 20.0

    @property
    def _head_width(self) -> float:
        """What title and totals ask for; beyond that they are shortened and go on in a line."""
        title, subtitle = self.figure.title, self.figure.subtitle
        own = text_width(title, type_.TITLE.size, type_.TITLE.weight)
        totals = text_width(subtitle, type_.SUBTITLE.size, type_.SUBTITLE.weight)
        tall = min(_MOST_TITLE, self.body.height / _TALL)
        return max(_LEAST_TEXT_WIDTH, tall, min(_MOST_TITLE, own), min(_MOST_TOTALS, totals))

    @property
    def _subtitle(self) -> tuple[str, ...]:
        """The totals, broken between two of them where the picture is narrow."""
        font, room = type_.SUBTITLE, self._width - 2 * _MARGIN
        lines: list[str] = []
        for part in self.figure.subtitle.split(" · "):
            longer = f"{lines[-1]} · {part}" if lines else part
            if lines and text_width(longer, font.size, font.weight) <= room:
                lines[-1] = longer
            else:
                lines.append(part)
        return tuple(lines)

    def _title(self) -> tuple[Mark, ...]:
        figure, theme = self.figure, self.theme
        if not figure.title:
            return ()
        room = self._width - 2 * _MARGIN + 1.0
        title = ellipsized(figure.title, room, type_.TITLE.size, type_.TITLE.weight)
        lines = [_line(title, Point(_MARGIN, _TITLE_BASELINE), type_.TITLE, theme.title)]
        for number, words in enumerate(self._subtitle):
            at = Point(_MARGIN, _SUBTITLE_BASELINE + _SUBTITLE_PITCH * number)
            lines.append(_line(words, at, type_.SUBTITLE, theme.muted))
        return (GroupMark(Hooks("title", "title"), tuple(lines)),)

    def _foot(self, room: Rect) -> tuple[Mark, ...]:
        """The legend and the first notes, wrapped to the picture's width."""

        def wrapped(text: str) -> tuple[str, ...]:
            return wrapped_lines(text, room.width, type_.LEGEND.size, type_.LEGEND.weight)

        aside = LEGEND_WORDS.get(self.theme.card.right2)
        own = (*self.legend, *((aside,) if aside else ()))
        lines = [line for text in (*own, *self.figure.legend) for line in wrapped(text)]
        most = max(1, MOST_LINES - len(lines))
        lines.extend(fitting_notes(self.figure.notes, most, wrapped))
        if not lines:
            return ()
        marks = tuple(
            _line(
                line,
                Point(room.x, room.y + index * _LEGEND_PITCH),
                type_.LEGEND,
                self.theme.muted,
            )
            for index, line in enumerate(lines)
        )
        return (GroupMark(Hooks("legend", "legend"), marks),)


def _foot_height(foot: tuple[Mark, ...]) -> float:
    if not foot:
        return 0.0
    group = foot[0]
    assert isinstance(group, GroupMark)
    return len(group.marks) * _LEGEND_PITCH + _GAP_ABOVE_LEGEND - _LEGEND_PITCH


def _line(text: str, at: Point, font: type_.Font, color: str) -> TextMark:
    width = text_width(text, font.size, font.weight)
    return TextMark(text, at, font.size, color, font.weight, "start", width)
