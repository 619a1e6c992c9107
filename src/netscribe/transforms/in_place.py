"""Runs drawn in place: which may be, and what each node in such a frame stands for.

In: a Graph and a run of regions; or the items of a panel. Out: whether the first region can stand
for all, with ×N on its frame; nodes with everything that they cover, giving what the last gives.
Cost: O(nodes that the runs hold).

A frame ×N says: each of the N reads what the one before gives in place of the first tensor that the
frame reads, and everything else as the first one does. A run of which that is not true, or whose
regions differ in anything printed, is a closed block.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from netscribe.graph.types import Argument, Graph, Node
from netscribe.graph.walks import ancestors, with_folded
from netscribe.transforms.closing import Closed, Item, Network, Opened, Repeated
from netscribe.transforms.regions import boundary
from netscribe.transforms.runs import Run, find_runs
from netscribe.transforms.templates import Instance, Template

#: The repeats around something, the innermost first.
Around: TypeAlias = tuple[Repeated, ...]


def may_stand_in_place(graph: Graph, run: Run) -> bool:
    """Whether one region of the run says all that is printed of every one."""
    first, *others = run
    if not others or not _hands_on_one(graph, run):
        return False
    printed = _printed(graph, first)
    if printed is None or any(_printed(graph, other) != printed for other in others):
        return False
    used = [name for instance in run for name in _parameters(instance)]
    return len(used) == len(set(used))


def stands_in_place(network: Network, template: Template) -> bool:
    """Whether all instances of a template are one run that may be drawn in place."""
    known = network.in_place.get(template)
    if known is None:
        known = network.in_place[template] = _is_one_run(network, template)
    return known


def _is_one_run(network: Network, template: Template) -> bool:
    graph = network.graph
    parents = {graph.module[instance.region.id].parent for instance in template.instances}
    if len(parents) > 1 or len(template.instances) < 2:
        return False
    place = network.place_of_node
    regions = sorted(
        (instance.region for instance in template.instances),
        key=lambda region: place[region.nodes[0].id],
    )
    runs = find_runs(graph, regions, network.templates)
    return len(runs) == 1 and may_stand_in_place(graph, runs[0])


def _hands_on_one(graph: Graph, run: Run) -> bool:
    """Whether the regions are joined by one tensor, the first that each of them reads."""
    first, second = run[0], run[1]
    if len(first.leaving) != 1:
        return False
    taken = [
        ours
        for ours, theirs in zip(first.entering, second.entering, strict=True)
        if theirs == first.leaving[0]
    ]
    return taken == [boundary(graph, first.region.nodes).entering[0]]


def _printed(graph: Graph, instance: Instance) -> Hashable:
    """All that is printed of a region but names in the code; None where a part is absent."""
    nodes = [node for node in instance.nodes if node is not None]
    if len(nodes) < len(instance.nodes):
        return None
    values = (*instance.entering, *(value for node in nodes for value in node.outputs))
    return (
        tuple(_frames(graph, instance, node) for node in nodes),
        tuple((part.qualifiers, part.attributes) for node in nodes for part in with_folded(node)),
        tuple(graph.value[value].type for value in values if value is not None),
        tuple(graph.parameter[name].type for name in _parameters(instance)),
    )


def _frames(graph: Graph, instance: Instance, node: Node) -> Hashable:
    """What the modules around a node say, up to the region's own."""
    found = []
    for name in ancestors(graph, node.module):
        module = graph.module[name]
        found.append((module.class_name, module.meaning, module.facts, module.qualifiers))
        if name == instance.region.id:
            break
    return tuple(found)


def _parameters(instance: Instance) -> Iterator[str]:
    """The parameters of a region, each once, in the order of the template's nodes."""
    every = (
        parameter
        for node in instance.nodes
        if node is not None
        for part in with_folded(node)
        for parameter in part.parameters
    )
    yield from dict.fromkeys(every)


def with_repeats_around(
    items: tuple[Item, ...], around: Around = ()
) -> Iterator[tuple[Node | Closed, Around]]:
    """Nodes and closed runs of a panel, each with the repeats around it."""
    for item in items:
        if isinstance(item, Opened):
            yield from with_repeats_around(item.items, around)
        elif isinstance(item, Repeated):
            yield from with_repeats_around(item.items, (item, *around))
        else:
            yield item, around


def standing_for_all(
    items: tuple[Item, ...], blocks: Mapping[str, Node], plain: Mapping[str, Node]
) -> tuple[dict[str, Node], dict[str, Node]]:
    """Blocks and plain nodes by id, those in repeats covering all that do the same."""
    blocks, plain = dict(blocks), dict(plain)
    for item, around in with_repeats_around(items):
        if not around:
            continue
        if isinstance(item, Closed):
            runs = all_runs(item, around)
            nodes = tuple(node for run in runs for one in run for node in one.region.nodes)
            blocks[item.id] = _standing(blocks[item.id], nodes, around)
        else:
            drawn = plain.get(item.id, item)
            plain[item.id] = _standing(drawn, _all_nodes(item, around), around)
    return blocks, plain


def _all_nodes(node: Node, around: Around) -> tuple[Node, ...]:
    """The nodes that one node in repeats stands for, itself included."""
    found: tuple[Node, ...] = (node,)
    for repeated in around:
        found = tuple(like for one in found for like in repeated.alike[one.id])
    return found


def all_runs(closed: Closed, around: Around) -> tuple[Run, ...]:
    """The runs that a closed run in repeats stands for, itself included."""
    template = closed.template
    runs = [closed.run]
    for repeated in around:
        runs = [
            tuple(
                template.instances[
                    template.place_of_node[repeated.alike[instance.region.nodes[0].id][at].id]
                ]
                for instance in run
            )
            for run in runs
            for at in range(len(repeated.closed.run))
        ]
    return tuple(runs)


def _standing(drawn: Node, covered: tuple[Node, ...], around: Around) -> Node:
    """A drawn node that covers all of `covered`, its results those of the last repeats."""
    covers = (name for node in covered for part in with_folded(node) for name in part.covers)
    made: dict[str, str] = {}
    for repeated in around:
        last = repeated.leaving
        made = {value: last.get(given, given) for value, given in made.items()} | {
            value: given for value, given in last.items() if value not in made
        }
    return replace(_renamed(drawn, made), covers=tuple(dict.fromkeys(covers)))


def _renamed(node: Node, made: Mapping[str, str]) -> Node:
    value: Callable[[str], str] = lambda name: made.get(name, name)  # noqa: E731
    return replace(
        node,
        inputs=tuple(Argument(value(item.value), item.role) for item in node.inputs),
        outputs=tuple(map(value, node.outputs)),
        before=tuple(_renamed(part, made) for part in node.before),
        after=tuple(_renamed(part, made) for part in node.after),
    )
