"""Arithmetic of sizes: what windows, paddings and broadcasts make of an axis.

In: sizes, None or a letter where unknown. Out: sizes, None where unknown. Knows no layers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from netscribe.graph.types import Dim, Shape


def known(size: Dim) -> int | None:
    """The size as a number; None for letters."""
    return size if isinstance(size, int) else None


def product(sizes: Iterable[Dim]) -> int | None:
    """All sizes multiplied; None if one is not known."""
    found = 1
    for size in sizes:
        if not isinstance(size, int):
            return None
        found *= size
    return found


def total(sizes: Iterable[Dim]) -> int | None:
    """All sizes added; None if one is not known."""
    found = 0
    for size in sizes:
        if not isinstance(size, int):
            return None
        found += size
    return found


def strided(size: Dim, stride: int) -> int | None:
    """Length under "same" padding."""
    return -(-size // stride) if isinstance(size, int) and stride > 0 else None


def windows(size: Dim, window: tuple[int, int, int], padding: str) -> int | None:
    """How many windows of (kernel, stride, dilation) fit an axis."""
    kernel, stride, dilation = window
    if padding != "valid":
        return strided(size, stride)
    if not isinstance(size, int) or stride < 1:
        return None
    return max(0, (size - dilation * (kernel - 1) - 1) // stride + 1)


def transposed(
    size: Dim, window: tuple[int, int, int], padding: str, output_padding: int | None
) -> int | None:
    """Length that a transposed convolution makes of an axis."""
    kernel, stride, dilation = window
    if not isinstance(size, int):
        return None
    wide = dilation * (kernel - 1) + 1
    if output_padding is None:
        return size * stride + (0 if padding == "same" else max(wide - stride, 0))
    taken = 2 * (wide // 2) if padding == "same" else 0
    return (size - 1) * stride + wide - taken + output_padding


def broadcast(shapes: Sequence[Shape | None]) -> Shape | None:
    """The shape of an element-by-element operation, axes aligned from the right."""
    if not shapes or any(shape is None for shape in shapes):
        return None
    rows = [shape for shape in shapes if shape is not None]
    rank = max(len(shape) for shape in rows)
    padded = [(1,) * (rank - len(shape)) + tuple(shape) for shape in rows]
    return tuple(_common(column) for column in zip(*padded, strict=True))


def _common(sizes: Sequence[Dim]) -> Dim:
    numbers = [size for size in sizes if isinstance(size, int) and size != 1]
    if numbers:
        return numbers[0]
    letters = [size for size in sizes if size != 1]
    return letters[0] if letters else 1


def reshaped(source: Sequence[Dim], target: Sequence[int | None]) -> Shape:
    """`target` with its one unknown size (-1 or None) worked out where the source allows it."""
    wanted = tuple(None if size is None or size < 0 else size for size in target)
    whole = product(source)
    if wanted.count(None) != 1 or whole is None:
        return wanted
    rest = math.prod(size for size in wanted if size is not None)
    missing = whole // rest if rest else None
    return tuple(missing if size is None else size for size in wanted)


def axis_index(axis: int, rank: int) -> int | None:
    """`axis` counted from the front; None if the tensor has no such axis."""
    position = axis + rank if axis < 0 else axis
    return position if 0 <= position < rank else None


def replaced(shape: Shape, axis: int, *sizes: Dim) -> Shape | None:
    """`shape` with one axis replaced by `sizes` (none: the axis is dropped)."""
    position = axis_index(axis, len(shape))
    if position is None:
        return None
    return (*shape[:position], *sizes, *shape[position + 1 :])
