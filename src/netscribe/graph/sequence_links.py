"""Which axes travel through attention and recurrent layers.

In: a node and the shapes around it. Out: `Link`s. Keras and PyTorch lay out time and states
differently: PyTorch may have the time first, and stacks the states of all layers on a new axis.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from netscribe.graph.attributes import Attributes, Recurrent
from netscribe.graph.link import Link, Shapes, rank_of
from netscribe.graph.types import Node


def argument_position(node: Node, role: str, default: int) -> int:
    """The position of the argument with this role; `default` where roles are not given."""
    roles = [argument.role for argument in node.inputs]
    return roles.index(role) if role in roles else default


def has_time_first(attributes: Attributes) -> bool:
    """Whether axis 0 holds the time and axis 1 the batch (PyTorch without `batch_first`)."""
    return ("time", "first") in attributes.settings


def attention_links(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """The query's axes come out, its features in another number; scores are query by key."""
    query = argument_position(node, "query", 0)
    key = argument_position(node, "key", argument_position(node, "value", min(1, len(inputs) - 1)))
    rank = rank_of(inputs, query)
    if rank == rank_of(outputs, 0):
        yield from (Link(query, axis, 0, axis) for axis in range(rank - 1))
        yield Link(query, rank - 1, 0, rank - 1, same_size=False)
    scores = rank_of(outputs, 1)
    if scores >= rank >= 3:
        first = has_time_first(node.attributes)
        batch, time = (1, 0) if first else (0, rank - 2)
        yield Link(query, batch, 1, 0)
        yield Link(query, time, 1, scores - 2)
        yield Link(key, 0 if first else rank_of(inputs, key) - 2, 1, scores - 1)


def recurrent_links(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """The batch comes out everywhere, the time in the sequence."""
    if node.op.domain.startswith("torch"):
        yield from _stacked_states(node, inputs, outputs)
        return
    if node.op.domain == "onnx":
        yield from _with_directions(node, inputs, outputs)
        return
    attributes = cast("Recurrent", node.attributes)
    yield from (Link(0, 0, output, 0) for output in range(len(outputs)))
    rank = rank_of(inputs, 0)
    if attributes.returns_sequence and rank == rank_of(outputs, 0):
        yield Link(0, 1, 0, 1)
    strided = any(name.startswith("stride") for name, _ in attributes.settings)
    kept = attributes.padding == "same" and not strided
    for output in range(len(outputs)):
        shift = rank_of(outputs, output) - rank
        if rank > 3 and shift in (0, -1):
            yield from (
                Link(0, axis, output, axis + shift, same_size=kept) for axis in range(2, rank)
            )


def _stacked_states(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """PyTorch's states are (layers x directions, batch, units), a cell's are (batch, units)."""
    rank = rank_of(inputs, 0)
    one_step = "one step" in node.qualifiers
    yield from (Link(0, axis, 0, axis) for axis in range(rank - 1))
    for output in range(1, len(outputs)):
        if one_step:
            yield from (Link(0, axis, output, axis) for axis in range(rank - 1))
        elif rank == rank_of(outputs, output) == 3:
            yield Link(0, 1 if has_time_first(node.attributes) else 0, output, 1)


def _with_directions(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """ONNX has an axis for the directions, which is the second or third of the sequence."""
    first = has_time_first(node.attributes)
    if rank_of(inputs, 0) != 3:
        return
    if rank_of(outputs, 0) == 4:
        yield Link(0, 0, 0, 0)
        yield Link(0, 1, 0, 2 if first else 1)
    for output in range(1, len(outputs)):
        if rank_of(outputs, output) == 3:
            yield Link(0, 1 if first else 0, output, 1 if first else 0)
