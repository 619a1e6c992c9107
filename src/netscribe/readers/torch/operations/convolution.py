"""Convolutions: standard, grouped, depthwise, transposed.

In: arguments. Out: `Convolution` facts. Kernel and filters come from the weight's shape; where that
is not known (a packed quantized weight), from the module's own attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.graph.attributes import Attributes, Convolution, Padding, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments, is_tensor, whole
from netscribe.readers.torch.operations.windows import (
    Window,
    canonical_padding,
    transposed_padding,
)

Describer = Callable[[Arguments], OperationFacts | None]


def _kernel(arguments: Arguments, rank: int | None) -> Sizes:
    weight = arguments.shape_of("weight")
    sizes = tuple(size for size in (weight or ())[2:] if isinstance(size, int))
    if sizes:
        return sizes
    given = arguments.setting("kernel_size")
    single = whole(given)
    if single is not None:
        return (single,) * (rank or 1)
    return tuple(given) if isinstance(given, tuple) else ()


def _whole_size(shape: Shape | None, axis: int) -> int | None:
    size = shape[axis] if shape is not None and len(shape) > axis else None
    return size if isinstance(size, int) else None


def _convolution(rank: int | None, *, transposed: bool) -> Describer:
    """The describer of a convolution over `rank` axes (None: the weight tells)."""

    def describe(arguments: Arguments) -> OperationFacts:
        if _is_packed(arguments):
            return _packed(arguments, rank, transposed)
        backwards = transposed or arguments.flag("transposed", False)
        attributes = _attributes(arguments, rank, backwards)
        roles = arguments.roles({"weight": "kernel", "bias": "bias"})
        return arguments.facts(Kind.CONV, attributes, roles)

    return describe


def _is_packed(arguments: Arguments) -> bool:
    """Quantized weights come packed with stride, padding and all, which cannot be looked into."""
    weight = arguments.raw("weight")
    return weight is not None and not is_tensor(weight)


def _packed(arguments: Arguments, rank: int | None, transposed: bool) -> OperationFacts:
    """What the module around the call says; without one nothing is claimed."""
    settings = arguments.call.module_settings
    if "kernel_size" not in settings:
        return arguments.facts(Kind.CUSTOM, Attributes((("weights", "packed"),)))
    call = replace(arguments.call, arguments={**settings, "weight": None})
    told = Arguments(call, arguments.name, arguments.type_name, arguments.domain)
    attributes = _attributes(told, rank, transposed)
    quantized = (*attributes.settings, ("weights", "quantized"))
    return arguments.facts(Kind.CONV, replace(attributes, bias=True, settings=quantized))


def _attributes(arguments: Arguments, rank: int | None, transposed: bool) -> Convolution:
    weight = arguments.shape_of("weight")
    kernel = _kernel(arguments, rank)
    axes = len(kernel) or rank or 1
    groups = arguments.integer("groups") or 1
    stride = arguments.sizes("stride", rank=axes) or (1,) * axes
    dilation = arguments.sizes("dilation", rank=axes) or (1,) * axes
    output_padding = arguments.sizes("output_padding", rank=axes) if transposed else ()
    window = Window(kernel, stride, dilation, arguments.sizes("padding", rank=axes) or (0,) * axes)
    attributes = Convolution(
        filters=_filters(arguments, weight, groups, transposed=transposed),
        kernel_size=kernel,
        stride=stride,
        padding=_padding(arguments, window, output_padding if transposed else None),
        dilation=dilation,
        groups=groups,
        bias=arguments.raw("bias") not in (None, False),
        variant="transposed" if transposed else "standard",
        output_padding=output_padding if any(output_padding) else (),
        channels_first=True,
        settings=_padding_mode(arguments),
    )
    channels = groups * (_whole_size(weight, 1) or 0) or whole(arguments.raw("in_channels")) or 0
    return attributes if transposed else _depthwise(attributes, channels)


def _filters(
    arguments: Arguments, weight: Shape | None, groups: int, *, transposed: bool
) -> int | None:
    known = _whole_size(weight, 1 if transposed else 0)
    if known is None:
        return whole(arguments.setting("out_channels"))
    return known * groups if transposed else known


def _padding(arguments: Arguments, window: Window, output_padding: Sizes | None) -> Padding:
    word = arguments.raw("padding")
    if isinstance(word, str):
        single = bool(window.size) and set(window.size) == {1}
        return "valid" if single and word == "same" else word
    if output_padding is None:
        return canonical_padding(window)
    return transposed_padding(window, output_padding)


def _padding_mode(arguments: Arguments) -> Settings:
    """Only told when the whole module is one call: else the padding is a call of its own."""
    mode = arguments.raw("padding_mode")
    return () if mode in (None, "zeros") else (("padding mode", str(mode)),)


def _depthwise(attributes: Convolution, channels: int) -> Convolution:
    """As many groups as channels: each channel has its own filters."""
    filters = attributes.filters
    if attributes.groups != channels or channels < 2 or not filters or filters % channels:
        return attributes
    return replace(attributes, variant="depthwise", depth_multiplier=filters // channels)


def _time_batch_channels(arguments: Arguments) -> OperationFacts:
    """`conv_tbc`: (time, batch, channels), weights (kernel, in, out)."""
    weight = arguments.shape_of("weight")
    kernel = _whole_size(weight, 0)
    sizes = () if kernel is None else (kernel,)
    attributes = Convolution(
        filters=_whole_size(weight, 2),
        kernel_size=sizes,
        stride=(1,),
        padding=canonical_padding(Window(sizes, (1,), (1,), (arguments.integer("pad") or 0,))),
        dilation=(1,),
        settings=(("layout", "time, batch, channels"),),
    )
    return arguments.facts(Kind.CONV, attributes)


CONVOLUTIONS: Mapping[str, Describer] = {
    **{f"conv{rank}d": _convolution(rank, transposed=False) for rank in (1, 2, 3)},
    **{f"conv_transpose{rank}d": _convolution(rank, transposed=True) for rank in (1, 2, 3)},
    "convolution": _convolution(None, transposed=False),
    "conv_tbc": _time_batch_channels,
}
