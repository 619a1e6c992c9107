"""Which regions are closed, and which of them get a card, step by step of less detail.

In: a `Network`. Out: a `Choose` per step: blocks that repeat are closed, each kind with a card;
then large parts of cards on cards of their own; parts without weights closed; parts that occur
once; whole stacks (an encoder) on cards; fewer cards; none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from netscribe.transforms.closing import Choice, Network
from netscribe.transforms.in_place import stands_in_place
from netscribe.transforms.plans import Plan, PlanWorth, Worth
from netscribe.transforms.regions import HOLDERS, Region
from netscribe.transforms.templates import Template

#: A block of fewer nodes says more when it is open; two will do for one that often recurs.
_LEAST_BLOCK, _LEAST_NESTED, _OFTEN = 3, 4, 3
#: A region that gives out more results is no block: a card has no room for so many wires.
_MOST_RESULTS = 6
#: Most nodes of a card before its parts get cards of their own, per step.
_WIDE, _ROOMY, _TIGHT, _SMALL = 40, 16, 12, 6
#: Shares of the network that differ by less are equal.
EQUAL_SHARE = 0.02
#: Parts of a card that are worth a card of their own even where room is scarce.
_LARGE_NESTED = 6
#: A card of more nodes would not be read; its block stays closed.
_LARGEST_CARD, _HANDY = 30, 13


@dataclass(frozen=True, slots=True)
class Step:
    """How far closing goes.

    Attributes:
        roomy: most nodes that a card holds before its parts are closed.
        weightless: whether parts without weights are closed.
        single: parts that occur once.
        stacks: parts that hold repeated blocks but are not most of the network.
        nested: large parts of cards; those smaller than `least_nested` are shut.
        repeated: blocks that recur.
        largest: most nodes of a card; a block that would need more is shut.
        in_place: whether a run that may be drawn in place has a frame with ×N instead of a card.
    """

    roomy: int
    weightless: bool = False
    single: Choice = Choice.OPEN
    stacks: Choice = Choice.OPEN
    nested: Choice = Choice.CARD
    repeated: Choice = Choice.CARD
    least_nested: int = _LEAST_NESTED
    largest: int = _LARGEST_CARD
    in_place: bool = False


_OPEN, _SHUT, _CARD = Choice.OPEN, Choice.SHUT, Choice.CARD

#: From these, plans that show less are made.
_FULL = (
    Step(_WIDE),
    Step(_ROOMY),
    Step(_TIGHT),
    Step(_TIGHT, single=_CARD),
    Step(_TIGHT, stacks=_CARD),
)
_LESS = (
    Step(_TIGHT, weightless=True, single=_SHUT, nested=_SHUT, largest=_HANDY),
    Step(_SMALL, weightless=True, single=_SHUT, stacks=_CARD, nested=_SHUT, largest=_HANDY),
    Step(_SMALL, True, _SHUT, _CARD, _SHUT, _SHUT),
    Step(_SMALL, True, _SHUT, _OPEN, _SHUT, _SHUT),
    Step(_SMALL, True, _SHUT, _SHUT, _SHUT, _SHUT),
)


def plans(network: Network, *, cards: bool = True) -> list[PlanWorth]:
    """Plans that draw something else each, with what they are worth."""
    worth = Worth(network)
    full = [planned(network, step) for step in (*map(_placing, _FULL), *_FULL)]
    less = [planned(network, step) for step in (*map(_placing, _LESS), *_LESS)]
    every = [*full, *(shut for plan in full for shut in worth.shutting(plan)), *less]
    if not cards:
        every = [plan.without_cards() for plan in every]
    return list({one.met: one for one in map(worth.of, every)}.values())


def _placing(step: Step) -> Step:
    return replace(step, in_place=True)


def planned(network: Network, step: Step) -> Plan:
    """What a step draws of every region."""
    planner = _Planner(network, step)
    planner.visit(network.root, None)
    return Plan(network, planner.decided, tuple(planner.may_shut))


@dataclass
class _Planner:
    """Decides template by template, outer ones first."""

    network: Network
    step: Step
    decided: dict[Template, Choice] = field(default_factory=dict)
    may_shut: dict[Template, None] = field(default_factory=dict)

    @cached_property
    def repeated_classes(self) -> frozenset[str]:
        """Classes of repeated blocks: another one of such a class differs by a part only."""
        return frozenset(
            template.model.region.class_name
            for template in self.network.templates.values()
            if len(template.instances) > 1 and template.size >= _LEAST_BLOCK
        ).difference(HOLDERS)

    @cached_property
    def side_by_side(self) -> frozenset[str]:
        """Ids of regions beside which another one holds repeated blocks: encoder and decoder."""
        found: set[str] = set()
        for region in self.network.root.walk():
            stacks = [
                inner.id
                for inner in region.regions
                if _holds_repeats(inner, self.network.templates)
            ]
            found.update(stacks if len(stacks) > 1 else ())
        return frozenset(found)

    def visit(self, region: Region, card: Template | None) -> None:
        """Decides on the regions in `region`, and on those in them; `card` is what it lies in."""
        crowded = card is not None and len(region.nodes) > self.step.roomy
        for inner in region.regions:
            template = self.network.templates[inner.id]
            known = self.decided.get(template)
            if inner.id in self.network.wrappers:
                self.visit(inner, card)
            elif known is None or (known is Choice.OPEN and card is None):
                choice = self._choice(template, inner, card, crowded=crowded)
                self.decided[template] = choice
                closed = choice is not Choice.OPEN
                self.visit(template.model.region if closed else inner, template if closed else card)
                if choice is Choice.CARD and self._drawn(template.model.region) > self.step.largest:
                    self.decided[template] = Choice.SHUT
            elif known is Choice.OPEN:
                self.visit(inner, card)

    def _choice(
        self, template: Template, region: Region, card: Template | None, *, crowded: bool
    ) -> Choice:
        step = self.step
        recurs = self._recurs(template, region, card)
        parts = region.class_name in HOLDERS and _has_parts(region)
        alike = _only_holds(region, self.network.templates)
        holds = (alike or (parts and card is None)) and (card is None or recurs)
        scattered = len(template.model.leaving) > _MOST_RESULTS
        if template.size < _least(template) or holds or scattered:
            return Choice.OPEN
        most = 2 * len(region.nodes) > len(self.network.graph.nodes)
        if card is None and most and region.id not in self.side_by_side and not recurs:
            return Choice.OPEN
        self.may_shut[template] = None
        if step.weightless and not any(node.parameters for node in region.nodes):
            return Choice.SHUT
        if recurs:
            framed = step.in_place and stands_in_place(self.network, template)
            return Choice.PLACE if framed else step.repeated
        if card is not None:
            return self._nested_choice(template) if crowded and not parts else Choice.OPEN
        return step.stacks if _holds_repeats(region, self.network.templates) else step.single

    def _recurs(self, template: Template, region: Region, card: Template | None) -> bool:
        """Whether a block recurs where it lies: in the network, or several times in each card."""
        if card is not None:
            return len(template.instances) >= 2 * len(card.instances)
        return len(template.instances) > 1 or region.class_name in self.repeated_classes

    def _nested_choice(self, template: Template) -> Choice:
        """What is drawn of a part of a card that has too many nodes."""
        if template.size < _LEAST_NESTED:
            return Choice.OPEN
        return self.step.nested if template.size >= self.step.least_nested else Choice.SHUT

    def _decision(self, region: Region) -> Choice:
        """What was decided for a region so far."""
        return Plan(self.network, self.decided).choice(region)

    def _drawn(self, region: Region) -> int:
        """How many nodes a card of the region would have, a run of equal blocks counted once."""
        closed: set[Template] = set()
        total = 0
        for member in region.members:
            if not isinstance(member, Region):
                total += 1
            elif self._decision(member) is Choice.OPEN:
                total += self._drawn(member)
            else:
                closed.add(self.network.templates[member.id])
        return total + len(closed)


def _least(template: Template) -> int:
    """How many nodes make a block: two will do where the author made a module that often recurs."""
    module = template.model.region.module
    if module is None or not module.path or module.class_name in HOLDERS:
        return _LEAST_BLOCK
    return 2 if len(template.instances) >= _OFTEN else _LEAST_BLOCK


def _only_holds(region: Region, templates: Mapping[str, Template]) -> bool:
    """Whether a region is a list of blocks of one kind, without operations of its own: a stage."""
    blocks = Counter(
        templates[inner.id] for inner in region.regions if len(inner.nodes) >= _LEAST_BLOCK
    )
    if len(region.regions) < len(region.members) or not blocks:
        return False
    most = blocks.most_common(1)[0][1]
    return most > 1 and most * 2 >= blocks.total()


def _has_parts(region: Region) -> bool:
    """Whether a part of a region could be closed in its stead."""
    return any(len(inner.nodes) >= _LEAST_NESTED for inner in region.regions)


def _holds_repeats(region: Region, templates: Mapping[str, Template]) -> bool:
    return any(
        len(templates[inner.id].instances) > 1 and templates[inner.id].size >= _LEAST_BLOCK
        for inner in region.walk()
        if inner is not region
    )
