"""Leaves the tables of a rotary embedding, cosine and sine of positions, out of the drawing.

In: a Graph in which rotary embeddings are recognised and what depends on no input is a constant.
Out: a Graph in which a rotary embedding reads what it rotates alone, where its tables are made from
positions alone: they are part of what the operation is. The constant is hidden with the reason.
Tables made from an input (position ids) stay. Cost: O(nodes + edges).
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.attributes import Reshaping
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Hidden, Node

REASON = "tables of the rotary embedding, made from positions alone"


def rotary_tables(graph: Graph) -> Graph:
    """The graph without constant tables; the same graph without rotary embeddings."""
    if not any(_is_rotary(node) for node in graph.nodes):
        return graph
    return _without_tables(_without_axes(graph))


def _is_rotary(node: Node) -> bool:
    roles = {item.role for item in node.inputs}
    return node.op.type_name == "Rotary" and {"cos", "sin"} <= roles


def _without_axes(graph: Graph) -> Graph:
    """Readers of a table with added axes read the table itself."""
    stands_for: dict[str, str] = {}
    hidden: list[Hidden] = []
    for node in graph.nodes:
        if _adds_axes(node) and _feeds_rotary_only(graph, node.outputs[0]):
            source = node.inputs[0].value
            stands_for[node.outputs[0]] = stands_for.get(source, source)
            hidden.extend(Hidden(cover, REASON) for cover in node.covers)
    if not hidden:
        return graph
    gone = {node.id for node in graph.nodes if node.outputs and node.outputs[0] in stands_for}
    nodes = tuple(_reading(node, stands_for) for node in graph.nodes if node.id not in gone)
    values = tuple(value for value in graph.values if value.id not in stands_for)
    return replace(graph, nodes=nodes, values=values, hidden=(*graph.hidden, *hidden))


def _reading(node: Node, stands_for: dict[str, str]) -> Node:
    if not any(item.value in stands_for for item in node.inputs):
        return node
    read = (replace(item, value=stands_for.get(item.value, item.value)) for item in node.inputs)
    return replace(node, inputs=tuple(read))


def _adds_axes(node: Node) -> bool:
    attributes = node.attributes
    return (
        isinstance(attributes, Reshaping)
        and attributes.function == "expand"
        and len(node.inputs) == 1
        and len(node.outputs) == 1
    )


def _feeds_rotary_only(graph: Graph, value: str) -> bool:
    readers = [(graph.node[name], at) for name, at in graph.consumers[value]]
    given = any(port.value == value for port in graph.outputs)
    tables = (_is_rotary(node) and node.inputs[at].role in ("cos", "sin") for node, at in readers)
    return bool(readers) and not given and all(tables)


def _without_tables(graph: Graph) -> Graph:
    """Rotary embeddings read no constant, and constants that they alone read are hidden."""
    hidden: list[Hidden] = []
    gone: set[str] = set()
    for node in graph.nodes:
        fixed = node.op.kind is Kind.CONSTANT and not node.inputs
        if fixed and all(_feeds_rotary_only(graph, value) for value in node.outputs):
            gone.add(node.id)
            hidden.extend(Hidden(cover, REASON) for cover in node.covers)
    if not gone:
        return graph
    tables = {value for name in gone for value in graph.node[name].outputs}
    nodes = tuple(_reading_no(node, tables) for node in graph.nodes if node.id not in gone)
    values = tuple(value for value in graph.values if value.id not in tables)
    return replace(graph, nodes=nodes, values=values, hidden=(*graph.hidden, *hidden))


def _reading_no(node: Node, tables: set[str]) -> Node:
    if not any(item.value in tables for item in node.inputs):
        return node
    return replace(node, inputs=tuple(item for item in node.inputs if item.value not in tables))
