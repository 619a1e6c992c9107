"""Closes regions: what a region looks like when some of those inside it are single cards.

In: a Graph with its regions and templates, and a `Choice` per region: open, closed without showing
its inside, or closed with a block card. Out: the items of a region: nodes, runs of closed regions,
and open regions with items of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from netscribe.graph.types import Graph, Module, Node
from netscribe.transforms.lettering import Lettering, lettered
from netscribe.transforms.regions import Member, Region
from netscribe.transforms.runs import Run, find_runs
from netscribe.transforms.templates import Template

#: Classes that only hold other modules; what such a module is called says more.
HOLDERS = {"Sequential", "ModuleList", "ModuleDict", "Functional", "Model", "Module", ""}


class Choice(Enum):
    """What is drawn of a region."""

    OPEN = "open"
    SHUT = "shut"
    CARD = "card"


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


Item: TypeAlias = Node | Closed | Opened


@dataclass(frozen=True)
class Network:
    """A graph with its regions and their templates."""

    graph: Graph
    root: Region
    templates: Mapping[str, Template]
    _letterings: dict[Template, Lettering] = field(default_factory=dict, compare=False)

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
    closed: tuple[Mapping[str, Run], Mapping[str, Choice]],
) -> Iterator[Item]:
    if isinstance(member, Node):
        yield member
        return
    runs, choices = closed
    if choices[member.id] is not Choice.OPEN:
        if member.id in runs:
            shown = choices[member.id] is Choice.CARD
            yield Closed(runs[member.id], network.templates[member.id], shown)
        return
    yield from _framed(member, items_of(network, member, choose))


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
            yield Closed(item.run, item.template, item.shown, item.named or region)
        else:
            yield item


def flattened(items: tuple[Item, ...]) -> Iterator[Node | Closed]:
    """Nodes and closed runs, frames aside."""
    for item in items:
        if isinstance(item, Opened):
            yield from flattened(item.items)
        else:
            yield item
