"""The regions of a network: its module calls as a tree, with what enters and leaves each.

In: a Graph. Out: a `Region` per module call that holds drawn nodes, the whole network as the root.
Cost: O(nodes x depth + edges).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from netscribe.graph.types import Graph, Module, Node
from netscribe.graph.walks import ancestors

#: Classes that only hold other modules; what such a module is called says more.
HOLDERS = {"Sequential", "ModuleList", "ModuleDict", "Functional", "Model", "Module", ""}


@dataclass(frozen=True)
class Region:
    """A module call, or the whole network (`module` None).

    `members` are its own nodes and the regions directly inside, in order of their first node;
    `nodes` all nodes in it, deep ones too, in the graph's order.
    """

    module: Module | None
    members: tuple[Member, ...]
    nodes: tuple[Node, ...]

    @property
    def id(self) -> str:
        """The module's id; "" for the whole network."""
        return self.module.id if self.module is not None else ""

    @property
    def class_name(self) -> str:
        """The module's class; "" for the whole network."""
        return self.module.class_name if self.module is not None else ""

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The regions directly inside."""
        return tuple(member for member in self.members if isinstance(member, Region))

    def walk(self) -> Iterator[Region]:
        """This region and all inside, outer ones first."""
        pending = [self]
        while pending:
            region = pending.pop()
            yield region
            pending.extend(reversed(region.regions))


Member: TypeAlias = Node | Region


@dataclass(frozen=True, slots=True)
class Boundary:
    """Values that enter a set of nodes, by first use, and that leave it, in order of making."""

    entering: tuple[str, ...]
    leaving: tuple[str, ...]


def region_tree(graph: Graph) -> Region:
    """The whole network as a region; modules without a drawn node are left out."""
    inside: dict[str | None, list[tuple[int, Node | str]]] = {}
    first: dict[str, int] = {}
    within: dict[str | None, list[Node]] = {None: []}
    for index, node in enumerate(graph.nodes):
        inside.setdefault(node.module, []).append((index, node))
        within[None].append(node)
        for module in ancestors(graph, node.module):
            first.setdefault(module, index)
            within.setdefault(module, []).append(node)
    for module, index in first.items():
        inside.setdefault(graph.module[module].parent, []).append((index, module))
    return _region(graph, None, inside, within)


def _region(
    graph: Graph,
    module: str | None,
    inside: Mapping[str | None, list[tuple[int, Node | str]]],
    within: Mapping[str | None, list[Node]],
) -> Region:
    """One region; recursion is as deep as modules nest."""
    found = sorted(inside.get(module, ()), key=lambda entry: entry[0])
    members = tuple(
        _region(graph, member, inside, within) if isinstance(member, str) else member
        for _, member in found
    )
    own = graph.module[module] if module is not None else None
    return Region(own, members, tuple(within[module]))


def boundary(graph: Graph, nodes: tuple[Node, ...]) -> Boundary:
    """What enters and leaves `nodes`, which stand in the graph's order."""
    own = {node.id for node in nodes}
    made = {output for node in nodes for output in node.outputs}
    read = dict.fromkeys(argument.value for node in nodes for argument in node.inputs)
    given = {port.value for port in graph.outputs}
    leaving = tuple(
        output
        for node in nodes
        for output in node.outputs
        if output in given or any(reader not in own for reader, _ in graph.consumers[output])
    )
    return Boundary(tuple(value for value in read if value not in made), leaving)
