"""Drafts of a figure: all its parts laid out, in one form after another, the plainest first.

In: a Figure, and the room that the slot leaves at the wanted scale. Out: `Drawn`s, lazily. A form
that cannot fit the room is not laid out. Equal panels are laid out once, whatever figure they are
of. It places nothing on a page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from netscribe.figure.containers import with_meaningful_modules
from netscribe.figure.types import Figure, Panel
from netscribe.geometry import Size
from netscribe.graph.kinds import Kind
from netscribe.layout.arrangements import arrangements
from netscribe.layout.engine import layout
from netscribe.layout.types import Arrangement, Layout, Plan
from netscribe.scene.forms import PLAIN_FORM, Form, Manner, Pairing, pairings
from netscribe.scene.frames import Frame, frame_around
from netscribe.scene.packing import MARGIN, Parts
from netscribe.scene.placed import PlacedPanel, measure_panel
from netscribe.scene.plan import panel_plan
from netscribe.scene.table import MeasuredTable, measure_table
from netscribe.scene.wrapped import wrapped
from netscribe.style.measured import MeasuredMark
from netscribe.style.themes import CardLines

#: No other form takes less than this share of the plain one's area: more need not be tried.
_TIGHTEST = 0.3
#: In place of a panel's number: the overview without frames that only repeat names of the code.
_BARE = -1


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
        overview, *cards = (self.placed(self.sized(panel, PLAIN_FORM)) for panel in figure.panels)
        return Drawn(overview, _framed(cards), _table(figure))

    def fitting(self, figure: Figure, room: Size) -> Iterator[Drawn]:
        """All forms whose parts have no more area than `room`, and are none of them longer."""
        for drawn in _Sheet(self, figure, room).forms():
            if _may_fit(drawn.parts, room):
                yield drawn

    def sized(self, panel: Panel, form: Form) -> Sized:
        """A panel's plan with the sizes of its marks in a form."""
        measured = measure_panel(panel, self.lines, direction=self.direction, form=form.cards)
        plan = panel_plan(panel, measured, self.direction)
        return Sized(panel, measured, replace(plan, spacing=form.spacing))

    def placed(self, sized: Sized) -> PlacedPanel:
        """The panel laid out."""
        plan = sized.plan
        if plan not in self.layouts:
            self.layouts[plan] = layout(plan)
        return PlacedPanel(sized.panel, sized.measured, self.layouts[plan], plan.spacing)


@dataclass(frozen=True, slots=True)
class Sized:
    """A panel whose marks have their sizes, and the task of laying them out."""

    panel: Panel
    measured: Mapping[str, MeasuredMark]
    plan: Plan

    @property
    def least_area(self) -> float:
        """The area below which no layout will be: that of the marks, each with a wire below."""
        gap = self.plan.spacing.between_ranks
        return sum(box.size.width * (box.size.height + gap) for box in self.plan.boxes)


@dataclass
class _Sheet:
    """One figure for one room: what was made of each of its panels, by form."""

    drafts: Drafts
    figure: Figure
    room: Size
    known: dict[tuple[int, Form], Sized] = field(default_factory=dict)
    plans: dict[tuple[int, Form], Mapping[Arrangement, Plan]] = field(default_factory=dict)

    def forms(self) -> Iterator[Drawn]:
        """The figure in every form whose marks have room."""
        first, *others = self.figure.panels
        least = self._sized(0, PLAIN_FORM).least_area
        if least * _TIGHTEST > _area(self.room):
            return
        table = _table(self.figure)
        numbers = range(1, len(others) + 1)
        tried = tuple(pairings(with_cards=bool(others)))
        # An arrangement that shows the network's shape, however tight, before one column.
        for shaped, pairing in product((True, False), tried):
            overviews = tuple(self._overviews(first, pairing, shaped=shaped))
            for manner in pairing.cards if overviews else ():
                least = sum(self._sized(number, manner.forms[-1]).least_area for number in numbers)
                if least + min(_area(one.layout.size) for one in overviews) > _area(self.room):
                    continue
                fitted = (self._fitted(number, manner) for number in numbers)
                cards = _framed(map(self.drafts.placed, fitted))
                for overview in overviews:
                    yield Drawn(overview, cards, table)

    def _overviews(self, panel: Panel, pairing: Pairing, *, shaped: bool) -> Iterator[PlacedPanel]:
        """The overview with the frames that it may have, arranged by its shape or in one column."""
        closed = any(node.op.kind is Kind.BLOCK for node in panel.graph.nodes)
        beside_cards = len(self.figure.panels) > 1
        if not (pairing.bare and beside_cards):
            yield from self._arranged(0, pairing, shaped=shaped)
        if pairing.bare and (beside_cards or (closed and panel.graph.modules)):
            yield from self._arranged(_BARE, pairing, shaped=shaped)

    def _arranged(self, number: int, pairing: Pairing, *, shaped: bool) -> Iterator[PlacedPanel]:
        """A panel in two columns, in the ways that its shape allows; or in one and wrapped."""
        manner = pairing.overview
        narrowest = self._sized(number, manner.forms[-1])
        if narrowest.least_area > _area(self.room):
            return
        for kind in self._plans(number, manner.forms[-1]):
            if (kind == "columns") == shaped:
                continue
            sized = self._fitted(number, manner, kind)
            placed = self.drafts.placed(sized)
            if placed.layout.arrangement == kind:
                yield placed
            if kind == "columns" and pairing.wraps:
                yield from wrapped(placed, sized.plan, self.room)

    def _fitted(self, number: int, manner: Manner, arrangement: Arrangement = "columns") -> Sized:
        """A panel in the first form of a manner that is narrow enough. O(log forms) layouts."""
        overview = number in (0, _BARE)
        around = 2 * MARGIN
        limit = manner.share * (self.room.width - around) + (around if overview else 0.0)

        def is_narrow(form: Form) -> bool:
            return self.drafts.placed(in_form(form)).layout.size.width <= limit

        def in_form(form: Form) -> Sized:
            return replace(self._sized(number, form), plan=self._plans(number, form)[arrangement])

        narrow = bisect_left(manner.forms[:-1], True, key=is_narrow)
        return in_form(manner.forms[narrow])

    def _plans(self, number: int, form: Form) -> Mapping[Arrangement, Plan]:
        """The ways to arrange a panel, that in one direction last; block cards have no other."""
        key = (number, form)
        if key not in self.plans:
            plan = self._sized(number, form).plan
            others = arrangements(plan) if number in (0, _BARE) else ()
            self.plans[key] = {one.arrangement: one for one in (*others, plan)}
        return self.plans[key]

    def _sized(self, number: int, form: Form) -> Sized:
        key = (number, form)
        if key not in self.known:
            self.known[key] = self.drafts.sized(self._panel(number), form)
        return self.known[key]

    def _panel(self, number: int) -> Panel:
        first = self.figure.panels[0]
        if number != _BARE:
            return self.figure.panels[number]
        return replace(first, graph=with_meaningful_modules(first.graph))


def _framed(cards: Iterable[PlacedPanel]) -> tuple[tuple[Frame, PlacedPanel], ...]:
    return tuple((frame_around(card.panel, card.layout.size), card) for card in cards)


def _table(figure: Figure) -> MeasuredTable | None:
    return measure_table(figure.table) if figure.table is not None else None


def _area(size: Size) -> float:
    return size.width * size.height


def _may_fit(parts: Parts, room: Size) -> bool:
    sizes = [parts.overview, *parts.cards, *((parts.table,) if parts.table else ())]
    longest = any(size.width > room.width or size.height > room.height for size in sizes)
    return parts.area <= _area(room) and not longest
