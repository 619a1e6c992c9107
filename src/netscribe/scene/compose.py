"""Composes the Scene: sizes the figure's marks, lays them out, and puts the ink in place.

In: a Figure, a Theme, a direction and the slot that the picture is for. Out: a Scene. Here text,
layout, packing and theme meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from netscribe.figure.containers import with_meaningful_modules
from netscribe.figure.types import Figure, Panel
from netscribe.geometry import Point
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout, Spacing
from netscribe.layout.wrapping import wrap
from netscribe.scene.arrangement import Arrangement, arranged
from netscribe.scene.frames import Frame, frame_around
from netscribe.scene.ink import MarkInk
from netscribe.scene.outlines import Outlines
from netscribe.scene.packing import Parts
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

#: A long overview is tried in up to so many columns, of the equal length and of more.
_MOST_COLUMNS = 6
_SPARE_LENGTHS = (1.05, 1.2, 1.4)
#: To make room, cards on block cards are made no wider than this, and then those of the overview.
_TIGHT_WIDTHS = (230.0, 200.0, 160.0)
_PLAIN = Spacing()
_TIGHT_OVERVIEW = Spacing(
    between_boxes=18.0, between_ranks=22.0, between_wires=10.0, group_padding=12.0, arrow_room=11.0
)
_TIGHT_CARD = replace(_TIGHT_OVERVIEW, margin=14.0)
#: What departs from the plainest picture must be printed larger by this factor.
_WORTH = 1.03
#: No tight form takes less than this share of the plain one's area: more need not be tried.
_TIGHTEST = 0.4


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A panel with its measured marks and its layout."""

    panel: Panel
    measured: Mapping[str, MeasuredMark]
    layout: Layout
    spacing: Spacing = _PLAIN


@dataclass(frozen=True, slots=True)
class _Drawn:
    """All parts of a figure with their sizes, but not yet on a page."""

    overview: PlacedPanel
    cards: tuple[tuple[Frame, PlacedPanel], ...]
    table: MeasuredTable | None

    @property
    def parts(self) -> Parts:
        return Parts(
            self.overview.layout.size,
            tuple(frame.size for frame, _ in self.cards),
            self.table.size if self.table is not None else None,
        )


@dataclass(frozen=True, slots=True)
class _Composition:
    """The parts of a figure, and where they stand on the page."""

    drawn: _Drawn
    arrangement: Arrangement

    def scale(self, slot: Slot) -> float:
        return slot.scale(self.arrangement.page.size)

    def scene(self, theme: Theme) -> Scene:
        """The overview's marks, then the block cards in order, then the table."""
        drawn, found = self.drawn, self.arrangement
        marks = [*panel_marks(drawn.overview, MarkInk(theme, found.overview))]
        for (frame, placed), rect in zip(drawn.cards, found.cards, strict=True):
            ink = MarkInk(theme, frame.origin(rect))
            marks.append(frame.marks(rect, panel_marks(placed, ink), ink))
        if drawn.table is not None and found.table is not None:
            marks.append(drawn.table.marks(found.table, theme))
        return found.page.scene(tuple(marks))


def measure_panel(
    panel: Panel,
    lines: CardLines,
    least_bar_width: float = type_.BAR_MIN_WIDTH,
    direction: str = "down",
    *,
    most_width: float | None = None,
) -> dict[str, MeasuredMark]:
    """Every mark of a panel with its size, by id; `most_width` as in `measure_nodes`."""
    measured = dict(
        measure_nodes(
            panel.graph,
            names=lines.names,
            right2=lines.right2,
            most_width=most_width,
            unsaid=panel.unsaid,
        )
    )
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
    panel: Panel,
    measured: Mapping[str, MeasuredMark],
    direction: str,
    spacing: Spacing = _PLAIN,
) -> PlacedPanel:
    """Lays out a panel whose marks have their sizes."""
    plan = replace(panel_plan(panel, measured, direction), spacing=spacing)
    return PlacedPanel(panel, measured, layout(plan), spacing)


