"""Shapes of the tensors in a CoreML neural network, which its file mostly does not tell.

In: what a layer does and the shapes that it reads. Out: the shapes that it makes, or None where the
rules here do not reach. Sizes follow ONNX's formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import cast

from netscribe.graph.attributes import (
    Attributes,
    Axis,
    Convolution,
    Elementwise,
    Linear,
    Pool,
    Resize,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Dim, Shape
from netscribe.readers.coreml.network import NetworkLayer, Settings

_Shapes = Sequence["Shape | None"]


def made_shape(kind: Kind, attributes: Attributes, reads: _Shapes) -> Shape | None:
    """The shape of a layer's one result."""
    rule = _RULES.get(kind)
    if rule is None or not reads or reads[0] is None:
        return None
    return rule(attributes, reads)


def reshaped(layer: NetworkLayer, reads: _Shapes) -> Shape | None:
    """The shape behind a layer that moves numbers, by the settings of its own type."""
    rule = _MOVES.get(layer.type)
    if rule is None or not reads or reads[0] is None:
        return None
    return rule(layer.settings, reads[0])


def _static(settings: Settings, shape: Shape) -> Shape | None:
    target = settings.wholes(1)
    return target if target and min(target) > 0 else None


def _turned(settings: Settings, shape: Shape) -> Shape | None:
    order = settings.wholes(1)
    fits = sorted(axis % max(len(shape), 1) for axis in order) == list(range(len(shape)))
    return tuple(shape[axis] for axis in order) if fits else None


def _squeezed(settings: Settings, shape: Shape) -> Shape | None:
    if settings.whole(2):
        return tuple(size for size in shape if size != 1)
    gone = {axis % max(len(shape), 1) for axis in settings.wholes(1)}
    return tuple(size for axis, size in enumerate(shape) if axis not in gone)


def _expanded(settings: Settings, shape: Shape) -> Shape | None:
    axes = settings.wholes(1)
    rank = len(shape) + len(axes)
    places = {axis % max(rank, 1) for axis in axes}
    if len(places) != len(axes):
        return None
    rest = iter(shape)
    return tuple(1 if axis in places else next(rest) for axis in range(rank))


def _flat(settings: Settings, shape: Shape) -> Shape | None:
    """The older kind: all numbers become channels of one position."""
    known = [size for size in shape[-3:] if isinstance(size, int)]
    return (*shape[:-3], prod(known), 1, 1) if len(known) == 3 else None


