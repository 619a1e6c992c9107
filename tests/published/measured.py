"""What a graph says in the terms of the published tables.

In: a Graph of a convolutional network. Out: its convolutions, dense layers and blocks in order.
Nothing is taken from names, so that a network without modules gives the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from tests.published.tables import Convolved, Inverted

from netscribe.graph.attributes import Convolution, Elementwise, Linear
from netscribe.graph.types import Graph, Node


def size(graph: Graph, value: str, axis: str) -> int:
    """The size of an axis by its meaning; 1 where the tensor has no such axis."""
    tensor = graph.value[value].type
    assert tensor.shape is not None
    found = dict(zip(tensor.axes, tensor.shape))
    dim = found.get(axis, 1)
    assert isinstance(dim, int)
    return dim


def side(graph: Graph, value: str) -> int:
    return size(graph, value, "height")


def convolutions(graph: Graph) -> Iterator[tuple[Node, Convolution]]:
    for node in graph.nodes:
        if isinstance(node.attributes, Convolution):
            yield node, node.attributes


def convolved(graph: Graph) -> tuple[Convolved, ...]:
    """All convolutions in order."""
    return tuple(
        Convolved(
            attributes.kernel_size[0],
            attributes.filters or 0,
            max(attributes.stride, default=1),
            side(graph, node.outputs[0]),
        )
        for node, attributes in convolutions(graph)
    )


def units(graph: Graph) -> tuple[int, ...]:
    """The widths of all dense layers in order."""
    return tuple(
        node.attributes.units for node in graph.nodes if isinstance(node.attributes, Linear)
    )


def merges(graph: Graph) -> tuple[tuple[int, int, int], ...]:
    """(side, channels, how many in a row) of all sums: the blocks of a residual network."""
    found = [
        (side(graph, node.outputs[0]), size(graph, node.outputs[0], "channel"))
        for node in graph.nodes
        if isinstance(node.attributes, Elementwise)
        and node.attributes.operator == "add"
        and len(node.inputs) == 2
    ]
    return tuple((*key, len(list(group))) for key, group in groupby(found))


def inverted(graph: Graph) -> tuple[Inverted, ...]:
    """The blocks around depthwise convolutions, runs of equal ones as one row."""
    blocks = list(_blocks(graph))
    rows: list[Inverted] = []
    for block in blocks:
        last = rows[-1] if rows else None
        repeated = last and block.stride == 1 and _kind(block) == _kind(last)
        if last and repeated:
            rows[-1] = last._replace(repeats=last.repeats + 1)
        else:
            rows.append(block)
    return tuple(rows)


def _kind(row: Inverted) -> tuple[int, int, int]:
    return row.kernel, row.expansion, row.channels


def _blocks(graph: Graph) -> Iterator[Inverted]:
    """A depthwise convolution, what widened before it, and what narrows after it."""
    everything = list(convolutions(graph))
    for place, (node, attributes) in enumerate(everything):
        if not _is_depthwise(attributes):
            continue
        wide = size(graph, node.inputs[0].value, "channel")
        widening, how = everything[place - 1]
        widens = max(how.kernel_size) == 1  # else it is what stands before the first block
        narrow = size(graph, widening.inputs[0].value, "channel") if widens else wide
        # Squeeze-and-excitation has convolutions too, of one place.
        after = next(
            later
            for later, _ in everything[place + 1 :]
            if side(graph, later.outputs[0]) == side(graph, node.outputs[0])
        )
        yield Inverted(
            side(graph, widening.outputs[0]),
            attributes.kernel_size[0],
            wide // narrow,
            size(graph, after.outputs[0], "channel"),
            1,
            max(attributes.stride, default=1),
        )


def _is_depthwise(attributes: Convolution) -> bool:
    return attributes.variant == "depthwise" or (attributes.groups or 1) > 1
