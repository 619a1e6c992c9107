"""Phase: the order of ports on a group's border, agreed between what lies inside and outside.

Needs: `Templates`. Leaves: a `LocalLayout` per template. Templates are outlined from the innermost
outwards, each with the port order that suits its inside. Where wires then cross around a group, the
order that would suit its outside is tried, and kept if fewer wires cross in the whole picture. One
template has one order, so that equal groups stay congruent. Only what is kept is drawn.
Source: our own; the port constraints of hierarchical layered layout (Schulze, Spoenemann and von
Hanxleden 2014) met from both sides. Cost: that of laying out each template once, and for those
that have crossings a bounded number of times more.
"""

from __future__ import annotations

from netscribe.layout.desk import Clock, Desk
from netscribe.layout.frame import Frame
from netscribe.layout.freedom import Wishes, wish_orders
from netscribe.layout.level import draw_level
from netscribe.layout.local import FREE, LocalLayout, PortOrder
from netscribe.layout.order import OrderBook
from netscribe.layout.outline import Outline, outline_level
from netscribe.layout.templates import Templates, filled, raised

#: Pieces of wire that may be laid out again in all, for each one there is (and at least so many).
EFFORT = 0.5
LEAST_EFFORT = 2_000
#: How often all templates are gone through.
ROUNDS = 2
#: How deep a wish is passed on to groups within a group before it is judged.
DEPTH = 3


def agree(templates: Templates, frame: Frame, clock: Clock) -> list[LocalLayout]:
    """The layout of every template."""
    talk = _Talk(templates, Desk(frame, clock, OrderBook()))
    for number in range(len(templates.sketches)):
        talk.outline(number)
    talk.effort = max(LEAST_EFFORT, EFFORT * sum(found.pieces for found in talk.outlines))
    for _ in range(ROUNDS):
        if not sum([talk.hear(number) for number in reversed(range(len(templates.sketches)))]):
            break
    layouts: list[LocalLayout] = []
    for outline in talk.outlines:
        graph = raised(outline.graph, talk.outlines, layouts)
        layouts.append(draw_level(graph, outline, frame, clock))
    return layouts


#: What makes a template's outline: its port order, and which outlines its inner templates have.
_Making = tuple[PortOrder, tuple[int, ...]]


class _Talk:
    """Scratch state: the outlines and port orders so far, and the effort that is left."""

    def __init__(self, templates: Templates, desk: Desk) -> None:
        self._templates = templates
        self._desk = desk
        self.outlines: list[Outline] = []
        self._wished = [FREE] * len(templates.sketches)
        self.effort = 0.0
        self._inner = _inner(templates)
        # By template, the number of the outline it has; and every one it had, by what made it.
        self._variants: list[int] = []
        self._known: list[dict[_Making, tuple[int, Outline]]] = [{} for _ in templates.sketches]
        self._wishes_of: dict[tuple[int, int], Wishes] = {}
        self._shapes: list[int] | None = None
        # What was tried in vain, by shape: what differs in sizes alone would fare no better.
        self._refused: set[tuple[int, tuple[tuple[int, PortOrder], ...]]] = set()

    def outline(self, number: int) -> Outline:
        """Outline one template with the port order it has, if that or what it holds is new."""
        sketch = self._templates.sketches[number]
        first = number == len(self.outlines)
        known = self._known[number]
        making = self._wished[number], tuple([self._variants[n] for n in self._inner[number]])
        if making not in known:
            graph = filled(sketch, self.outlines, self._wished[number])
            found = outline_level(graph, self._desk, thorough=first)
            known[making] = len(known), found
            self.effort -= 0 if first else found.pieces
        variant, found = known[making]
        if first:
            self.outlines.append(found)
            self._variants.append(variant)
        else:
            self.outlines[number], self._variants[number] = found, variant
        return found

    def hear(self, number: int) -> int:
        """Try what a template wishes of its inner groups; how often that was kept."""
        wishes = self._wishes(number)
        if not wishes:
            return 0
        kept = int(self._try(number, wishes))
        if not kept and len(wishes) > 1:
            kept = sum(self._try(number, {inner: order}) for inner, order in wishes.items())
        return kept

    def _wishes(self, number: int) -> dict[int, PortOrder]:
        """By template; where two groups of one template wish for two orders, the first counts."""
        sketch = self._templates.sketches[number]
        wishes: dict[int, PortOrder] = {}
        for item, order in self._asked(number).orders:
            inner = sketch.items[item].template
            if order != self._wished[inner]:
                wishes.setdefault(inner, order)
        return wishes

    def _asked(self, number: int) -> Wishes:
        """What the outline that a template has asks of its inner groups."""
        outline = self.outlines[number]
        if outline.sketch is None or not outline.crossings:
            return Wishes()
        key = number, self._variants[number]
        if key not in self._wishes_of:
            ordered, book = outline.sketch.ordered, self._desk.book
            found = self._desk.clock.time("wishes", lambda: wish_orders(ordered, book))
            self._wishes_of[key] = found
        return self._wishes_of[key]

    def _try(self, number: int, wishes: dict[int, PortOrder]) -> bool:
        shapes = self._shapes = self._shapes or _shapes(self._templates)
        asked = tuple((shapes[inner], wishes[inner]) for inner in sorted(wishes))
        if (shapes[number], asked) in self._refused or self.effort < self.outlines[number].pieces:
            return False
        kept = list(self.outlines), list(self._wished), list(self._variants)
        before = self._crossings()
        most = self._asked(number).promise * self._templates.counts[number]
        self._grant(wishes, DEPTH)
        # Where the inner groups lose more than the wish promised, it is not worth an outline.
        better = self._crossings() - before < most
        if better:
            self.outline(number)
            better = self._crossings() < before
        for holder in range(len(self.outlines)) if better else ():
            # Inner templates come first, so one pass reaches everything around what has changed.
            self.outline(holder)
        if better and self._crossings() < before:
            return True
        self.outlines, self._wished, self._variants = kept
        self._refused.add((shapes[number], asked))
        return False

    def _grant(self, wishes: dict[int, PortOrder], depth: int) -> None:
        for inner, order in sorted(wishes.items(), key=lambda pair: pair[0]):
            before = self.outlines[inner].crossings
            self._wished[inner] = order
            found = self.outline(inner)
            passed_on = self._wishes(inner) if depth and found.crossings > before else {}
            if passed_on:
                self._grant(passed_on, depth - 1)
                self.outline(inner)

    def _crossings(self) -> int:
        counts = self._templates.counts
        return sum(
            count * outline.crossings for count, outline in zip(counts, self.outlines, strict=True)
        )


def _inner(templates: Templates) -> list[tuple[int, ...]]:
    """By template, those it holds directly."""
    return [
        tuple(sorted({item.template for item in sketch.items if item.kind == "group"}))
        for sketch in templates.sketches
    ]


def _shapes(templates: Templates) -> list[int]:
    """By template, a number that it shares with those that differ from it in sizes alone."""
    numbers: dict[tuple[object, ...], int] = {}
    shapes: list[int] = []
    for sketch in templates.sketches:
        items = tuple(
            (
                item.kind,
                item.side_entry,
                item.lean,
                shapes[item.template] if item.template >= 0 else -1,
            )
            for item in sketch.items
        )
        nets = tuple(
            (net.source, net.slot, tuple((end.item, end.slot) for end in net.ends))
            for net in sketch.nets
        )
        shapes.append(numbers.setdefault((items, nets), len(numbers)))
    return shapes
