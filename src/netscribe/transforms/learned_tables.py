"""Learned tables that are read at places worked out from nothing: positions, relative positions.

In: a Graph in which what depends on no input is a constant. Out: a Graph in which such a table is
one card that reads nothing: "Position embedding 448 × 512". What only counted the places is part of
the card, or hidden with the reason where several tables read it; so is what lays the result out. A
table without weights ("[:T]" of a buffer) says that it is one.

Places are counted where a plain count makes them; else the table's name in the code says what its
rows are, and without such a name it keeps reading its constant. Cost: O(nodes + edges).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from netscribe.graph.attributes import Attributes, Embedding, Reshaping, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Hidden, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.attention_masks import MASKS
from netscribe.transforms.recognise.parameters import code_name
from netscribe.transforms.recognise.reach import only_reader

REASON = "counts the places at which learned tables are read"

_WORDS = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*")
_POSITIONS = {"pos", "position", "positions", "positional", "wpe"}
_BARE = {Kind.CONSTANT, Kind.SLICE, Kind.RESHAPE, Kind.CAST}
_LAYOUTS = {"reshape", "permute", "expand", "squeeze", "broadcast"}


def learned_tables(graph: Graph) -> Graph:
    """The graph with learned tables as one card each; the same graph if there are none."""
    tables = {node.id: found for node in graph.nodes if (found := _table(graph, node)) is not None}
    arrays = {node.id: _array(graph, node) for node in graph.nodes if _is_array(graph, node)}
    if not tables and not arrays:
        return graph
    counts = [node for node in graph.nodes if _counts_for(graph, node, tables)]
    made = dict(arrays)
    for name, attributes in tables.items():
        parts = _parts(graph, graph.node[name], counts, attributes)
        made[parts[-1].id] = _card(graph, graph.node[name], parts, attributes)
    return _with_cards(graph, made, counts)


def _table(graph: Graph, node: Node) -> Embedding | None:
    """What a lookup in a learned table is, if its places are worked out from nothing."""
    attributes = node.attributes
    sources = [producer_of(graph, item.value) for item in node.inputs]
    if any(source is None or not _is_bare(source) for source in sources):
        return None
    table = _looked_up(graph, node, attributes) if isinstance(attributes, Slicing) else attributes
    if not isinstance(table, Embedding) or node.custom or len(sources) > 1:
        return None
    words = _words_of(graph, node)
    counted = any(source is not None and source.op.type_name == "arange" for source in sources)
    if "relative" in words and (words & _POSITIONS or "bias" in words):
        return replace(table, rows="relative position")
    if "token" in words and "type" in words:
        return replace(table, rows="token type")
    if counted or words & _POSITIONS:
        return replace(table, positional=True)
    return None


def _is_bare(node: Node) -> bool:
    return not node.inputs and not node.parameters and node.op.kind in _BARE


def _looked_up(graph: Graph, node: Node, attributes: Slicing) -> Embedding | None:
    """A parameter of rows, read at a tensor of places."""
    if len(node.parameters) != 1 or attributes.index not in ("…", ""):
        return None
    shape = graph.parameter[node.parameters[0]].type.shape or ()
    made = graph.value[node.outputs[0]].type.shape or ()
    if len(shape) != 2 or len(made) < 2 or made[-1] != shape[-1]:
        return None
    rows, width = shape
    if not isinstance(rows, int) or not isinstance(width, int):
        return None
    return Embedding(vocabulary=rows, width=width)


def _words_of(graph: Graph, node: Node) -> frozenset[str]:
    """The words of a table's names in the code."""
    names = [node.name, *node.layer.split("/")[-1:]]
    names += [graph.parameter[one].path.replace("/", ".") for one in node.parameters]
    parts = (part for name in names for part in name.split(".")[-2:])
    return frozenset(word.lower() for part in parts for word in _WORDS.findall(part))


def _is_array(graph: Graph, node: Node) -> bool:
    """Whether a node takes a part of numbers that the model holds without learning them."""
    floats = all(graph.value[value].type.dtype.startswith("float") for value in node.outputs)
    return node.op.kind is Kind.SLICE and _is_bare(node) and floats


