"""Mutants of a network: a few facts changed at random places, the same ones for the same seed.

In: a Graph as read, a seed. Out: another Graph that obeys the same laws. One of many equal blocks
may become different in one number: a figure must then not draw it as one of them. Sizes of tensors
are left as they were, since nothing is computed from them here.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields, replace

from netscribe.graph.attributes import Activation, Attributes, Dropout, Elementwise
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node
from netscribe.graph.validation import validate

Change = Callable[[Graph, Node, random.Random], "Graph | None"]

#: Numbers that a picture prints and that may be any.
_NUMBERS = ("filters", "units", "heads", "kernel_size", "stride", "groups", "dilation", "size")
_FUNCTIONS = ("relu", "gelu", "silu", "tanh", "sigmoid", "elu")
_OPERATORS = ("add", "multiply", "maximum", "subtract")
_MOST_CHANGES = 3
_TRIES = 200


def mutant(graph: Graph, seed: int) -> Graph:
    """One mutant."""
    draw = random.Random(seed)
    wanted, changed = draw.randint(1, _MOST_CHANGES), 0
    for _ in range(_TRIES):
        change = draw.choice(CHANGES)
        made = change(graph, draw.choice(graph.nodes), draw)
        if made is not None:
            graph, changed = made, changed + 1
        if changed == wanted:
            break
    mutated = replace(graph, name=f"{graph.name}, mutant {seed}")
    validate(mutated)
    return mutated


def _other_number(graph: Graph, node: Node, draw: random.Random) -> Graph | None:
    present = [entry.name for entry in fields(node.attributes) if entry.name in _NUMBERS]
    given = [name for name in present if getattr(node.attributes, name)]
    if not given:
        return None
    name = draw.choice(given)
    if name in ("filters", "groups") and getattr(node.attributes, "groups", 1) > 1:
        return None  # each group has its share of the filters, of which no picture can tell another
    value, step = getattr(node.attributes, name), draw.choice((1, 2, 3))
    other = tuple(size + step for size in value) if isinstance(value, tuple) else value + step
    return _with(graph, node, replace(node.attributes, **{name: other}))


def _other_function(graph: Graph, node: Node, draw: random.Random) -> Graph | None:
    if not isinstance(node.attributes, Activation):
        return None
    others = [name for name in _FUNCTIONS if name != node.attributes.function]
    return _with(graph, node, Activation(function=draw.choice(others)))


def _other_rate(graph: Graph, node: Node, draw: random.Random) -> Graph | None:
    if not isinstance(node.attributes, Dropout):
        return None
    rate = draw.choice((0.05, 0.15, 0.35))
    return _with(graph, node, replace(node.attributes, rate=rate))


def _other_operator(graph: Graph, node: Node, draw: random.Random) -> Graph | None:
    attributes = node.attributes
    if not isinstance(attributes, Elementwise) or len(node.inputs) != 2:
        return None
    others = [name for name in _OPERATORS if name != attributes.operator]
    return _with(graph, node, replace(attributes, operator=draw.choice(others)))


def _other_order(graph: Graph, node: Node, draw: random.Random) -> Graph | None:
    """The arguments of a merge the other way round."""
    merges = node.op.kind in (Kind.ELEMENTWISE, Kind.CONCAT, Kind.MATMUL)
    if not merges or len(node.inputs) < 2 or any(argument.role for argument in node.inputs):
        return None
    return _replaced(graph, node, replace(node, inputs=node.inputs[::-1]))


def _without(graph: Graph, node: Node, draw: random.Random) -> Graph | None:
    """An operation left out that hands on one tensor of the same type."""
    if len(node.inputs) != 1 or len(node.outputs) != 1:
        return None
    before, after = node.inputs[0].value, node.outputs[0]
    if graph.value[before].type != graph.value[after].type:
        return None
    if after in {port.value for port in graph.outputs}:
        return None
    moved = {after: before}
    nodes = tuple(_rewired(other, moved) for other in graph.nodes if other.id != node.id)
    used = {parameter for other in nodes for parameter in other.parameters}
    return replace(
        graph,
        nodes=nodes,
        values=tuple(value for value in graph.values if value.id != after),
        parameters=tuple(
            parameter
            for parameter in graph.parameters
            if parameter.id in used or parameter.id not in node.parameters
        ),
    )


def _rewired(node: Node, moved: dict[str, str]) -> Node:
    inputs = tuple(
        Argument(moved.get(argument.value, argument.value), argument.role)
        for argument in node.inputs
    )
    return replace(node, inputs=inputs)


def _with(graph: Graph, node: Node, attributes: Attributes) -> Graph:
    return _replaced(graph, node, replace(node, attributes=attributes))


def _replaced(graph: Graph, node: Node, other: Node) -> Graph:
    nodes = tuple(other if each.id == node.id else each for each in graph.nodes)
    return replace(graph, nodes=nodes)


CHANGES: tuple[Change, ...] = (
    *(_other_number,) * 4,
    _other_function,
    _other_rate,
    _other_operator,
    _other_order,
    _without,
)
