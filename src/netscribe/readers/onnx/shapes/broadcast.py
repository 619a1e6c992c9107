"""Tensors that meet element by element: the shape they have together, and their contents.

In: shapes, or contents with their shapes. Out: the same, stretched to one shape. Source: ONNX's
"Multidirectional Broadcasting".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import TypeAlias

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes.results import LARGEST_CONTENT, count_of
from netscribe.readers.onnx.shapes.step import Content, Known

#: Which places along an axis are kept; None where that is not known.
Places: TypeAlias = Sequence[int] | None


def broadcast(shapes: Sequence[Shape | None]) -> Shape | None:
    """The common shape; None if a rank is not known.

    Two different letters on one axis may still be a size and a 1: the result is not known.
    """
    known = [shape for shape in shapes if shape is not None]
    if len(known) != len(shapes):
        return None
    rank = max(map(len, known), default=0)
    padded = [(1,) * (rank - len(shape)) + shape for shape in known]
    return tuple(_together(column) for column in zip(*padded, strict=True))


def _together(sizes: Sequence[Dim]) -> Dim:
    """The size that sizes on one axis have together: a number other than 1 decides."""
    numbers = [size for size in sizes if isinstance(size, int) and size != 1]
    if numbers:
        return numbers[0]
    others = {size for size in sizes if size != 1}
    return 1 if not others else others.pop() if len(others) == 1 else None


def contents_together(tensors: Sequence[Known], shape: Shape | None) -> list[Content] | None:
    """The contents, each stretched to `shape`; None if one is not known or they are large."""
    count = count_of(shape)
    if shape is None or count is None or count > LARGEST_CONTENT:
        return None
    found: list[Content] = []
    for each in tensors:
        stretched = _stretched(each, shape)
        if stretched is None:
            return None
        found.append(stretched)
    return found


def _stretched(known: Known, shape: Shape) -> Content | None:
    if known.content is None or known.shape is None or count_of(known.shape) != len(known.content):
        return None
    if known.shape == shape:
        return known.content
    strides = _strides(known.shape, len(shape))
    places = product(*(range(size) for size in shape if isinstance(size, int)))
    return tuple(
        known.content[sum(at * stride for at, stride in zip(place, strides, strict=True))]
        for place in places
    )


def _strides(shape: Shape, rank: int) -> list[int]:
    """How far one step along each axis goes in row-major order; 0 on a stretched axis."""
    strides: list[int] = []
    step = 1
    for size in reversed(shape):
        assert isinstance(size, int)
        strides.append(0 if size == 1 else step)
        step *= size
    return [0] * (rank - len(shape)) + strides[::-1]


def transposed_content(known: Known, order: Sequence[int]) -> Content | None:
    """The content with its axes in another order."""
    sizes = _whole_sizes(known)
    if sizes is None or known.content is None:
        return None
    strides = _strides_of(sizes)
    moved = [strides[axis] for axis in order]
    return _at(known.content, [range(sizes[axis]) for axis in order], moved)


def picked_content(known: Known, kept: Sequence[Places]) -> Content | None:
    """The content at the places that are kept along each axis."""
    sizes = _whole_sizes(known)
    places = [along for along in kept if along is not None]
    if sizes is None or known.content is None or len(places) < len(sizes):
        return None
    return _at(known.content, places, _strides_of(sizes))


def _whole_sizes(known: Known) -> list[int] | None:
    """The shape, if it is in numbers and the content fills it."""
    if known.content is None or known.shape is None or count_of(known.shape) != len(known.content):
        return None
    return [size for size in known.shape if isinstance(size, int)]


def _strides_of(sizes: Sequence[int]) -> list[int]:
    strides = [1] * len(sizes)
    for axis in range(len(sizes) - 2, -1, -1):
        strides[axis] = strides[axis + 1] * sizes[axis + 1]
    return strides


def _at(
    content: Content, places: Sequence[Sequence[int]], strides: Sequence[int]
) -> Content | None:
    if prod(map(len, places)) > LARGEST_CONTENT:
        return None
    return tuple(
        content[sum(at * stride for at, stride in zip(place, strides, strict=True))]
        for place in product(*places)
    )
