"""Drafts of a figure: all its parts laid out, in one form after another, the plainest first.

In: a Figure, and the room that the slot leaves at the wanted scale. Out: `Drawn`s, lazily: plain;
cards on block cards narrower; then the overview's cards; then the overview wrapped into columns. A
form that cannot fit the room is not laid out. Equal panels are laid out once, whatever figure they
are of. It places nothing on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from netscribe.figure.containers import with_meaningful_modules
from netscribe.figure.types import Figure, Panel
from netscribe.geometry import Point, Size
from netscribe.graph.kinds import Kind
from netscribe.layout.engine import layout
from netscribe.layout.levels import find_levels
from netscribe.layout.types import Layout, Plan, Spacing
from netscribe.layout.wrapping import wrap
from netscribe.scene.frames import Frame, frame_around
from netscribe.scene.packing import Parts
from netscribe.scene.placed import PLAIN, PlacedPanel, measure_panel
from netscribe.scene.plan import panel_plan
from netscribe.scene.table import MeasuredTable, measure_table
from netscribe.style.measured import MeasuredMark
from netscribe.style.themes import CardLines

#: A long overview is tried in up to so many columns, of the equal length and of more.
_MOST_COLUMNS = 6
_SPARE_LENGTHS = (1.05, 1.2, 1.4)
#: To make room, cards on block cards are made no wider than this, and then those of the overview.
_TIGHT_WIDTHS = (230.0, 200.0, 160.0)
_TIGHT_OVERVIEW = Spacing(
    between_boxes=18.0,
    between_ranks=22.0,
    between_wires=10.0,
    group_padding=12.0,
    label_room=4.5,
    arrow_room=11.0,
)
#: Labels between ranks that stand close do so too.
_LABEL_HEIGHT = 13.0
_TIGHT_CARD = replace(_TIGHT_OVERVIEW, margin=14.0)
#: No tight form takes less than this share of the plain one's area: more need not be tried.
_TIGHTEST = 0.4
#: The forms of an overview that make room: width of its cards, room between its ranks.
_TIGHT_FORMS = ((230.0, 22.0), (160.0, 22.0), (230.0, 16.0), (160.0, 16.0))


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
        overviews = tuple(self._overviews(self._sized(first)))
        least = min(_area(overview.layout.size) for overview in overviews)
        if least * _TIGHTEST > _area(room):
            return
        for width in (None, *_TIGHT_WIDTHS) if others else (None,):
            sized = [self._sized(panel, width) for panel in others]
            if least + _least_area(sized) > _area(room):
                continue
            cards = _framed(map(self._placed, sized))
            for overview in overviews:
                yield Drawn(overview, cards, table)
        for tightened in _tightened(first, beside_cards=bool(others)):
            yield from self._tight_forms(replace(figure, panels=(tightened, *others)), room)

    def _tight_forms(self, figure: Figure, room: Size) -> Iterator[Drawn]:
        first, *others = figure.panels
        sized = [self._sized(panel, _TIGHT_WIDTHS[-1]) for panel in others]
        for width, between in _TIGHT_FORMS:
            tight = self._sized(first, width).with_ranks(between)
            if _least_area((tight, *sized)) > _area(room):
                continue
            cards = _framed(map(self._placed, sized))
            for overview in chain(self._overviews(tight), self._wrapped(tight, room)):
                yield Drawn(overview, cards, _table(figure))

    def _sized(self, panel: Panel, most_width: float | None = None) -> _Sized:
        """A panel's plan with the sizes of its marks; cards no wider than `most_width`."""
        measured = measure_panel(panel, self.lines, direction=self.direction, most_width=most_width)
        tight = _TIGHT_CARD if panel.letter else _TIGHT_OVERVIEW
        plan = panel_plan(panel, measured, self.direction)
        plan = replace(plan, spacing=PLAIN if most_width is None else tight)
        return _Sized(panel, measured, plan)

    def _overviews(self, sized: _Sized) -> Iterator[PlacedPanel]:
        """In two columns with level skips, if the network has that shape, and in one."""
        if self.direction == "down" and find_levels(sized.plan) is not None:
            levels = self._placed(replace(sized, plan=replace(sized.plan, arrangement="levels")))
            if levels.layout.level_skips:
                yield levels
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

    def with_ranks(self, between: float) -> _Sized:
        """The same with so much room between ranks."""
        room = (between - _LABEL_HEIGHT) / 2
        spacing = replace(self.plan.spacing, between_ranks=between, label_room=room)
        return replace(self, plan=replace(self.plan, spacing=spacing))

    @property
    def least_area(self) -> float:
        """The area below which no layout will be: that of the marks, each with a wire below."""
        gap = self.plan.spacing.between_ranks
        return sum(box.size.width * (box.size.height + gap) for box in self.plan.boxes)


def _tightened(panel: Panel, *, beside_cards: bool) -> Iterator[Panel]:
    """The overview with the frames that it may have where room is dear."""
    closed = any(node.op.kind is Kind.BLOCK for node in panel.graph.nodes)
    if not beside_cards:
        yield panel
    if beside_cards or (closed and panel.graph.modules):
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
