"""Closes regions: what a region looks like when some of those inside it are single cards.

In: a Graph with its regions and templates, and a `Choice` per region: open, closed without showing
its inside, closed with a block card, or drawn in place of the whole run that it begins. Out: the
items of a region: nodes, runs of closed regions, and open or repeated regions with items of their
own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from netscribe.graph.types import Graph, Module, Node
from netscribe.transforms.lettering import Lettering, lettered
from netscribe.transforms.regions import HOLDERS, Member, Region
from netscribe.transforms.runs import Run, find_runs
from netscribe.transforms.templates import Template


class Choice(Enum):
    """What is drawn of a region."""

    OPEN = "open"
    SHUT = "shut"
    CARD = "card"
    PLACE = "in place"


#: What to draw of a region that lies in another one (the region itself, the one around it).
Choose: TypeAlias = Callable[[Region], Choice]


@dataclass(frozen=True, slots=True)
class Closed:
    """A run of closed regions, drawn as one card; `shown` if a block card shows the inside."""

    run: Run
    template: Template
    shown: bool
    #: Region whose only content this is, and whose name it takes.
    named: Region | None = None

    @property
    def id(self) -> str:
        """The id of the block node: the first region's."""
        return self.run[0].region.id

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All drawn nodes that it stands for."""
        return tuple(node for instance in self.run for node in instance.region.nodes)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open region that keeps its frame."""

    region: Region
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Repeated:
    """A run drawn in place: the first of its regions open, in a frame that says ×N.

    `closed` is the run as it would be drawn closed; `items` are those of its first region.
    """

    closed: Closed
    items: tuple[Item, ...]

    @cached_property
    def alike(self) -> Mapping[str, tuple[Node, ...]]:
        """By id of a node of the first region, the nodes that do the same, of every region."""
        rows = zip(*(instance.nodes for instance in self.closed.run), strict=True)
        every = (tuple(node for node in row if node is not None) for row in rows)
        return {row[0].id: row for row in every}

    @cached_property
    def leaving(self) -> Mapping[str, str]:
        """By a value that leaves the first region, the one that leaves the last."""
        first, last = self.closed.run[0], self.closed.run[-1]
        pairs = zip(first.leaving, last.leaving, strict=True)
        return {ours: theirs for ours, theirs in pairs if ours is not None and theirs is not None}


Item: TypeAlias = Node | Closed | Opened | Repeated


@dataclass(frozen=True)
class Network:
    """A graph with its regions and their templates."""

    graph: Graph
    root: Region
    templates: Mapping[str, Template]
    #: Which templates may be drawn in place, as far as that was asked.
    in_place: dict[Template, bool] = field(default_factory=dict, compare=False)
    _letterings: dict[Template, Lettering] = field(default_factory=dict, compare=False)

    @cached_property
    def place_of_node(self) -> Mapping[str, int]:
        """By node id its place in the graph's order."""
        return {node.id: place for place, node in enumerate(self.graph.nodes)}

    @cached_property
    def wrappers(self) -> frozenset[str]:
        """Ids of regions that are plain lists with one other region in it, or stages of one block.

        They are open, whatever is drawn of what they hold.
        """
        return frozenset(region.id for region in self.root.walk() if self._wraps(region))

    def _wraps(self, region: Region) -> bool:
        inner = region.members[0] if len(region.members) == 1 else None
        if region.module is None or not isinstance(inner, Region):
            return False
        outer, own = (self.templates[one.id] for one in (region, inner))
        return region.class_name in HOLDERS or len(own.instances) >= 2 * len(outer.instances)

    @cached_property
    def within_alike(self) -> frozenset[str]:
        """Ids of regions that lie in one of their own template, so that it cannot be drawn once."""
        found: set[str] = set()
        pending: list[tuple[Region, frozenset[Template]]] = [(self.root, frozenset())]
        while pending:
            region, around = pending.pop()
            own = self.templates.get(region.id)
            if own is not None and own in around:
                found.add(region.id)
            inside = around if own is None else around | {own}
            pending.extend((inner, inside) for inner in region.regions)
        return frozenset(found)

    def lettering(self, template: Template) -> Lettering:
        """A template's letters; a copy that may take more, for the work is done once."""
        known = self._letterings.get(template)
        if known is None:
            known = self._letterings[template] = lettered(self.graph, template)
        return replace(known, words=known.words.copy())


def items_of(network: Network, region: Region, choose: Choose) -> tuple[Item, ...]:
    """The items of `region`, in order of their first node."""
    choices = {inner.id: choose(inner) for inner in region.regions}
    closed = [inner for inner in region.regions if choices[inner.id] is not Choice.OPEN]
    runs = find_runs(network.graph, closed, network.templates)
    first = {run[0].region.id: run for run in runs}
    found: list[Item] = []
    for member in region.members:
        found.extend(_items_of_member(network, member, choose, (first, choices)))
    return tuple(found)


def _items_of_member(
    network: Network,
    member: Member,
    choose: Choose,
    found: tuple[Mapping[str, Run], Mapping[str, Choice]],
) -> Iterator[Item]:
    if isinstance(member, Node):
        yield member
        return
    runs, choices = found
    choice, run = choices[member.id], runs.get(member.id, ())
    if choice is not Choice.OPEN and not run:
        return  # stands in a run that is drawn already
    if choice is Choice.OPEN or (choice is Choice.PLACE and len(run) == 1):
        yield from _framed(member, items_of(network, member, choose))
        return
    closed = Closed(run, network.templates[member.id], choice is Choice.CARD)
    if choice is Choice.PLACE:
        yield Repeated(closed, items_of(network, member, choose))
    else:
        yield closed


def _framed(region: Region, items: tuple[Item, ...]) -> Iterator[Item]:
    """An open region without its frame where that would hold one thing only, or is no module."""
    module = region.module
    if module is not None and (not module.path or _is_list(module)):
        yield from items if len(items) > 1 else _renamed(region, items)
        return
    if len(items) > 1:
        yield Opened(region, items)
        return
    yield from _renamed(region, items)


def _is_list(module: Module) -> bool:
    """Whether a module is a plain list, whose frame would tell nothing but "Sequential"."""
    return module.class_name in HOLDERS and not module.qualifiers and not module.meaning


def _renamed(region: Region, items: tuple[Item, ...]) -> Iterator[Item]:
    """What fills a region alone takes its name."""
    for item in items:
        if isinstance(item, Closed):
            yield _named(item, region)
        elif isinstance(item, Repeated):
            yield replace(item, closed=_named(item.closed, region))
        else:
            yield item


def _named(closed: Closed, region: Region) -> Closed:
    return replace(closed, named=closed.named or region)


def flattened(items: tuple[Item, ...]) -> Iterator[Node | Closed]:
    """Nodes and closed runs, frames aside."""
    for item in items:
        if isinstance(item, (Opened, Repeated)):
            yield from flattened(item.items)
        else:
            yield item
