"""What the inputs and outputs of a network mean, in plain words, where that can be known.

In: a Graph as it was read, with its axes marked. Out: the Graph with `Port.meaning` filled:
"image", "token ids", "class probabilities", ... or "" where the operations around a port do not
tell. Scores are never called probabilities. O(nodes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from netscribe.graph.attributes import Activation, Attention, Embedding
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Port, Value
from netscribe.graph.walks import producer_of

#: Operations behind which a tensor still means the same.
_SAME_MEANING = (Kind.IDENTITY, Kind.CAST, Kind.RESHAPE, Kind.DROPOUT)
#: Operations that an input passes before it is used.
_PREPARING = (*_SAME_MEANING, Kind.PREPROCESS, Kind.PAD, Kind.NORM, Kind.RESIZE, Kind.CROP)
#: Operations that read sizes alone, and tell nothing of what a tensor means.
_ASKS_SIZES = ("Shape", "Size")
_QUANTIZING = ("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear")
_IMAGE_USES = (Kind.CONV, Kind.POOL)
_COLOURS = (1, 3, 4)


def name_ports(graph: Graph) -> Graph:
    """The graph with a meaning at every port that has one; a meaning that is there stays."""
    inputs = tuple(
        port if port.meaning else replace(port, meaning=_input_meaning(graph, port))
        for port in graph.inputs
    )
    outputs = tuple(
        port if port.meaning else replace(port, meaning=_output_meaning(graph, port))
        for port in graph.outputs
    )
    return replace(graph, inputs=inputs, outputs=outputs)


def _input_meaning(graph: Graph, port: Port) -> str:
    value = graph.value[port.value]
    uses = list(_uses(graph, port.value))
    roles = {role for _, role in uses}
    if roles and all("mask" in role for role in roles):
        return "attention mask"
    if roles == {"initial_state"}:
        return "initial state"
    nodes = [node for node, _ in uses]
    embeddings = [node for node in nodes if node.op.kind is Kind.EMBEDDING]
    if embeddings and len(embeddings) == len(nodes):
        return _index_meaning(value, embeddings)
    if _is_picture(value, nodes):
        return "video" if "time" in value.type.axes else "image"
    return "text" if value.type.dtype == "string" and _is_vectorized(nodes) else ""


def _index_meaning(value: Value, embeddings: list[Node]) -> str:
    """Indices over a sequence are token ids; a single index may be of anything."""
    if any(cast("Embedding", node.attributes).positional for node in embeddings):
        return "positions"
    return "token ids" if len(value.type.shape or ()) == 2 and _is_long(value) else ""


def _is_long(value: Value) -> bool:
    return (value.type.shape or (1,))[-1] != 1


def _is_picture(value: Value, nodes: list[Node]) -> bool:
    """One picture, or several in time; over a depth it may be a volume as well as a video."""
    shape, axes = value.type.shape, value.type.axes
    picture = {"batch", "height", "width", "channel"}
    if shape is None or set(axes) not in (picture, picture | {"time"}):
        return False
    if value.type.dtype == "bool" or len(axes) != len(set(axes)):
        return False
    used = any(node.op.kind in _IMAGE_USES for node in nodes)
    return used and shape[axes.index("channel")] in _COLOURS


def _is_vectorized(nodes: list[Node]) -> bool:
    return bool(nodes) and all(node.op.type_name == "TextVectorization" for node in nodes)


def _uses(graph: Graph, start: str) -> Iterator[tuple[Node, str]]:
    """Operations that read a value, past those that only prepare it, and the role it has there."""
    seen = {start}
    pending = [start]
    while pending:
        for reader, position in graph.consumers[pending.pop()]:
            node = graph.node[reader]
            role = node.inputs[position].role
            if node.op.type_name in _ASKS_SIZES:
                continue
            if "mask" in role or node.op.kind not in _prepares(node):
                yield node, role
                continue
            pending.extend(value for value in node.outputs if value not in seen)
            seen.update(node.outputs)


def _prepares(node: Node) -> tuple[Kind, ...]:
    """A constant at the other side (x / 255) prepares as well; a text layer does not."""
    if node.op.kind is Kind.ELEMENTWISE and len(node.inputs) == 1:
        return (Kind.ELEMENTWISE,)
    if node.op.type_name in _QUANTIZING:
        return (node.op.kind,)
    return () if node.op.type_name == "TextVectorization" else _PREPARING


def _output_meaning(graph: Graph, port: Port) -> str:
    node = last_step(graph, port.value)
    if node is not None and node.op.kind in (Kind.LINEAR, Kind.MATMUL):
        return _scores_meaning(graph, graph.value[port.value])
    if node is None or node.op.kind is not Kind.ACTIVATION:
        return ""
    attributes = cast("Activation", node.attributes)
    before, after = graph.value[node.outputs[0]], graph.value[port.value]
    if attributes.function == "softmax":
        return _softmax_meaning(graph, attributes, before, after)
    if attributes.function != "sigmoid":
        return ""
    # coordinates as shares of the picture are squashed like probabilities
    return "boxes" if "box" in port.name.lower() else _sigmoid_meaning(after)


def last_step(graph: Graph, value: str) -> Node | None:
    """The operation that gives an output its meaning, past casts and reshapes."""
    node = producer_of(graph, value)
    while node is not None and node.op.kind in _SAME_MEANING and node.inputs:
        node = producer_of(graph, node.inputs[0].value)
    return node


def _softmax_meaning(graph: Graph, attributes: Activation, before: Value, after: Value) -> str:
    shape = before.type.shape
    if shape is None or len(shape) < 2:
        return ""
    axes = before.type.axes or ("",) * len(shape)
    spread = (attributes.axis or (-1,))[0] % len(shape)
    if len(attributes.axis) > 1 or shape[spread] == 1 or spread == 0:
        return ""
    if len(shape) == 2:
        return "class probabilities"
    if {"height", "width"} <= set(axes) and axes[spread] not in ("height", "width"):
        return "class probabilities per pixel"
    if len(shape) != 3 or spread != 2:
        return "probabilities"
    if shape[2] in _vocabularies(graph):
        causal = _is_causal(graph)
        return "next-token probabilities" if causal else "token probabilities"
    kept = len(after.type.shape or ()) == 3
    return "class probabilities per position" if kept else "probabilities"


def _scores_meaning(graph: Graph, after: Value) -> str:
    """One number per word of the vocabulary and position, straight from a product: scores."""
    shape = after.type.shape
    if shape is None or len(shape) != 3 or shape[2] not in _vocabularies(graph):
        return ""
    return "next-token scores" if _is_causal(graph) else "token scores"


def _vocabularies(graph: Graph) -> set[int]:
    return {
        cast("Embedding", node.attributes).vocabulary
        for node in graph.nodes
        if node.op.kind is Kind.EMBEDDING and not cast("Embedding", node.attributes).positional
    }


def _is_causal(graph: Graph) -> bool:
    attentions = [node.attributes for node in graph.nodes if node.op.kind is Kind.ATTENTION]
    # Causal attention is over a sequence's own past, whether or not its inputs are known as one.
    own = [
        item
        for item in attentions
        if isinstance(item, Attention) and (item.self_attention or item.causal)
    ]
    return bool(own) and all(item.causal for item in own)


def _sigmoid_meaning(after: Value) -> str:
    shape, axes = after.type.shape, after.type.axes
    if not shape:
        return ""
    if len(shape) == 4 and {"height", "width"} <= set(axes):
        # one or more channels between 0 and 1 may as well be a picture
        return ""
    return "probability" if shape[-1] == 1 or len(shape) == 1 else "probabilities"
