"""Convolutions: standard, grouped, depthwise, transposed, deformable, quantised.

In: calls. Out: `Convolution` facts. Kernel and filters come from the weight's shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netscribe.graph.attributes import Convolution, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall
from netscribe.readers.onnx.operations.printing import printed
from netscribe.readers.onnx.operations.windows import (
    padding_of,
    rounding,
    transposed_padding,
    window_of,
)


def _kernel(call: OperatorCall, weight: int) -> Sizes:
    given = call.sizes("kernel_shape")
    if given:
        return given
    shape = call.shape(weight) or ()
    sizes = tuple(size for size in shape[2:] if isinstance(size, int))
    return sizes if len(sizes) == max(len(shape) - 2, 0) else ()


def _standard(
    weight: int = 1, bias: int = 2, qualifiers: tuple[str, ...] = (), *, channels_first: bool = True
) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        kernel = _kernel(call, weight)
        axes = len(kernel) or max((call.rank or 3) - 2, 1)
        window = window_of(call, kernel, axes)
        attributes = Convolution(
            filters=call.size(weight, 0),
            kernel_size=kernel,
            stride=window.stride,
            padding=padding_of(call, window),
            dilation=window.dilation,
            groups=call.integer("group", 1),
            bias=call.given(bias),
            channels_first=channels_first,
            settings=(*rounding(call), *_activation(call)),
        )
        per_group = call.size(weight, 1)
        channels = (call.integer("group", 1) or 1) * (per_group or 0)
        return Facts(Kind.CONV, _depthwise(attributes, channels), qualifiers)

    return describe


def _activation(call: OperatorCall) -> Settings:
    """Fused convolutions apply a function to what they make."""
    word = call.text("activation")
    return (("activation", word),) if word else ()


def _depthwise(attributes: Convolution, channels: int) -> Convolution:
    """As many groups as channels: each channel has its own filters."""
    filters = attributes.filters
    if attributes.groups != channels or channels < 2 or not filters or filters % channels:
        return attributes
    return replace(attributes, variant="depthwise", depth_multiplier=filters // channels)


def _transposed(call: OperatorCall) -> Facts:
    kernel = _kernel(call, 1)
    axes = len(kernel) or max((call.rank or 3) - 2, 1)
    window = window_of(call, kernel, axes)
    extra = call.sizes("output_padding")
    groups = call.integer("group", 1) or 1
    per_group = call.size(1, 1)
    attributes = Convolution(
        filters=None if per_group is None else per_group * groups,
        kernel_size=kernel,
        stride=window.stride,
        padding=transposed_padding(call, window, extra),
        dilation=window.dilation,
        groups=groups,
        bias=call.given(2) or (call.op_type != "ConvTranspose" and call.given(3)),
        variant="transposed",
        output_padding=extra if any(extra) else (),
        channels_first=True,
        settings=_output_shape(call),
    )
    return Facts(Kind.CONV, attributes)


def _output_shape(call: OperatorCall) -> Settings:
    asked = call.sizes("output_shape")
    return (("to", printed(asked)),) if asked else ()


def _deformable(call: OperatorCall) -> Facts:
    facts = _standard(1, 3)(call)
    attributes = facts.attributes
    assert isinstance(attributes, Convolution)
    return replace(
        facts, attributes=replace(attributes, settings=(("deformable", ""), *attributes.settings))
    )


def _causal(call: OperatorCall) -> Facts:
    """Each channel by itself, along the time, over what came before."""
    channels, kernel = call.size(1, 0), call.size(1, -1)
    attributes = Convolution(
        filters=channels,
        kernel_size=() if kernel is None else (kernel,),
        stride=(1,),
        padding="causal",
        dilation=(1,),
        groups=channels,
        bias=call.given(2),
        variant="depthwise",
        channels_first=True,
        settings=_activation(call),
    )
    return Facts(Kind.CONV, attributes)


CONVOLUTIONS: Mapping[str, Describer] = {
    "Conv": _standard(),
    "FusedConv": _standard(),
    "NhwcConv": _standard(channels_first=False),
    "NhwcFusedConv": _standard(channels_first=False),
    "ConvInteger": _standard(bias=4, qualifiers=("int8",)),
    "QLinearConv": _standard(3, 8, ("int8",)),
    "ConvTranspose": _transposed,
    "ConvTransposeWithDynamicPads": _transposed,
    "DeformConv": _deformable,
    "CausalConvWithState": _causal,
}
