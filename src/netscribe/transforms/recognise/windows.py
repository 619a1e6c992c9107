"""Cutting an image into windows for attention within each, and putting it together again.

A reshape of (batch, height, width, channels) that parts both positions, a permutation that brings
the parts of one window together, and a reshape; the same backwards.
Source: Liu et al. 2021, "Swin Transformer", section 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Reshaping
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Op, Shape
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import (
    only_reader,
    permutes,
    reshapes,
    reshapes_around,
)
from netscribe.transforms.recognise.replacement import Replacement

SPLIT, MERGE = "split windows", "merge windows"
#: (batch, rows, in a row, columns, in a column, channels): windows before what is in them.
_SWAPPED = (0, 1, 3, 2, 4, 5)


def split_and_merged_windows(graph: Graph) -> Iterator[Replacement]:
    """Windows cut out and put together."""
    for node in graph.nodes:
        if permutes(node, _SWAPPED):
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, permute: Node) -> Replacement | None:
    around = reshapes_around(graph, permute)
    if around is None:
        return None
    before, after = around
    parts, swapped = _shape(graph, before.outputs[0]), _shape(graph, permute.outputs[0])
    source, made = _shape(graph, before.inputs[0].value), _shape(graph, after.outputs[0])
    if _parts(source, parts):
        nodes = [before, permute, *_reshaped_on(graph, after)]
        return _named(nodes, SPLIT, parts[2:5:2])
    if _parts(made, swapped):
        nodes = [*_reshaped_before(graph, before), permute, after]
        return _named(nodes, MERGE, swapped[2:5:2])
    return None


def _shape(graph: Graph, value: str) -> Shape:
    return graph.value[value].type.shape or ()


def _parts(whole: Shape, parts: Shape) -> bool:
    """Whether (b, rows, in a row, columns, in a column, c) are parts of (b, height, width, c)."""
    if len(whole) != 4 or len(parts) != 6 or whole[0] != parts[0] or whole[3] != parts[5]:
        return False
    sizes = [dim for dim in (*whole[1:3], *parts[1:5]) if isinstance(dim, int)]
    if len(sizes) < 6:
        return False
    height, width, rows, in_row, columns, in_column = sizes
    return (rows * in_row, columns * in_column) == (height, width)


def _reshaped_on(graph: Graph, node: Node) -> list[Node]:
    """A reshape and another one behind it, which joins the positions of a window."""
    reader = only_reader(graph, node)
    follows = reader is not None and reshapes(reader) and _keeps_channels(graph, node, reader)
    return [node, reader] if reader is not None and follows else [node]


def _reshaped_before(graph: Graph, node: Node) -> list[Node]:
    source = producer_of(graph, node.inputs[0].value)
    if source is None or not reshapes(source) or only_reader(graph, source) is not node:
        return [node]
    return [source, node] if _keeps_channels(graph, source, node) else [node]


def _keeps_channels(graph: Graph, first: Node, second: Node) -> bool:
    shapes = [_shape(graph, value) for value in (first.inputs[0].value, second.outputs[0])]
    return first.module == second.module and shapes[0][-1:] == shapes[1][-1:]


def _named(nodes: list[Node], word: str, window: Shape) -> Replacement:
    size = "×".join(str(dim) for dim in window)
    op = Op(Kind.RESHAPE, word, nodes[0].op.domain)
    attributes = Reshaping(function=word, settings=(("of", size),))
    return Replacement(tuple(nodes), op, attributes, nodes[0].inputs[:1])
