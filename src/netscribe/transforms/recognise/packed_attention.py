"""Multi-head attention with one projection for queries, keys and values, as a layer of its own.

What PyTorch calls `MultiheadAttention`: a linear layer of three times the width, cut in three,
heads apart; attention; heads together, and a linear layer. Matched from recognised attention whose
module holds nothing else but what makes its mask or bias, and windows; between the layers stand
reshapes and cuts alone, and queries, keys and values are parts 0, 1 and 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netscribe.graph.attributes import Attention, Linear, Reshaping, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement
from netscribe.transforms.recognise.windows import MERGE, SPLIT

_MOVES = {Kind.RESHAPE, Kind.CAST, Kind.IDENTITY}
_DRAWN = {SPLIT, MERGE, "roll"}
_CUTS = {Kind.SLICE, Kind.SPLIT}
_LONGEST = 16
_PARTS = {"query": 0, "key": 1, "value": 2}


def attention_with_packed_projections(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        attributes = node.attributes
        if isinstance(attributes, Attention) and not attributes.projections:
            found = _match(graph, node, attributes)
            if found is not None:
                yield found


def _match(graph: Graph, attention: Node, attributes: Attention) -> Replacement | None:
    taken: dict[str, Node] = {attention.id: attention}
    roles = {argument.role: argument.value for argument in attention.inputs}
    packed = {_packed(graph, roles.get(role, ""), part, taken) for role, part in _PARTS.items()}
    merged = _merged(graph, attention, taken)
    projection = graph.node.get(packed.pop() or "") if len(packed) == 1 else None
    if projection is None or merged is None:
        return None
    width = attributes.heads * (attributes.key_dim or 0)
    inner, outer = projection.attributes, merged.attributes
    assert isinstance(inner, Linear) and isinstance(outer, Linear)
    if attributes.value_dim or (inner.units, outer.units) != (3 * width, width):
        return None
    source = _moved(graph, projection.inputs[0].value, taken)
    last = _moved_down(graph, merged, taken)
    masks = tuple(item for item in attention.inputs if item.role not in _PARTS)
    alike = _shape(graph, source) == _shape(graph, last.outputs[0])
    if not alike or not _is_whole(graph, taken, [item.value for item in masks]):
        return None
    whole = replace(attributes, projections=True, bias=inner.bias, self_attention=True)
    inputs = (*(Argument(source, role) for role in _PARTS), *masks)
    op = replace(attention.op, type_name="MultiheadAttention")
    return Replacement(tuple(taken.values()), op, whole, inputs)


def _packed(graph: Graph, value: str, part: int, taken: dict[str, Node]) -> str | None:
    """The id of the linear layer that a part is cut from, past reshapes."""
    cut = False
    for _ in range(_LONGEST):
        node = producer_of(graph, value) if value in graph.value else None
        if node is None or len(node.inputs) != 1:
            return None
        taken[node.id] = node
        if isinstance(node.attributes, Linear):
            return node.id if cut else None
        if node.op.kind in _CUTS:
            if cut or _part_of(node, value) != part:
                return None
            cut = True
        elif node.op.kind not in _MOVES:
            return None
        value = node.inputs[0].value
    return None


def _part_of(node: Node, value: str) -> int | None:
    """Which of three parts a cut gives."""
    if node.op.kind is Kind.SPLIT:
        return node.outputs.index(value) if len(node.outputs) == 3 else None
    index = node.attributes.index if isinstance(node.attributes, Slicing) else ""
    return int(index) if index.isdecimal() else None


def _merged(graph: Graph, attention: Node, taken: dict[str, Node]) -> Node | None:
    """The linear layer after attention, past reshapes."""
    node = only_reader(graph, attention)
    while node is not None and node.op.kind in _MOVES:
        taken[node.id] = node
        node = only_reader(graph, node)
    if node is None or not isinstance(node.attributes, Linear) or len(node.inputs) != 1:
        return None
    taken[node.id] = node
    return node


def _moved(graph: Graph, value: str, taken: dict[str, Node]) -> str:
    """What a tensor was before its axes were moved for this layer alone."""
    node = producer_of(graph, value)
    inside = next(iter(taken.values())).module
    while node is not None and _moves(node) and node.module == inside:
        if only_reader(graph, node) is None:
            break
        taken[node.id] = node
        value = node.inputs[0].value
        node = producer_of(graph, value)
    return value


def _moved_down(graph: Graph, node: Node, taken: dict[str, Node]) -> Node:
    """The last node of the layer: its axes are moved back."""
    reader = only_reader(graph, node)
    while reader is not None and _moves(reader) and reader.module == node.module:
        taken[reader.id] = reader
        node, reader = reader, only_reader(graph, reader)
    return node


def _moves(node: Node) -> bool:
    """Whether a node only moves axes; windows are more than that, and are drawn."""
    return node.op.kind in _MOVES and not _is_drawn(node)


def _is_drawn(node: Node) -> bool:
    return isinstance(node.attributes, Reshaping) and node.attributes.function in _DRAWN


def _shape(graph: Graph, value: str) -> tuple[int | str | None, ...] | None:
    return graph.value[value].type.shape


def _is_whole(graph: Graph, taken: dict[str, Node], masks: list[str]) -> bool:
    """Whether the nodes are all that their module does: then it is a layer."""
    module = next(iter(taken.values())).module
    if module is None:
        return False
    if graph.module_sizes[module] == len(taken):
        return True
    beside = _makers(graph, masks, module)
    return all(
        node.id in taken or node.id in beside or _is_drawn(node)
        for node in graph.nodes
        if node.module == module
    )


def _makers(graph: Graph, values: list[str], module: str) -> set[str]:
    """Ids of the nodes of a module that tensors are made by."""
    pending, found = list(values), set[str]()
    while pending:
        node = producer_of(graph, pending.pop())
        if node is not None and node.module == module and node.id not in found:
            found.add(node.id)
            pending.extend(item.value for item in node.inputs)
    return found
