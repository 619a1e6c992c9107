"""How keys and values come into written-out attention: transposed, scaled, repeated for queries.

In: a Graph and the tensor that a product reads. Out: the tensor that attention reads, (…, heads, T,
d), with the nodes in between. Keys are transposed for the product in one of three ways that
exporters use; grouped queries repeat keys and values by a broadcast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from netscribe.graph.attributes import Reshaping, Slicing
from netscribe.graph.types import Graph, Node, Shape, TensorType
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import constant_of, only_reader

_HEADS_AND_SWAPPED = (0, 2, 3, 1)
_HEADS = (0, 2, 1, 3)


@dataclass(frozen=True, slots=True)
class Source:
    """A tensor that attention reads.

    `nodes` stand between it and the product; `kv_heads` is how many heads there were before they
    were repeated; `rewritten` is a permutation above that gives the heads without swapping.
    """

    value: str
    nodes: tuple[Node, ...] = ()
    kv_heads: int | None = None
    rewritten: tuple[Node, TensorType] | None = None


def unscaled(graph: Graph, value: str) -> tuple[str, tuple[Node, ...]]:
    """The tensor before it was multiplied or divided by a number."""
    node = _single(graph, value)
    if node is None:
        return value, ()
    numbers = (constant_of(node, "multiply"), constant_of(node, "divide"))
    if numbers == (None, None):
        return value, ()
    return node.inputs[0].value, (node,)


def key_source(graph: Graph, value: str) -> Source | None:
    """The keys of a product of queries and transposed keys."""
    value, scale = unscaled(graph, value)
    node = _single(graph, value)
    if node is None or not isinstance(node.attributes, Reshaping):
        return None
    found = _swapped(graph, node) or _flattened_and_swapped(graph, node)
    if found is None:
        return _heads_and_swapped(graph, node, scale)
    source, nodes = found
    again, more = unscaled(graph, source)
    return _unrepeated(graph, Source(again, (*scale, *nodes, *more)))


def value_source(graph: Graph, value: str) -> Source:
    """The values of a product of weights and values."""
    return _unrepeated(graph, Source(value))


def _single(graph: Graph, value: str) -> Node | None:
    """Who makes a tensor, if it is read once and made from one tensor."""
    node = producer_of(graph, value)
    if node is None or len(node.inputs) != 1 or only_reader(graph, node) is None:
        return None
    return node


def _order(node: Node | None) -> tuple[int, ...]:
    attributes = node.attributes if node is not None else None
    permutes = isinstance(attributes, Reshaping) and attributes.function == "permute"
    return attributes.order if permutes and isinstance(attributes, Reshaping) else ()


def _swaps_last(order: tuple[int, ...]) -> bool:
    rank = len(order)
    return rank >= 3 and order == (*range(rank - 2), rank - 1, rank - 2)


def _swapped(graph: Graph, node: Node) -> tuple[str, tuple[Node, ...]] | None:
    """The last two axes in exchange."""
    return (node.inputs[0].value, (node,)) if _swaps_last(_order(node)) else None


def _flattened_and_swapped(graph: Graph, node: Node) -> tuple[str, tuple[Node, ...]] | None:
    """(all the rest, T, d) swapped and shaped (…, heads, d, T); the rest may have been flattened
    just before.
    """
    permute = _single(graph, node.inputs[0].value) if _reshapes(node) else None
    if permute is None or _order(permute) != (0, 2, 1):
        return None
    source, nodes = permute.inputs[0].value, (node, permute)
    swapped, after = _shape(graph, source), _shape(graph, node.outputs[0])
    if not swapped or not after or len(after) != 4 or after[-2:] != (swapped[-1], swapped[-2]):
        return None
    flat = _single(graph, source)
    before = _shape(graph, flat.inputs[0].value) if flat is not None and _reshapes(flat) else None
    if flat is None or not before or len(before) < 4 or before[-2:] != swapped[-2:]:
        return source, nodes
    return flat.inputs[0].value, (*nodes, flat)


def _heads_and_swapped(graph: Graph, node: Node, scale: tuple[Node, ...]) -> Source | None:
    """One permutation for both, (N, T, heads, d) to (N, heads, d, T): the heads' half stays."""
    shape = _shape(graph, node.outputs[0])
    if _order(node) != _HEADS_AND_SWAPPED or shape is None:
        return None
    attributes = node.attributes
    assert isinstance(attributes, Reshaping)
    axes = graph.value[node.outputs[0]].type.axes
    heads_first = TensorType(
        graph.value[node.outputs[0]].type.dtype,
        (*shape[:2], shape[3], shape[2]),
        (*axes[:2], axes[3], axes[2]) if len(axes) == 4 else (),
    )
    straight = replace(node, attributes=replace(attributes, order=_HEADS))
    return Source(node.outputs[0], scale, None, (straight, heads_first))


def _reshapes(node: Node | None) -> bool:
    attributes = node.attributes if node is not None else None
    return isinstance(attributes, Reshaping) and attributes.function in ("reshape", "flatten")


def _shape(graph: Graph, value: str) -> Shape | None:
    return graph.value[value].type.shape


def _unrepeated(graph: Graph, source: Source) -> Source:
    """Keys before each of their heads was repeated for a group of queries.

    (N, kv, T, d) has a 1 put in, is stretched to (N, kv, group, T, d), and made (N, heads, T, d).
    """
    value, nodes = source.value, list(source.nodes)
    joined = _single(graph, value)
    if len(_shape(graph, value) or ()) == 4:
        if joined is None or not _reshapes(joined):
            return source
        nodes.append(joined)
        value = joined.inputs[0].value
    stretched = _single(graph, value)
    opened = _single(graph, stretched.inputs[0].value) if stretched is not None else None
    if stretched is None or opened is None:
        return source
    whole, before = _shape(graph, value), _shape(graph, opened.inputs[0].value)
    if not _function(stretched, "broadcast") or not _opens(opened):
        return source
    if whole is None or before is None or len(whole) != 5 or len(before) != 4:
        return source
    if (*whole[:2], *whole[3:]) != before or not isinstance(before[1], int):
        return source
    return Source(opened.inputs[0].value, (*nodes, stretched, opened), before[1])


def _opens(node: Node) -> bool:
    """Whether a node adds an axis behind the heads."""
    attributes = node.attributes
    if isinstance(attributes, Slicing):
        return attributes.index == ":, :, None, :, :"
    return _function(node, "expand")


def _function(node: Node, function: str) -> bool:
    return isinstance(node.attributes, Reshaping) and node.attributes.function == function
