"""Operators that give the same elements another shape, or repeat them.

In: a step. Out: its result, with its content where that is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.broadcast import broadcast, transposed_content
from netscribe.readers.onnx.shapes.results import (
    LARGEST_CONTENT,
    axis_index,
    dims_in,
    listed,
    of_rank,
    one,
    whole_product,
)
from netscribe.readers.onnx.shapes.step import Known, Results, Rule, ShapeStep


def _like(source: Known, shape: Shape | None) -> Results:
    """The same elements in another shape."""
    return one(source.dtype, shape, source.content)


def _reshape(step: ShapeStep) -> Results:
    source = step.input(0)
    given = step.integers("shape")
    target = dims_in(step.given(1)) if given is None else given
    if target is None:
        return _like(source, None)
    return _like(source, reshaped(source.shape, target, keeps_zero=bool(step.integer("allowzero"))))


def reshaped(shape: Shape | None, target: Shape, *, keeps_zero: bool = False) -> Shape:
    """The target with -1 worked out and, unless zeros are kept, each 0 taken from the source."""
    wanted = list(target)
    for axis, size in enumerate(wanted):
        if size == 0 and not keeps_zero:
            wanted[axis] = shape[axis] if shape is not None and axis < len(shape) else None
    free = [axis for axis, size in enumerate(wanted) if size is None or size == -1]
    for axis in free:
        wanted[axis] = None
    if len(free) == 1 and shape is not None and None not in shape:
        rest = [size for axis, size in enumerate(wanted) if axis != free[0]]
        wanted[free[0]] = _quotient(shape, rest)
    elif len(free) == 1 and shape is not None:
        wanted[free[0]] = _left_over(shape, [size for size in wanted if size is not None])
    return tuple(wanted)


def _quotient(shape: Shape, rest: Sequence[Dim]) -> Dim:
    return 0 if 0 in shape and 0 not in rest else arithmetic.ratio(shape, rest)


def _left_over(shape: Shape, rest: list[Dim]) -> Dim:
    """What is left of a shape with unknown sizes, if the target takes over the rest unchanged."""
    left = list(shape)
    for size in rest:
        if size not in left:
            return None
        left.remove(size)
    return None if None in left else whole_product(left)


def _flatten(step: ShapeStep) -> Results:
    shape = step.shape()
    if shape is None:
        return one(step.dtype(), (None, None))
    axis = step.integer("axis", 1)
    axis = axis + len(shape) if axis < 0 else min(axis, len(shape))
    return _like(step.input(0), (whole_product(shape[:axis]), whole_product(shape[axis:])))


def _squeeze(step: ShapeStep) -> Results:
    source, axes = step.input(0), listed(step, 1, "axes")
    shape = source.shape
    if shape is None or axes is None:
        return _like(source, None)
    if not axes:
        certain = all(isinstance(size, int) for size in shape)
        return _like(source, tuple(size for size in shape if size != 1) if certain else None)
    gone = {axis_index(axis, len(shape)) for axis in axes}
    return _like(source, tuple(size for place, size in enumerate(shape) if place not in gone))


def _unsqueeze(step: ShapeStep) -> Results:
    source, axes = step.input(0), listed(step, 1, "axes")
    if source.shape is None or axes is None:
        return _like(source, None)
    rank = len(source.shape) + len(axes)
    new = {axis_index(axis, rank) for axis in axes}
    if None in new or len(new) != len(axes):
        return _like(source, of_rank(rank))
    rest = iter(source.shape)
    return _like(source, tuple(1 if place in new else next(rest) for place in range(rank)))


def _transpose(step: ShapeStep) -> Results:
    source = step.input(0)
    order = step.integers("perm")
    if source.shape is None:
        return one(source.dtype, of_rank(len(order)) if order else None)
    order = order or tuple(reversed(range(len(source.shape))))
    if sorted(order) != list(range(len(source.shape))):
        return one(source.dtype, of_rank(len(source.shape)))
    content = transposed_content(source, order)
    return one(source.dtype, tuple(source.shape[axis] for axis in order), content)


def _expand(step: ShapeStep) -> Results:
    source, target = step.input(0), dims_in(step.given(1))
    shape = broadcast([source.shape, target])
    content = source.content
    whole = whole_product(shape) if shape is not None else None
    if content is None or len(content) != 1 or not isinstance(whole, int):
        return one(source.dtype, shape)
    return one(source.dtype, shape, content * whole if whole <= LARGEST_CONTENT else None)


def _tile(step: ShapeStep) -> Results:
    source, times = step.input(0), dims_in(step.given(1))
    if step.opset < 6:
        return one(source.dtype, of_rank(len(source.shape)) if source.shape is not None else None)
    if source.shape is None or times is None or len(times) != len(source.shape):
        rank = source.shape if source.shape is not None else times
        return one(source.dtype, None if rank is None else of_rank(len(rank)))
    pairs = zip(source.shape, times, strict=True)
    shape = tuple(whole_product(pair) for pair in pairs)
    content, count = source.content, times[0] if len(times) == 1 else None
    if content is None or not isinstance(count, int) or len(content) * count > LARGEST_CONTENT:
        return one(source.dtype, shape)
    return one(source.dtype, shape, content * count)


def _blocks_to_positions(step: ShapeStep) -> Results:
    """DepthToSpace: (N, C, H, W) gives (N, C/b², bH, bW)."""
    shape, block = step.shape(), step.integer("blocksize", 1)
    if shape is None or len(shape) != 4:
        return one(step.dtype(), of_rank(4))
    grown = (whole_product((size, block)) for size in shape[2:])
    channels = arithmetic.ratio(shape[1:2], (block, block))
    return one(step.dtype(), (shape[0], channels, *grown))


def _positions_to_blocks(step: ShapeStep) -> Results:
    """SpaceToDepth: (N, C, H, W) gives (N, b²C, H/b, W/b)."""
    shape, block = step.shape(), step.integer("blocksize", 1)
    if shape is None or len(shape) != 4:
        return one(step.dtype(), of_rank(4))
    fewer = (arithmetic.ratio((size,), (block,)) for size in shape[2:])
    return one(step.dtype(), (shape[0], whole_product((shape[1], block, block)), *fewer))


def _same(step: ShapeStep) -> Results:
    return (step.input(0),)


RESHAPING: Mapping[str, Rule] = {
    "Reshape": _reshape,
    "Flatten": _flatten,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Transpose": _transpose,
    "Expand": _expand,
    "Tile": _tile,
    "DepthToSpace": _blocks_to_positions,
    "SpaceToDepth": _positions_to_blocks,
    "Identity": _same,
}
