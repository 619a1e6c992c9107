"""Choice of detail: outlines of one network from the most detailed to the least.

In: a Graph fit to be drawn, and what the user wishes. Out: outlines, lazily, most detail first: all
open; repeated blocks closed, each kind with a card; large parts of cards on cards of their own;
parts without weights closed; parts that occur once closed; cards left out; modules of the first
level alone. Whether one fits a slot is not known here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property

from netscribe.graph.types import Graph
from netscribe.transforms.closing import HOLDERS, Choice, Choose, Network
from netscribe.transforms.grouping import with_groups
from netscribe.transforms.order import CycleError
from netscribe.transforms.outline import Outline
from netscribe.transforms.panels import outline_of
from netscribe.transforms.regions import Region, region_tree
from netscribe.transforms.templates import Template, find_templates

#: A block of fewer nodes says more when it is open.
_LEAST_BLOCK, _LEAST_NESTED, _OFTEN = 3, 4, 3
#: Parts of a card that are worth a card of their own even where room is scarce.
_LARGE_NESTED = 6
#: A card of more nodes would not be read; its block stays closed.
_LARGEST_CARD = 30
#: Most nodes of a card before its parts get cards of their own, per step.
_ROOMY, _TIGHT = 16, 12
#: Beyond so many nodes a fully open network fits no slot.
_MOST_OPEN = 120


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asks of the detail.

    Attributes:
        detail: auto, overview (modules of the first level) or layers (all open).
        depth: modules nested deeper than this are closed; None for no limit.
        expand, collapse: paths of modules in the code, with wildcards, to open and to close.
        cards: whether block cards are drawn.
    """

    detail: str = "auto"
    depth: int | None = None
    expand: tuple[str, ...] = ()
    collapse: tuple[str, ...] = ()
    cards: bool = True


def outlines(graph: Graph, wish: Wish = Wish()) -> Iterator[Outline]:
    """The outlines, most detail first; at least one."""
    if wish.detail == "layers" or (wish.detail == "auto" and len(graph.nodes) <= _MOST_OPEN):
        yield from _opened(graph, wish)
    if wish.detail == "layers":
        return
    grouped = with_groups(graph)
    network = _network(grouped)
    made = False
    for choose in _choices(network, wish):
        outline = _made(network, _wished(choose, wish, network))
        if outline is not None:
            made = True
            yield outline if wish.cards else _without_cards(outline)
    if not made:
        yield Outline(graph)


def _network(graph: Graph) -> Network:
    root = region_tree(graph)
    regions = [region for region in root.walk() if region.module is not None]
    return Network(graph, root, find_templates(graph, regions))


def _opened(graph: Graph, wish: Wish) -> Iterator[Outline]:
    """The network with all regions open but those that the user closes."""
    if wish.depth is None and not wish.collapse:
        yield Outline(graph)
        return
    network = _network(graph)
    outline = _made(network, _wished(lambda region: Choice.OPEN, wish, network))
    if outline is not None:
        yield outline


def _choices(network: Network, wish: Wish) -> Iterator[Choose]:
    if wish.detail == "overview":
        yield lambda region: Choice.SHUT
        return
    for steps in _STEPS:
        yield _planned(network, steps)


@dataclass(frozen=True, slots=True)
class _Step:
    """How far closing goes: nodes that a card may hold, and what else is closed."""

    roomy: int
    weightless: bool = False
    single: Choice = Choice.OPEN
    nested: Choice = Choice.CARD
    repeated: Choice = Choice.CARD
    least_nested: int = _LEAST_NESTED


_STEPS = (
    _Step(_ROOMY),
    _Step(_TIGHT),
    _Step(_TIGHT, weightless=True),
    _Step(_TIGHT, weightless=True, single=Choice.CARD),
    _Step(_TIGHT, weightless=True, single=Choice.SHUT),
    _Step(_TIGHT, weightless=True, single=Choice.SHUT, least_nested=_LARGE_NESTED),
    _Step(_TIGHT, weightless=True, single=Choice.SHUT, nested=Choice.SHUT),
    _Step(_TIGHT, True, Choice.SHUT, Choice.SHUT, Choice.SHUT),
)


