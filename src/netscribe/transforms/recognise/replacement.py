"""Puts one node in the place of several, losing nothing.

In: a Graph and the matches of a pattern. Out: a Graph in which each match is one node that covers
the matched ones. A match is taken only if nothing outside reads a tensor that it makes inside, and
if no earlier match has taken one of its nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from netscribe.graph.attributes import Attributes
from netscribe.graph.types import Argument, Graph, Node, Op, TensorType


@dataclass(frozen=True, slots=True)
class Replacement:
    """A match: the nodes, in order, and what they are together.

    The last node makes the result. `inputs` are the tensors that the operation reads, in the order
    of its arguments. The node takes its name from `named`, by default from the last node.
    `rewritten` are nodes above the match that stay, in another form, each with the type of its one
    result; nothing but the match reads that.
    """

    nodes: tuple[Node, ...]
    op: Op
    attributes: Attributes
    inputs: tuple[Argument, ...]
    named: Node | None = None
    rewritten: tuple[tuple[Node, TensorType], ...] = ()


def replaced(graph: Graph, matches: Iterable[Replacement]) -> Graph:
    """The graph with every sound match in place; the same graph if there is none."""
    position = {node.id: index for index, node in enumerate(graph.nodes)}
    made: dict[str, Node] = {}
    gone: set[str] = set()
    types: dict[str, TensorType] = {}
    for match in matches:
        nodes = sorted(match.nodes, key=lambda node: position[node.id])
        ids = {node.id for node in nodes}
        if ids & gone or not _is_closed(graph, nodes, ids):
            continue
        if any(node.id in gone for node, _ in match.rewritten):
            continue
        gone |= ids | {node.id for node, _ in match.rewritten}
        made[nodes[-1].id] = _node(graph, match, nodes)
        for node, type_ in match.rewritten:
            made[node.id] = node
            types[node.outputs[0]] = type_
    if not made:
        return graph
    kept = tuple(made.get(node.id, node) for node in graph.nodes if _stays(node, gone, made))
    inner = gone - made.keys()
    values = tuple(
        replace(value, type=types[value.id]) if value.id in types else value
        for value in graph.values
        if value.producer not in inner
    )
    return replace(graph, nodes=kept, values=values)


def _stays(node: Node, gone: set[str], made: dict[str, Node]) -> bool:
    return node.id not in gone or node.id in made


def _is_closed(graph: Graph, nodes: list[Node], ids: set[str]) -> bool:
    """Whether only the last node's result is read from outside, and all lie in one module."""
    outputs = {port.value for port in graph.outputs}
    if len({(node.module, node.qualifiers) for node in nodes}) != 1:
        return False
    return not any(
        value in outputs or any(reader not in ids for reader, _ in graph.consumers[value])
        for node in nodes[:-1]
        for value in node.outputs
    )


def _node(graph: Graph, match: Replacement, nodes: list[Node]) -> Node:
    named = match.named or nodes[-1]
    node = replace(
        nodes[-1],
        name=named.name,
        layer=named.layer,
        call=named.call,
        op=match.op,
        attributes=match.attributes,
        inputs=match.inputs,
        parameters=tuple(dict.fromkeys(p for node in nodes for p in node.parameters)),
        covers=tuple(cover for node in nodes for cover in node.covers),
        custom=False,
    )
    return _out_of_its_module(graph, node, len(nodes))


def _out_of_its_module(graph: Graph, node: Node, count: int) -> Node:
    """A module that holds nothing else is the operation itself: `input_layernorm`, an RMS norm."""
    if node.module is None:
        return node
    module = graph.module[node.module]
    holds = graph.module_sizes.get(module.id, 0)
    if holds != count or any(other.parent == module.id for other in graph.modules):
        return node
    # a module that is known by its place in names alone has no class
    known = module.class_name[:1].isupper()
    op = Op(node.op.kind, module.class_name if known else node.op.type_name, node.op.domain)
    return replace(node, op=op, name=module.name, layer=module.path, module=module.parent)
