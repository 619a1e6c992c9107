"""Shapes behind windows that slide, behind margins and behind resizing.

In: `Given`. Out: shapes, () where they are not known. Paddings are as TensorFlow defines them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netscribe.graph.types import Dim
from netscribe.readers.tensorflow_file.given import Given, Rule, Shapes


def _spatial(given: Given, rank: int) -> range:
    return range(2, rank) if given.channels_first else range(1, rank - 1)


def _windowed(given: Given, kernel: Sequence[Dim], channels: Dim) -> Shapes:
    """A window that slides over the positions; paddings as TensorFlow defines them."""
    source = given.shape()
    strides = given.sizes("strides")
    if source is None or len(strides) != len(source):
        return ()
    dilations = given.sizes("dilations") or (1,) * len(source)
    explicit = given.sizes("explicit_paddings")
    made: list[Dim] = list(source)
    for axis, size in zip(_spatial(given, len(source)), kernel):
        whole = source[axis]
        if not isinstance(whole, int) or not isinstance(size, int) or not strides[axis]:
            made[axis] = None
            continue
        reach = dilations[axis] * (size - 1) + 1
        if given.node.attributes.get("padding") == "SAME":
            made[axis] = -(-whole // strides[axis])
        else:
            extra = sum(explicit[2 * axis : 2 * axis + 2])
            made[axis] = max((whole + extra - reach) // strides[axis] + 1, 0)
    made[1 if given.channels_first else -1] = channels
    return (tuple(made),)


def _convolution(given: Given) -> Shapes:
    weight = given.shape(1)
    return () if weight is None else _windowed(given, weight[:-2], weight[-1])


def _depthwise(given: Given) -> Shapes:
    weight = given.shape(1)
    if weight is None or len(weight) != 4:
        return ()
    channels, many = weight[2:]
    whole = isinstance(channels, int) and isinstance(many, int)
    return _windowed(given, weight[:2], channels * many if whole else None)  # type: ignore[operator]


def _pool(given: Given) -> Shapes:
    source, sizes = given.shape(), given.sizes("ksize")
    if source is None or len(sizes) != len(source):
        return ()
    kernel = [sizes[axis] for axis in _spatial(given, len(source))]
    return _windowed(given, kernel, source[1 if given.channels_first else -1])


def _padded(given: Given) -> Shapes:
    source, amounts = given.shape(), given.integers(1)
    if source is None or amounts is None or len(amounts) != 2 * len(source):
        return ()
    pairs = [amounts[2 * axis : 2 * axis + 2] for axis in range(len(source))]
    return (tuple(_grown(size, pair) for size, pair in zip(source, pairs)),)


def _grown(size: Dim, pair: Sequence[int | None]) -> Dim:
    numbers = [item for item in pair if item is not None]
    return size + sum(numbers) if isinstance(size, int) and len(numbers) == 2 else None


def _resized(given: Given) -> Shapes:
    source, size = given.shape(), given.integers(1)
    if source is None or len(source) != 4:
        return ()
    height, width = size if size is not None and len(size) == 2 else (None, None)
    return ((source[0], height, width, source[3]),)


WINDOWS: Mapping[str, Rule] = {
    **dict.fromkeys(("Conv2D", "Conv3D"), _convolution),
    "DepthwiseConv2dNative": _depthwise,
    **dict.fromkeys(("MaxPool", "AvgPool", "MaxPool3D", "AvgPool3D"), _pool),
    **dict.fromkeys(("Pad", "PadV2", "MirrorPad"), _padded),
    **dict.fromkeys(
        ("ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic", "ResizeArea"), _resized
    ),
}
