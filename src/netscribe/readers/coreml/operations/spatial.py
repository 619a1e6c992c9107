"""Operations of CoreML programs over positions: convolutions, pools, resizing, padding.

In: operations; inputs are the tensor, the kernel, the bias. Out: `Facts`. Channels stand behind the
batch; kernels are (filters, channels, positions), turned round where transposed.
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


def _pairs(operation: Operation) -> list[tuple[int, int]]:
    flat = operation.sizes("pad")
    return list(zip(flat[::2], flat[1::2]))


def _padding(operation: Operation, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Padding:
    word = operation.text("pad_type", "valid")
    if word in ("same", "same_lower"):
        return named_padding("same", kernel)
    if word == "valid":
        return "valid"
    return explicit_padding(kernel, stride, dilation, _pairs(operation))


def _convolution(operation: Operation) -> Facts:
    kernel = channels_first.window_of(operation)
    stride = operation.sizes("strides") or (1,) * len(kernel)
    dilation = operation.sizes("dilations") or (1,) * len(kernel)
    groups, filters = operation.integer("groups", 1), operation.size(1, 0)
    depthwise = operation.size(1, 1) == 1 and groups > 1
    attributes = Convolution(
        filters=filters,
        kernel_size=kernel,
        stride=stride,
        padding=_padding(operation, kernel, stride, dilation),
        dilation=dilation,
        groups=groups,
        bias=operation.operand(2) is not None,
        variant="depthwise" if depthwise else "standard",
        depth_multiplier=filters // groups if depthwise and filters else 1,
        channels_first=True,
    )
    return _facts(operation, attributes)


def _transposed(operation: Operation) -> Facts:
    kernel = channels_first.window_of(operation)
    stride = operation.sizes("strides") or (1,) * len(kernel)
    groups, own = operation.integer("groups", 1), operation.size(1, 1)
    word = operation.text("pad_type", "valid")
    padding: Padding = "same" if word.startswith("same") else "valid"
    if word == "custom":
        padding = transposed_padding(kernel, stride, _pairs(operation), ())
    attributes = Convolution(
        filters=None if own is None else own * groups,
        kernel_size=kernel,
        stride=stride,
        padding=padding,
        dilation=operation.sizes("dilations") or (1,) * len(kernel),
        groups=groups,
        bias=operation.operand(2) is not None,
        variant="transposed",
        channels_first=True,
    )
    return _facts(operation, attributes)


def _facts(operation: Operation, attributes: Convolution) -> Facts:
    return Facts(
        op_of(operation, Kind.CONV),
        attributes,
        roles={1: "kernel", 2: "bias"},
        weights={1: "kernel", 2: "bias"},
    )


def _pool(method: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        size = operation.sizes("kernel_sizes")
        stride = operation.sizes("strides") or (1,) * len(size)
        padding = _padding(operation, size, stride, (1,) * len(size))
        counted = method == "average" and padding != "valid"
        counted = counted and not operation.flag("exclude_padding_from_average")
        settings: Settings = (("counts", "padding"),) if counted else ()
        if operation.flag("ceil_mode"):
            settings = (*settings, ("ceil mode", "yes"))
        attributes = Pool(
            method=method,
            size=size,
            stride=stride,
            padding=tuple(_pairs(operation)) if counted and padding == "same" else padding,
            channels_first=True,
            settings=settings,
        )
        return plain(operation, Kind.POOL, attributes)

    return describe


def _resize(method: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        corners = operation.flag("align_corners")
        attributes = channels_first.resized(operation, method, corners=corners)
        return plain(operation, Kind.RESIZE, attributes)

    return describe


def _pad(operation: Operation) -> Facts:
    """Amounts are told for the last axes."""
    pairs = tuple(_pairs(operation))
    rank = operation.rank() or 0
    spatial = max(rank - 2, 0)
    if len(pairs) > spatial and not any(amount for pair in pairs[:-spatial] for amount in pair):
        pairs = pairs[len(pairs) - spatial :]
    elif len(pairs) > spatial:
        pairs = ((0, 0),) * (rank - len(pairs)) + pairs
    else:
        pairs = ((0, 0),) * (spatial - len(pairs)) + pairs
    mode, value = operation.text("mode", "constant"), operation.number("constant_val")
    settings: Settings = ()
    if mode == "constant" and value == 0.0:
        mode = "zero"
    elif mode == "constant":
        settings = (("value", printed(value)),)
    attributes = Margins(amounts=pairs, mode=mode, channels_first=True, settings=settings)
    return plain(operation, Kind.PAD, attributes)


def _blocks(function: str, name: str) -> Callable[[Operation], Facts]:
    def describe(operation: Operation) -> Facts:
        block: Settings = (("block size", str(operation.integer(name))),)
        return plain(operation, Kind.RESHAPE, Reshaping(function=function, settings=block))

    return describe


SPATIALS: Mapping[str, Callable[[Operation], Facts]] = {
    "conv": _convolution,
    "conv_quantized": _convolution,
    "conv_transpose": _transposed,
    "max_pool": _pool("max"),
    "avg_pool": _pool("average"),
    "l2_pool": _pool("L2"),
    "upsample_nearest_neighbor": _resize("nearest"),
    "resize_nearest_neighbor": _resize("nearest"),
    "upsample_bilinear": _resize("bilinear"),
    "resize_bilinear": _resize("bilinear"),
    "resize": _resize("bilinear"),
    "pad": _pad,
    "depth_to_space": _blocks("depth to space", "block_size"),
    "space_to_depth": _blocks("space to depth", "block_size"),
    "pixel_shuffle": _blocks("depth to space", "upscale_factor"),
    "pixel_unshuffle": _blocks("space to depth", "downscale_factor"),
}
