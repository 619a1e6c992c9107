"""Edges of a figure: who is joined to whom, and what stands beside the line.

In: a Graph. Out: `Edge`s in the order of their targets. A shape is printed where it changes (or on
every edge, or nowhere, as set), where it leaves a repeat, on every in-edge of a concatenation,
product or broadcast; a role (query, mask, ...) where position does not say what an argument is. The
shape of an input stands in its bar, that of an output likewise; on a block card an output's shape
stands beside its arrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from netscribe.figure.roles import drawn_arguments
from netscribe.figure.types import Edge
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node, Port
from netscribe.graph.walks import ancestors
from netscribe.style.shapes import shape_text, typed_shape_text

_LABELS_ALL_INPUTS = {Kind.CONCAT, Kind.STACK, Kind.MATMUL, Kind.EINSUM}


@dataclass(frozen=True, slots=True)
class _Source:
    """The drawn end of a value: bar or node, and which of its outputs."""

    id: str
    output: int


def input_bar_id(name: str, letter: str = "") -> str:
    """Id of the bar of the input `name` of the model, or of the block card `letter`."""
    return f"{letter}/input:{name}" if letter else f"input:{name}"


def output_bar_id(name: str, letter: str = "") -> str:
    """Id of the bar of the output `name`, likewise."""
    return f"{letter}/output:{name}" if letter else f"output:{name}"


def figure_edges(graph: Graph, shapes: str, letter: str = "") -> tuple[Edge, ...]:
    """All drawn edges; `shapes` is "change", "all" or "none", `letter` that of a block card."""
    sources = _sources(graph, letter)
    labelled: set[str] = set()
    edges: list[Edge] = []
    for node in graph.nodes:
        for position, argument, role in drawn_arguments(node):
            label = _label(graph, node, argument, shapes, labelled)
            edge = _edge(sources[argument.value], argument.value, node.id, position)
            text = " · ".join(part for part in (role, label) if part)
            edges.append(replace(edge, label=text, role=role))
    for port in graph.outputs:
        edge = _edge(sources[port.value], port.value, output_bar_id(port.name, letter), 0)
        edges.append(replace(edge, label=_stub_label(graph, port) if letter else ""))
    return tuple(edges)


def _edge(source: _Source, value: str, target: str, position: int) -> Edge:
    return Edge(f"{value}->{target}#{position}", value, source.id, target, source.output, position)


def _stub_label(graph: Graph, port: Port) -> str:
    """What stands beside the arrow out of a block card, which ends in no bar."""
    title = stub_title(port, graph.outputs)
    return " · ".join(
        part for part in (title, typed_shape_text(graph.value[port.value].type)) if part
    )


def stub_title(port: Port, side: Sequence[Port]) -> str:
    """What a tensor of a block card is; "" where it is the only one on its side."""
    return (port.meaning or port.name) if len(side) > 1 else ""


def _sources(graph: Graph, letter: str) -> dict[str, _Source]:
    found = {port.value: _Source(input_bar_id(port.name, letter), 0) for port in graph.inputs}
    for node in graph.nodes:
        for index, output in enumerate(node.outputs):
            found[output] = _Source(node.id, index)
    return found


def _label(graph: Graph, node: Node, argument: Argument, shapes: str, labelled: set[str]) -> str:
    if shapes == "none":
        return ""
    value = graph.value[argument.value]
    text = shape_text(value.type)
    if shapes == "all" or _labels_inputs(graph, node):
        labelled.add(value.id)
        return text
    if value.producer is None or value.id in labelled:
        return ""
    maker = graph.drawn_by[value.producer]
    if not _changed(graph, maker, text) and not _leaves_repeat(graph, maker, node):
        return ""
    labelled.add(value.id)
    return text


def _labels_inputs(graph: Graph, node: Node) -> bool:
    """Whether each in-edge of a node prints its shape: sizes add up, multiply or broadcast."""
    if len(node.inputs) < 2:
        return False
    if node.op.kind in _LABELS_ALL_INPUTS:
        return True
    if node.op.kind is not Kind.ELEMENTWISE:
        return False
    return len({shape_text(graph.value[argument.value].type) for argument in node.inputs}) > 1


def _changed(graph: Graph, maker: Node, text: str) -> bool:
    """Whether a node's output has a shape that none of its inputs has, or comes from a repeat."""
    if maker.repeat > 1:
        return True
    return all(shape_text(graph.value[argument.value].type) != text for argument in maker.inputs)


def _leaves_repeat(graph: Graph, maker: Node, reader: Node) -> bool:
    """Whether a container that repeats is around the one and not around the other."""
    if maker.module == reader.module:
        return False
    inside = set(ancestors(graph, reader.module))
    return any(
        graph.module[module].repeat > 1
        for module in ancestors(graph, maker.module)
        if module not in inside
    )
