"""Pools: max, average, power average; sized and global; and their inverse.

In: calls. Out: `Pool` and `Resize` facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Pool, Resize, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall
from netscribe.readers.onnx.operations.printing import printed
from netscribe.readers.onnx.operations.windows import padding_of, rounding, window_of


def _sized(method: str, qualifiers: tuple[str, ...] = ()) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        size = call.sizes("kernel_shape")
        window = window_of(call, size, len(size))
        padding = padding_of(call, window)
        counted = _counts_padding(call, method) and padding != "valid"
        if counted and padding == "same":
            padding = window.pads
        last = call.op_type.startswith("Nhwc") or call.flag("channels_last")
        attributes = Pool(
            method=_power(call) if method == "power" else method,
            size=size,
            stride=window.stride,
            padding=padding,
            channels_first=not last,
            settings=(
                *((("counts", "padding"),) if counted else ()),
                *(_dilation(window.dilation)),
                *rounding(call),
            ),
        )
        return Facts(Kind.POOL, attributes, qualifiers)

    return describe


def _counts_padding(call: OperatorCall, method: str) -> bool:
    return method == "average" and call.flag("count_include_pad")


def _dilation(dilation: tuple[int, ...]) -> Settings:
    return () if set(dilation) <= {1} else (("dilation", printed(dilation)),)


def _power(call: OperatorCall) -> str:
    return f"L{call.integer('p', 2)}"


def _whole(method: str, qualifiers: tuple[str, ...] = ()) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        attributes = Pool(
            method=_power(call) if method == "power" else method,
            is_global=True,
            keepdims=True,
            channels_first=not call.flag("channels_last"),
        )
        return Facts(Kind.POOL, attributes, qualifiers)

    return describe


def _unpool(call: OperatorCall) -> Facts:
    """Puts the maxima back where they came from."""
    size = call.sizes("kernel_shape")
    strides = call.sizes("strides") or (1,) * len(size)
    even = size == strides and not any(call.sizes("pads")) and not call.given(2)
    made = tuple(dim for dim in (call.made or ())[2:] if isinstance(dim, int))
    attributes = Resize(
        factors=strides if even else (),
        size=() if even or len(made) != len(size) else made,
        method="max unpooling",
        channels_first=True,
    )
    return Facts(Kind.RESIZE, attributes)


POOLINGS: Mapping[str, Describer] = {
    "MaxPool": _sized("max"),
    "NhwcMaxPool": _sized("max", ("int8",)),
    "AveragePool": _sized("average"),
    "QLinearAveragePool": _sized("average", ("int8",)),
    "LpPool": _sized("power"),
    "GlobalMaxPool": _whole("max"),
    "GlobalAveragePool": _whole("average"),
    "QLinearGlobalAveragePool": _whole("average", ("int8",)),
    "GlobalLpPool": _whole("power"),
    "MaxUnpool": _unpool,
}
