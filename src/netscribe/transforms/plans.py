"""Plans: what is drawn of every kind of block, and how much a plan shows and needs.

In: a `Network`, and decisions by template. Out: a `Plan`; by `Worth` the share of the network that
it shows and the room that it needs, without drawing it; and plans that show less.
Cost: O(operations) per network, O(templates) per plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from netscribe.graph.types import Node
from netscribe.transforms.closing import Choice, Network
from netscribe.transforms.regions import Member, Region
from netscribe.transforms.templates import Template
from netscribe.transforms.visibility import is_light, seen_at_least, seen_of_closed, weight_of

#: What a frame ×N takes, in cards of an operation; what a pill or a merge takes.
_FRAME, _SMALL = 1.0, 0.6
#: So many kinds of blocks are shut, those first that a reader meets first.
_MOST_SHUT = 24
#: So many are shut alone: those that need most room.
_MOST_ALONE = 4


@dataclass(frozen=True)
class Plan:
    """What is drawn of every kind of block; `may_shut` are those that could be closed as well."""

    network: Network
    decided: Mapping[Template, Choice]
    may_shut: tuple[Template, ...] = ()

    def choice(self, region: Region) -> Choice:
        """What is drawn of a region."""
        if region.id in self.network.wrappers:
            return Choice.OPEN
        return self.decided.get(self.network.templates[region.id], Choice.OPEN)

    def without(self, template: Template) -> Plan:
        """The plan in which a kind of block is shut."""
        return replace(self, decided={**self.decided, template: Choice.SHUT})

    def without_cards(self) -> Plan:
        """The plan in which all that would be on a card is shut."""
        closed = {Choice.CARD: Choice.SHUT}
        decided = {one: closed.get(choice, choice) for one, choice in self.decided.items()}
        return replace(self, decided=decided)


@dataclass(frozen=True, slots=True)
class PlanWorth:
    """A plan with the share of the network that it shows, the room of its operations, its cards.

    `met` are the decisions on blocks that are drawn: plans that agree in them draw the same.
    """

    plan: Plan
    shown: float
    room: float
    cards: int
    met: frozenset[tuple[Template, Choice]]


@dataclass(frozen=True, slots=True)
class _Level:
    """What lies directly in a region: its nodes' room, and the kinds of blocks in it.

    `blocks` has per kind how many there are, and how many groups of neighbours.
    """

    room: float
    blocks: tuple[tuple[Template, int, int], ...]


@dataclass
class Worth:
    """What plans of one network show and need; `_levels` are those looked at so far.

    `within` has the weight of what lies in blocks of one kind directly, and in kinds of blocks in
    them: by a kind (None: the network), by the kind inside (None: its own nodes).
    """

    network: Network
    within: dict[Template | None, dict[Template | None, float]] = field(default_factory=dict)
    _levels: dict[str, _Level] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Weighs all nodes."""
        pending: list[tuple[Region, tuple[Template, ...]]] = [(self.network.root, ())]
        while pending:
            region, around = pending.pop()
            alike = max((len(template.instances) for template in around), default=1)
            nodes = (member for member in region.members if isinstance(member, Node))
            weight = sum(weight_of(node, alike) for node in nodes)
            for outer, inner in pairwise((None, *around, None)):
                inside = self.within.setdefault(outer, {})
                inside[inner] = inside.get(inner, 0.0) + weight
            for one in region.regions:
                pending.append((one, (*around, self.network.templates[one.id])))

    def of(self, plan: Plan) -> PlanWorth:
        """What a plan is worth."""
        measured = _Measured(self, plan)
        room = measured.room(self.network.root)
        for template in measured.cards:  # grows while rooms of cards are asked for
            room += measured.room(template.model.region)
        return PlanWorth(
            plan, measured.seen(None), room, len(measured.cards), frozenset(measured.met.items())
        )

    def level(self, region: Region) -> _Level:
        """What lies directly in a region."""
        if region.id not in self._levels:
            self._levels[region.id] = _level(region, self.network.templates)
        return self._levels[region.id]

    def shutting(self, plan: Plan) -> Iterator[Plan]:
        """Plans that show less of a plan: one kind of block is shut; more and more of them.

        What says least for its room goes first.
        """
        whole = self.of(plan)
        values: dict[Template, float] = {}
        saved: dict[Template, float] = {}
        for template in plan.may_shut[:_MOST_SHUT]:
            rest = self.of(plan.without(template))
            if rest.room < whole.room:
                saved[template] = whole.room - rest.room
                values[template] = (whole.shown - rest.shown) / saved[template]
        for template in sorted(saved, key=lambda one: -saved[one])[:_MOST_ALONE]:
            yield plan.without(template)
        for template in sorted(values, key=lambda one: values[one]):
            plan = plan.without(template)
            yield plan


def _level(region: Region, templates: Mapping[str, Template]) -> _Level:
    def kind(member: Member) -> Template | None:
        return templates[member.id] if isinstance(member, Region) else None

    nodes = (member for member in region.members if isinstance(member, Node))
    room = sum(_SMALL if is_light(node) or len(node.inputs) > 1 else 1.0 for node in nodes)
    counts: dict[Template, tuple[int, int]] = {}
    for template, group in groupby(region.members, kind):
        if template is not None:
            count, groups = counts.get(template, (0, 0))
            counts[template] = (count + sum(1 for _ in group), groups + 1)
    return _Level(room, tuple((template, *both) for template, both in counts.items()))


@dataclass
class _Measured:
    """One plan: the kinds of blocks that are met in it, and those with a card, in order."""

    worth: Worth
    plan: Plan
    met: dict[Template, Choice] = field(default_factory=dict)
    cards: list[Template] = field(default_factory=list)
    rooms: dict[str, float] = field(default_factory=dict)
    shares: dict[Template | None, float] = field(default_factory=dict)

    def room(self, region: Region) -> float:
        """The room of a region's inside."""
        if region.id not in self.rooms:
            level = self.worth.level(region)
            self.rooms[region.id] = level.room  # for blocks that lie in one of their own kind
            self.rooms[region.id] = level.room + sum(self._room(*block) for block in level.blocks)
        return self.rooms[region.id]

    def _room(self, template: Template, count: int, groups: int) -> float:
        region = template.model.region
        choice = self.plan.choice(region)
        if template not in self.met and choice is Choice.CARD:
            self.cards.append(template)
        self.met[template] = choice
        if choice is Choice.OPEN:
            return count * self.room(region)
        return self.room(region) + _FRAME if choice is Choice.PLACE else float(groups)

    def seen(self, template: Template | None) -> float:
        """The share of a kind of block, or of the network, that can be seen."""
        if template not in self.shares:
            self.shares[template] = 1.0  # for blocks that lie in one of their own kind
            self.shares[template] = self._seen(template)
        return self.shares[template]

    def _seen(self, template: Template | None) -> float:
        module = template.model.region.module if template is not None else None
        if template is not None and self.plan.choice(template.model.region) is Choice.SHUT:
            return seen_of_closed(module, template.size)
        inside = self.worth.within.get(template, {})
        total = sum(inside.values())
        if not total:
            return 1.0
        seen = sum(
            weight if one is None else weight * self.seen(one) for one, weight in inside.items()
        )
        return seen_at_least(module, seen / total)
