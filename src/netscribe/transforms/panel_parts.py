"""Parts of a panel's graph: its nodes in their frames, its values, parameters and ports.

In: a Graph, items or nodes of it, and a template's letters. Out: the tuples that a panel's Graph is
made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Module, Node, Parameter, Value
from netscribe.graph.walks import with_folded
from netscribe.transforms.block_nodes import repeated_module
from netscribe.transforms.closing import Closed, Item, Opened, Repeated, flattened
from netscribe.transforms.lettering import Lettering
from netscribe.transforms.presence import Part
from netscribe.transforms.templates import Template


def framed_nodes(
    graph: Graph, items: tuple[Item, ...], blocks: dict[str, Node], plain: dict[str, Node]
) -> tuple[list[Node], tuple[Module, ...]]:
    """The nodes, each in its kept frame, and the frames; `plain` replaces nodes by id."""
    nodes: list[Node] = []
    modules: list[Module] = []
    pending: list[tuple[Item, str | None]] = [(item, None) for item in reversed(items)]
    while pending:
        item, frame = pending.pop()
        if isinstance(item, Opened):
            assert item.region.module is not None
            modules.append(replace(item.region.module, parent=frame))
            pending.extend((inner, item.region.id) for inner in reversed(item.items))
        elif isinstance(item, Repeated):
            modules.append(repeated_module(graph, item.closed, frame))
            pending.extend((inner, item.closed.id) for inner in reversed(item.items))
        elif isinstance(item, Closed):
            nodes.append(replace(blocks[item.id], module=frame))
        else:
            nodes.append(_in_module(plain.get(item.id, item), frame))
    return nodes, tuple(modules)


def _in_module(node: Node, module: str | None) -> Node:
    return replace(
        node,
        module=module,
        before=tuple(replace(part, module=module) for part in node.before),
        after=tuple(replace(part, module=module) for part in node.after),
    )


def values_between(graph: Graph, nodes: Sequence[Node], entering: set[str]) -> tuple[Value, ...]:
    """The values between the nodes, those inside of a node with folded ones included."""
    wanted = set(entering)
    for node in nodes:
        wanted.update(node.outputs)
        wanted.update(item.value for item in node.inputs)
        for part in with_folded(node):
            if part is not node:
                wanted.update((*part.outputs, *(item.value for item in part.inputs)))
    return tuple(value for value in graph.values if value.id in wanted)


def with_rules(nodes: Mapping[str, Node], parts: Sequence[Part]) -> dict[str, Node]:
    """Nodes that not every block has say so: on their card, or beside the wire into a merge."""
    found = dict(nodes)
    for part in parts:
        node = found[part.node.id]
        # a gate that is absent as a whole has a word of its own, a skip is known by its wire
        rule = part.said if part.with_it else part.rule
        if len(node.inputs) > 1 and rule:
            inputs = tuple(
                item if at == part.kept else replace(item, role=rule)
                for at, item in enumerate(node.inputs)
            )
            found[node.id] = replace(node, inputs=inputs)
        elif len(node.inputs) == 1 and part.said:
            name = "" if part.excepted else node.name
            found[node.id] = replace(node, name=name, qualifiers=(*node.qualifiers, part.said))
    return found


def with_block_rules(
    blocks: Mapping[str, Node], items: tuple[Item, ...], parts: Sequence[Part]
) -> dict[str, Node]:
    """Blocks that stand for parts which not every block has say so."""
    found = dict(blocks)
    for item in flattened(items):
        if not isinstance(item, Closed):
            continue
        inside = {node.id for node in item.nodes}
        for part in parts:
            if inside == {node.id for node in part.nodes} and (part.rule or part.excepted):
                rule = part.said.removeprefix(f"{part.word}: ")
                node = found[item.id]
                found[item.id] = replace(node, qualifiers=(*node.qualifiers, rule))
    return found


def with_sharing(graph: Graph, nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Nodes whose weights are used outside of their panel as well say how often in all."""
    shown: Counter[str] = Counter(name for node in nodes for name in _weights(node))
    found = []
    for node in nodes:
        uses = {len(graph.parameter_users[name]) for name in _weights(node)}
        beyond = any(len(graph.parameter_users[name]) > shown[name] for name in _weights(node))
        if beyond and uses and node.op.kind is not Kind.BLOCK and max(uses) > 1:
            words = f"shared weights, {max(uses)} uses in all"
            node = replace(node, qualifiers=(*node.qualifiers, words))
        found.append(node)
    return tuple(found)


def _weights(node: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in with_folded(node) for name in part.parameters))


def card_values(
    graph: Graph, nodes: Sequence[Node], template: Template, lettering: Lettering
) -> tuple[Value, ...]:
    entering = {value for value in template.model.entering if value is not None}
    return tuple(
        replace(
            value,
            type=lettering.types.get(value.id, value.type),
            producer=None if value.id in entering else value.producer,
        )
        for value in values_between(graph, nodes, entering)
    )


def card_parameters(
    graph: Graph, nodes: Sequence[Node], lettering: Lettering
) -> tuple[Parameter, ...]:
    used = {name for node in nodes for part in with_folded(node) for name in part.parameters}
    return tuple(
        lettering.parameters.get(parameter.id, parameter)
        for parameter in graph.parameters
        if parameter.id in used
    )
