"""What a network costs: multiply-adds, bytes of its weights, bytes of its tensors, for one sample.

In: a Graph. Out: numbers, and None or a count of unknowns where a size is a letter; a batch B is
one sample, a batch that the model fixes counts as it is. O(nodes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.graph.multiply_add_rules import multiply_adds_of
from netscribe.graph.steps import step_axes_of, without_steps
from netscribe.graph.surroundings import Numbers, Surroundings, times
from netscribe.graph.types import Graph, Node, TensorType
from netscribe.graph.walks import with_folded

_BATCHES = re.compile(r"(\d*)B")
_BITS = re.compile(r"(?:bfloat|float|uint|int|complex)(\d+)")


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over nodes: of those whose count is known, and how many are not in it."""

    known: int
    unknown_nodes: int


def multiply_adds(graph: Graph) -> Mapping[str, int | None]:
    """For each drawn node its multiply-adds for one sample, with what is folded into it.

    None where a size is a letter, or where an operation cannot be looked into. A node that stands
    for several in a row (`repeat`, its own or that of a module around it) counts all of them.
    """
    return {node.id: _of_node(graph, node) for node in graph.nodes}


def total_multiply_adds(graph: Graph) -> Total:
    """The multiply-adds of the whole network for one sample."""
    return total_of(multiply_adds(graph))


def total_of(counts: Mapping[str, int | None]) -> Total:
    """The sum of what nodes count each."""
    known = [count for count in counts.values() if count is not None]
    return Total(sum(known), len(counts) - len(known))


def parameter_bytes(graph: Graph) -> int | None:
    """The bytes of all weights, each once; None if a shape or dtype is not known."""
    total = 0
    for parameter in graph.parameters:
        size = _bytes(parameter.type)
        if size is None:
            return None
        total += size
    return total


def activation_bytes(graph: Graph) -> int | None:
    """The bytes of every tensor that the nodes make, for one sample; None if one is not known.

    An upper bound: views are counted as if they were copies.
    """
    total = 0
    for value in graph.values:
        size = 0 if value.producer is None else _bytes(value.type)
        if size is None:
            return None
        total += size
    return total


def _of_node(graph: Graph, node: Node) -> int | None:
    counts = [_of_call(graph, inner, node) for inner in with_folded(node)]
    known = [count for count in counts if count is not None]
    runs = node.repeat * graph.module_runs[node.module]
    return sum(known) * runs if len(known) == len(counts) else None


def _of_call(graph: Graph, inner: Node, drawn: Node) -> int | None:
    """A folded operation keeps the shape, so that the drawn node's tensors tell its sizes."""
    inputs = _tensors(graph, inner, [argument.value for argument in inner.inputs], drawn)
    outputs = [
        _numbers(graph.value[value].type)
        for value in (inner.outputs if _are_known(graph, inner.outputs) else drawn.outputs)
    ]
    parameters = [_numbers(graph.parameter[name].type) for name in inner.parameters]
    axes = step_axes_of(graph, inner)
    steps = _steps(outputs[0] if outputs else None, axes)
    inputs, outputs = without_steps(inputs, axes), without_steps(outputs, axes)
    count = multiply_adds_of(Surroundings(inner, inputs, outputs, parameters))
    return 0 if count == 0 else times(count, steps)


def _steps(result: Numbers, axes: int) -> int | None:
    """How often an operation runs that does not see `axes` axes of its result."""
    if not axes:
        return 1
    return None if result is None or len(result) <= axes else times(*result[1 : 1 + axes])


def _are_known(graph: Graph, values: tuple[str, ...]) -> bool:
    return all(value in graph.value for value in values)


def _tensors(graph: Graph, inner: Node, values: list[str], drawn: Node) -> list[Numbers]:
    if all(value in graph.value for value in values):
        return [_numbers(graph.value[value].type) for value in values]
    return [_numbers(graph.value[value].type) for value in drawn.outputs[:1]]


def _numbers(tensor_type: TensorType) -> Numbers:
    shape = tensor_type.shape
    if shape is None:
        return None
    return tuple([_number(dim) if isinstance(dim, str) else dim for dim in shape])


def _number(dim: str) -> int | None:
    """The size for one sample; "64B" are 64 of them."""
    found = _BATCHES.fullmatch(dim)
    return None if found is None else int(found[1] or 1)


def _bytes(tensor_type: TensorType) -> int | None:
    """Bytes of one tensor, numbers of less than a byte packed."""
    numbers = _numbers(tensor_type)
    if numbers is None or tensor_type.dtype == "string":
        return None
    count = times(*numbers)
    bits = 8 if tensor_type.dtype == "bool" else _bits(tensor_type.dtype)
    return None if count is None or bits is None else (count * bits + 7) // 8


def _bits(dtype: str) -> int | None:
    found = _BITS.match(dtype)
    return None if found is None else int(found[1])
