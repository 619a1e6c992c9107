"""Global pooling: a mean or maximum over all positions, and the flattening that may follow it.

In: a Graph. Out: matches. `x.mean((2, 3))` of an image is a global average pool. One that keeps its
axes and is only flattened to one vector is the pool that keeps none: what comes out says it all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netscribe.graph.attributes import Pool, Reduction
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement

_POSITIONS = {"time", "depth", "height", "width"}
_METHODS = {"mean": "average", "max": "max", "amax": "max"}


def averages_over_positions(graph: Graph) -> Iterator[Replacement]:
    """Reductions over every position of a sequence or an image, and over nothing else."""
    for node in graph.nodes:
        attributes = node.attributes
        if not isinstance(attributes, Reduction) or attributes.settings:
            continue
        method = _METHODS.get(attributes.function)
        if method is not None and _is_over_positions(graph, node, attributes):
            pool = Pool(
                method=method,
                is_global=True,
                keepdims=attributes.keepdims,
                channels_first=_is_channels_first(graph, node),
            )
            op = replace(node.op, kind=Kind.POOL)
            yield Replacement((node,), op, pool, node.inputs)


def flattened_pools(graph: Graph) -> Iterator[Replacement]:
    """Global pools whose one reader drops the axes of size 1 that they keep."""
    for node in graph.nodes:
        attributes = node.attributes
        if not isinstance(attributes, Pool) or not attributes.is_global or not attributes.keepdims:
            continue
        reader = only_reader(graph, node)
        if reader is not None and reader.op.kind is Kind.RESHAPE and _drops_ones(graph, reader):
            bare = replace(attributes, keepdims=False)
            yield Replacement((node, reader), node.op, bare, node.inputs, named=node)


def _is_over_positions(graph: Graph, node: Node, attributes: Reduction) -> bool:
    if len(node.inputs) != 1 or len(node.outputs) != 1:
        return False
    axes = graph.value[node.inputs[0].value].type.axes
    positions = {index for index, axis in enumerate(axes) if axis in _POSITIONS}
    others = [axis for axis in axes if axis not in _POSITIONS]
    reduced = {axis % len(axes) for axis in attributes.axis} if axes else set()
    known = len(others) == 2 and others[0] == "batch" and others[1] in ("channel", "feature")
    return known and bool(positions) and reduced == positions


def _is_channels_first(graph: Graph, node: Node) -> bool:
    axes = graph.value[node.inputs[0].value].type.axes
    return axes.index("channel") == 1 if "channel" in axes else False


def _drops_ones(graph: Graph, reader: Node) -> bool:
    """Whether only axes of size 1 go, down to the batch and the channels."""
    before = graph.value[reader.inputs[0].value].type.shape
    after = graph.value[reader.outputs[0]].type.shape if len(reader.outputs) == 1 else None
    if before is None or after is None or len(reader.inputs) != 1 or len(after) != 2:
        return False
    return before[0] == after[0] and [dim for dim in before[1:] if dim != 1] == [after[1]]
