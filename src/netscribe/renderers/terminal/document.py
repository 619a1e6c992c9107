"""The whole terminal diagram: title, panels, legend and notes.

In: a Figure and settings. Out: text whose lines are at most `settings.width` cells wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from netscribe.figure.notes import MOST_LINES, fitting_notes
from netscribe.figure.types import Figure, Panel
from netscribe.renderers.terminal.columns import (
    Cells,
    Columns,
    broken,
    fitted,
    share_width,
)
from netscribe.renderers.terminal.drawing import Line, PanelLines, draw_panel
from netscribe.renderers.terminal.glyphs import Glyphs
from netscribe.renderers.terminal.options import TerminalSettings
from netscribe.renderers.terminal.paint import Painter
from netscribe.renderers.terminal.stage_table import table_lines
from netscribe.text.printable import printable

_HEADING = Cells("", (), "shape", "parameters", "name")


def render_terminal(figure: Figure, settings: TerminalSettings | None = None) -> str:
    """The terminal diagram of a figure, without a line end behind the last line."""
    settings = settings or TerminalSettings()
    glyphs, painter = Glyphs(settings.ascii), Painter(settings.color)
    panels = [draw_panel(panel, settings) for panel in figure.panels]
    columns = _columns(panels, settings)
    names_lost = not columns.name and _has_names(panels)
    if names_lost:
        settings = replace(settings, names=False)  # no text may point to a name that is not there
        panels = [draw_panel(panel, settings) for panel in figure.panels]
        columns = _columns(panels, settings)
    lines = [painter.strong(line) for line in _paragraph(_title(figure), settings, glyphs)]
    for panel, drawn in zip(figure.panels, panels, strict=True):
        lines.extend(("", *_panel_title(panel, settings, glyphs)))
        lines.extend(_panel_lines(drawn, columns, painter, first=not panel.letter))
    if figure.table is not None:
        lines.extend(("", *table_lines(figure.table, glyphs, settings.width)))
    footer = [*figure.legend, *_own_legend(panels, settings.width, names_lost=names_lost)]
    legend = [line for text in footer for line in _paragraph(text, settings, glyphs)]
    notes = fitting_notes(
        figure.notes, 2 * MOST_LINES, lambda text: _paragraph(text, settings, glyphs)
    )
    for texts in (legend, notes):
        lines.extend(("", *(painter.muted(text) for text in texts)) if texts else ())
    return "\n".join(lines)


def _columns(panels: Sequence[PanelLines], settings: TerminalSettings) -> Columns:
    rows = [(panel.left(line), line.cells) for panel in panels for line in panel.lines]
    heading = Cells(
        "",
        (),
        _HEADING.shape if any(cells.shape for _, cells in rows) else "",
        _HEADING.count if any(cells.count for _, cells in rows) else "",
        _HEADING.name if _has_names(panels) else "",
    )
    separator = Glyphs(settings.ascii).text(" · ")
    return share_width([*rows, (0, heading)], settings.width, separator)


def _has_names(panels: Sequence[PanelLines]) -> bool:
    return any(line.cells.name for panel in panels for line in panel.lines)


def _title(figure: Figure) -> str:
    return " · ".join(part for part in (figure.title, figure.subtitle) if part)


def _panel_title(panel: Panel, settings: TerminalSettings, glyphs: Glyphs) -> list[str]:
    if not panel.letter:
        return []
    return _paragraph(
        " · ".join(part for part in (f"{panel.letter} {panel.title}", panel.aside) if part),
        settings,
        glyphs,
    )


def _panel_lines(
    panel: PanelLines, columns: Columns, painter: Painter, *, first: bool
) -> Iterator[str]:
    if first and not columns.stacked and panel.lines:
        yield painter.muted(fitted(_HEADING, 0, columns)[0])
    for line in panel.lines:
        left = panel.left(line)
        yield from _put_together(panel, line, fitted(line.cells, left, columns), painter)


def _put_together(
    panel: PanelLines, line: Line, texts: Sequence[str], painter: Painter
) -> Iterator[str]:
    """Lanes and brackets before each line of text, and colour."""
    cells = panel.lane_cells[line.section]
    for index, text in enumerate(texts):
        lanes = (line.more_lanes if index else line.lanes).ljust(cells)
        last = index + 1 == len(texts)
        gutter = line.more_gutter if index else line.gutter
        gutter = line.last_gutter if last and line.last_gutter else gutter
        if line.mark_at >= 0 and not index:
            at = line.mark_at
            lanes = lanes[:at] + painter.family(lanes[at], line.family) + lanes[at + 1 :]
        if not index and line.cells.headline and text.startswith(line.cells.headline):
            size = len(line.cells.headline)
            text = painter.family(text[:size], line.family) + text[size:]
        gutter = gutter if text else gutter.rstrip()
        yield (lanes + painter.muted(gutter) + text).rstrip()


def _own_legend(panels: Sequence[PanelLines], width: int, *, names_lost: bool) -> Iterator[str]:
    if any(panel.has_tags for panel in panels):
        yield "← a reads the tensor that → a makes; it has no line, for want of room"
    if any(panel.numbers_lanes for panel in panels):
        yield "of lane 2, lane 1: arguments in this order, arriving lanes counted from the left"
    if names_lost:
        yield f"not shown for want of width ({width} columns): names"


def _paragraph(text: str, settings: TerminalSettings, glyphs: Glyphs) -> list[str]:
    spelled = glyphs.text(printable(text))
    return broken(spelled, settings.width) if spelled else []
