"""Composes the Scene: sizes the figure's marks, lays them out, and puts the ink in place.

In: a Figure, a Theme and a direction. Out: a Scene. Here text, layout and theme meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.figure.types import Figure, Panel
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout
from netscribe.scene.ink import MarkInk
from netscribe.scene.outlines import Outlines
from netscribe.scene.page import Page
from netscribe.scene.plan import panel_plan
from netscribe.scene.types import Mark, Scene
from netscribe.scene.wires import edge_marks
from netscribe.style import typography as type_
from netscribe.style.measured import MeasuredMark
from netscribe.style.sizing import measure_bar, measure_nodes
from netscribe.style.themes import CardLines, Theme


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A panel with its measured marks and its layout."""

    panel: Panel
    measured: Mapping[str, MeasuredMark]
    layout: Layout


def measure_panel(
    panel: Panel, lines: CardLines, least_bar_width: float = type_.BAR_MIN_WIDTH
) -> dict[str, MeasuredMark]:
    """Every mark of a panel with its size, by id."""
    measured = dict(measure_nodes(panel.graph, names=lines.names, right2=lines.right2))
    for bar in panel.bars:
        name = bar.name if lines.names else ""
        measured[bar.id] = measure_bar(bar.title, name, bar.shape, least_bar_width)
    return measured


def place_measured(
    panel: Panel, measured: Mapping[str, MeasuredMark], direction: str
) -> PlacedPanel:
    """Lays out a panel whose marks have their sizes."""
    return PlacedPanel(panel, measured, layout(panel_plan(panel, measured, direction)))


def place_panel(panel: Panel, direction: str, *, names: bool) -> PlacedPanel:
    """Sizes and lays out one panel."""
    lines = CardLines("name" if names else "none")
    return place_measured(panel, measure_panel(panel, lines), direction)


def compose(figure: Figure, theme: Theme, direction: str) -> Scene:
    """The finished scene of a figure."""
    panel, lines = figure.panels[0], theme.card_lines(names=figure.names)
    placed = place_measured(panel, measure_panel(panel, lines), direction)
    page = Page(figure, theme, placed.layout.size)
    return page.scene(panel_marks(placed, MarkInk(theme, page.origin)))


def panel_marks(placed: PlacedPanel, ink: MarkInk) -> tuple[Mark, ...]:
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
