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
_GAP_BELOW_TITLE = 20.0
_GAP_ABOVE_LEGEND = 18.0
_LEGEND_PITCH = 14.0
_LEAST_TEXT_WIDTH = 240.0


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
        return max(self.body.width, self._title_width, _LEAST_TEXT_WIDTH + 2 * _MARGIN)

    @property
    def _top(self) -> float:
        return (_SUBTITLE_BASELINE if self.figure.title else 24.0) + _GAP_BELOW_TITLE - 20.0

    @property
    def _title_width(self) -> float:
        title, subtitle = self.figure.title, self.figure.subtitle
        widths = [text_width(subtitle, type_.SUBTITLE.size, type_.SUBTITLE.weight)]
        if title:
            widths.append(min(480.0, text_width(title, type_.TITLE.size, type_.TITLE.weight)))
        return max(widths) + 2 * _MARGIN

    def _title(self) -> tuple[Mark, ...]:
        figure, theme = self.figure, self.theme
        if not figure.title:
            return ()
        room = self._title_width - 2 * _MARGIN + 1.0
        title = ellipsized(figure.title, room, type_.TITLE.size, type_.TITLE.weight)
        lines = (
            _line(title, Point(_MARGIN, _TITLE_BASELINE), type_.TITLE, theme.title),
            _line(figure.subtitle, Point(_MARGIN, _SUBTITLE_BASELINE), type_.SUBTITLE, theme.muted),
        )
        return (GroupMark(Hooks("title", "title"), lines),)

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
