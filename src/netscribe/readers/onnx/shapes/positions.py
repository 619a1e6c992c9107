"""Convolutions and pools: windows that move over the positions of (N, C, positions).

In: a step. Out: the shape of its result. Formulas are those of ONNX's Conv, ConvTranspose, MaxPool
and AveragePool.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.results import dims_in, of_rank, one, replaced, whole_numbers
from netscribe.readers.onnx.shapes.step import Results, Rule, ShapeStep


@dataclass(frozen=True, slots=True)
class Window:
    """How a window moves along one axis."""

    size: Dim
    stride: int
    dilation: int
    before: int
    after: int

    @property
    def reach(self) -> Dim:
        """How many positions it spans."""
        less_one = arithmetic.minus(self.size, 1)
        return arithmetic.dim(arithmetic.plus(arithmetic.times(less_one, self.dilation), 1))


def windows(step: ShapeStep, kernel: Shape) -> list[Window] | None:
    """The window along each axis; None if the attributes contradict each other."""
    count = len(kernel)
    strides = step.integers("strides") or (1,) * count
    dilations = step.integers("dilations") or (1,) * count
    pads = step.integers("pads") or (0,) * (2 * count)
    if len(strides) != count or len(dilations) != count or len(pads) != 2 * count:
        return None
    if min(strides, default=1) < 1:
        return None
    return list(map(Window, kernel, strides, dilations, pads[:count], pads[count:]))


def moved(size: Dim, window: Window, auto_pad: str, *, ceil: bool = False) -> Dim:
    """How many places a window has along an axis of `size` positions."""
    if auto_pad.startswith("SAME"):
        return arithmetic.dim(_divided_up(size, window.stride))
    margins = 0 if auto_pad == "VALID" else window.before + window.after
    room = arithmetic.minus(arithmetic.plus(size, margins), window.reach)
    if not ceil:
        return _dim_plus_one(arithmetic.over_down(room, window.stride))
    found = _dim_plus_one(_divided_up(arithmetic.dim(room), window.stride))
    return _without_empty_place(size, window, found)


def _without_empty_place(size: Dim, window: Window, found: Dim) -> Dim:
    """The last window must begin inside of the tensor or its first margin."""
    if isinstance(size, int) and isinstance(found, int):
        outside = (found - 1) * window.stride >= size + window.before
        return found - 1 if outside else found
    never = isinstance(window.reach, int) and window.stride <= window.reach - window.after
    return found if never else None


def _divided_up(size: Dim, divisor: int) -> Dim:
    return arithmetic.dim(arithmetic.over_up(size, divisor))


def _dim_plus_one(places: float | str | None) -> Dim:
    return arithmetic.dim(arithmetic.plus(places, 1))


def kernel_of(step: ShapeStep, position: int) -> Shape | None:
    """The kernel's size: the attribute, else the weight's shape (M, C/groups, kernel)."""
    given = step.integers("kernel_shape")
    weight = step.shape(position)
    return given or (weight[2:] if weight is not None else None)


def _convolution(weight_at: int = 1, dtype: str | None = None, dtype_at: int = 0) -> Rule:
    """(N, C, positions) with a weight (M, C/groups, kernel) gives (N, M, positions)."""

    def rule(step: ShapeStep) -> Results:
        shape, weight = step.shape(), step.shape(weight_at)
        kernel = kernel_of(step, weight_at)
        found_dtype = step.dtype(dtype_at) if dtype is None else dtype
        rank = len(shape) if shape is not None else len(weight) if weight is not None else None
        if kernel is None or rank is None or len(kernel) != rank - 2:
            return one(found_dtype, of_rank(rank))
        along = windows(step, kernel)
        if along is None:
            return one(found_dtype, of_rank(rank))
        sizes = shape or (None,) * rank
        auto_pad = step.text("auto_pad", "NOTSET")
        places = [moved(size, each, auto_pad) for size, each in zip(sizes[2:], along, strict=True)]
        return one(found_dtype, (sizes[0], weight[0] if weight else None, *places))

    return rule


def _transposed(step: ShapeStep) -> Results:
    """A weight (C, M/groups, kernel)."""
    shape, weight = step.shape(), step.shape(1)
    kernel = kernel_of(step, 1)
    if shape is None or kernel is None or len(kernel) != len(shape) - 2:
        return one(step.dtype(), of_rank(len(shape)) if shape is not None else None)
    along = windows(step, kernel)
    channels = arithmetic.times(weight[1], step.integer("group", 1)) if weight else None
    places: list[Dim] = [None] * len(kernel)
    given = step.integers("output_shape")
    if given:
        places = list(given[-len(kernel) :])
    elif along is not None:
        extra = step.integers("output_padding") or (0,) * len(kernel)
        auto_pad = step.text("auto_pad", "NOTSET")
        places = [
            _grown(size, window, auto_pad, more)
            for size, window, more in zip(shape[2:], along, extra, strict=True)
        ]
    return one(step.dtype(), (shape[0], arithmetic.dim(channels), *places))


def _grown(size: Dim, window: Window, auto_pad: str, extra: int) -> Dim:
    grown = arithmetic.times(size, window.stride)
    if auto_pad.startswith("SAME"):
        return arithmetic.dim(grown)
    margins = 0 if auto_pad == "VALID" else window.before + window.after
    added = arithmetic.minus(window.reach, window.stride - extra + margins)
    return arithmetic.dim(arithmetic.plus(grown, added))


def pooled(step: ShapeStep) -> Shape | None:
    """(N, C, places)."""
    shape, kernel = step.shape(), step.integers("kernel_shape")
    if shape is None or kernel is None or len(kernel) != len(shape) - 2:
        return of_rank(len(shape)) if shape is not None else None
    along = windows(step, kernel)
    if along is None:
        return of_rank(len(shape))
    auto_pad, ceil = step.text("auto_pad", "NOTSET"), bool(step.integer("ceil_mode"))
    pairs = zip(shape[2:], along, strict=True)
    return (*shape[:2], *(moved(size, window, auto_pad, ceil=ceil) for size, window in pairs))


def _pool(step: ShapeStep) -> Results:
    """The places, and for MaxPool's second result the index of each maximum."""
    shape = pooled(step)
    return (*one(step.dtype(), shape), *one("int64", shape))


