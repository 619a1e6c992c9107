"""Operations over positions: convolutions, pools, resizing. Channels stand behind the batch.

In: operations. Out: `Facts`. Kernels are (filters, channels, positions), those of groups
(groups, filters per group, channels per group, positions), with both swapped where transposed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import (
    Convolution,
    Margins,
    Padding,
    Pool,
    Reshaping,
    Settings,
    Sizes,
)
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist import channels_first
from netscribe.readers.netlist.describing import op_of, plain, printed
from netscribe.readers.netlist.operation import Facts, Operation
from netscribe.readers.netlist.windows import (
    explicit_padding,
    named_padding,
    transposed_padding,
)


def sizes(operation: Operation, name: str, rank: int = 0) -> Sizes:
    """Numbers of an attribute; one alone is a list of one; ones where it is absent."""
    value = operation.attributes.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    return operation.sizes(name) or (1,) * rank


def _pairs(operation: Operation, rank: int) -> list[tuple[int, int]]:
    before, after = sizes(operation, "pads_begin"), sizes(operation, "pads_end")
    if len(before) != rank or len(after) != rank:
        return [(0, 0)] * rank
    return list(zip(before, after))


def _padding(operation: Operation, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Padding:
    word = operation.text("auto_pad", "explicit")
    if word in ("same_upper", "same_lower"):
        return named_padding("same", kernel)
    if word == "valid":
        return "valid"
    return explicit_padding(kernel, stride, dilation, _pairs(operation, len(kernel)))


def _convolution(operation: Operation) -> Facts:
    kernel = channels_first.window_of(operation)
    stride = sizes(operation, "strides", len(kernel))
    dilation = sizes(operation, "dilations", len(kernel))
    attributes = Convolution(
        filters=operation.size(1, 0),
        kernel_size=kernel,
        stride=stride,
        padding=_padding(operation, kernel, stride, dilation),
        dilation=dilation,
        bias=False,
        channels_first=True,
    )
    return _facts(operation, attributes)


def _grouped(operation: Operation) -> Facts:
    kernel = channels_first.window_of(operation, 3)
    stride = sizes(operation, "strides", len(kernel))
    dilation = sizes(operation, "dilations", len(kernel))
    groups, own, read = (operation.size(1, axis) for axis in range(3))
    filters = groups * own if groups and own else None
    depthwise = read == 1 and groups is not None and groups > 1
    attributes = Convolution(
        filters=filters,
        kernel_size=kernel,
        stride=stride,
        padding=_padding(operation, kernel, stride, dilation),
        dilation=dilation,
        groups=groups,
        bias=False,
        variant="depthwise" if depthwise else "standard",
        depth_multiplier=own if depthwise and own else 1,
        channels_first=True,
    )
    return _facts(operation, attributes)


def _backwards(first: int) -> Callable[[Operation], Facts]:
    """A transposed convolution; `first` axis of positions of its kernel."""

    def describe(operation: Operation) -> Facts:
        kernel = channels_first.window_of(operation, first)
        stride = sizes(operation, "strides", len(kernel))
        extra = sizes(operation, "output_padding")
        extra = extra if any(extra) else ()
        groups = operation.size(1, 0) if first == 3 else 1
        own = operation.size(1, first - 1)
        named = operation.text("auto_pad", "explicit")
        padding: Padding
        if named in ("same_upper", "same_lower"):
            padding = "same"
        else:
            pairs = _pairs(operation, len(kernel))
            padding = transposed_padding(kernel, stride, pairs, extra)
        attributes = Convolution(
            filters=own * groups if own and groups else None,
            kernel_size=kernel,
            stride=stride,
            padding=padding,
            dilation=sizes(operation, "dilations", len(kernel)),
            groups=groups,
            bias=False,
            variant="transposed",
            output_padding=extra,
            channels_first=True,
        )
        return _facts(operation, attributes)

    return describe


def _facts(operation: Operation, attributes: Convolution) -> Facts:
    return Facts(
        op_of(operation, Kind.CONV),
        attributes,
        roles={1: "kernel"},
        weights={1: "kernel"},
        settings=frozenset((2,)),
    )


def _pool(method: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        size = sizes(operation, "kernel")
        stride = sizes(operation, "strides", len(size))
        dilation = sizes(operation, "dilations", len(size))
        padding = _padding(operation, size, stride, dilation)
        counted = method == "average" and operation.attributes.get("exclude-pad") is False
        if counted and padding == "same":
            padding = tuple(_pairs(operation, len(size)))
        settings: Settings = (("counts", "padding"),) if counted and padding != "valid" else ()
        if operation.text("rounding_type") == "ceil":
            settings = (*settings, ("ceil mode", "yes"))
        if set(dilation) != {1}:
            settings = (("dilation", printed(dilation)), *settings)
        attributes = Pool(
            method=method,
            size=size,
            stride=stride,
            padding=padding,
            channels_first=True,
            settings=settings,
        )
        return plain(operation, Kind.POOL, attributes)

    return describe


def _adaptive(method: str) -> Callable[[Operation], Facts]:
    """The size asked for is a constant, which the result shows."""

    def describe(operation: Operation) -> Facts:
        made = tuple(size for size in (operation.made or ())[2:] if isinstance(size, int))
        attributes = Pool(method=method, size=made, adaptive=True, channels_first=True)
        if made and set(made) == {1}:
            attributes = Pool(method=method, is_global=True, keepdims=True, channels_first=True)
        return Facts(op_of(operation, Kind.POOL), attributes, settings=frozenset((1,)))

    return describe


def _interpolate(operation: Operation) -> Facts:
    corners = operation.text("coordinate_transformation_mode") == "align_corners"
    method = operation.text("mode", "nearest")
    if len(operation.made or ()) == 4:
        method = _OVER_IMAGES.get(method, method)
    attributes = channels_first.resized(operation, method, corners=corners)
    others = frozenset(range(1, len(operation.inputs)))
    return Facts(op_of(operation, Kind.RESIZE), attributes, settings=others)


_OVER_IMAGES = {"linear_onnx": "bilinear", "linear": "bilinear", "cubic": "bicubic"}


def _pad(operation: Operation) -> Facts:
    """The amounts are constants, which are not read."""
    mode = operation.text("pad_mode", "constant")
    attributes = Margins(mode=mode, channels_first=True)
    return Facts(op_of(operation, Kind.PAD), attributes, settings=frozenset((1, 2, 3)))


def _blocks(function: str, name: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        word = "groups" if name == "group" else "block size"
        settings: Settings = ((word, str(operation.integer(name, 1))),)
        return plain(operation, Kind.RESHAPE, Reshaping(function=function, settings=settings))

    return describe


SPATIALS: Mapping[str, Callable[[Operation], Facts]] = {
    "Convolution": _convolution,
    "GroupConvolution": _grouped,
    "ConvolutionBackpropData": _backwards(2),
    "GroupConvolutionBackpropData": _backwards(3),
    "BinaryConvolution": _convolution,
    "MaxPool": _pool("max"),
    "AvgPool": _pool("average"),
    "AdaptiveAvgPool": _adaptive("average"),
    "AdaptiveMaxPool": _adaptive("max"),
    "Interpolate": _interpolate,
    "Pad": _pad,
    "DepthToSpace": _blocks("depth to space", "block_size"),
    "SpaceToDepth": _blocks("space to depth", "block_size"),
    "ShuffleChannels": _blocks("channel shuffle", "group"),
}
