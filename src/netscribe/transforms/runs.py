"""Runs: closed regions that follow one another and do the same, to be drawn once with "×N".

In: a Graph, sibling regions and their templates. Out: runs of instances. In a run each instance
alone reads what the one before gives, and whatever else it reads is the same for all (a mask, a
rotary table). Its instances agree in all printed numbers; only the first may differ, where it gives
the same sizes as the second (a stage's first block with its stride).
Cost: O(instances x template size).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeAlias

from netscribe.graph.types import Graph, Node
from netscribe.graph.walks import with_folded
from netscribe.transforms.amounts import amounts
from netscribe.transforms.regions import Region
from netscribe.transforms.templates import Instance, Template

Run: TypeAlias = tuple[Instance, ...]


def find_runs(
    graph: Graph, siblings: Sequence[Region], templates: Mapping[str, Template]
) -> tuple[Run, ...]:
    """The runs of sibling regions, in order; a region that is like no neighbour runs alone."""
    instances = {
        region.id: templates[region.id].instances[templates[region.id].place[region.id]]
        for region in siblings
    }
    reader = {node.id: region.id for region in siblings for node in region.nodes}
    given = {port.value for port in graph.outputs}
    following: dict[str, str] = {}
    for region in siblings:
        next_id = _only_reader(graph, instances[region.id], reader, given)
        if next_id is None or templates[next_id] is not templates[region.id]:
            continue
        if _follows(instances[region.id], instances[next_id]):
            following[region.id] = next_id
    second = set(following.values())
    runs: list[Run] = []
    for region in siblings:
        if region.id not in second:
            runs.extend(_alike(graph, list(_chain(region.id, following, instances))))
    return tuple(runs)


def _only_reader(
    graph: Graph, instance: Instance, reader: Mapping[str, str], given: set[str]
) -> str | None:
    """The id of the region that alone reads all that leaves an instance, or None."""
    leaving = [value for value in instance.leaving if value is not None]
    if not leaving or any(value in given for value in leaving):
        return None
    readers = {reader.get(node) for value in leaving for node, _ in graph.consumers[value]}
    return readers.pop() if len(readers) == 1 else None


def _follows(first: Instance, second: Instance) -> bool:
    """Whether the second reads the first's results, and else what the first reads as well."""
    made = {value for value in first.leaving if value is not None}
    read = [value for value in second.entering if value is not None]
    if not made <= set(read):
        return False
    return all(
        theirs in made or ours == theirs
        for ours, theirs in zip(first.entering, second.entering, strict=True)
        if theirs is not None and ours is not None
    )


def _chain(
    start: str, following: Mapping[str, str], instances: Mapping[str, Instance]
) -> Iterator[Instance]:
    current: str | None = start
    while current is not None:
        yield instances[current]
        current = following.get(current)


def _alike(graph: Graph, chain: list[Instance]) -> Iterator[Run]:
    """The chain cut where printed numbers change."""
    numbers = [instance_numbers(one) for one in chain]
    shapes = [_given_sizes(graph, one) for one in chain]
    start = 0
    for at in range(1, len(chain) + 1):
        if at < len(chain) and numbers[at] == numbers[at - 1]:
            continue
        if at < len(chain) and at == start + 1 and shapes[at] == shapes[start]:
            continue
        yield tuple(chain[start:at])
        start = at


def instance_numbers(instance: Instance) -> Hashable:
    """Every printed number of an instance, and which parts it lacks."""
    return tuple(
        None if node is None else tuple(_node_numbers(part) for part in with_folded(node))
        for node in instance.nodes
    )


def _node_numbers(node: Node) -> Hashable:
    return (tuple(amounts(node.attributes)), getattr(node.attributes, "padding", None))


def _given_sizes(graph: Graph, instance: Instance) -> Hashable:
    return tuple(
        None if value is None else graph.value[value].type.shape for value in instance.leaving
    )
