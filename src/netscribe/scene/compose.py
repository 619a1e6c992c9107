"""Composes the Scene: sizes the figure's marks, lays them out, and puts the ink in place.

In: a Figure, a Theme, a direction and the slot that the picture is for. Out: a Scene. Here text,
layout, packing and theme meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from netscribe.figure.types import Figure, Panel
from netscribe.geometry import Size
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout
from netscribe.layout.wrapping import wrap
from netscribe.scene.frames import Frame, frame_around
from netscribe.scene.ink import MarkInk
from netscribe.scene.outlines import Outlines
from netscribe.scene.packing import Packing, Parts, packings
from netscribe.scene.page import Page
from netscribe.scene.plan import panel_plan
from netscribe.scene.slots import Slot
from netscribe.scene.table import MeasuredTable, measure_table
from netscribe.scene.types import Mark, Scene
from netscribe.scene.wires import edge_marks
from netscribe.style import typography as type_
from netscribe.style.measured import MeasuredMark
from netscribe.style.sizing import measure_bar, measure_nodes
from netscribe.style.stubs import measure_stub
from netscribe.style.themes import CardLines, Theme

#: The margin of every layout; block cards and the table keep it as well.
_MARGIN = 20.0
#: A long overview is tried in so many columns.
_MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A panel with its measured marks and its layout."""

    panel: Panel
    measured: Mapping[str, MeasuredMark]
    layout: Layout


@dataclass(frozen=True, slots=True)
class _Composition:
    """One way to put a figure on a page."""

    overview: PlacedPanel
    packing: Packing
    page: Page


def measure_panel(
    panel: Panel,
    lines: CardLines,
    least_bar_width: float = type_.BAR_MIN_WIDTH,
    direction: str = "down",
) -> dict[str, MeasuredMark]:
    """Every mark of a panel with its size, by id."""
    measured = dict(measure_nodes(panel.graph, names=lines.names, right2=lines.right2))
    for bar in panel.bars:
        if bar.stub:
            measured[bar.id] = measure_stub(
                (bar.title, bar.shape), direction, is_input=bar.is_input
            )
        else:
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
    return place_measured(panel, measure_panel(panel, lines, direction=direction), direction)


def compose(figure: Figure, theme: Theme, direction: str, slot: Slot | None = None) -> Scene:
    """The finished scene of a figure, arranged for `slot` if there is one."""
    lines = theme.card_lines(names=figure.names)
    overview, *cards = (
        place_measured(panel, measure_panel(panel, lines, direction=direction), direction)
        for panel in figure.panels
    )
    frames = tuple(frame_around(card.panel, card.layout.size) for card in cards)
    table = measure_table(figure.table) if figure.table is not None else None
    sizes = Parts(
        overview.layout.size,
        tuple(frame.size for frame in frames),
        table.size if table is not None else None,
    )
    best = _best(_compositions(figure, theme, overview, sizes), slot)
    if slot is not None and not slot.is_legible(best.page.size):
        wrapped = (
            found
            for columns in range(2, _MOST_COLUMNS + 1)
            for found in _compositions(
                figure, theme, _in_columns(overview, direction, columns), sizes
            )
        )
        best = _best((best, *wrapped), slot)
    return _scene(best, tuple(zip(frames, cards, strict=True)), table, theme)


def _compositions(
    figure: Figure, theme: Theme, overview: PlacedPanel, sizes: Parts
) -> Iterator[_Composition]:
    whole = overview.layout.size
    inner = Size(whole.width - 2 * _MARGIN, whole.height - 2 * _MARGIN)
    for packing in packings(replace(sizes, overview=inner)):
        body = Size(packing.size.width + 2 * _MARGIN, packing.size.height + 2 * _MARGIN)
        yield _Composition(overview, packing, Page(figure, theme, body))


def _best(
    found: Iterator[_Composition] | tuple[_Composition, ...], slot: Slot | None
) -> _Composition:
    """The one that is printed largest; among equals the one of least area."""

    def rank(composition: _Composition) -> tuple[float, float]:
        size = composition.page.size
        scale = 1.0 if slot is None else slot.scale(size)
        return (-round(scale, 3), size.width * size.height)

    return min(found, key=rank)


def _in_columns(placed: PlacedPanel, direction: str, columns: int) -> PlacedPanel:
    """A panel's layout wrapped into about so many columns."""
    plan = panel_plan(placed.panel, placed.measured, direction)
    size = placed.layout.size
    length = size.width if direction == "right" else size.height
    return replace(placed, layout=wrap(plan, placed.layout, length / columns * 1.03))


def _scene(
    best: _Composition,
    cards: tuple[tuple[Frame, PlacedPanel], ...],
    table: MeasuredTable | None,
    theme: Theme,
) -> Scene:
    origin, packing = best.page.origin, best.packing
    at = origin.moved(packing.overview.x, packing.overview.y)
    marks = [*panel_marks(best.overview, MarkInk(theme, at))]
    for (frame, placed), rect in zip(cards, packing.cards, strict=True):
        room = rect.moved(origin.x + _MARGIN, origin.y + _MARGIN)
        ink = MarkInk(theme, frame.origin(room))
        marks.append(frame.marks(room, panel_marks(placed, ink), ink))
    if table is not None and packing.table is not None:
        place = packing.table.moved(origin.x + _MARGIN, origin.y + _MARGIN)
        marks.append(table.marks(place, theme))
    return best.page.scene(tuple(marks))


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
    hexagons = frozenset(bar.id for bar in placed.panel.bars if not bar.stub)
    outlines = Outlines(placed.measured, placed.layout.boxes, hexagons)
    wires, labels = edge_marks(placed.panel.edges, placed.layout, outlines, ink)
    return (*groups, *wires, *inputs, *nodes, *outputs, *labels)
