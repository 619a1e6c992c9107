"""Composes the Scene: sizes the figure's marks, lays them out, and puts the ink in place.

In: a Figure, a Theme and a direction. Out: a Scene. Here text, layout and theme meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.figure.types import Figure, Panel
from netscribe.geometry import Point, Rect, Size
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout
from netscribe.scene.ink import MarkInk
from netscribe.scene.outlines import Outlines
from netscribe.scene.plan import panel_plan
from netscribe.scene.types import GroupMark, Hooks, Mark, Scene, TextMark
from netscribe.scene.wires import edge_marks
from netscribe.style import typography as type_
from netscribe.style.measured import MeasuredMark
from netscribe.style.sizing import measure_bar, measure_nodes
from netscribe.style.themes import Theme
from netscribe.text.metrics import ellipsized, text_width, wrapped_lines

_MARGIN = 24.0
_TITLE_BASELINE = 34.0
_SUBTITLE_BASELINE = 52.0
_GAP_BELOW_TITLE = 20.0
_GAP_ABOVE_LEGEND = 18.0
_LEGEND_PITCH = 13.0
_LEAST_TEXT_WIDTH = 240.0


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A panel with its measured marks and its layout."""

    panel: Panel
    measured: Mapping[str, MeasuredMark]
    layout: Layout


def place_panel(panel: Panel, direction: str, *, names: bool) -> PlacedPanel:
    """Sizes and lays out one panel."""
    measured = dict(measure_nodes(panel.graph, names=names))
    for bar in panel.bars:
        measured[bar.id] = measure_bar(bar.title, bar.name if names else "", bar.shape)
    return PlacedPanel(panel, measured, layout(panel_plan(panel, measured, direction)))


def compose(figure: Figure, theme: Theme, direction: str) -> Scene:
    """The finished scene of a figure."""
    placed = place_panel(figure.panels[0], direction, names=figure.names)
    title = _title_marks(figure, theme)
    width = max(placed.layout.size.width, _title_width(figure), _LEAST_TEXT_WIDTH + 2 * _MARGIN)
    top = _title_height(figure)
    left = (width - placed.layout.size.width) / 2
    ink = MarkInk(theme, Point(left, top))
    body = _panel_marks(placed, ink)
    foot_top = top + placed.layout.size.height
    foot = _foot_marks(figure, theme, Rect(_MARGIN, foot_top, width - 2 * _MARGIN, 0.0))
    return Scene(
        size=Size(width, foot_top + _foot_height(foot)),
        background=theme.background,
        marks=(*title, *body, *foot),
        title=figure.title or "Neural network",
        description=figure.description,
    )


def _panel_marks(placed: PlacedPanel, ink: MarkInk) -> tuple[Mark, ...]:
    """Containers lowest, then wires, then nodes in topological order, then labels."""
    graph = placed.panel.graph
    groups = [
        ink.group(module, placed.layout.groups[module.id])
        for module in graph.modules
        if module.id in placed.layout.groups
    ]
    bars = {
        bar.id: ink.bar(bar, placed.measured[bar.id], placed.layout.boxes[bar.id])
        for bar in placed.panel.bars
    }
    inputs = [bars[bar.id] for bar in placed.panel.bars if bar.is_input]
    outputs = [bars[bar.id] for bar in placed.panel.bars if not bar.is_input]
    nodes = [
        ink.node(node, graph, placed.measured[node.id], placed.layout.boxes[node.id])
        for node in graph.nodes
    ]
    outlines = Outlines(placed.measured, placed.layout.boxes, frozenset(bars))
    wires, labels = edge_marks(placed.panel.edges, placed.layout, outlines, ink)
    return (*groups, *wires, *inputs, *nodes, *outputs, *labels)


def _title_height(figure: Figure) -> float:
    return (_SUBTITLE_BASELINE if figure.title else 24.0) + _GAP_BELOW_TITLE - 20.0


def _title_width(figure: Figure) -> float:
    widths = [text_width(figure.subtitle, type_.SUBTITLE.size, type_.SUBTITLE.weight)]
    if figure.title:
        widths.append(min(480.0, text_width(figure.title, type_.TITLE.size, type_.TITLE.weight)))
    return max(widths) + 2 * _MARGIN


def _title_marks(figure: Figure, theme: Theme) -> tuple[Mark, ...]:
    if not figure.title:
        return ()
    room = _title_width(figure) - 2 * _MARGIN + 1.0
    title = ellipsized(figure.title, room, type_.TITLE.size, type_.TITLE.weight)
    lines = (
        _line(title, Point(_MARGIN, _TITLE_BASELINE), type_.TITLE, theme.title),
        _line(figure.subtitle, Point(_MARGIN, _SUBTITLE_BASELINE), type_.SUBTITLE, theme.muted),
    )
    return (GroupMark(Hooks("title", "title"), lines),)


def _foot_marks(figure: Figure, theme: Theme, room: Rect) -> tuple[Mark, ...]:
    """The legend and the notes, wrapped to the picture's width."""
    lines = [
        line
        for text in (*figure.legend, *(f"note: {note}" for note in figure.notes))
        for line in wrapped_lines(text, room.width, type_.LEGEND.size, type_.LEGEND.weight)
    ]
    if not lines:
        return ()
    marks = tuple(
        _line(line, Point(room.x, room.y + index * _LEGEND_PITCH), type_.LEGEND, theme.muted)
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