def _sliced(settings: Settings, shape: Shape) -> Shape | None:
    """One axis of channels, height or width; an end below zero counts from behind."""
    axis = len(shape) - 3 + settings.whole(4)
    size = shape[axis] if len(shape) > 2 and 0 <= axis < len(shape) else None
    step = settings.whole(3, 1) or 1
    if not isinstance(size, int) or step < 1:
        return None
    begin, end = settings.whole(1), settings.whole(2)
    end = end + size + 1 if end < 0 else end
    made = max(-(-(min(end, size) - begin) // step), 0)
    return (*shape[:axis], made, *shape[axis + 1 :])


def _reduced(settings: Settings, shape: Shape) -> Shape | None:
    every = range(len(shape)) if settings.whole(3) else settings.wholes(1)
    gone = {axis % max(len(shape), 1) for axis in every}
    if settings.whole(2):
        return tuple(1 if axis in gone else size for axis, size in enumerate(shape))
    return tuple(size for axis, size in enumerate(shape) if axis not in gone)


_MOVES: Mapping[str, Callable[[Settings, Shape], Shape | None]] = {
    "reshapeStatic": _static,
    "rankPreservingReshape": _static,
    "transpose": _turned,
    "squeeze": _squeezed,
    "expandDims": _expanded,
    "flatten": _flat,
    "slice": _sliced,
    **{
        f"reduce{word}": _reduced
        for word in (
            "L1", "L2", "Max", "Min", "Sum", "Prod", "Mean", "LogSum", "SumSquare", "LogSumExp",
        )
    },
}  # fmt: skip


def _same(attributes: Attributes, reads: _Shapes) -> Shape | None:
    return reads[0]


def _elementwise(attributes: Attributes, reads: _Shapes) -> Shape | None:
    """Sizes of 1 give way; ranks must agree."""
    known = [shape for shape in reads if shape is not None]
    alone = len(known) == 1 and len(reads) == 1
    if alone or cast("Elementwise", attributes).constant is not None:
        return reads[0]
    if len(known) < len(reads) or len({len(shape) for shape in known}) != 1:
        return None
    return tuple(_wider(sizes) for sizes in zip(*known))


def _wider(sizes: Sequence[Dim]) -> Dim:
    grown = {size for size in sizes if size != 1}
    return grown.pop() if len(grown) == 1 else 1 if not grown else None


def _convolution(attributes: Attributes, reads: _Shapes) -> Shape | None:
    window = cast("Convolution", attributes)
    shape = reads[0] or ()
    rank = len(window.kernel_size)
    if len(shape) < rank + 1:
        return None
    places = zip(shape[-rank:], range(rank))
    if window.variant == "transposed":
        sizes = tuple(_grown(size, window, place) for size, place in places)
    else:
        sizes = tuple(_shrunk(size, window, place) for size, place in places)
    return (*shape[: -rank - 1], window.filters, *sizes)


def _padded(padding: object, place: int) -> int:
    pairs = padding if isinstance(padding, tuple) else ()
    return sum(pairs[place]) if place < len(pairs) else 0


def _shrunk(size: Dim, window: Convolution | Pool, place: int) -> Dim:
    kernel = window.kernel_size if isinstance(window, Convolution) else window.size
    stride = window.stride[place] if place < len(window.stride) else 0
    if not isinstance(size, int) or stride < 1:
        return None
    if window.padding == "same":
        return -(-size // stride)
    dilation = window.dilation if isinstance(window, Convolution) else ()
    reach = (kernel[place] - 1) * (dilation[place] if place < len(dilation) else 1) + 1
    moves = size + _padded(window.padding, place) - reach
    ceil = isinstance(window, Pool) and bool(window.settings)
    return max((-(-moves // stride) if ceil else moves // stride) + 1, 0)


def _grown(size: Dim, window: Convolution, place: int) -> Dim:
    if not isinstance(size, int) or place >= len(window.stride):
        return None
    stride = window.stride[place]
    if window.padding == "same":
        return size * stride
    return max((size - 1) * stride + window.kernel_size[place] - _padded(window.padding, place), 0)


def _pool(attributes: Attributes, reads: _Shapes) -> Shape | None:
    window = cast("Pool", attributes)
    shape = reads[0] or ()
    if len(shape) < 3:
        return None
    if window.is_global:
        return (*shape[:-2], 1, 1)
    return (*shape[:-2], *(_shrunk(size, window, place) for place, size in enumerate(shape[-2:])))


def _linear(attributes: Attributes, reads: _Shapes) -> Shape | None:
    """Of a picture of one position, the positions stay; otherwise over the last axis."""
    units = cast("Linear", attributes).units
    shape = reads[0] or ()
    if len(shape) == 4 and shape[2:] == (1, 1):
        return (*shape[:-3], units, 1, 1)
    return (*shape[:-1], units) if shape else None


def _resize(attributes: Attributes, reads: _Shapes) -> Shape | None:
    resize, shape = cast("Resize", attributes), reads[0] or ()
    if len(shape) < 3:
        return None
    if resize.size:
        return (*shape[:-2], *resize.size)
    pairs = zip(shape[-2:], resize.factors)
    return (*shape[:-2], *(size * by if isinstance(size, int) else None for size, by in pairs))


def _concat(attributes: Attributes, reads: _Shapes) -> Shape | None:
    known = [shape for shape in reads if shape is not None]
    axis = cast("Axis", attributes).axis
    ranks = {len(shape) for shape in known}
    if len(known) < len(reads) or len(ranks) != 1 or not -len(known[0]) <= axis < len(known[0]):
        return None
    sizes = [shape[axis] for shape in known]
    whole = [size for size in sizes if isinstance(size, int)]
    made = list(known[0])
    made[axis] = sum(whole) if len(whole) == len(sizes) else None
    return tuple(made)


_RULES: Mapping[Kind, Callable[[Attributes, _Shapes], Shape | None]] = {
    Kind.ACTIVATION: _same,
    Kind.NORM: _same,
    Kind.MATH: _same,
    Kind.IDENTITY: _same,
    Kind.ELEMENTWISE: _elementwise,
    Kind.CONV: _convolution,
    Kind.POOL: _pool,
    Kind.LINEAR: _linear,
    Kind.RESIZE: _resize,
    Kind.CONCAT: _concat,
}
