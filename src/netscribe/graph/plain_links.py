"""The plainest ways in which axes come out: as they are, stretched, all but some at the end.

In: a node and the shapes around it. Out: `Link`s. The rules of single kinds are built from these.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.link import Link, Shapes, rank_of
from netscribe.graph.types import Node


def same(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """Every axis of the first input in every output of its rank."""
    for output in range(len(outputs)):
        if rank_of(inputs, 0) == rank_of(outputs, output):
            yield from (Link(0, axis, output, axis) for axis in range(rank_of(inputs, 0)))


def broadcast(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """All inputs, aligned at their last axes."""
    for argument in range(len(inputs)):
        shift = rank_of(outputs, 0) - rank_of(inputs, argument)
        yield from (
            Link(argument, axis, 0, axis + shift) for axis in range(rank_of(inputs, argument))
        )


def all_but_last(node: Node, inputs: Shapes, outputs: Shapes) -> Iterator[Link]:
    """All axes but the last, where the rank stays."""
    if rank_of(inputs, 0) == rank_of(outputs, 0):
        yield from leading(inputs, outputs, rank_of(inputs, 0) - 1)


def leading(inputs: Shapes, outputs: Shapes, count: int) -> Iterator[Link]:
    """The first `count` axes of the first input, in every output that has as many."""
    for output in range(len(outputs)):
        if rank_of(outputs, output) >= count:
            yield from (Link(0, axis, output, axis) for axis in range(count))
