"""Operators that only show a tensor in another shape or order, repeat it, join it, take it apart.

In: calls. Out: `Reshaping` and `Axis` facts. A reshape to (batch, everything else) is a flatten; a
permutation counts the batch as axis 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from netscribe.graph.attributes import Axis, Reshaping, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape
from netscribe.readers.onnx.operations.call import (
    Describer,
    Facts,
    OperatorCall,
    one_axis,
    several_axes,
)
from netscribe.readers.onnx.operations.printing import printed


def _facts(attributes: Reshaping) -> Facts:
    return Facts(Kind.RESHAPE, attributes)


def _is_flat(source: Shape | None, made: Shape | None) -> bool:
    """Whether everything but the batch was joined into one axis."""
    if source is None or made is None or len(made) != 2 or len(source) < 3:
        return False
    inner = [size for size in source[1:] if isinstance(size, int)]
    return source[0] == made[0] and len(inner) == len(source) - 1 and prod(inner) == made[1]


def _whole_sizes(shape: Shape | None) -> tuple[int | None, ...]:
    """Without the batch; None where a size is no number."""
    return tuple(size if isinstance(size, int) else None for size in (shape or ())[1:])


def _reshape(call: OperatorCall) -> Facts:
    if _is_flat(call.shape(), call.made):
        return _facts(Reshaping(function="flatten"))
    return _facts(Reshaping(function="reshape", target=_target(call)))


def _target(call: OperatorCall) -> tuple[int | None, ...]:
    """The inferred axis stays -1 where the batch stays what it was."""
    known = _whole_sizes(call.made)
    asked = call.sizes("shape") or call.content(1) or ()
    source, made = call.shape(), call.made
    if len(asked) != len(known) + 1 or not source or not made or source[0] != made[0]:
        return known
    return tuple(-1 if size == -1 else fact for size, fact in zip(asked[1:], known))


def _flatten(call: OperatorCall) -> Facts:
    axis = call.integer("axis", 1)
    if axis == 1 or (call.rank and axis is not None and axis < 0 and axis + call.rank == 1):
        return _facts(Reshaping(function="flatten"))
    return _facts(Reshaping(function="reshape", target=_whole_sizes(call.made)))


def _permute(call: OperatorCall) -> Facts:
    order = call.sizes("perm") or tuple(range(call.rank or 0))[::-1]
    return _facts(Reshaping(function="permute", order=order))


def _along(function: str, axes: Sizes | None, rank: int | None) -> Facts:
    """One axis goes into `axis`, several into the settings."""
    found = several_axes(axes or (), rank)
    settings: Settings = () if len(found) < 2 else (("axes", printed(found)),)
    axis = found[0] if len(found) == 1 else None
    return _facts(Reshaping(function=function, axis=axis, settings=settings))


def _squeeze(call: OperatorCall) -> Facts:
    return _along("squeeze", call.either("axes", 1), call.rank)


def _unsqueeze(call: OperatorCall) -> Facts:
    """Axes are counted in the result."""
    axes = call.either("axes", 1)
    rank = None if call.rank is None or axes is None else call.rank + len(axes)
    return _along("expand", axes, rank)


def _broadcast(call: OperatorCall) -> Facts:
    return _facts(Reshaping(function="broadcast", target=_whole_sizes(call.made)))


def _tile(call: OperatorCall) -> Facts:
    content = call.content(1)
    settings: Settings = () if content is None else (("repeats", printed(content)),)
    return _facts(Reshaping(function="tile", settings=settings))


def _blocks(function: str) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        size = call.integer("blocksize")
        settings: Settings = () if size is None else (("block size", str(size)),)
        return _facts(Reshaping(function=function, settings=settings))

    return describe


def _concat(call: OperatorCall) -> Facts:
    rank = call.made_rank or call.rank
    axis = one_axis(call.integer("axis", 1) or 0, rank)
    quantized = ("int8",) if call.op_type.startswith("QLinear") else ()
    return Facts(Kind.CONCAT, Axis(axis=axis), quantized)


def _split(call: OperatorCall) -> Facts:
    axis = one_axis(call.integer("axis", 0) or 0, call.rank)
    sizes = call.either("split", 1) or ()
    if not sizes:
        found = [_along_axis(made.shape, axis) for made in call.outputs]
        sizes = tuple(size for size in found if size is not None)
        sizes = sizes if len(sizes) == len(found) else ()
    count = len(call.outputs)
    if len(sizes) == count > 1 and len(set(sizes)) > 1:
        sections: Sizes = sizes
    else:
        sections = (count,) if count > 1 else ()
    return Facts(Kind.SPLIT, Axis(axis=axis, sections=sections))


def _along_axis(shape: Shape | None, axis: int) -> int | None:
    if shape is None or not -len(shape) <= axis < len(shape):
        return None
    size = shape[axis]
    return size if isinstance(size, int) else None


RESHAPINGS: Mapping[str, Describer] = {
    "Reshape": _reshape,
    "Flatten": _flatten,
    "Transpose": _permute,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "ExpandDims": _unsqueeze,
    "Expand": _broadcast,
    "Tile": _tile,
    "DepthToSpace": _blocks("depth to space"),
    "SpaceToDepth": _blocks("space to depth"),
    "Concat": _concat,
    "QLinearConcat": _concat,
    "Split": _split,
}