def _global_pool(step: ShapeStep) -> Results:
    shape = step.shape()
    return one(step.dtype(), None if shape is None else (*shape[:2], *(1,) * len(shape[2:])))


def _unpool(step: ShapeStep) -> Results:
    shape, kernel = step.shape(), step.integers("kernel_shape")
    wanted = whole_numbers(step.given(2))
    if wanted:
        return one(step.dtype(), wanted)
    along = None if shape is None or kernel is None else windows(step, kernel)
    if shape is None or along is None or step.given(2) is not None or len(along) != len(shape) - 2:
        return one(step.dtype(), of_rank(len(shape)) if shape is not None else None)
    pairs = zip(shape[2:], along, strict=True)
    places = [_grown(size, window, "NOTSET", 0) for size, window in pairs]
    return one(step.dtype(), (*shape[:2], *places))


def _regions(count_at: int, height: str, width: str) -> Rule:
    """(N, C, H, W) and a list of regions: (regions, C, height, width)."""

    def rule(step: ShapeStep) -> Results:
        shape, regions = step.shape(), step.shape(count_at)
        pair = step.integers("pooled_shape") or (step.integer(height, 1), step.integer(width, 1))
        channels = shape[1] if shape and len(shape) == 4 else None
        return one(step.dtype(), (regions[0] if regions else None, channels, *pair))

    return rule


def _deformed(step: ShapeStep) -> Results:
    return _convolution()(step)


def _columns_to_image(step: ShapeStep) -> Results:
    """Col2Im: (N, C * block, L) gives (N, C, image)."""
    shape, block = step.shape(), whole_numbers(step.given(2))
    image = dims_in(step.given(1))
    if image is None:
        return one(step.dtype(), None)
    batch = shape[0] if shape else None
    channels = arithmetic.ratio(shape[1:2], block) if shape and block is not None else None
    return one(step.dtype(), (batch, channels, *image))


def _causal_with_state(step: ShapeStep) -> Results:
    """(N, C, T) stays; the state keeps the last kernel - 1 positions."""
    shape, weight = step.shape(), step.shape(1)
    reach = arithmetic.minus(weight[-1], 1) if weight else None
    state = None if shape is None else replaced(shape, len(shape) - 1, arithmetic.dim(reach))
    return (*one(step.dtype(), shape), *one(step.dtype(), state))


POSITIONS: Mapping[str, Rule] = {
    "Conv": _convolution(),
    "ConvInteger": _convolution(dtype="int32"),
    "QLinearConv": _convolution(weight_at=3, dtype_at=7),
    "ConvTranspose": _transposed,
    "DeformConv": _deformed,
    "CausalConvWithState": _causal_with_state,
    "MaxPool": _pool,
    "AveragePool": _pool,
    "LpPool": _pool,
    **dict.fromkeys(("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"), _global_pool),
    "MaxUnpool": _unpool,
    "MaxRoiPool": _regions(1, "", ""),
    "RoiAlign": _regions(1, "output_height", "output_width"),
    "Col2Im": _columns_to_image,
}
