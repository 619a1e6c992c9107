"""Operators that change how many positions an axis has: resizing, padding, cropping, sampling.

In: a step. Out: the shape of its result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.results import (
    axis_index,
    dims_in,
    of_rank,
    one,
    replaced,
    whole_numbers,
)
from netscribe.readers.onnx.shapes.step import Element, Known, Results, Rule, ShapeStep


def _resize(step: ShapeStep) -> Results:
    shape = step.shape()
    if shape is None:
        return one(step.dtype(), None)
    before = step.opset < 11 or step.op_type == "Upsample"
    scales, sizes = step.given(1 if before else 2), step.given(3)
    axes = step.integers("axes") or tuple(range(len(shape)))
    places = [axis_index(axis, len(shape)) for axis in axes]
    wanted = _wanted(step, [shape[place] for place in places if place is not None], scales, sizes)
    if wanted is None or len(wanted) != len(places) or None in places:
        return one(step.dtype(), of_rank(len(shape)))
    found = shape
    for place, size in zip(places, wanted, strict=True):
        found = replaced(found, place or 0, size)
    return one(step.dtype(), found)


def _wanted(
    step: ShapeStep, shape: Sequence[Dim], scales: Known | None, sizes: Known | None
) -> Sequence[Dim] | None:
    given = step.attributes.get("scales")
    factors: Sequence[Element] | None = given if isinstance(given, tuple) else None
    if scales is not None and (scales.content or scales.shape != (0,)):
        factors = scales.content
    if factors:
        if len(factors) != len(shape) or step.text("coordinate_transformation_mode") in _CROPPING:
            return None
        return [_scaled(size, factor) for size, factor in zip(shape, factors, strict=True)]
    target = dims_in(sizes)
    if target is None or len(target) != len(shape):
        return None
    policy = step.text("keep_aspect_ratio_policy", "stretch")
    return target if policy == "stretch" else _in_proportion(shape, target, policy)


_CROPPING = ("tf_crop_and_resize",)


def _scaled(size: Dim, factor: Element) -> Dim:
    if isinstance(size, int) and isinstance(factor, (int, float)):
        return math.floor(size * factor)
    return arithmetic.dim(arithmetic.floor(arithmetic.times(size, factor)))


def _in_proportion(shape: Sequence[Dim], target: Sequence[Dim], policy: str) -> Sequence[Dim]:
    """One factor for all axes: the smallest or the largest that the sizes ask for."""
    pairs = [
        (size, wanted)
        for size, wanted in zip(shape, target, strict=True)
        if isinstance(size, int) and isinstance(wanted, int) and size
    ]
    if len(pairs) != len(shape):
        return (None,) * len(shape)
    factors = [wanted / size for size, wanted in pairs]
    factor = min(factors) if policy == "not_larger" else max(factors)
    return [math.floor(size * factor + 0.5) for size, _ in pairs]


def _pad(step: ShapeStep) -> Results:
    """Amounts before each axis, then after each axis; negative ones cut off."""
    shape = step.shape()
    amounts = step.integers("pads") or step.integers("paddings")
    given: Shape | None = dims_in(step.given(1)) if step.given(1) is not None else amounts
    if shape is None:
        return one(step.dtype(), None)
    axes = whole_numbers(step.given(3)) if step.given(3) is not None else tuple(range(len(shape)))
    if given is None or axes is None or len(given) != 2 * len(axes):
        return one(step.dtype(), of_rank(len(shape)))
    found = shape
    for position, axis in enumerate(axes):
        place = axis_index(axis, len(shape))
        if place is None:
            return one(step.dtype(), of_rank(len(shape)))
        added = arithmetic.plus(given[position], given[position + len(axes)])
        found = replaced(found, place, arithmetic.dim(arithmetic.plus(found[place], added)))
    return one(step.dtype(), found)


def _center_crop_pad(step: ShapeStep) -> Results:
    shape, target = step.shape(), dims_in(step.given(1))
    if shape is None:
        return one(step.dtype(), None)
    axes = step.integers("axes") or tuple(range(len(shape)))
    if target is None or len(target) != len(axes):
        return one(step.dtype(), of_rank(len(shape)))
    found = shape
    for axis, size in zip(axes, target, strict=True):
        found = replaced(found, axis_index(axis, len(shape)) or 0, size)
    return one(step.dtype(), found)


def _sampled(step: ShapeStep) -> Results:
    """GridSample: channels of the first input, positions of the grid (N, positions, axes)."""
    shape, grid = step.shape(), step.shape(1)
    if shape is None or grid is None:
        rank = shape if shape is not None else grid
        return one(step.dtype(), None if rank is None else of_rank(len(rank)))
    return one(step.dtype(), (*shape[:2], *grid[1:-1]))


def _grid(step: ShapeStep) -> Results:
    """AffineGrid: (N, C, positions) gives (N, positions, how many axes)."""
    target = dims_in(step.given(1))
    if target is None or len(target) < 3:
        return one(step.dtype(), None)
    return one(step.dtype(), (target[0], *target[2:], len(target) - 2))


def _decoded_image(step: ShapeStep) -> Results:
    channels = 1 if step.text("pixel_format", "RGB") == "Grayscale" else 3
    return one("uint8", (None, None, channels))


def _cropped_to(step: ShapeStep) -> Results:
    """CropAndResize of ONNX Runtime: (regions, C, height, width)."""
    shape, regions, size = step.shape(), step.shape(1), dims_in(step.given(3))
    if shape is None or regions is None or size is None or len(size) != 2:
        return one(step.dtype(), of_rank(4))
    return one(step.dtype(), (regions[0], shape[1], *size))


RESIZING: Mapping[str, Rule] = {
    **dict.fromkeys(("Resize", "Upsample"), _resize),
    "Pad": _pad,
    "CenterCropPad": _center_crop_pad,
    "GridSample": _sampled,
    "AffineGrid": _grid,
    "ImageDecoder": _decoded_image,
}
CROP_AND_RESIZE: Rule = _cropped_to
