"""What a rule sees of one call: the node, and the sizes of what it reads, makes and uses.

In: nothing. Out: `Surroundings`, with sizes for one sample; None for a size that is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from netscribe.graph.types import Node

#: Sizes of one tensor for one sample; None for a tensor of unknown rank.
Numbers: TypeAlias = tuple[int | None, ...] | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One call with the sizes of what it reads, makes and uses."""

    node: Node
    inputs: Sequence[Numbers]
    outputs: Sequence[Numbers]
    parameters: Sequence[Numbers]

    def input_size(self, position: int, axis: int) -> int | None:
        """One size of one input."""
        return size_of(self.inputs, position, axis)


def size_of(shapes: Sequence[Numbers], position: int, axis: int) -> int | None:
    """One size of one of several tensors."""
    shape = shapes[position] if position < len(shapes) else None
    if shape is None or not -len(shape) <= axis < len(shape):
        return None
    return shape[axis]


def count_of(shapes: Sequence[Numbers], position: int = 0) -> int | None:
    """How many numbers a tensor holds."""
    shape = shapes[position] if position < len(shapes) else None
    return None if shape is None else times(*shape)


def times(*factors: int | None) -> int | None:
    """The product; None if a factor is not known."""
    known = [factor for factor in factors if factor is not None]
    return prod(known) if len(known) == len(factors) else None
