"""What each axis of each tensor means: batch, channel, height, width, depth, time, feature, head.

In: a Graph. Out: the Graph with `TensorType.axes` filled where it can be known. Operations that
know say so (a convolution knows its channels); from there meanings spread along `axis_links`,
forwards and backwards, breadth first: the nearest speaker wins, and of two equally near ones the
surer kind, then the earlier node. O(nodes x rank).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypeAlias, cast

from netscribe.graph.attributes import Convolution, Embedding, Margins, Normalization, Pool, Resize
from netscribe.graph.axis_links import axis_links
from netscribe.graph.kinds import Kind
from netscribe.graph.sequence_links import has_time_first
from netscribe.graph.steps import step_axes
from netscribe.graph.types import Graph, Node, TensorType, Value

_Claim: TypeAlias = tuple[str, int, str]
_Claims: TypeAlias = Callable[[Node, Mapping[str, int]], Iterator[_Claim]]

_POSITIONS = {1: ("time",), 2: ("height", "width"), 3: ("depth", "height", "width")}


def mark_axes(graph: Graph) -> Graph:
    """The graph with the meaning of every axis that an operation near it gives away."""
    ranks = {value.id: len(value.type.shape or ()) for value in graph.values}
    # Axes are numbered through all values: there are several times as many of them as nodes.
    first = dict(zip(ranks, accumulate(ranks.values(), initial=0)))
    steps = step_axes(graph)
    neighbours = _neighbours(graph, first, steps)
    meanings = [""] * len(neighbours)
    queue: deque[int] = deque()
    for value, axis, meaning in _all_claims(graph, ranks, steps):
        place = first[value] + axis
        if 0 <= axis < ranks[value] and not meanings[place]:
            meanings[place] = meaning
            queue.append(place)
    while queue:
        place = queue.popleft()
        for other in neighbours[place]:
            if not meanings[other]:
                meanings[other] = meanings[place]
                queue.append(other)
    return replace(graph, values=tuple(_marked(graph, first, meanings)))


def _marked(graph: Graph, first: Mapping[str, int], meanings: Sequence[str]) -> Iterator[Value]:
    for value in graph.values:
        start, found = first[value.id], value.type
        axes = tuple(meanings[start : start + len(found.shape or ())])
        marked = TensorType(found.dtype, found.shape, axes if any(axes) else ())
        yield Value(value.id, marked, value.producer)


def _neighbours(
    graph: Graph, first: Mapping[str, int], steps: Mapping[str, int]
) -> list[list[int]]:
    """For each axis of each value those that it comes out as, or comes from."""
    shapes = {value.id: value.type.shape for value in graph.values}
    found: list[list[int]] = [[] for shape in shapes.values() for _ in shape or ()]
    for node in graph.nodes:
        reads = [argument.value for argument in node.inputs]
        inputs = [shapes[value] for value in reads]
        outputs = [shapes[value] for value in node.outputs]
        for link in axis_links(node, inputs, outputs, steps=steps[node.id]):
            source = first[reads[link.argument]] + link.source
            target = first[node.outputs[link.output]] + link.target
            found[source].append(target)
            found[target].append(source)
    return found


def _all_claims(
    graph: Graph, ranks: Mapping[str, int], steps: Mapping[str, int]
) -> Iterator[_Claim]:
    """What operations say of the axes around them, the surest first."""
    for tensor in graph.values:
        if tensor.type.shape and tensor.type.shape[0] == "B":
            yield tensor.id, 0, "batch"
    for table in (_SURE, _LIKELY):
        for node in graph.nodes:
            claims = table.get(node.op.kind)
            if claims is not None:
                shift = steps[node.id]
                for value, axis, meaning in claims(node, _inner_ranks(node, ranks, shift)):
                    yield value, axis + (shift if axis > 0 else 0), meaning
                for axis in range(1, 1 + shift):
                    yield from ((value, axis, "time") for value in _values(node))


def _inner_ranks(node: Node, ranks: Mapping[str, int], shift: int) -> Mapping[str, int]:
    if not shift:
        return ranks
    return {value: max(ranks[value] - shift, 0) for value in _values(node)}


def _values(node: Node) -> Iterator[str]:
    yield from (argument.value for argument in node.inputs)
    yield from node.outputs


def _image(node: Node, ranks: Mapping[str, int]) -> Iterator[_Claim]:
    """Operations over positions know batch, channels and positions."""
    attributes = cast("Convolution | Pool | Resize | Margins", node.attributes)
    if not node.inputs:
        return
    if isinstance(attributes, Margins) and len(attributes.amounts) == ranks[node.inputs[0].value]:
        return  # amounts for every axis tell nothing of which of them are positions
    for value in (node.inputs[0].value, *node.outputs[:1]):
        yield from _positions(value, ranks[value], channels_first=attributes.channels_first)
    if node.op.kind is Kind.POOL and node.outputs and ranks[node.outputs[0]] == 2:
        yield node.outputs[0], 1, "channel"


def _positions(value: str, rank: int, *, channels_first: bool) -> Iterator[_Claim]:
    words = _POSITIONS.get(rank - 2)
    if words is None:
        return
    yield value, 0, "batch"
    yield value, 1 if channels_first else rank - 1, "channel"
    first = 2 if channels_first else 1
    yield from ((value, first + place, word) for place, word in enumerate(words))


def _recurrent(node: Node, ranks: Mapping[str, int]) -> Iterator[_Claim]:
    if has_time_first(node.attributes) and node.inputs and ranks[node.inputs[0].value] == 3:
        yield from _time_first(node, ranks)
        return
    if node.inputs:
        source = node.inputs[0].value
        yield source, 0, "batch"
        if ranks[source] > 2:
            yield source, 1, "time"
        if ranks[source] == 3:
            yield source, 2, "feature"
    for value in node.outputs:
        yield value, 0, "batch"
        if ranks[value] in (2, 3):
            yield value, ranks[value] - 1, "feature"


def _time_first(node: Node, ranks: Mapping[str, int]) -> Iterator[_Claim]:
    """(T, B, features) in; (T, B, features) or, in ONNX, (T, directions, B, features) out."""
    words = ("time", "batch", "feature")
    yield from ((node.inputs[0].value, axis, word) for axis, word in enumerate(words))
    for place, value in enumerate(node.outputs):
        rank = ranks[value]
        if rank > 2:
            yield value, rank - 1, "feature"
            yield value, rank - 2, "batch"
        if place == 0 and rank > 2:
            yield value, 0, "time"


def _embedding(node: Node, ranks: Mapping[str, int]) -> Iterator[_Claim]:
    attributes = cast("Embedding", node.attributes)
    for value in node.outputs[:1]:
        if ranks[value] == 3 and not attributes.positional:
            yield value, 0, "batch"
        if ranks[value] >= 2:
            yield value, ranks[value] - 1, "feature"
            yield value, ranks[value] - 2, "time"


def _attention(node: Node, ranks: Mapping[str, int]) -> Iterator[_Claim]:
    tensors = [argument.value for argument in node.inputs if "mask" not in argument.role]
    for value in (*tensors[:3], *node.outputs[:1]):
        if ranks[value] >= 3:
            yield value, 0, "batch"
            yield value, ranks[value] - 1, "feature"
        if ranks[value] == 3:
            yield value, 1, "time"
        if ranks[value] == 4 and not node.parameters:
            # (B, T, heads, d) in Keras' operations, (B, heads, T, d) elsewhere
            heads = 2 if node.op.domain.startswith("keras") else 1
            yield value, heads, "head"
            yield value, 3 - heads, "time"
    for value in node.outputs[1:2]:
        if ranks[value] == 4:
            yield value, 0, "batch"
            yield value, 1, "head"


def _linear(node: Node, ranks: Mapping[str, int]) -> Iterator[_Claim]:
    read = [argument.value for argument in node.inputs[:1]]  # none where it reads constants
    for value in (*read, *node.outputs[:1]):
        yield value, ranks[value] - 1, "feature"


def _normalization(node: Node, ranks: Mapping[str, int]) -> Iterator[_Claim]:
    attributes = cast("Normalization", node.attributes)
    if attributes.method not in ("batch", "group", "instance") or len(attributes.axis) != 1:
        return
    for value in node.outputs[:1]:
        if ranks[value] >= 4:
            first = attributes.axis[0] % ranks[value] == 1
            yield from _positions(value, ranks[value], channels_first=first)


_SURE: Mapping[Kind, _Claims] = {
    Kind.CONV: _image,
    Kind.POOL: _image,
    Kind.RESIZE: _image,
    Kind.RECURRENT: _recurrent,
    Kind.EMBEDDING: _embedding,
    Kind.ATTENTION: _attention,
}
_LIKELY: Mapping[Kind, _Claims] = {
    Kind.PAD: _image,
    Kind.CROP: _image,
    Kind.LINEAR: _linear,
    Kind.NORM: _normalization,
}
