"""A panel with sizes and places: its marks are measured, laid out, and given their ink.

In: a Panel, what its cards print, a direction. Out: a `PlacedPanel`, and its marks at any place.
Here text, layout and theme meet; it knows no page and no slot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from netscribe.figure.containers import with_drawn_modules
from netscribe.figure.types import Panel
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout, Spacing
from netscribe.scene.ink import MarkInk
from netscribe.scene.outlines import Outlines
from netscribe.scene.parallel import least_widths
from netscribe.scene.plan import panel_plan
from netscribe.scene.types import Mark
from netscribe.scene.wires import edge_marks
from netscribe.style import typography as type_
from netscribe.style.bars import measure_bar, measure_flat_bar
from netscribe.style.card_forms import PLAIN_CARDS, CardForm
from netscribe.style.measured import MeasuredMark
from netscribe.style.sizing import (
    measure_nodes,
    with_room_at_the_side,
)
from netscribe.style.stubs import measure_stub
from netscribe.style.themes import CardLines

PLAIN = Spacing()


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A panel with its measured marks and its layout."""

    panel: Panel
    measured: Mapping[str, MeasuredMark]
    layout: Layout
    spacing: Spacing = PLAIN


def measure_panel(
    panel: Panel,
    lines: CardLines,
    least_bar_width: float = type_.BAR_MIN_WIDTH,
    direction: str = "down",
    *,
    form: CardForm = PLAIN_CARDS,
) -> dict[str, MeasuredMark]:
    """Every mark of a panel with its size, by id; `form` as in `measure_nodes`."""
    if direction != "right":
        form = replace(form, least_widths=tuple(least_widths(panel.edges)))
    measured = dict(
        measure_nodes(
            panel.graph,
            names=lines.names,
            right2=lines.right2,
            form=form,
            unsaid=panel.unsaid,
        )
    )
    if direction == "right":
        for node in panel.graph.nodes:
            measured[node.id] = with_room_at_the_side(measured[node.id], node)
    for bar in panel.bars:
        if bar.stub:
            measured[bar.id] = measure_stub(
                (bar.title, bar.shape), direction, is_input=bar.is_input
            )
        else:
            name = bar.name if lines.names else ""
            measured[bar.id] = (
                measure_flat_bar(bar.title, name, bar.shape, form.most_width or 0.0)
                if form.flowing
                else measure_bar(bar.title, name, bar.shape, least_bar_width)
            )
    return measured


def place_measured(
    panel: Panel,
    measured: Mapping[str, MeasuredMark],
    direction: str,
    spacing: Spacing = PLAIN,
) -> PlacedPanel:
    """Lays out a panel whose marks have their sizes."""
    plan = replace(panel_plan(panel, measured, direction), spacing=spacing)
    return PlacedPanel(panel, measured, layout(plan), spacing)


def place_panel(panel: Panel, direction: str, *, names: bool) -> PlacedPanel:
    """Sizes and lays out one panel."""
    lines = CardLines("name" if names else "none")
    return place_measured(panel, measure_panel(panel, lines, direction=direction), direction)


def panel_marks(placed: PlacedPanel, ink: MarkInk) -> tuple[Mark, ...]:
    """Containers lowest, then wires, then nodes in topological order, then labels."""
    graph = with_drawn_modules(placed.panel.graph, placed.layout.groups)
    groups = [ink.group(module, graph, placed.layout.groups[module.id]) for module in graph.modules]
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
    hexagons = frozenset(bar.id for bar in placed.panel.bars if not bar.stub)
    outlines = Outlines(placed.measured, placed.layout.boxes, hexagons)
    wires, labels = edge_marks(placed.panel.edges, placed.layout, outlines, ink)
    return (*groups, *wires, *inputs, *nodes, *outputs, *labels)
