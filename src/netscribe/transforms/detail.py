"""Choice of detail: outlines of one network, those that show most of it first.

In: a Graph fit to be drawn, and what the user wishes. Out: offers of outlines, made when asked for:
all open; repeated blocks in place or on cards; fewer and fewer of them; modules of the first level
alone. Whether one fits a slot is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property, partial
from itertools import groupby, islice

from netscribe.graph.types import Graph
from netscribe.transforms.closing import Choice, Choose, Network
from netscribe.transforms.grouping import with_groups
from netscribe.transforms.order import CycleError
from netscribe.transforms.outline import Outline
from netscribe.transforms.panels import outline_of
from netscribe.transforms.planning import EQUAL_SHARE, plans
from netscribe.transforms.plans import Plan, PlanWorth
from netscribe.transforms.regions import Region, region_tree
from netscribe.transforms.sound_frames import with_sound_frames
from netscribe.transforms.templates import find_templates
from netscribe.transforms.visibility import Visibility

#: Beyond so many nodes a fully open network fits no slot.
_MOST_OPEN = 120
#: A panel more costs the reader as much as so many operations.
_PANEL = 4.0
#: So many offers that show as much are made, the simplest first.
_MOST_ALIKE = 4


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


@dataclass(frozen=True)
class Offer:
    """An outline that could be drawn, made when asked for.

    Attributes:
        shown: about which share of the network it shows.
        room: about how much room its operations need, in cards of one.
        cards: about how many block cards it has.
        make: makes it; None where it cannot be, or is one that was made before.
    """

    shown: float
    room: float
    cards: int
    make: Callable[[], Outline | None]


def outlines(graph: Graph, wish: Wish = Wish()) -> Iterator[Outline]:
    """The outlines, those that show most first; at least one."""
    made = (offer.make() for offer in offers(graph, wish))
    yield from (outline for outline in made if outline is not None)


def offers(graph: Graph, wish: Wish = Wish()) -> Iterator[Offer]:
    """Offers of outlines, those that show most first; at least one can be made."""
    if wish.detail == "layers":
        yield Offer(1.0, len(graph.nodes), 0, lambda: _opened(graph, wish))
        return
    grouped = with_groups(graph)
    network = _network(grouped)
    maker = _Maker(network, wish)
    found = [
        Offer(one.shown, one.room, one.cards, partial(maker.made, one.plan.choice))
        for one in _plans(network, wish)
    ]
    if wish.detail == "auto" and len(graph.nodes) <= _MOST_OPEN:
        found.append(Offer(1.0, len(graph.nodes), 0, partial(_opened, graph, wish)))
    for _, alike in groupby(sorted(found, key=_rank), key=_share):
        yield from islice(alike, _MOST_ALIKE)
    if not maker.seen:
        yield Offer(1.0, len(graph.nodes), 0, lambda: Outline(graph))


def _rank(offer: Offer) -> tuple[int, float]:
    """What shows most comes first; of equal ones what has fewer operations and panels."""
    return (-_share(offer), offer.room + _PANEL * offer.cards)


def _share(offer: Offer) -> int:
    """What is shown, such that nearly equal shares are equal."""
    return round(offer.shown / EQUAL_SHARE)


@dataclass
class _Maker:
    """Makes the outlines of one network, each once; `seen` are those made."""

    network: Network
    wish: Wish
    seen: set[Hashable] = field(default_factory=set)

    def made(self, choose: Choose) -> Outline | None:
        """The outline of a choice, with what it shows."""
        outline = _made(self.network, _wished(choose, self.wish, self.network))
        if outline is None or _drawn(outline) in self.seen:
            return None
        self.seen.add(_drawn(outline))
        return replace(outline, shown=self._visibility.shown(outline))

    @cached_property
    def _visibility(self) -> Visibility:
        return Visibility(self.network.graph, self.network.templates)


def _drawn(outline: Outline) -> Hashable:
    """What tells outlines of one network apart: which nodes they show, and where."""
    graphs = (outline.overview, *(card.graph for card in outline.cards))
    return tuple(
        tuple(
            (node.id, node.module, getattr(node.attributes, "letter", "")) for node in graph.nodes
        )
        for graph in graphs
    )


def _network(graph: Graph) -> Network:
    root = region_tree(graph)
    regions = [region for region in root.walk() if region.module is not None]
    return Network(graph, root, find_templates(graph, regions))


def _opened(graph: Graph, wish: Wish) -> Outline | None:
    """The network with all regions open but those that the user closes."""
    if wish.depth is None and not wish.collapse:
        return _sound(Outline(graph))
    network = _network(graph)
    return _made(network, _wished(lambda region: Choice.OPEN, wish, network))


def _plans(network: Network, wish: Wish) -> list[PlanWorth]:
    if wish.detail != "overview":
        return plans(network, cards=wish.cards)
    decided = dict.fromkeys(network.templates.values(), Choice.SHUT)
    return [PlanWorth(Plan(network, decided), 1.0, 1.0, 0, frozenset(decided.items()))]


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
    opened = network.within_alike
    while True:
        try:
            return _sound(outline_of(network, _opening(choose, opened)))
        except CycleError as error:
            fresh = opened.union(name for name in error.regions if name in network.templates)
            if fresh == opened:
                return None
            opened = fresh


def _sound(outline: Outline) -> Outline | None:
    """The outline with frames that can be drawn; None if one that repeats cannot."""
    graphs = [with_sound_frames(one) for one in (outline.overview, *_cards(outline))]
    for graph, before in zip(graphs, (outline.overview, *_cards(outline)), strict=True):
        if sum(one.repeat > 1 for one in graph.modules) < sum(
            one.repeat > 1 for one in before.modules
        ):
            return None
    cards = tuple(
        replace(card, graph=graph) for card, graph in zip(outline.cards, graphs[1:], strict=True)
    )
    return replace(outline, overview=graphs[0], cards=cards)


def _cards(outline: Outline) -> tuple[Graph, ...]:
    return tuple(card.graph for card in outline.cards)


def _opening(choose: Choose, opened: frozenset[str]) -> Choose:
    return lambda region: Choice.OPEN if region.id in opened else choose(region)
