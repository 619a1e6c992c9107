"""Operators over positions: convolutions, pools, resizing, padding. Channels stand last.

In: operations. Out: `Facts`. Kernels are (filters, height, width, channels), those of depthwise
convolutions (1, height, width, filters), those over volumes (depth, height, width, channels,
filters).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import (
    Convolution,
    Margins,
    Pool,
    Reshaping,
    Resize,
    Settings,
    Sizes,
)
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist.describing import op_of, plain, printed
from netscribe.readers.netlist.operation import Facts, Operation
from netscribe.readers.netlist.windows import named_padding
from netscribe.readers.tflite.operations.fused import fused

_PADDINGS = {0: "same", 1: "valid"}


def _known(*sizes: int | None) -> Sizes:
    """All sizes, or () if one is not known."""
    known = tuple(size for size in sizes if size is not None)
    return known if len(known) == len(sizes) else ()


def _strides(operation: Operation, letters: str, word: str) -> Sizes:
    return tuple(operation.integer(f"{word}_{letter}", 1) for letter in letters)


def _facts(operation: Operation, attributes: Convolution, places: tuple[int, int, int]) -> Facts:
    """`places` of the tensor, the kernel and the bias."""
    _, kernel, bias = places
    return Facts(
        op_of(operation, Kind.CONV),
        attributes,
        fused(operation),
        roles={kernel: "kernel", bias: "bias"},
        weights={kernel: "kernel", bias: "bias"},
        settings=frozenset(range(len(operation.inputs))) - set(places),
        order=places,
    )


def _convolution(operation: Operation) -> Facts:
    filters, *window, channels = (operation.size(1, axis) for axis in range(4))
    kernel = _known(*window)
    read = operation.size(0, -1)
    grouped = channels and read and not read % channels
    attributes = Convolution(
        filters=filters,
        kernel_size=kernel,
        stride=_strides(operation, "hw", "stride"),
        padding=named_padding(_PADDINGS.get(operation.integer("padding"), "valid"), kernel),
        dilation=_strides(operation, "hw", "dilation"),
        groups=read // channels if grouped and read and channels else 1,
        bias=operation.operand(2) is not None,
    )
    return _facts(operation, attributes, (0, 1, 2))


def _depthwise(operation: Operation) -> Facts:
    kernel = _known(operation.size(1, 1), operation.size(1, 2))
    filters, channels = operation.size(1, -1), operation.size(0, -1)
    multiplier = operation.integer("depth_multiplier") or 1
    if filters and channels and not filters % channels:
        multiplier = filters // channels
    attributes = Convolution(
        filters=filters,
        kernel_size=kernel,
        stride=_strides(operation, "hw", "stride"),
        padding=named_padding(_PADDINGS.get(operation.integer("padding"), "valid"), kernel),
        dilation=_strides(operation, "hw", "dilation"),
        groups=channels,
        bias=operation.operand(2) is not None,
        variant="depthwise",
        depth_multiplier=multiplier,
    )
    return _facts(operation, attributes, (0, 1, 2))


def _transposed(operation: Operation) -> Facts:
    """The first input is the shape of the result."""
    attributes = Convolution(
        filters=operation.size(1, 0),
        kernel_size=_known(operation.size(1, 1), operation.size(1, 2)),
        stride=_strides(operation, "hw", "stride"),
        padding=_PADDINGS.get(operation.integer("padding"), "valid"),
        dilation=(1, 1),
        bias=operation.operand(3) is not None,
        variant="transposed",
    )
    return _facts(operation, attributes, (2, 1, 3))


def _over_volume(*, transposed: bool) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        places = (2, 1, 3) if transposed else (0, 1, 2)
        kernel = _known(*(operation.size(1, axis) for axis in range(3)))
        word = _PADDINGS.get(operation.integer("padding"), "valid")
        attributes = Convolution(
            filters=operation.size(1, 3 if transposed else 4),
            kernel_size=kernel,
            stride=_strides(operation, "dhw", "stride"),
            padding=word if transposed else named_padding(word, kernel),
            dilation=_strides(operation, "dhw", "dilation"),
            bias=operation.operand(places[2]) is not None,
            variant="transposed" if transposed else "standard",
        )
        return _facts(operation, attributes, places)

    return describe


def _pool(method: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        size = (operation.integer("filter_height", 1), operation.integer("filter_width", 1))
        attributes = Pool(
            method=method,
            size=size,
            stride=_strides(operation, "hw", "stride"),
            padding=named_padding(_PADDINGS.get(operation.integer("padding"), "valid"), size),
        )
        return Facts(op_of(operation, Kind.POOL), attributes, fused(operation))

    return describe


def _resize(method: str) -> Callable[[Operation], Facts]:
    """By whole factors where the sizes on both sides are such."""

    def describe(operation: Operation) -> Facts:
        before, after = (operation.shape() or ())[1:3], (operation.made or ())[1:3]
        source, target = _numbers(before), _numbers(after)
        even = source and target and not any(b % a for a, b in zip(source, target) if a)
        factors = tuple(b // a for a, b in zip(source, target) if a) if even else ()
        corners: Settings = ()
        if operation.flag("align_corners"):
            corners = (("aligned", "corners"),)
        attributes = Resize(
            factors=factors,
            size=() if factors else target,
            method=method,
            settings=corners,
        )
        return Facts(op_of(operation, Kind.RESIZE), attributes, settings=frozenset((1,)))

    return describe


def _numbers(sizes: tuple[object, ...]) -> Sizes:
    known = tuple(size for size in sizes if isinstance(size, int))
    return known if len(known) == len(sizes) == 2 else ()


def _pad(operation: Operation) -> Facts:
    """Constant numbers, zeros unless told otherwise."""
    value = operation.values(2)
    mode = "zero" if value in (None, (0,), (0.0,)) else "constant"
    settings: Settings = (("value", printed(value[0])),) if mode != "zero" and value else ()
    return _margins(operation, mode, settings)


def _mirror_pad(operation: Operation) -> Facts:
    return _margins(operation, "symmetric" if operation.integer("mode") else "reflect", ())


def _margins(operation: Operation, mode: str, settings: Settings) -> Facts:
    """Per spatial axis; per axis of the tensor if others are padded too."""
    flat = operation.integers(1) or ()
    pairs = tuple(zip(flat[::2], flat[1::2]))
    outer = (*pairs[:1], *pairs[-1:])
    if len(pairs) > 2 and not any(amount for pair in outer for amount in pair):
        pairs = pairs[1:-1]
    attributes = Margins(amounts=pairs, mode=mode, settings=settings)
    return Facts(op_of(operation, Kind.PAD), attributes, settings=frozenset((1, 2)))


def _space(function: str, word: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        block: Settings = (("block size", str(operation.integer(word))),)
        return plain(operation, Kind.RESHAPE, Reshaping(function=function, settings=block))

    return describe


SPATIALS: Mapping[str, Callable[[Operation], Facts]] = {
    "CONV_2D": _convolution,
    "DEPTHWISE_CONV_2D": _depthwise,
    "TRANSPOSE_CONV": _transposed,
    "CONV_3D": _over_volume(transposed=False),
    "CONV_3D_TRANSPOSE": _over_volume(transposed=True),
    "AVERAGE_POOL_2D": _pool("average"),
    "MAX_POOL_2D": _pool("max"),
    "L2_POOL_2D": _pool("L2"),
    "RESIZE_BILINEAR": _resize("bilinear"),
    "RESIZE_NEAREST_NEIGHBOR": _resize("nearest"),
    "PAD": _pad,
    "PADV2": _pad,
    "MIRROR_PAD": _mirror_pad,
    "SPACE_TO_DEPTH": _space("space to depth", "block_size"),
    "DEPTH_TO_SPACE": _space("depth to space", "block_size"),
}
