"""Draws what is computed from no input as one constant: position tables, masks, index grids.

In: a Graph. Out: a Graph in which operations that depend on no input and use no weights are one
node per connected group in a module, or one for the whole module if it holds nothing else, with how
many operations made it. A lone operation stays as it is. Random numbers are no constants.
Cost: O(nodes + edges).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from netscribe.graph.attributes import Attributes, Elementwise
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Module, Node, Op
from netscribe.graph.walks import ancestors
from netscribe.transforms.attention_masks import MASKS
from netscribe.transforms.order import CycleError, in_order
from netscribe.transforms.regions import Region, region_tree

#: What does not change which numbers a constant holds, only how they lie.
_STILL = {Kind.RESHAPE, Kind.CAST, Kind.IDENTITY}


@dataclass(frozen=True, slots=True)
class _Group:
    """Nodes that become one constant; the module, if they are all that it holds."""

    nodes: tuple[Node, ...]
    whole: Module | None = None


def constants(graph: Graph) -> Graph:
    """The graph with computed constants as one node each; the same graph if there are none."""
    fixed = _fixed(graph)
    if len(fixed) < 2:
        return graph
    groups: list[_Group] = []
    _collect(graph, region_tree(graph), fixed, groups)
    groups = _merged(graph, _with_sources(graph, groups, fixed))
    while groups:
        try:
            return _grouped(graph, groups)
        except CycleError as error:
            # two constants that read each other's parts cannot both be one node
            groups = [group for group in groups if group.nodes[-1].id not in error.regions]
    return graph


def _grouped(graph: Graph, groups: list[_Group]) -> Graph:
    """The graph with each group as one node.

    Raises:
        CycleError: groups read each other in a circle.
    """
    made = {group.nodes[-1].id: _constant(graph, group) for group in groups}
    gone = {node.id for group in groups for node in group.nodes}
    nodes = [
        made.get(node.id, node) for node in graph.nodes if node.id in made or node.id not in gone
    ]
    given = {value for node in nodes for value in node.outputs}
    values = tuple(
        value for value in graph.values if value.producer not in gone or value.id in given
    )
    # one that gives several results may be read before the last of its operations stood
    return replace(graph, nodes=in_order(nodes), values=values)


def _fixed(graph: Graph) -> frozenset[str]:
    """Ids of the nodes that depend on no input of the model and on no weight."""
    found: set[str] = set()
    values: set[str] = set()
    for node in graph.nodes:
        free = node.op.kind is Kind.RANDOM or node.parameters or node.custom or node.qualifiers
        if not free and all(item.value in values for item in node.inputs):
            found.add(node.id)
            values.update(node.outputs)
    return frozenset(found)


def _collect(graph: Graph, region: Region, fixed: frozenset[str], groups: list[_Group]) -> None:
    """Groups in a region: whole modules first, then what is connected directly in it."""
    if region.module is not None and all(node.id in fixed for node in region.nodes):
        if len(region.nodes) > 1:
            groups.append(_Group(region.nodes, region.module))
        return
    for inner in region.regions:
        _collect(graph, inner, fixed, groups)
    own = [item for item in region.members if isinstance(item, Node) and item.id in fixed]
    groups.extend(_Group(nodes) for nodes in _connected(own) if len(nodes) > 1)


def _with_sources(graph: Graph, groups: list[_Group], fixed: frozenset[str]) -> list[_Group]:
    """Groups with what alone they read of other constants: the positions of a position table."""
    of: dict[str, int] = {node.id: at for at, group in enumerate(groups) for node in group.nodes}
    given = {port.value for port in graph.outputs}
    for node in reversed(graph.nodes):
        if node.id not in fixed or (node.id in of and groups[of[node.id]].whole is not None):
            continue
        readers = {of.get(name, -1) for value in node.outputs for name, _ in graph.consumers[value]}
        if len(readers) == 1 and -1 not in readers and not given.intersection(node.outputs):
            of[node.id] = readers.pop()
    nodes: list[list[Node]] = [[] for _ in groups]
    for node in graph.nodes:
        if node.id in of:
            nodes[of[node.id]].append(node)
    return [
        replace(group, nodes=tuple(members))
        for group, members in zip(groups, nodes, strict=True)
        if members
    ]


def _merged(graph: Graph, groups: list[_Group]) -> list[_Group]:
    """A module of constants that one other group alone reads is part of that group."""
    of = {node.id: at for at, group in enumerate(groups) for node in group.nodes}
    given = {port.value for port in graph.outputs}
    left: dict[int, _Group] = dict(enumerate(groups))
    for at, group in enumerate(groups):
        made = {value for node in group.nodes for value in node.outputs}
        readers = {of.get(name, -1) for value in made for name, _ in graph.consumers[value]}
        readers.discard(at)
        if group.whole is None or len(readers) != 1 or -1 in readers or made & given:
            continue
        reader = readers.pop()
        other = left[reader]
        only_laid_out = all(map(_keeps_numbers, other.nodes))
        whole = group.whole if only_laid_out else other.whole
        left[reader] = _Group((*group.nodes, *other.nodes), whole)
        of.update(dict.fromkeys((node.id for node in group.nodes), reader))
        del left[at]
    order = {node.id: at for at, node in enumerate(graph.nodes)}
    return [
        replace(group, nodes=tuple(sorted(group.nodes, key=lambda node: order[node.id])))
        for group in left.values()
    ]


def _connected(nodes: list[Node]) -> list[tuple[Node, ...]]:
    """The nodes by connected group, each in order."""
    group: dict[str, list[Node]] = {}
    maker: dict[str, str] = {}
    for node in nodes:
        merged = [node]
        seen = {id(merged)}
        for item in node.inputs:
            other = group.get(maker.get(item.value, ""))
            if other is not None and id(other) not in seen:
                seen.add(id(other))
                merged = [*other, *merged]
        for member in merged:
            group[member.id] = merged
        maker.update(dict.fromkeys(node.outputs, node.id))
    distinct = {members[-1].id: members for members in group.values()}
    order = {node.id: at for at, node in enumerate(nodes)}
    return [tuple(sorted(members, key=lambda one: order[one.id])) for members in distinct.values()]


def _constant(graph: Graph, group: _Group) -> Node:
    last, own = group.nodes[-1], {node.id for node in group.nodes}
    given = {port.value for port in graph.outputs}
    outputs = tuple(
        value
        for node in group.nodes
        for value in node.outputs
        if value in given or any(reader not in own for reader, _ in graph.consumers[value])
    )
    made = {value for node in group.nodes for value in node.outputs}
    read = dict.fromkeys(item.value for node in group.nodes for item in node.inputs)
    op, attributes = _what(graph, group)
    module = group.whole
    inside = module is not None and last.module in _with_inner(graph, module)
    return replace(
        last,
        op=op,
        name=module.name if module is not None else "",
        layer=module.path if module is not None else last.layer,
        module=module.parent if module is not None and inside else last.module,
        attributes=attributes,
        inputs=tuple(Argument(value) for value in read if value not in made),
        outputs=outputs,
        covers=tuple(cover for node in group.nodes for cover in node.covers),
        before=(),
        after=(),
    )


def _with_inner(graph: Graph, module: Module) -> set[str]:
    """The ids of a module and of those in it."""
    return {one.id for one in graph.modules if module.id in ancestors(graph, one.id)}


def _what(graph: Graph, group: _Group) -> tuple[Op, Attributes]:
    """A plain array that was only laid out anew keeps its word; else how many made it."""
    roots = [node for node in group.nodes if not node.inputs]
    rest = [node for node in group.nodes if node.inputs]
    first = group.nodes[0]
    if len(roots) == 1 and roots[0].op.kind is Kind.CONSTANT and all(map(_keeps_numbers, rest)):
        return roots[0].op, roots[0].attributes
    whole = group.whole
    plain = "mask" if _is_mask(graph, group) else "constant"
    word = whole.class_name.lstrip("_") if whole is not None else plain
    made = Attributes(settings=(("from", f"{len(group.nodes)} operations"),))
    return Op(Kind.CONSTANT, word, first.op.domain), made


def _is_mask(graph: Graph, group: _Group) -> bool:
    """Whether attention alone reads what a group makes, to leave something out."""
    own = {node.id for node in group.nodes}
    readers = [
        graph.node[name].inputs[place].role
        for node in group.nodes
        for value in node.outputs
        for name, place in graph.consumers[value]
        if name not in own
    ]
    return bool(readers) and all(role in MASKS for role in readers)


def _keeps_numbers(node: Node) -> bool:
    attributes = node.attributes
    if isinstance(attributes, Elementwise):
        return attributes.operator == "add" and attributes.constant == "0"
    return node.op.kind in _STILL
