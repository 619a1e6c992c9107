"""A layer between two moves of the channels: the same layer, with the channels where they were.

ONNX has convolutions and pools with the channels first alone; exporters of frameworks that have
them last move them before each layer and back after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netscribe.graph.attributes import Convolution, Pool, Reshaping, Resize
from netscribe.graph.types import Graph, Node
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement


def layers_with_channels_last(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        attributes = node.attributes
        if not isinstance(attributes, (Convolution, Pool, Resize)) or len(node.inputs) != 1:
            continue
        before, after = producer_of(graph, node.inputs[0].value), only_reader(graph, node)
        if before is None or after is None or only_reader(graph, before) is not node:
            continue
        moved = _order(before) == _first(before) and _order(after) == _last(after)
        if attributes.channels_first and moved:
            last = replace(attributes, channels_first=False)
            yield Replacement((before, node, after), node.op, last, before.inputs, named=node)


def _order(node: Node) -> tuple[int, ...]:
    attributes = node.attributes
    permutes = isinstance(attributes, Reshaping) and attributes.function == "permute"
    return attributes.order if permutes and isinstance(attributes, Reshaping) else ()


def _first(node: Node) -> tuple[int, ...] | None:
    """The order that moves the channels from the end behind the batch."""
    rank = len(_order(node))
    return (0, rank - 1, *range(1, rank - 1)) if rank > 2 else None


def _last(node: Node) -> tuple[int, ...] | None:
    rank = len(_order(node))
    return (0, *range(2, rank), 1) if rank > 2 else None
