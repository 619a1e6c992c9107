"""Draws the two tables of a rotary embedding, cosine and sine, as the one thing that they are.

In: a Graph in which rotary embeddings are recognised and their tables are constants. Out: a Graph
in which a table's axes are not drawn being added, and cosine and sine of one source are one tensor
with the role "cos, sin". Cost: O(nodes + edges).
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.attributes import Reshaping
from netscribe.graph.types import Argument, Graph, Hidden, Node
from netscribe.graph.walks import producer_of

REASON = "it only gives a rotary table more axes"
_BOTH = "cos, sin"


def rotary_tables(graph: Graph) -> Graph:
    """The graph with one tensor per pair of tables; the same graph without rotary embeddings."""
    if not any(_is_rotary(node) for node in graph.nodes):
        return graph
    return _joined(_without_axes(graph))


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


def _joined(graph: Graph) -> Graph:
    """Cosine and sine that one node makes for rotary embeddings alone are one tensor."""
    pairs: dict[str, str] = {}
    for node in graph.nodes:
        if _is_rotary(node):
            roles = {item.role: item.value for item in node.inputs}
            pairs[roles["cos"]] = roles["sin"]
    makers = {}
    for cosine, sine in pairs.items():
        maker = producer_of(graph, cosine)
        both = maker is not None and maker.outputs == (cosine, sine)
        if both and all(_feeds_rotary_only(graph, value) for value in (cosine, sine)):
            assert maker is not None
            makers[maker.id] = cosine
    if not makers:
        return graph
    tables = set(makers.values())
    nodes = tuple(_with_one_table(node, makers, tables) for node in graph.nodes)
    dropped = {pairs[cosine] for cosine in tables}
    values = tuple(value for value in graph.values if value.id not in dropped)
    return replace(graph, nodes=nodes, values=values)


def _with_one_table(node: Node, makers: dict[str, str], tables: set[str]) -> Node:
    if node.id in makers:
        return replace(node, outputs=(makers[node.id],))
    if not _is_rotary(node):
        return node
    table = next(item.value for item in node.inputs if item.role == "cos")
    if table not in tables:
        return node
    kept = tuple(item for item in node.inputs if item.role not in ("cos", "sin"))
    return replace(node, inputs=(*kept, Argument(table, _BOTH)))
