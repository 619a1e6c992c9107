"""Templates: regions that do the same with other numbers, and those that lack a part of it.

In: a Graph and its regions. Out: a `Template` per kind of region, with its instances aligned node
by node. A region that is another one with up to three operations bypassed (a block without the
projection on its skip, without the expansion, without the skip itself) is an instance of that
other one's template, with these nodes absent. What only a bypassed merge reads is absent with it:
a block without squeeze-and-excitation lacks the gate and all that makes it.

Cost: O(nodes x depth) for regions without missing parts; the search for missing parts looks at
small regions only, once per pair of structures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from netscribe.graph.types import Graph, Node
from netscribe.transforms.bypasses import UNREAD, Bypass, find_bypass, without
from netscribe.transforms.content import Canonical, Census, Content, same_wiring
from netscribe.transforms.regions import HOLDERS, Boundary, Region, boundary

#: The largest region that is searched for missing parts.
_LARGEST_SEARCHED = 40


@dataclass(frozen=True, slots=True)
class Instance:
    """One region as an instance of its template.

    `nodes` has, per node of the template, the node that does the same here, or None where it is
    absent; `entering` and `leaving` likewise. `bypassed` has, per absent node's number, which of
    its arguments goes on in its place, or `UNREAD` where only absent nodes read it.
    """

    region: Region
    nodes: tuple[Node | None, ...]
    entering: tuple[str | None, ...]
    leaving: tuple[str | None, ...]
    bypassed: Mapping[int, int]


@dataclass(frozen=True, eq=False)
class Template:
    """What instances have in common; the first instance is the fullest one and shows all nodes."""

    instances: tuple[Instance, ...]

    @cached_property
    def place(self) -> Mapping[str, int]:
        """By region id, which of the instances it is."""
        return {instance.region.id: at for at, instance in enumerate(self.instances)}

    @cached_property
    def place_of_node(self) -> Mapping[str, int]:
        """By node id, which of the instances holds it."""
        return {node.id: at for at, one in enumerate(self.instances) for node in one.region.nodes}

    @property
    def model(self) -> Instance:
        """The instance that is drawn."""
        return self.instances[0]

    @cached_property
    def _sources(self) -> Mapping[str, tuple[int, int]]:
        """By value of the model (node's place, which output), or (-1, which entering value)."""
        found = {value: (-1, slot) for slot, value in enumerate(self.model.entering) if value}
        for place, node in enumerate(self.model.nodes):
            if node is not None:
                found.update({value: (place, slot) for slot, value in enumerate(node.outputs)})
        return found

    def counterpart(self, value: str, instance: Instance) -> str | None:
        """What flows in an instance where `value` flows in the model.

        Past what the instance lacks it is what goes on in its place: a block without its skip
        gives what would have been added. None where nothing flows.
        """
        place, slot = self._sources[value]
        while place >= 0 and instance.nodes[place] is None:
            argument, node = instance.bypassed[place], self.model.nodes[place]
            if argument == UNREAD or node is None:
                return None
            place, slot = self._sources[node.inputs[argument].value]
        if place < 0:
            return instance.entering[slot]
        found = instance.nodes[place]
        return None if found is None else found.outputs[slot]

    @property
    def size(self) -> int:
        """How many drawn nodes it has."""
        return len(self.model.nodes)


@dataclass(frozen=True, slots=True)
class _Known:
    """A region with its content in canonical form."""

    region: Region
    bounds: Boundary
    content: Content
    canonical: Canonical


def find_templates(graph: Graph, regions: Iterable[Region]) -> Mapping[str, Template]:
    """By region id its template; regions of a single kind share one object."""
    census = Census()
    kinds: dict[tuple[str, int], list[_Known]] = {}
    for region in regions:
        known = _known(graph, region, census)
        kinds.setdefault((region.class_name, known.canonical.signature), []).append(known)
    groups = _with_partial(list(kinds.values()), census)
    found: dict[str, Template] = {}
    for group in groups:
        template = Template(tuple(group))
        found.update({instance.region.id: template for instance in group})
    return found


def _known(graph: Graph, region: Region, census: Census) -> _Known:
    bounds = boundary(graph, region.nodes)
    content = census.content(graph, region.nodes, bounds)
    return _Known(region, bounds, content, census.canonical(content))


def _with_partial(kinds: list[list[_Known]], census: Census) -> list[list[Instance]]:
    """Instances by template: equal ones together, and those that lack parts with the fullest."""
    pending = sorted(kinds, key=lambda members: -len(members[0].region.nodes))
    groups: list[tuple[_Known, list[Instance]]] = []
    while pending:
        members = pending.pop(0)
        model, absent, instances = _home(groups, members[0], census)
        left: list[_Known] = []
        for member in members:
            instance = _aligned(model, member, absent, census)
            if instance is None:
                left.append(member)
            else:
                instances.append(instance)
        if left:
            # one signature, but wired another way after all: a kind of their own
            pending.insert(0, left)
    order = {known.region.id: at for at, known in enumerate(k for kind in kinds for k in kind)}
    return [
        [instances[0], *sorted(instances[1:], key=lambda one: order[one.region.id])]
        for _, instances in groups
        if instances
    ]


def _home(
    groups: list[tuple[_Known, list[Instance]]], first: _Known, census: Census
) -> tuple[_Known, Bypass, list[Instance]]:
    """The group that `first` and its like belong to, a new one if to none so far."""
    for model, instances in groups:
        absent = _absent(model, first, census)
        if absent is not None and _aligned(model, first, absent, census) is not None:
            return model, absent, instances
    groups.append((first, []))
    return first, (), groups[-1][1]


def _absent(model: _Known, other: _Known, census: Census) -> Bypass | None:
    """What to bypass in `model` to get `other`; None where they are not akin."""
    size = len(model.content.labels)
    akin = model.region.class_name == other.region.class_name
    if not akin or size > _LARGEST_SEARCHED:
        return None
    # being a plain list makes no two kin: with more absent than there, it is another block
    if model.region.class_name in HOLDERS and 2 * len(other.content.labels) < size:
        return None
    return find_bypass(model.content, other.content, other.canonical, census)


def _aligned(model: _Known, other: _Known, absent: Bypass, census: Census) -> Instance | None:
    """`other` node by node beside `model`; None if their wiring differs after all."""
    content = without(model.content, absent)
    left = list(range(len(model.content.labels)))
    bypassed: dict[int, int] = {}
    for index, argument in absent:
        bypassed[left.pop(index)] = argument
    canonical = census.canonical(content)
    if not same_wiring(content, canonical, other.content, other.canonical):
        return None
    nodes: list[Node | None] = [None] * len(model.content.labels)
    for ours, theirs in zip(canonical.order, other.canonical.order, strict=True):
        nodes[left[ours]] = other.region.nodes[theirs]
    entering: list[str | None] = [None] * len(model.bounds.entering)
    for ours, theirs in zip(canonical.entering, other.canonical.entering, strict=True):
        entering[ours] = other.bounds.entering[theirs]
    leaving = _leaving(model, other, content, canonical)
    return Instance(other.region, tuple(nodes), tuple(entering), leaving, bypassed)


def _leaving(
    model: _Known, other: _Known, content: Content, canonical: Canonical
) -> tuple[str | None, ...]:
    """Per leaving value of the model the other's; a bypass keeps their number and order."""
    places: dict[tuple[int, int], str] = {}
    theirs_at = dict(zip(other.content.leaving, other.bounds.leaving, strict=True))
    for ours, theirs in zip(canonical.leaving, other.canonical.leaving, strict=True):
        places[ours] = theirs_at[theirs]
    return tuple(places.get(source) for source in content.leaving)