def place_panel(panel: Panel, direction: str, *, names: bool) -> PlacedPanel:
    """Sizes and lays out one panel."""
    lines = CardLines("name" if names else "none")
    return place_measured(panel, measure_panel(panel, lines, direction=direction), direction)


def compose(figure: Figure, theme: Theme, direction: str, slot: Slot | None = None) -> Scene:
    """The finished scene of a figure, arranged for `slot` if there is one.

    Where it would not be legible there, names on cards are shortened, and a long overview is
    wrapped.
    """
    best: _Composition | None = None
    for drawn in _drawings(figure, theme, direction, slot):
        found = _Composition(drawn, arranged(figure, theme, drawn.parts, slot))
        if slot is None or slot.is_legible(found.arrangement.page.size):
            best = found
            break
        if best is None or found.scale(slot) > best.scale(slot) * _WORTH:
            best = found
    assert best is not None
    return best.scene(theme)


def _drawings(figure: Figure, theme: Theme, direction: str, slot: Slot | None) -> Iterator[_Drawn]:
    """Ways to lay a figure out, the plainest first."""
    lines = theme.card_lines(names=figure.names)

    def place(panel: Panel, most_width: float | None) -> PlacedPanel:
        measured = measure_panel(panel, lines, direction=direction, most_width=most_width)
        if most_width is None:
            return place_measured(panel, measured, direction)
        spacing = _TIGHT_CARD if panel.letter else _TIGHT_OVERVIEW
        return place_measured(panel, measured, direction, spacing)

    table = measure_table(figure.table) if figure.table is not None else None
    overview, *cards = (place(panel, None) for panel in figure.panels)
    drawn = _Drawn(overview, _framed(cards), table)
    yield drawn
    if slot is None:
        return
    if drawn.parts.area * _TIGHTEST > slot.legible_area:
        for wrapped in _wrapped(overview, direction):
            yield replace(drawn, overview=wrapped)
        return
    for most_width in _TIGHT_WIDTHS if cards else ():
        cards = [place(panel, most_width) for panel in figure.panels[1:]]
        yield _Drawn(overview, _framed(cards), table)
    panel = figure.panels[0]
    if cards:
        panel = replace(panel, graph=with_meaningful_modules(panel.graph))
    overview = place(panel, _TIGHT_WIDTHS[0])
    drawn = _Drawn(overview, _framed(cards), table)
    yield drawn
    for wrapped in _wrapped(overview, direction):
        yield replace(drawn, overview=wrapped)


def _framed(cards: Iterable[PlacedPanel]) -> tuple[tuple[Frame, PlacedPanel], ...]:
    return tuple((frame_around(card.panel, card.layout.size), card) for card in cards)


def _wrapped(placed: PlacedPanel, direction: str) -> Iterator[PlacedPanel]:
    """A panel's layout in two columns and more; each time with a little room to spare.

    Last come those in which a bar stands alone in a column.
    """
    plan = replace(panel_plan(placed.panel, placed.measured, direction), spacing=placed.spacing)
    size = placed.layout.size
    length = size.width if direction == "right" else size.height
    limits = [
        length / columns * spare
        for columns in range(2, _MOST_COLUMNS + 1)
        for spare in _SPARE_LENGTHS
    ]
    layouts = (wrap(plan, placed.layout, limit) for limit in limits)
    found = [replace(placed, layout=made) for made in layouts if made is not placed.layout]
    yield from sorted(found, key=lambda wrapped: _cuts_off_an_end(wrapped, direction))


def _cuts_off_an_end(placed: PlacedPanel, direction: str) -> bool:
    """Whether a bar stands alone in a column: its wire runs back to the beginning of the next."""
    bars = {bar.id for bar in placed.panel.bars}
    return any(
        _runs_back(placed.layout.routes[edge.id].points, direction)
        for edge in placed.panel.edges
        if edge.source in bars or edge.target in bars
    )


def _runs_back(points: Sequence[Point], direction: str) -> bool:
    if direction == "right":
        return any(after.x < before.x - 1.0 for before, after in pairwise(points))
    sign = -1.0 if direction == "up" else 1.0
    return any(sign * (after.y - before.y) < -1.0 for before, after in pairwise(points))


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
