"""Who is joined to whom, twice: from the Graph, and from Keras' own records or real arrays.

Both are sets of (maker, reader) names at one level of nesting, so that they can be compared without
the reader's code.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from tests.zoo.real_calls import Recording

from netscribe.graph.types import Graph

Edges: TypeAlias = set[tuple[str, str]]


def recorded_edges(graph: Any) -> Edges:
    """From the history that Keras keeps on each symbolic tensor of a functional model."""
    found: Edges = set()
    own = {id(tensor): tensor._keras_history.operation.name for tensor in graph.inputs}
    nodes = {node for level in graph._nodes_by_depth.values() for node in level}
    tensors = [tensor for node in nodes for tensor in node.outputs]
    # Masks that Keras carries along by itself: some backends record them, some do not.
    masks = {
        id(mask) for tensor in tensors if (mask := getattr(tensor, "_keras_mask", None)) is not None
    }
    for node in nodes:
        if node.is_input or any(
            id(tensor) in own or id(tensor) in masks for tensor in node.outputs
        ):
            continue
        for tensor in node.input_tensors:
            if id(tensor) in masks:
                continue
            maker = own.get(id(tensor)) or tensor._keras_history.operation.name
            found.add((maker, node.operation.name))
    for tensor in graph.outputs:
        found.add((own.get(id(tensor)) or tensor._keras_history.operation.name, "→"))
    return found


def drawn_edges(graph: Graph, input_names: list[str]) -> Edges:
    """The same from the Graph: nodes stand for the layer or module at the outermost level."""
    ports = {port.value: name for port, name in zip(graph.inputs, input_names)}

    def place(node_id: str) -> str:
        node = graph.node[node_id]
        return node.layer.split("/")[0].split("@")[0]

    found: Edges = set()
    for node in graph.nodes:
        for argument in node.inputs:
            producer = graph.value[argument.value].producer
            maker = ports[argument.value] if producer is None else place(producer)
            inside = producer is not None and _same_call(graph, producer, node.id)
            if not inside:
                found.add((maker, place(node.id)))
    for port in graph.outputs:
        producer = graph.value[port.value].producer
        found.add((ports[port.value] if producer is None else place(producer), "→"))
    return found


def _same_call(graph: Graph, producer: str, consumer: str) -> bool:
    """Whether both lie in the same outermost module call, or are one layer and its activation."""
    first, second = graph.node[producer], graph.node[consumer]
    if first.module is None or second.module is None:
        return first.layer == second.layer and second.id.split("@")[0].endswith("/activation")
    return _outermost(graph, first.module) == _outermost(graph, second.module)


def _outermost(graph: Graph, module: str) -> str:
    while (parent := graph.module[module].parent) is not None:
        module = parent
    return module


def real_edges(recording: Recording, names: dict[int, str]) -> Edges:
    """Between leaf layers, from the identity of real arrays; `names` by identity of the layer."""
    found: Edges = set()
    for call in recording.calls:
        if id(call.layer) not in names:
            continue
        for source in call.sources:
            maker = recording.calls[source].layer if source >= 0 else None
            if maker is not None and id(maker) in names:
                found.add((names[id(maker)], names[id(call.layer)]))
    return found


def layer_edges(graph: Graph) -> Edges:
    """Between layers that follow each other directly, from the Graph."""
    found: Edges = set()
    for node in graph.nodes:
        for argument in node.inputs:
            producer = graph.value[argument.value].producer
            if producer is not None and graph.node[producer].layer != node.layer:
                found.add((graph.node[producer].layer, node.layer))
    return found
