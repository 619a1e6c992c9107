"""Numbers of tensors that are computed from nothing, element by element and only when asked for.

In: a Graph. Out: per value a `Known` where its numbers follow from counts, fills, comparisons and
layout alone, and the whole numbers that occur in that arithmetic: where anything changes, it does
so near one of them. Letters stand for one size beyond them all, so that a band of 4,096 positions
is seen to end. What is not surely known is left out.
Cost: O(nodes + edges) to set up; an element costs as many steps as `Known.cost`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from netscribe.graph.attributes import Elementwise, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Shape
from netscribe.transforms.known_rules import RULES
from netscribe.transforms.known_tensor import Known, Place

#: Beyond so many steps per element a tensor counts as not known.
_MOST_STEPS = 400
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Tensors by value id, and the numbers near which they may change."""

    values: Mapping[str, Known]
    numbers: tuple[int, ...]


def known_values(graph: Graph) -> Knowledge:
    """The tensors whose numbers are known."""
    fixed = _fixed(graph)
    numbers = sorted({number for node in fixed for number in _written(node)})
    size = 2 * max(numbers, default=0) + 21
    known: dict[str, Known] = {}
    for node in fixed:
        made = _made(graph, node, known, size)
        if made is not None and made.cost <= _MOST_STEPS:
            known[node.outputs[0]] = made
    return Knowledge(known, tuple(numbers))


def _fixed(graph: Graph) -> list[Node]:
    """Nodes with one result that depend on no number from an input of the model or a weight."""
    values: set[str] = set()
    found: list[Node] = []
    for node in graph.nodes:
        if node.parameters or node.custom or node.qualifiers or len(node.outputs) != 1:
            continue
        begins = node.op.kind is Kind.CONSTANT and not node.inputs
        if begins or (node.inputs and all(item.value in values for item in node.inputs)):
            values.update(node.outputs)
            found.append(node)
    return found


def _written(node: Node) -> Iterator[int]:
    """The whole numbers in a node's settings, constant or index."""
    attributes = node.attributes
    texts = [value for _, value in attributes.settings]
    if isinstance(attributes, Elementwise):
        texts.append(attributes.constant or "")
    elif isinstance(attributes, Slicing):
        texts.append(attributes.index)
    for text in texts:
        yield from map(int, _NUMBER.findall(text))


def _made(graph: Graph, node: Node, known: Mapping[str, Known], size: int) -> Known | None:
    sizes = _sizes(graph.value[node.outputs[0]].type.shape, size)
    rule = RULES.get(node.op.kind)
    read = [known[item.value] for item in node.inputs if item.value in known]
    if sizes is None or rule is None or len(read) < len(node.inputs):
        return None
    return rule(node, sizes, read)


def _sizes(shape: Shape | None, size: int) -> Place | None:
    """The sizes, with one number for every letter; None where one is an expression."""
    if shape is None or any(
        dim is None or (isinstance(dim, str) and len(dim) > 1) for dim in shape
    ):
        return None
    return tuple(dim if isinstance(dim, int) else size for dim in shape)
