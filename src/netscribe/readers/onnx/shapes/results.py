"""Small pieces that most shape rules are made of: results, axes, lists among the inputs.

In: a step. Out: results, or parts of its arguments as numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from netscribe.graph.types import Dim, Shape, TensorType
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.step import Content, Known, Results, Rule, ShapeStep

#: Contents of larger tensors are not kept: no shape is that long.
LARGEST_CONTENT = 256
#: A tensor of more axes than this is a damaged file's.
_HIGHEST_RANK = 64


def one(dtype: str, shape: Shape | None, content: Content | None = None) -> Results:
    """A single result."""
    return (tensor(dtype, shape, content),)


def tensor(dtype: str, shape: Shape | None, content: Content | None = None) -> Known:
    return Known(TensorType(dtype, shape), content)


def of_rank(rank: int | None) -> Shape | None:
    """A shape of which the rank alone is known."""
    return None if rank is None or not 0 <= rank <= _HIGHEST_RANK else (None,) * rank


def same(step: ShapeStep) -> Results:
    """The type of the first input."""
    return one(step.dtype(), step.shape())


def same_as(position: int) -> Rule:
    """The type of the input at a position."""

    def rule(step: ShapeStep) -> Results:
        return one(step.dtype(position), step.shape(position))

    return rule


def same_shape(dtype: str) -> Rule:
    """The shape of the first input, in a dtype of the operator's own."""

    def rule(step: ShapeStep) -> Results:
        return one(dtype, step.shape())

    return rule


def axis_index(axis: int, rank: int) -> int | None:
    """An axis counted from the front; None if the tensor has no such axis."""
    return axis % rank if -rank <= axis < rank else None


def replaced(shape: Shape, axis: int, size: Dim) -> Shape:
    """The shape with another size on one axis."""
    return (*shape[:axis], size, *shape[axis + 1 :])


def whole_numbers(known: Known | None) -> tuple[int, ...] | None:
    """The content of a tensor of whole numbers, if all of it is known."""
    if known is None or known.content is None:
        return None
    found = tuple(entry for entry in known.content if isinstance(entry, int))
    return found if len(found) == len(known.content) else None


def listed(step: ShapeStep, position: int, name: str) -> tuple[int, ...] | None:
    """Whole numbers that newer versions take as an input and older ones as an attribute.

    () if neither is given, None if they are not known.
    """
    if step.given(position) is not None:
        return whole_numbers(step.given(position))
    return step.integers(name) or ()


def dims_in(known: Known | None) -> Shape | None:
    """The content of a tensor of sizes; where only its length is known, that many unknown sizes."""
    if known is None:
        return None
    if known.content is not None:
        return tuple(arithmetic.dim(entry) for entry in known.content)
    length = known.shape[0] if known.shape and len(known.shape) == 1 else None
    return of_rank(length) if isinstance(length, int) else None


def scalar(known: Known | None) -> Dim:
    """The one element of a tensor, as a size."""
    if known is None or known.content is None or len(known.content) != 1:
        return None
    return arithmetic.dim(known.content[0])


def count_of(shape: Shape | None) -> int | None:
    """How many elements a tensor has, if all sizes are numbers."""
    sizes = [size for size in shape or () if isinstance(size, int)]
    return prod(sizes) if shape is not None and len(sizes) == len(shape) else None


def whole_product(sizes: Sequence[Dim]) -> Dim:
    return arithmetic.dim(arithmetic.product(sizes))
