"""One axis of an input that comes out as one axis of an output, and how shapes are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from netscribe.graph.types import Shape

Shapes: TypeAlias = Sequence[Shape | None]


class Link(NamedTuple):
    """Axis `source` of argument `argument` is axis `target` of output `output`.

    `same_size` is False where the meaning stays but the size may change (a strided convolution).
    """

    argument: int
    source: int
    output: int
    target: int
    same_size: bool = True


def rank_of(shapes: Shapes, position: int) -> int:
    """The number of axes at a position; 0 if it is not known or there is nothing."""
    return len(shape_of(shapes, position))


def shape_of(shapes: Shapes, position: int) -> Shape:
    """The shape at a position; () if it is not known or there is nothing."""
    return (shapes[position] if 0 <= position < len(shapes) else None) or ()
