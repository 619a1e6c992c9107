"""A figure in every form that may fit a room, the plainest first.

In: a Figure, how its panels are made, and the room that the slot leaves at the wanted scale. Out:
`Drawn`s, lazily. What cannot fit is not laid out; what was made for one room serves the next. It
places nothing on a page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from math import inf

from netscribe.figure.containers import with_meaningful_modules
from netscribe.figure.types import Figure, Panel
from netscribe.geometry import Size
from netscribe.graph.kinds import Kind
from netscribe.layout.arrangements import arrangements
from netscribe.layout.types import Arrangement, Plan
from netscribe.scene.drafts import Drafts, Drawn, Sized, drawn
from netscribe.scene.forms import NARROWEST, Form, Manner, Pairing, densest, pairings
from netscribe.scene.packing import MARGIN, Parts
from netscribe.scene.placed import PlacedPanel
from netscribe.scene.wrapped import wrapped

#: Marks that fill more of a room in their narrowest form have no way to be placed: of 34 networks
#: none was legible that filled more than 0.37.
_FULLEST = 0.42
#: In place of a panel's number: the overview without frames that only repeat names of the code.
_BARE = -1
_OVERVIEWS = (0, _BARE)


@dataclass
class Sheet:
    """One figure: what was made of each of its panels, by its number and form.

    `too_large` is the least scale at which it is known that no form is printed.
    """

    drafts: Drafts
    figure: Figure
    known: dict[tuple[int, Form], Sized] = field(default_factory=dict)
    plans: dict[tuple[int, Form], Mapping[Arrangement, Plan]] = field(default_factory=dict)
    too_large: float = inf

    def fitting(self, room: Size, *, legible: bool = True) -> Iterator[Drawn]:
        """All forms whose parts have no more area than `room`, and are none of them longer.

        Where a room is larger than what is `legible`, only those that take the least room.
        """
        if not self._is_possible(room):
            return
        tried = tuple((pairings if legible else densest)(with_cards=bool(self.numbers)))
        # An arrangement that shows the network's shape, however tight, before one column.
        for shaped, pairing in product((True, False), tried):
            overviews = tuple(self._overviews(pairing, room, shaped=shaped))
            for manner in pairing.cards if overviews else ():
                cards = [self._placed(number, manner, room) for number in self.numbers]
                for overview in overviews:
                    found = drawn(self.figure, overview, cards)
                    if _may_fit(found.parts, room):
                        yield found

    @cached_property
    def numbers(self) -> range:
        """Those of the block cards."""
        return range(1, len(self.figure.panels))

    @cached_property
    def overviews(self) -> tuple[int, ...]:
        """The overviews that there are: with all frames, and with those that have a meaning."""
        graph = self.figure.panels[0].graph
        closed = any(node.op.kind is Kind.BLOCK for node in graph.nodes)
        repeats = any(module.repeat > 1 for module in graph.modules)
        return _OVERVIEWS if self.numbers or repeats or (closed and graph.modules) else (0,)

    def _is_possible(self, room: Size) -> bool:
        """Whether the marks have room, and each card as narrow as it can be. O(panels) layouts."""
        narrowest = [
            self._sized(number, NARROWEST) for number in (self.overviews[-1], *self.numbers)
        ]
        if sum(sized.least_area for sized in narrowest) > _FULLEST * _area(room):
            return False
        cards = map(self.drafts.placed, narrowest[1:])
        return self._sideways or all(_width(card) <= room.width - 2 * MARGIN for card in cards)

    def _overviews(self, pairing: Pairing, room: Size, *, shaped: bool) -> Iterator[PlacedPanel]:
        """The overview with the frames that it may have, arranged by its shape or in one column."""
        for number in self.overviews:
            wanted = pairing.bare if number == _BARE else not (pairing.bare and self.numbers)
            if wanted:
                yield from self._arranged(number, pairing, room, shaped=shaped)

    def _arranged(
        self, number: int, pairing: Pairing, room: Size, *, shaped: bool
    ) -> Iterator[PlacedPanel]:
        """A panel in two columns where its network's shape allows it; or in one, wrapped."""
        for kind in self._plans(number, NARROWEST):
            if (kind == "columns") == shaped or not self._has_room(number, kind, room):
                continue
            sized = self._fitted(number, pairing.overview, room, kind)
            placed = self.drafts.placed(sized)
            if placed.layout.arrangement == kind:
                yield placed
            if kind == "columns" and pairing.wraps:
                yield from wrapped(placed, sized.plan, room)

    def _has_room(self, number: int, kind: Arrangement, room: Size) -> bool:
        """Whether an arrangement is narrow enough in its narrowest form."""
        if self._sideways:
            return True
        return _width(self.drafts.placed(self._in_form(number, NARROWEST, kind))) <= room.width

    @property
    def _sideways(self) -> bool:
        """Whether narrower cards make a picture shorter, not less wide."""
        return self.drafts.direction == "right"

    def _placed(self, number: int, manner: Manner, room: Size) -> PlacedPanel:
        return self.drafts.placed(self._fitted(number, manner, room))

    def _fitted(
        self, number: int, manner: Manner, room: Size, kind: Arrangement = "columns"
    ) -> Sized:
        """A panel in the first form of a manner that is narrow enough. O(log forms) layouts."""
        around = 2 * MARGIN
        limit = manner.share * (room.width - around)
        limit += around if number in _OVERVIEWS else 0.0

        def is_narrow(form: Form) -> bool:
            return _width(self.drafts.placed(self._in_form(number, form, kind))) <= limit

        narrow = bisect_left(manner.forms[:-1], True, key=is_narrow)
        return self._in_form(number, manner.forms[narrow], kind)

    def _in_form(self, number: int, form: Form, kind: Arrangement) -> Sized:
        return replace(self._sized(number, form), plan=self._plans(number, form)[kind])

    def _plans(self, number: int, form: Form) -> Mapping[Arrangement, Plan]:
        """The ways to arrange a panel, that in one direction last; block cards have no other."""
        key = (number, form)
        if key not in self.plans:
            plan = self._sized(number, form).plan
            others = arrangements(plan) if number in _OVERVIEWS else ()
            self.plans[key] = {one.arrangement: one for one in (*others, plan)}
        return self.plans[key]

    def _sized(self, number: int, form: Form) -> Sized:
        key = (number, form)
        if key not in self.known:
            panel = self._bare if number == _BARE else self.figure.panels[number]
            self.known[key] = self.drafts.sized(panel, form)
        return self.known[key]

    @cached_property
    def _bare(self) -> Panel:
        first = self.figure.panels[0]
        return replace(first, graph=with_meaningful_modules(first.graph))


def _width(placed: PlacedPanel) -> float:
    return placed.layout.size.width


def _area(size: Size) -> float:
    return size.width * size.height


def _may_fit(parts: Parts, room: Size) -> bool:
    sizes = [parts.overview, *parts.cards, *((parts.table,) if parts.table else ())]
    longest = any(size.width > room.width or size.height > room.height for size in sizes)
    return parts.area <= _area(room) and not longest
