"""Operations over positions: convolutions, pools, resizing, padding.

In: operations; kernels are (height, width, channels, filters), transposed ones (height, width,
filters, channels). Out: `Facts`. Follows TensorFlow's definitions of "SAME", "VALID" and of
explicit paddings, in the order of axes that `data_format` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from netscribe.graph.attributes import (
    Convolution,
    Margins,
    Padding,
    Pool,
    Reshaping,
    Resize,
    Settings,
    Sizes,
)
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist.describing import op_of, plain, printed
from netscribe.readers.netlist.operation import Facts, Operation
from netscribe.readers.netlist.windows import explicit_padding, named_padding

_WORDS = {"SAME": "same", "VALID": "valid"}


def _channels_first(operation: Operation) -> bool:
    return operation.text("data_format").startswith("NC")


def _over_positions(operation: Operation, numbers: Sequence[int]) -> Sizes:
    """What is told per axis of the tensor, for the axes of positions alone."""
    if not numbers:
        return ()
    return tuple(numbers[2:] if _channels_first(operation) else numbers[1:-1])


def _kernel(operation: Operation, rank: int) -> Sizes:
    sizes = tuple(operation.size(1, axis) for axis in range(rank))
    known = tuple(size for size in sizes if size is not None)
    return known if len(known) == rank else ()


def _padding(operation: Operation, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Padding:
    word = operation.text("padding")
    if word != "EXPLICIT":
        return named_padding(_WORDS.get(word, "valid"), kernel)
    told = operation.sizes("explicit_paddings")
    pairs = _over_positions_in_pairs(operation, told)
    return explicit_padding(kernel, stride, dilation, pairs)


def _over_positions_in_pairs(operation: Operation, told: Sizes) -> list[tuple[int, int]]:
    pairs = list(zip(told[::2], told[1::2]))
    return pairs[2:] if _channels_first(operation) else pairs[1:-1]


def _settled(operation: Operation, attributes: Convolution) -> Convolution:
    """With stride, padding and dilation, which all convolutions tell alike."""
    ones = (1,) * len(attributes.kernel_size)
    stride = _over_positions(operation, operation.sizes("strides")) or ones
    dilation = _over_positions(operation, operation.sizes("dilations")) or ones
    return replace(
        attributes,
        stride=stride,
        dilation=dilation,
        padding=_padding(operation, attributes.kernel_size, stride, dilation),
        channels_first=_channels_first(operation),
    )


def _facts(operation: Operation, attributes: Convolution, places: tuple[int, int]) -> Facts:
    """`places` of the tensor and of the kernel."""
    return Facts(
        op_of(operation, Kind.CONV),
        attributes,
        roles={places[1]: "kernel"},
        weights={places[1]: "kernel"},
        settings=frozenset(range(len(operation.inputs))) - set(places),
        order=places,
    )


def _read_channels(operation: Operation) -> int | None:
    return operation.size(0, 1 if _channels_first(operation) else -1)


def _convolution(rank: int) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        channels, read = operation.size(1, rank), _read_channels(operation)
        grouped = bool(channels and read and not read % channels)
        attributes = Convolution(
            filters=operation.size(1, rank + 1),
            kernel_size=_kernel(operation, rank),
            groups=read // channels if grouped and read and channels else 1,
            bias=False,
        )
        return _facts(operation, _settled(operation, attributes), (0, 1))

    return describe


def _by_channel(operation: Operation) -> Convolution:
    """Each channel with filters of its own."""
    channels, multiplier = operation.size(1, 2), operation.size(1, 3)
    known = channels is not None and multiplier is not None
    attributes = Convolution(
        filters=channels * multiplier if known and channels and multiplier else None,
        kernel_size=_kernel(operation, 2),
        groups=channels,
        bias=False,
        variant="depthwise",
        depth_multiplier=multiplier or 1,
    )
    return _settled(operation, attributes)


def _depthwise(operation: Operation) -> Facts:
    return _facts(operation, _by_channel(operation), (0, 1))


def _separable(operation: Operation) -> Facts:
    """Depthwise kernel, then the kernel over single positions."""
    attributes = replace(
        _by_channel(operation), filters=operation.size(2, 3), groups=1, variant="separable"
    )
    names = {1: "depthwise_kernel", 2: "pointwise_kernel"}
    return Facts(op_of(operation, Kind.CONV), attributes, roles=names, weights=names)


def _transposed(rank: int) -> Callable[[Operation], Facts]:
    """The first input is the shape of the result."""

    def describe(operation: Operation) -> Facts:
        attributes = Convolution(
            filters=operation.size(1, rank),
            kernel_size=_kernel(operation, rank),
            bias=False,
            variant="transposed",
        )
        settled = _settled(operation, attributes)
        word = _WORDS.get(operation.text("padding"), "valid")
        return _facts(operation, replace(settled, padding=word), (2, 1))

    return describe


def _pool(method: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        size = _over_positions(operation, operation.sizes("ksize"))
        stride = _over_positions(operation, operation.sizes("strides")) or size
        attributes = Pool(
            method=method,
            size=size,
            stride=stride,
            padding=_padding(operation, size, stride, ()),
            channels_first=_channels_first(operation),
        )
        return plain(operation, Kind.POOL, attributes)

    return describe


def _resize(method: str) -> Callable[[Operation], Facts]:
    """By whole factors where the sizes on both sides are such."""

    def describe(operation: Operation) -> Facts:
        source, target = _pair(operation.shape()), _pair(operation.made)
        even = bool(source and target) and not any(b % a for a, b in zip(source, target))
        corners: Settings = (("aligned", "corners"),) if operation.flag("align_corners") else ()
        attributes = Resize(
            factors=tuple(b // a for a, b in zip(source, target)) if even else (),
            size=() if even else target,
            method=method,
            settings=corners,
        )
        return Facts(op_of(operation, Kind.RESIZE), attributes, settings=frozenset((1,)))

    return describe


def _pair(shape: Sequence[object] | None) -> Sizes:
    known = tuple(size for size in (shape or ())[1:3] if isinstance(size, int) and size > 0)
    return known if len(known) == 2 else ()


def _pad(operation: Operation) -> Facts:
    """Constant numbers, zeros unless told otherwise."""
    value = operation.values(2)
    if value in (None, (0,), (0.0,)):
        return _margins(operation, "zero", ())
    return _margins(operation, "constant", (("value", printed((value or (0,))[0])),))


def _mirror_pad(operation: Operation) -> Facts:
    mode = "symmetric" if operation.text("mode") == "SYMMETRIC" else "reflect"
    return _margins(operation, mode, ())


def _margins(operation: Operation, mode: str, settings: Settings) -> Facts:
    """Per spatial axis; per axis of the tensor if others are padded too."""
    flat = operation.integers(1) or ()
    pairs = tuple(zip(flat[::2], flat[1::2]))
    outer = (*pairs[:1], *pairs[-1:])
    if len(pairs) > 2 and not any(amount for pair in outer for amount in pair):
        pairs = pairs[1:-1]
    attributes = Margins(amounts=pairs, mode=mode, settings=settings)
    return Facts(op_of(operation, Kind.PAD), attributes, settings=frozenset((1, 2)))


def _space(function: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        block: Settings = (("block size", str(operation.integer("block_size"))),)
        return plain(operation, Kind.RESHAPE, Reshaping(function=function, settings=block))

    return describe


def _blocks(word: str) -> Callable[[Operation], Facts]:
    """Positions to the batch and back, as dilated convolutions were once written."""

    def describe(operation: Operation) -> Facts:
        block = operation.integers(1)
        settings: Settings = (("block", printed(block)),) if block else ()
        attributes = Reshaping(function=word, settings=settings)
        others = frozenset((1, 2))
        return Facts(op_of(operation, Kind.RESHAPE), attributes, settings=others)

    return describe


SPATIALS: Mapping[str, Callable[[Operation], Facts]] = {
    "Conv2D": _convolution(2),
    "Conv3D": _convolution(3),
    "DepthwiseConv2dNative": _depthwise,
    "SeparableConv2D": _separable,
    "Conv2DBackpropInput": _transposed(2),
    "Conv3DBackpropInputV2": _transposed(3),
    "MaxPool": _pool("max"),
    "MaxPool3D": _pool("max"),
    "AvgPool": _pool("average"),
    "AvgPool3D": _pool("average"),
    "ResizeBilinear": _resize("bilinear"),
    "ResizeNearestNeighbor": _resize("nearest"),
    "ResizeBicubic": _resize("bicubic"),
    "ResizeArea": _resize("area"),
    "Pad": _pad,
    "PadV2": _pad,
    "MirrorPad": _mirror_pad,
    "SpaceToDepth": _space("space to depth"),
    "DepthToSpace": _space("depth to space"),
    "SpaceToBatchND": _blocks("space to batch"),
    "BatchToSpaceND": _blocks("batch to space"),
}
