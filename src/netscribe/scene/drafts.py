"""Drafts of a figure: all its parts laid out, in one form after another, the plainest first.

In: a Figure, and the room that the slot leaves at the wanted scale. Out: `Drawn`s, lazily: plain;
cards on block cards narrower; then the overview's cards; then the overview wrapped into columns. A
form that cannot fit the room is not laid out. Equal panels are laid out once, whatever figure they
are of. It places nothing on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from netscribe.figure.containers import with_meaningful_modules
from netscribe.figure.types import Figure, Panel
from netscribe.geometry import Point, Size
from netscribe.graph.kinds import Kind
from netscribe.layout.arrangements import arrangements
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout, Plan
from netscribe.layout.wrapping import wrap
from netscribe.scene.forms import PLAIN_FORM, Form, Pairing, pairings
from netscribe.scene.frames import Frame, frame_around
from netscribe.scene.packing import Parts
from netscribe.scene.placed import PlacedPanel, measure_panel
from netscribe.scene.plan import panel_plan
from netscribe.scene.table import MeasuredTable, measure_table
from netscribe.style.measured import MeasuredMark
from netscribe.style.themes import CardLines

#: A long overview is tried in up to so many columns, of the equal length and of more.
_MOST_COLUMNS = 6
_SPARE_LENGTHS = (1.05, 1.2, 1.4)
#: No other form takes less than this share of the plain one's area: more need not be tried.
_TIGHTEST = 0.3


@dataclass(frozen=True, slots=True)
class Drawn:
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


@dataclass(frozen=True)
class Drafts:
    """Makes drafts; `layouts` are those made so far, by their plan."""

    lines: CardLines
    direction: str
    layouts: dict[Plan, Layout] = field(default_factory=dict)

    def plain(self, figure: Figure) -> Drawn:
        """The form in which nothing makes room."""
        overview, *cards = (self._placed(self._sized(panel)) for panel in figure.panels)
        return Drawn(overview, _framed(cards), _table(figure))

    def fitting(self, figure: Figure, room: Size) -> Iterator[Drawn]:
        """All forms whose parts have no more area than `room`, and are none of them longer."""
        for drawn in self._forms(figure, room):
            if _may_fit(drawn.parts, room):
                yield drawn

    def _forms(self, figure: Figure, room: Size) -> Iterator[Drawn]:
        table = _table(figure)
        first, *others = figure.panels
        least = _area(self._placed(self._sized(first)).layout.size)
        if least * _TIGHTEST > _area(room):
            return
        for pairing in pairings(with_cards=bool(others)):
            for panel in _overview_panels(first, pairing, beside_cards=bool(others)):
                overview = self._sized(panel, pairing.overview)
                if overview.least_area > _area(room):
                    continue
                overviews = tuple(self._overviews(overview))
                if pairing.wraps:
                    overviews += tuple(self._wrapped(overview, room))
                for form in pairing.cards:
                    sized = [self._sized(other, form) for other in others]
                    if _least_area((overview, *sized)) > _area(room):
                        continue
                    cards = _framed(map(self._placed, sized))
                    for placed in overviews:
                        yield Drawn(placed, cards, table)

    def _sized(self, panel: Panel, form: Form = PLAIN_FORM) -> _Sized:
        """A panel's plan with the sizes of its marks in a form."""
        measured = measure_panel(panel, self.lines, direction=self.direction, form=form.cards)
        plan = panel_plan(panel, measured, self.direction)
        return _Sized(panel, measured, replace(plan, spacing=form.spacing))

    def _overviews(self, sized: _Sized) -> Iterator[PlacedPanel]:
        """In two columns in the ways that the network's shape allows, and in one."""
        for plan in arrangements(sized.plan):
            placed = self._placed(replace(sized, plan=plan))
            if placed.layout.arrangement == plan.arrangement:
                yield placed
        yield self._placed(sized)

    def _placed(self, sized: _Sized) -> PlacedPanel:
        plan = sized.plan
        if plan not in self.layouts:
            self.layouts[plan] = layout(plan)
        return PlacedPanel(sized.panel, sized.measured, self.layouts[plan], plan.spacing)

    def _wrapped(self, sized: _Sized, room: Size) -> Iterator[PlacedPanel]:
        """A panel's layout in columns as far as they fit `room`.

        Last come those in which a bar stands alone in a column.
        """
        placed = self._placed(sized)
        found: dict[Size, Layout] = {}
        for columns in range(2, _MOST_COLUMNS + 1):
            made = list(self._in_columns(sized, columns, room))
            found.update((layout.size, layout) for layout in made)
            if not made:
                break
        panels = [replace(placed, layout=made) for made in found.values()]
        yield from sorted(panels, key=lambda wrapped: _cuts_off_an_end(wrapped, self.direction))

    def _in_columns(self, sized: _Sized, columns: int, room: Size) -> Iterator[Layout]:
        """The layout in so many columns of about equal length, each time with more to spare.

        None where they have no room side by side: more columns will not have it either.
        """
        one = self._placed(sized).layout
        sideways = self.direction == "right"
        length = one.size.width if sideways else one.size.height
        across = one.size.height if sideways else one.size.width
        if across > (room.height if sideways else room.width):
            return
        for spare in _SPARE_LENGTHS:
            made = wrap(sized.plan, one, length / columns * spare)
            beside = made.size.height if sideways else made.size.width
            if made is not one and beside <= (room.height if sideways else room.width):
                yield made


@dataclass(frozen=True, slots=True)
class _Sized:
    """A panel whose marks have their sizes, and the task of laying them out."""

    panel: Panel
    measured: Mapping[str, MeasuredMark]
    plan: Plan

    @property
    def least_area(self) -> float:
        """The area below which no layout will be: that of the marks, each with a wire below."""
        gap = self.plan.spacing.between_ranks
        return sum(box.size.width * (box.size.height + gap) for box in self.plan.boxes)


def _overview_panels(panel: Panel, pairing: Pairing, *, beside_cards: bool) -> Iterator[Panel]:
    """The overview with the frames that it may have where room is dear."""
    closed = any(node.op.kind is Kind.BLOCK for node in panel.graph.nodes)
    if not (pairing.bare and beside_cards):
        yield panel
    if pairing.bare and (beside_cards or (closed and panel.graph.modules)):
        yield replace(panel, graph=with_meaningful_modules(panel.graph))


def _framed(cards: Iterable[PlacedPanel]) -> tuple[tuple[Frame, PlacedPanel], ...]:
    return tuple((frame_around(card.panel, card.layout.size), card) for card in cards)


def _table(figure: Figure) -> MeasuredTable | None:
    return measure_table(figure.table) if figure.table is not None else None


def _least_area(sized: Iterable[_Sized]) -> float:
    return sum(one.least_area for one in sized)


def _area(size: Size) -> float:
    return size.width * size.height


def _may_fit(parts: Parts, room: Size) -> bool:
    sizes = [parts.overview, *parts.cards, *((parts.table,) if parts.table else ())]
    longest = any(size.width > room.width or size.height > room.height for size in sizes)
    return parts.area <= _area(room) and not longest


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