def _array(graph: Graph, node: Node) -> Node:
    attributes = node.attributes
    assert isinstance(attributes, Slicing)
    module = graph.module.get(node.module or "")
    names = (node.name, module.name if module else "", module.class_name if module else "")
    words = {word.lower() for name in names for word in _WORDS.findall(name)}
    title = "position table" if words & _POSITIONS else "table"
    part = (("", f"[{attributes.index}]"),) if attributes.index else ()
    return replace(
        node,
        op=Op(Kind.CONSTANT, title, node.op.domain),
        attributes=Attributes(settings=(*part, *attributes.settings)),
    )


def _counts_for(graph: Graph, node: Node, tables: Mapping[str, Embedding]) -> bool:
    """Whether a node only says at which places learned tables are read."""
    if not _is_bare(node):
        return False
    given = {port.value for port in graph.outputs}
    readers = [name for value in node.outputs for name, _ in graph.consumers[value]]
    return (
        bool(readers)
        and all(name in tables for name in readers)
        and not (given.intersection(node.outputs))
    )


def _readers(graph: Graph, node: Node) -> set[str]:
    return {name for value in node.outputs for name, _ in graph.consumers[value]}


def _parts(
    graph: Graph, table: Node, counts: Sequence[Node], attributes: Embedding
) -> tuple[Node, ...]:
    """What a table's card stands for: a count that it alone reads, and the layout behind it."""
    before = [node for node in counts if _readers(graph, node) == {table.id}]
    parts = [*before, table]
    if attributes.rows != "relative position":
        return tuple(parts)
    reader = only_reader(graph, table)
    while reader is not None and _is_layout(reader) and reader.module == table.module:
        parts.append(reader)
        reader = only_reader(graph, reader)
    return tuple(parts)


def _is_layout(node: Node) -> bool:
    attributes = node.attributes
    plain = len(node.inputs) == 1 and not node.parameters
    return plain and isinstance(attributes, Reshaping) and attributes.function in _LAYOUTS


def _card(graph: Graph, table: Node, parts: Sequence[Node], attributes: Embedding) -> Node:
    own = code_name(graph.parameter[table.parameters[0]].path) if table.parameters else ""
    return replace(
        parts[-1],
        op=Op(Kind.EMBEDDING, "Embedding", table.op.domain),
        name=own if table.op.kind is Kind.SLICE else table.name,
        layer=table.layer,
        call=table.call,
        attributes=attributes,
        inputs=table.inputs,
        parameters=table.parameters,
        covers=tuple(cover for part in parts for cover in part.covers),
    )


def _is_bias(node: Node) -> bool:
    return isinstance(node.attributes, Embedding) and node.attributes.rows == "relative position"


def _with_biases(node: Node, biases: set[str]) -> Node:
    """Attention that is told apart what it adds to its scores and what it leaves out of them."""
    masks = [item for item in node.inputs if item.role in MASKS and item.value in biases]
    if not masks:
        return node
    read = (replace(item, role="bias") if item in masks else item for item in node.inputs)
    return replace(node, inputs=tuple(read))


def _with_cards(graph: Graph, made: Mapping[str, Node], counts: Sequence[Node]) -> Graph:
    """The cards in the places of their last parts; counts and other parts are gone."""
    unread = {value for node in counts for value in node.outputs}
    biases = {value for node in made.values() if _is_bias(node) for value in node.outputs}
    covered = {cover for node in made.values() for cover in node.covers}
    hidden = [
        Hidden(cover, REASON) for node in counts for cover in node.covers if cover not in covered
    ]
    gone = covered | {entry.node for entry in hidden}
    nodes: list[Node] = []
    for node in graph.nodes:
        card = made.get(node.id)
        if card is not None:
            inputs = tuple(item for item in card.inputs if item.value not in unread)
            nodes.append(replace(card, inputs=inputs))
        elif not gone.intersection(node.covers):
            nodes.append(_with_biases(node, biases))
    given = {value for node in nodes for value in node.outputs}
    values = tuple(
        value for value in graph.values if value.producer not in gone or value.id in given
    )
    return replace(graph, nodes=tuple(nodes), values=values, hidden=(*graph.hidden, *hidden))