@dataclass
class _Planner:
    """Decides template by template, outer ones first."""

    network: Network
    step: _Step
    decided: dict[Template, Choice] = field(default_factory=dict)

    @cached_property
    def repeated_classes(self) -> frozenset[str]:
        """Classes of repeated blocks: another one of such a class differs by a part only."""
        return frozenset(
            _class_of(template.model.region)
            for template in self.network.templates.values()
            if len(template.instances) > 1 and template.size >= _LEAST_BLOCK
        ).difference(HOLDERS)

    def visit(self, region: Region, *, in_card: bool) -> None:
        """Decides on the regions in `region`, and on those in them."""
        crowded = in_card and len(region.nodes) > self.step.roomy
        for inner in region.regions:
            template = self.network.templates[inner.id]
            known = self.decided.get(template)
            if self._wraps(inner):
                self.visit(inner, in_card=in_card)
            elif known is None or (known is Choice.OPEN and not in_card):
                choice = self._choice(template, inner, in_card, crowded)
                self.decided[template] = choice
                closed = choice is not Choice.OPEN
                self.visit(template.model.region if closed else inner, in_card=in_card or closed)
                if choice is Choice.CARD and self._drawn(template.model.region) > _LARGEST_CARD:
                    self.decided[template] = Choice.SHUT
            elif known is Choice.OPEN:
                self.visit(inner, in_card=in_card)

    def choice(self, region: Region) -> Choice:
        """What was decided for a region."""
        if self._wraps(region):
            return Choice.OPEN
        return self.decided.get(self.network.templates[region.id], Choice.OPEN)

    def _nested_choice(self, template: Template) -> Choice:
        """What is drawn of a part of a card that has too many nodes."""
        if template.size < _LEAST_NESTED:
            return Choice.OPEN
        return self.step.nested if template.size >= self.step.least_nested else Choice.SHUT

    def _wraps(self, region: Region) -> bool:
        """Whether a region is a plain list with one other region in it, or a stage of one block."""
        inner = region.members[0] if len(region.members) == 1 else None
        if not isinstance(inner, Region):
            return False
        outer, own = (self.network.templates[one.id] for one in (region, inner))
        return _class_of(region) in HOLDERS or len(own.instances) >= 2 * len(outer.instances)

    def _drawn(self, region: Region) -> int:
        """How many nodes a card of the region would have."""
        return sum(
            1
            if not isinstance(member, Region) or self.choice(member) is not Choice.OPEN
            else self._drawn(member)
            for member in region.members
        )

    def _choice(self, template: Template, region: Region, in_card: bool, crowded: bool) -> Choice:
        step = self.step
        holds = not in_card and _only_holds(region, self.network.templates)
        if template.size < _least(template) or holds:
            return Choice.OPEN
        if step.weightless and not any(node.parameters for node in region.nodes):
            return Choice.SHUT
        if in_card:
            return self._nested_choice(template) if crowded else Choice.OPEN
        if len(template.instances) > 1 or _class_of(region) in self.repeated_classes:
            return step.repeated
        whole = len(self.network.graph.nodes)
        if 2 * len(region.nodes) > whole or _holds_repeats(region, self.network.templates):
            return Choice.OPEN
        return step.single


def _least(template: Template) -> int:
    """How many nodes make a block: two will do where the author made a module that often recurs."""
    module = template.model.region.module
    recurs = module is not None and module.path and len(template.instances) >= _OFTEN
    return 2 if recurs else _LEAST_BLOCK


def _class_of(region: Region) -> str:
    return region.module.class_name if region.module is not None else ""


def _only_holds(region: Region, templates: Mapping[str, Template]) -> bool:
    """Whether a region is a list of blocks of one kind, without operations of its own: a stage."""
    blocks = Counter(
        templates[inner.id] for inner in region.regions if len(inner.nodes) >= _LEAST_BLOCK
    )
    if len(region.regions) < len(region.members) or not blocks:
        return False
    most = blocks.most_common(1)[0][1]
    return most > 1 and most * 2 >= blocks.total()


def _holds_repeats(region: Region, templates: Mapping[str, Template]) -> bool:
    return any(
        len(templates[inner.id].instances) > 1 and templates[inner.id].size >= _LEAST_BLOCK
        for inner in region.walk()
        if inner is not region
    )


def _planned(network: Network, step: _Step) -> Choose:
    planner = _Planner(network, step)
    planner.visit(network.root, in_card=False)
    return planner.choice


def _wished(choose: Choose, wish: Wish, network: Network) -> Choose:
    """The choice with the user's own wishes over it."""
    if wish.depth is None and not wish.expand and not wish.collapse:
        return choose
    depths = {region.id: _depth(network.graph, region) for region in network.root.walk()}

    def wished(region: Region) -> Choice:
        assert region.module is not None
        path = region.module.path.replace("/", ".")
        if any(fnmatchcase(path, pattern) for pattern in wish.expand):
            return Choice.OPEN
        if any(fnmatchcase(path, pattern) for pattern in wish.collapse):
            return Choice.SHUT
        if wish.depth is not None:
            return Choice.SHUT if depths[region.id] > wish.depth else Choice.OPEN
        return choose(region)

    return wished


def _depth(graph: Graph, region: Region) -> int:
    depth, module = 0, region.module
    while module is not None:
        depth += 1
        module = graph.module[module.parent] if module.parent is not None else None
    return depth


def _made(network: Network, choose: Choose) -> Outline | None:
    """The outline; regions that would stand in a circle are opened, None if that does not help."""
    opened: frozenset[str] = frozenset()
    while True:
        try:
            return outline_of(network, _opening(choose, opened))
        except CycleError as error:
            fresh = opened.union(name for name in error.regions if name in network.templates)
            if fresh == opened:
                return None
            opened = fresh


def _opening(choose: Choose, opened: frozenset[str]) -> Choose:
    return lambda region: Choice.OPEN if region.id in opened else choose(region)


def _without_cards(outline: Outline) -> Outline:
    return replace(outline, cards=())
