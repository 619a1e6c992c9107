"""Choice of detail: outlines of one network from the most detailed to the least.

In: a Graph fit to be drawn, and what the user wishes. Out: outlines, lazily, most detail first: all
open; repeated blocks closed, each kind with a card; large parts of cards on cards of their own;
parts without weights closed; parts that occur once closed; cards left out; modules of the first
level alone. Whether one fits a slot is not known here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from netscribe.graph.types import Graph
from netscribe.transforms.closing import Choice, Choose, Network
from netscribe.transforms.grouping import with_groups
from netscribe.transforms.order import CycleError
from netscribe.transforms.outline import Outline
from netscribe.transforms.panels import outline_of
from netscribe.transforms.planning import STEPS, planned
from netscribe.transforms.regions import Region, region_tree
from netscribe.transforms.sound_frames import with_sound_frames
from netscribe.transforms.templates import find_templates
from netscribe.transforms.visibility import Visibility

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
    return map(_sound, _outlines(graph, wish))


def _sound(outline: Outline) -> Outline:
    cards = tuple(replace(card, graph=with_sound_frames(card.graph)) for card in outline.cards)
    return replace(outline, overview=with_sound_frames(outline.overview), cards=cards)


def _outlines(graph: Graph, wish: Wish) -> Iterator[Outline]:
    if wish.detail == "layers" or (wish.detail == "auto" and len(graph.nodes) <= _MOST_OPEN):
        yield from _opened(graph, wish)
    if wish.detail == "layers":
        return
    grouped = with_groups(graph)
    network = _network(grouped)
    visibility = Visibility(grouped, network.templates)
    seen: set[Hashable] = set()
    for choose in _choices(network, wish):
        outline = _made(network, _wished(choose, wish, network))
        if outline is not None and _shown(outline) not in seen:
            seen.add(_shown(outline))
            yield replace(outline, shown=visibility.shown(outline))
    if not seen:
        yield Outline(graph)


def _shown(outline: Outline) -> Hashable:
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
    for step in STEPS:
        yield planned(network, replace(step, in_place=True))
        yield planned(network, step)


def _wished(choose: Choose, wish: Wish, network: Network) -> Choose:
    """The choice with the user's own wishes over it."""
    if not wish.cards:
        choose = _shutting(choose)
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


def _shutting(choose: Choose) -> Choose:
    """The choice without cards."""

    def shutting(region: Region) -> Choice:
        choice = choose(region)
        return Choice.SHUT if choice is Choice.CARD else choice

    return shutting


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
            return outline_of(network, _opening(choose, opened))
        except CycleError as error:
            fresh = opened.union(name for name in error.regions if name in network.templates)
            if fresh == opened:
                return None
            opened = fresh


def _opening(choose: Choose, opened: frozenset[str]) -> Choose:
    return lambda region: Choice.OPEN if region.id in opened else choose(region)
