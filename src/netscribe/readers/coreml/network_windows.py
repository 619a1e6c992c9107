"""Layers of a CoreML neural network over positions: convolutions, pools, resizing, padding.

In: the settings of a layer. Out: what it does, with its weights. Channels stand behind the batch.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import (
    Convolution,
    Margins,
    Padding,
    Pool,
    Resize,
)
from netscribe.graph.kinds import Kind
from netscribe.readers.coreml.network import Settings
from netscribe.readers.coreml.network_facts import Describer, Said, plain
from netscribe.readers.netlist.windows import explicit_padding, named_padding, transposed_padding


def _pairs(settings: Settings | None, number: int) -> list[tuple[int, int]]:
    amounts = None if settings is None else settings.inner(number)
    if amounts is None:
        return []
    return [(edge.whole(1), edge.whole(2)) for edge in amounts.all_inner(10)]


def _two(sizes: tuple[int, ...], default: int = 1) -> tuple[int, ...]:
    return sizes or (default, default)


def _convolution(settings: Settings) -> Said:
    filters, channels, groups = settings.whole(1), settings.whole(2), settings.whole(10, 1) or 1
    kernel, stride = _two(settings.wholes(20), 3), _two(settings.wholes(30))
    dilation, backwards = _two(settings.wholes(40)), bool(settings.whole(60))
    pairs = _pairs(settings.inner(50), 1)
    padding: Padding
    if settings.has(51):
        padding = "same" if backwards else named_padding("same", kernel)
    elif backwards:
        padding = transposed_padding(kernel, stride, pairs or [(0, 0)] * 2, ())
    else:
        padding = explicit_padding(kernel, stride, dilation, pairs)
    depthwise = not backwards and channels == 1 and groups > 1
    attributes = Convolution(
        filters=filters,
        kernel_size=kernel,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=bool(settings.whole(70)),
        variant="transposed" if backwards else "depthwise" if depthwise else "standard",
        depth_multiplier=filters // groups if depthwise else 1,
        channels_first=True,
    )
    first = (channels, filters // groups) if backwards else (filters, channels)
    weights = {
        "kernel": settings.weight(90, *first, *kernel),
        "bias": settings.weight(91, filters) if attributes.bias else None,
    }
    return Kind.CONV, attributes, weights


def _pooling(settings: Settings) -> Said:
    method = {0: "max", 1: "average", 2: "L2"}.get(settings.whole(1), "max")
    if settings.whole(60):
        attributes = Pool(method=method, is_global=True, keepdims=True, channels_first=True)
        return Kind.POOL, attributes, {}
    size, stride = _two(settings.wholes(10), 3), _two(settings.wholes(20))
    padding: Padding = explicit_padding(size, stride, (), _pairs(settings.inner(30), 1))
    extra: tuple[tuple[str, str], ...] = ()
    if settings.has(31):
        padding = named_padding("same", size)
    if settings.has(32):
        complete = settings.inner(32)
        amounts = (0, 0) if complete is None else complete.wholes(10)
        pairs = [(amount, amount) for amount in amounts]
        padding = explicit_padding(size, stride, (), pairs)
        extra = (("includes last", "positions"),)
    attributes = Pool(
        method=method,
        size=size,
        stride=stride,
        padding=padding,
        channels_first=True,
        settings=extra,
    )
    return Kind.POOL, attributes, {}


def _upsample(settings: Settings) -> Said:
    factors = _two(settings.wholes(1))
    method = "bilinear" if settings.whole(5) == 1 else "nearest"
    return Kind.RESIZE, Resize(factors=factors, method=method, channels_first=True), {}


def _resize_bilinear(settings: Settings) -> Said:
    size = _two(settings.wholes(1))
    return Kind.RESIZE, Resize(size=size, method="bilinear", channels_first=True), {}


def _padding(settings: Settings) -> Said:
    mode = {1: "zero", 2: "reflect", 3: "edge"}
    word = next((name for number, name in mode.items() if settings.has(number)), "zero")
    amounts = tuple(_pairs(settings, 10))
    return Kind.PAD, Margins(amounts=amounts, mode=word, channels_first=True), {}


WINDOWS: Mapping[str, Describer] = {
    "convolution": _convolution,
    "pooling": _pooling,
    "upsample": _upsample,
    "resizeBilinear": _resize_bilinear,
    "padding": _padding,
    "constantPad": plain(Kind.PAD, Margins(channels_first=True)),
    "crop": plain(Kind.CROP, Margins(channels_first=True)),
}
