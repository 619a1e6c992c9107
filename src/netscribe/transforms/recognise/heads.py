"""Splitting features into heads before attention, and merging heads after it.

A reshape and a permutation, in the form that Vaswani et al. 2017 describe in section 3.2.2:
(batch, time, heads · width) to (batch, heads, time, width) and back. Matched only where attention
is near by: a split must be read by attention, a merge must read it.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Reshaping
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Op, Shape
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import only_reader, permutes, reshapes
from netscribe.transforms.recognise.replacement import Replacement

#: Most operations between a split and its attention: a norm of queries, a rotary embedding.
_NEAR = 4
_SWAPPED = (0, 2, 1, 3)


def split_and_merged_heads(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        found = _split(graph, node) or _merge(graph, node)
        if found is not None:
            yield found


def _split(graph: Graph, reshape: Node) -> Replacement | None:
    permute = only_reader(graph, reshape)
    if not reshapes(reshape) or permute is None or not permutes(permute, _SWAPPED):
        return None
    wide, heads = _shape(graph, reshape.inputs[0].value), _shape(graph, reshape.outputs[0])
    if not _is_split(wide, heads) or not _reaches_attention(graph, permute):
        return None
    return _named(reshape, (reshape, permute), "split heads")


def _merge(graph: Graph, permute: Node) -> Replacement | None:
    if not permutes(permute, _SWAPPED):
        return None
    nodes, source = [permute], producer_of(graph, permute.inputs[0].value)
    while source is not None and source.op.kind is not Kind.ATTENTION:
        # the library shapes the result once more into what it is already
        if not _is_idle(graph, source):
            return None
        nodes.insert(0, source)
        source = producer_of(graph, source.inputs[0].value)
    reader = only_reader(graph, permute)
    while reader is not None and (reader.op.kind is Kind.IDENTITY or _is_idle(graph, reader)):
        nodes.append(reader)
        reader = only_reader(graph, reader)
    if source is None or reader is None or not reshapes(reader):
        return None
    heads, wide = _shape(graph, reader.inputs[0].value), _shape(graph, reader.outputs[0])
    if not _is_split(wide, heads):
        return None
    return _named(nodes[0], (*nodes, reader), "merge heads")


def _named(first: Node, nodes: tuple[Node, ...], word: str) -> Replacement:
    op = Op(Kind.RESHAPE, word, first.op.domain)
    return Replacement(nodes, op, Reshaping(function=word), first.inputs[:1])


def _shape(graph: Graph, value: str) -> Shape | None:
    return graph.value[value].type.shape


def _is_idle(graph: Graph, node: Node) -> bool:
    if not reshapes(node):
        return False
    before = _shape(graph, node.inputs[0].value)
    return before is not None and before == _shape(graph, node.outputs[0])


def _is_split(wide: Shape | None, heads: Shape | None) -> bool:
    """Whether the last axis of `wide` is the last two of `heads` and nothing else moved."""
    if wide is None or heads is None or len(wide) != 3 or len(heads) != 4:
        return False
    last = wide[2], heads[2], heads[3]
    if not all(isinstance(size, int) for size in last):
        return False
    whole, count, width = (size for size in last if isinstance(size, int))
    return wide[:2] == heads[:2] and whole == count * width


def _reaches_attention(graph: Graph, node: Node) -> bool:
    reader: Node | None = node
    for _ in range(_NEAR):
        reader = only_reader(graph, reader) if reader is not None else None
        if reader is not None and reader.op.kind is Kind.ATTENTION:
            return True
    return False
