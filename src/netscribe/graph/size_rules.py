"""The sizes that an operation changes, by kind: convolutions, pools, concatenations, reshapes.

In: a node, the sizes of its inputs and the shapes of its outputs. Out: sizes for some axes of some
outputs. Sizes that only pass through are the business of `axis_links`. Where a rule does not know
better it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import prod
from typing import TypeAlias, cast

from netscribe.graph.attributes import (
    Axis,
    Convolution,
    Margins,
    Pool,
    Reshaping,
    Resize,
    Slicing,
)
from netscribe.graph.axis_links import spatial_axes
from netscribe.graph.function_links import setting
from netscribe.graph.kinds import Kind
from netscribe.graph.link import Shapes
from netscribe.graph.sizes import Size, add, divide, divide_up, multiply, of_number, product
from netscribe.graph.slices import Step, parse_index
from netscribe.graph.steps import without_steps
from netscribe.graph.types import Node, Shape

Sizes: TypeAlias = Sequence[Size] | None
#: (output, axis) -> size.
Changed: TypeAlias = dict[tuple[int, int], Size]
_Rule: TypeAlias = Callable[[Node, Sequence[Sizes], Shapes], Changed]


def changed_sizes(
    node: Node, inputs: Sequence[Sizes], outputs: Shapes, *, steps: int = 0
) -> Changed:
    """The sizes that this call makes, as far as a rule knows; `steps` as in `axis_links`."""
    rule = _RULES.get(node.op.kind)
    if rule is None or not inputs or inputs[0] is None or not outputs:
        return {}
    if not steps:
        return rule(node, inputs, outputs)
    found = rule(node, without_steps(inputs, steps), without_steps(outputs, steps))
    return {(output, axis + steps * (axis > 0)): size for (output, axis), size in found.items()}


@dataclass(frozen=True, slots=True)
class _Window:
    """How a convolution or pool moves along one axis."""

    size: int
    stride: int
    dilation: int
    padding: str | tuple[int, int]

    @property
    def reach(self) -> int:
        """How many positions the window spans."""
        return self.dilation * (self.size - 1) + 1


def _windowed(size: Size, window: _Window) -> Size:
    """Output positions of a window that moves along `size` positions (ONNX Conv, MaxPool)."""
    if isinstance(window.padding, str):
        if window.padding != "valid":
            return divide_up(size, window.stride)
        added = 0
    else:
        added = sum(window.padding)
    moves = add(size, of_number(added - window.reach))
    return add(divide(moves, window.stride), of_number(1))


def _transposed(size: Size, window: _Window, extra: int) -> Size:
    """Output positions of a transposed convolution (ONNX ConvTranspose; Keras for the words)."""
    grown = multiply(size, of_number(window.stride))
    if isinstance(window.padding, str):
        if window.padding != "valid":
            return add(grown, of_number(extra))
        return add(grown, of_number(max(window.reach - window.stride, 0) + extra))
    return add(grown, of_number(window.reach - window.stride - sum(window.padding) + extra))


def _windows(node: Node, count: int) -> list[_Window] | None:
    attributes = cast("Convolution | Pool", node.attributes)
    sizes = attributes.kernel_size if isinstance(attributes, Convolution) else attributes.size
    dilations = attributes.dilation if isinstance(attributes, Convolution) else ()
    default = sizes if isinstance(attributes, Pool) else (1,) * count
    strides = attributes.stride or default
    padding = attributes.padding
    paddings: list[str | tuple[int, int]]
    paddings = [padding] * count if isinstance(padding, str) else [*padding]
    dilations = dilations or (1,) * count
    if any(len(part) != count for part in (sizes, strides, dilations, paddings)):
        return None
    return list(map(_Window, sizes, strides, dilations, paddings))


def _convolution(node: Node, inputs: Sequence[Sizes], outputs: Shapes) -> Changed:
    attributes = cast("Convolution", node.attributes)
    source = inputs[0] or ()
    axes = spatial_axes(len(source), channels_first=attributes.channels_first)
    windows = _windows(node, len(axes))
    if windows is None:
        return {}
    if attributes.variant != "transposed":
        return {(0, axis): _windowed(source[axis], one) for axis, one in zip(axes, windows)}
    extras = attributes.output_padding or (0,) * len(axes)
    if len(extras) != len(axes):
        return {}
    if attributes.output_padding and isinstance(attributes.padding, str):
        windows = [_with_explicit_padding(window) for window in windows]
    return {
        (0, axis): _transposed(source[axis], one, extra)
        for axis, one, extra in zip(axes, windows, extras, strict=True)
    }


def _with_explicit_padding(window: _Window) -> _Window:
    """Keras with an output padding counts from the padding at both ends."""
    each = window.reach // 2 if window.padding == "same" else 0
    return replace(window, padding=(each, each))


def _pool(node: Node, inputs: Sequence[Sizes], outputs: Shapes) -> Changed:
    attributes = cast("Pool", node.attributes)
    source = inputs[0] or ()
    axes = spatial_axes(len(source), channels_first=attributes.channels_first)
    if attributes.is_global:
        return {(0, axis): of_number(1) for axis in axes} if attributes.keepdims else {}
    windows = _windows(node, len(axes))
    if windows is None or attributes.adaptive:
        return {}
    return {(0, axis): _windowed(source[axis], one) for axis, one in zip(axes, windows)}


def _margins(node: Node, inputs: Sequence[Sizes], outputs: Shapes) -> Changed:
    attributes = cast("Margins", node.attributes)
    sign = 1 if node.op.kind is Kind.PAD else -1
    source = inputs[0] or ()
    axes = spatial_axes(len(source), channels_first=attributes.channels_first)
    if len(attributes.amounts) == len(source):
        axes = range(len(source))
    if len(axes) != len(attributes.amounts):
        return {}
    return {
        (0, axis): add(source[axis], of_number(sign * sum(amount)))
        for axis, amount in zip(axes, attributes.amounts, strict=True)
    }


def _resize(node: Node, inputs: Sequence[Sizes], outputs: Shapes) -> Changed:
    attributes = cast("Resize", node.attributes)
    source = inputs[0] or ()
    axes = spatial_axes(len(source), channels_first=attributes.channels_first)
    if len(axes) != len(attributes.factors):
        return {}
    return {
        (0, axis): multiply(source[axis], of_number(factor))
        for axis, factor in zip(axes, attributes.factors, strict=True)
    }


def _concat(node: Node, inputs: Sequence[Sizes], outputs: Shapes) -> Changed:
    ranks = {None if sizes is None else len(sizes) for sizes in inputs}
    rank = ranks.pop()
    if ranks or not rank:
        return {}
    axis = cast("Axis", node.attributes).axis % rank
    return {(0, axis): reduce(add, [sizes[axis] for sizes in inputs if sizes is not None])}


def _stack(node: Node, inputs: Sequence[Sizes], outputs: Shapes) -> Changed:
    axis = cast("Axis", node.attributes).axis % (len(inputs[0] or ()) + 1)
    return {(0, axis): of_number(len(inputs))}


def _split(node: Node, inputs: Sequence[Sizes], outputs: Shapes) -> Changed:
    attributes = cast("Axis", node.attributes)
    source = inputs[0] or ()
    if not source:
        return {}
    axis = attributes.axis % len(source)
    if len(attributes.sections) == len(outputs):
        return {(output, axis): of_number(size) for output, size in enumerate(attributes.sections)}
    if attributes.sections not in ((), (len(outputs),)):
        return {}
    if any(len(shape or ()) != len(source) for shape in outputs):
        return {}  # unbind: the axis itself is gone
    if any(shape is None or shape[axis] is not None for shape in outputs):
        return {}
    share = divide(source[axis], len(outputs), exact=True)
    return {(output, axis): share for output in range(len(outputs))}


def _reshape(node: Node, inputs: Sequence[Sizes], outputs: Shapes) -> Changed:
    attributes = cast("Reshaping", node.attributes)
    source = list(inputs[0] or ())
    rank = len(outputs[0] or ())
    if attributes.function == "flatten":
        return {(0, 0): source[0], (0, 1): product(source[1:])} if rank == 2 and source else {}
    if attributes.function in ("expand", "unsqueeze") and attributes.axis is not None:
        return {(0, attributes.axis % max(rank, 1)): of_number(1)}
    if attributes.function in ("depth to space", "space to depth"):
        return _moved_blocks(attributes, source, outputs[0] or ())
    if attributes.function != "reshape" or not source or len(attributes.target) + 1 != rank:
        return {}
    return _inferred(source, attributes.target)


def _moved_blocks(attributes: Reshaping, source: list[Size], target: Shape) -> Changed:
    """Blocks of b x b positions are channels, or channels such blocks; channels tell their axis."""
    block = setting(attributes, "block size") or 0
    numbers = [size.number for size in source]
    grows = attributes.function == "depth to space"
    if len(source) != len(target) or block < 1:
        return {}
    for axis in range(1, len(source)):
        few, many = (target[axis], numbers[axis]) if grows else (numbers[axis], target[axis])
        if isinstance(few, int) and many == few * block * block:
            moved = [place for place in range(1, len(source)) if place != axis]
            if grows:
                return {(0, place): multiply(source[place], of_number(block)) for place in moved}
            return {(0, place): divide(source[place], block, exact=True) for place in moved}
    return {}


def _inferred(source: Sequence[Size], target: Sequence[int | None]) -> Changed:
    """The one size of a reshape that is left to be worked out; `target` is without the batch."""
    known = [size for size in target if size is not None and size > 0]
    free = [axis for axis, size in enumerate(target) if size is None or size < 0]
    if len(free) > 1 or len(known) + len(free) != len(target):
        return {}
    divisor = prod(known)
    if not free:
        # the batch takes what is left: (B, T, 64) as (-1, 64) is (BT, 64)
        return {(0, 0): divide(product(source), divisor, exact=True)}
    inferred = divide(product(source[1:]), divisor, exact=True)
    return {(0, 0): source[0], (0, 1 + free[0]): inferred}


def _slice(node: Node, inputs: Sequence[Sizes], outputs: Shapes) -> Changed:
    source = inputs[0] or ()
    steps = parse_index(cast("Slicing", node.attributes).index, len(source))
    kept = [step for step in steps or () if step.kept]
    found: Changed = {}
    for target, step in enumerate(kept):
        size = of_number(1) if step.source is None else _sliced(source[step.source], step)
        if size is not None:
            found[(0, target)] = size
    return found


def _sliced(size: Size, step: Step) -> Size | None:
    """What start:stop:stride leaves; None where it depends on which end comes first."""
    start, stop = step.start or 0, step.stop
    if step.stride < 1 or (stop is not None and stop >= 0 and start < 0):
        return None
    if start < 0:
        left: Size | None = of_number(-start + (stop or 0))
    elif stop is None or stop < 0:
        left = add(size, of_number((stop or 0) - start))
    else:
        left = None
    return None if left is None else divide_up(left, step.stride)


_RULES: Mapping[Kind, _Rule] = {
    Kind.CONV: _convolution,
    Kind.POOL: _pool,
    Kind.PAD: _margins,
    Kind.CROP: _margins,
    Kind.RESIZE: _resize,
    Kind.CONCAT: _concat,
    Kind.STACK: _stack,
    Kind.SPLIT: _split,
    Kind.RESHAPE: _reshape,
    Kind.SLICE: _slice,
}
