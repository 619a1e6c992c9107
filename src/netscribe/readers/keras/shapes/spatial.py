"""Shapes of operations on positions: convolution, pooling, resizing, padding, cropping.

In: a step. Out: the shape of its result. Channels keep their place, first or last.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.graph.attributes import Convolution, Margins, Pool, Resize
from netscribe.graph.types import Dim, Shape
from netscribe.readers.keras.shapes.lengths import transposed, windows
from netscribe.readers.keras.shapes.step import UNKNOWN, Shapes, Step


def positions_of(shape: Shape, channels_first: bool) -> Shape:
    """The sizes of the position axes."""
    return shape[2:] if channels_first else shape[1:-1]


def with_positions(
    shape: Shape, positions: Sequence[Dim], channels: Dim, channels_first: bool
) -> Shape:
    """A shape of the same batch with these positions and channels."""
    if channels_first:
        return (shape[0], channels, *positions)
    return (shape[0], *positions, channels)


def _channels(shape: Shape, channels_first: bool) -> Dim:
    return shape[1] if channels_first else shape[-1]


def convolution(step: Step) -> Shapes:
    """(N, positions, filters); positions by window arithmetic."""
    record, shape = step.attributes(Convolution), step.shape
    if shape is None or len(shape) < 3:
        return UNKNOWN
    sizes = positions_of(shape, record.channels_first)
    rank = len(sizes)
    stride = record.stride if len(record.stride) == rank else (1,) * rank
    dilation = record.dilation if len(record.dilation) == rank else (1,) * rank
    if len(record.kernel_size) != rank:
        return UNKNOWN
    padding = str(record.padding)
    found: list[Dim] = []
    for axis, window in enumerate(zip(record.kernel_size, stride, dilation, strict=True)):
        if record.variant == "transposed":
            extra = record.output_padding[axis] if record.output_padding else None
            found.append(transposed(sizes[axis], window, padding, extra))
        else:
            found.append(windows(sizes[axis], window, padding))
    return (with_positions(shape, found, record.filters, record.channels_first),)


def pooling(step: Step) -> Shapes:
    """(N, positions, C); a global pool drops the positions or keeps them as 1."""
    record, shape = step.attributes(Pool), step.shape
    if shape is None or len(shape) < 3:
        return UNKNOWN
    sizes = positions_of(shape, record.channels_first)
    channels = _channels(shape, record.channels_first)
    if record.is_global:
        if not record.keepdims:
            return ((shape[0], channels),)
        ones = (1,) * len(sizes)
        return (with_positions(shape, ones, channels, record.channels_first),)
    if len(record.size) != len(sizes):
        return UNKNOWN
    if record.adaptive:
        return (with_positions(shape, record.size, channels, record.channels_first),)
    found = [
        windows(size, (window, stride, 1), str(record.padding))
        for size, window, stride in zip(sizes, record.size, record.stride, strict=True)
    ]
    return (with_positions(shape, found, channels, record.channels_first),)


def resizing(step: Step) -> Shapes:
    """Positions by whole factors, or to a given size."""
    record, shape = step.attributes(Resize), step.shape
    if shape is None or len(shape) < 3:
        return UNKNOWN
    sizes = positions_of(shape, record.channels_first)
    if record.size and len(shape) == 3:
        return ((*record.size, shape[-1]),)
    found: Sequence[Dim] = record.size
    if not record.size:
        found = [
            size * factor if isinstance(size, int) else None
            for size, factor in zip(sizes, record.factors, strict=False)
        ]
    channels = _channels(shape, record.channels_first)
    return (with_positions(shape, found, channels, record.channels_first),)


def _margins(step: Step, sign: int) -> Shapes:
    record, shape = step.attributes(Margins), step.shape
    if shape is None:
        return UNKNOWN
    whole = len(record.amounts) == len(shape)
    sizes = shape if whole else positions_of(shape, record.channels_first)
    if len(record.amounts) != len(sizes):
        return UNKNOWN
    found = tuple(
        size + sign * (before + after) if isinstance(size, int) else None
        for size, (before, after) in zip(sizes, record.amounts, strict=True)
    )
    if whole:
        return (found,)
    channels = _channels(shape, record.channels_first)
    return (with_positions(shape, found, channels, record.channels_first),)


def padding(step: Step) -> Shapes:
    """Positions grow by what is put around them."""
    if step.entries.class_name == "PadImages":
        return _images(step)
    return _margins(step, 1)


def cropping(step: Step) -> Shapes:
    """Positions shrink by what is cut off."""
    if step.entries.class_name == "CropImages":
        return _images(step)
    return _margins(step, -1)


def _images(step: Step) -> Shapes:
    """`pad_images` and `crop_images` may name the size that comes out instead of the margins."""
    target = [step.entries.optional_integer(f"target_{side}") for side in ("height", "width")]
    shape, first = step.shape, step.entries.channels_first
    if shape is None or len(shape) != 4 or None in target:
        return _margins(step, 1 if step.entries.class_name == "PadImages" else -1)
    return (with_positions(shape, target, _channels(shape, first), first),)
