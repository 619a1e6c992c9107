"""Convolution layers: standard, depthwise, separable, transposed, locally connected.

In: entries. Out: `Convolution` facts, with the layer's `activation=` as a call of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Convolution, Padding, Sizes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.activation import inner_activation
from netscribe.readers.keras.layers.entries import Entries


def _convolution(rank: int, variant: str) -> Callable[[Entries], LayerFacts]:
    """The describer of a convolution over `rank` axes."""

    def describe(entries: Entries) -> LayerFacts:
        multiplier = entries.integer("depth_multiplier", 1)
        channels = entries.channels
        depthwise = variant == "depthwise"
        wide = None if channels is None else channels * multiplier
        settings = entries.settings("lora_rank")
        if entries.class_name.startswith("LocallyConnected"):
            settings = (("weights", "own at each position"), *settings)
        kernel = entries.lengths("kernel_size", rank)
        attributes = Convolution(
            filters=wide if depthwise else entries.optional_integer("filters"),
            kernel_size=kernel,
            stride=entries.lengths("strides", rank, default=(1,) * rank),
            padding=_padding(entries, kernel, variant),
            dilation=entries.lengths("dilation_rate", rank, default=(1,) * rank),
            groups=channels if depthwise else entries.integer("groups", 1),
            bias=entries.flag("use_bias", True),
            variant=variant,
            depth_multiplier=multiplier,
            output_padding=entries.sizes("output_padding", rank),
            channels_first=entries.channels_first,
            settings=settings,
        )
        return LayerFacts(
            Op(Kind.CONV, entries.class_name, entries.domain),
            attributes,
            inner_activation(entries.raw("activation")),
        )

    return describe


def _padding(entries: Entries, kernel: Sizes, variant: str) -> Padding:
    """A window of one position needs none, whatever its stride: "same" is "valid" then."""
    padding = entries.text("padding", "valid")
    single = bool(kernel) and set(kernel) == {1} and variant != "transposed"
    return "valid" if single and padding == "same" else padding


def _named() -> dict[str, Callable[[Entries], LayerFacts]]:
    table: dict[str, Callable[[Entries], LayerFacts]] = {}
    for rank in (1, 2, 3):
        for word in ("Conv", "Convolution"):
            table[f"{word}{rank}D"] = _convolution(rank, "standard")
            table[f"{word}{rank}DTranspose"] = _convolution(rank, "transposed")
            table[f"Separable{word}{rank}D"] = _convolution(rank, "separable")
            table[f"Depthwise{word}{rank}D"] = _convolution(rank, "depthwise")
        table[f"LocallyConnected{rank}D"] = _convolution(rank, "standard")
    return table


CONVOLUTIONS = _named()


def _operation(variant: str) -> Callable[[Entries], LayerFacts]:
    """`keras.ops.conv` and its kin: kernel and filters come from the second tensor's shape."""

    def describe(entries: Entries) -> LayerFacts:
        kernel = entries.input_shapes[1] if len(entries.input_shapes) > 1 else None
        sizes = tuple(size for size in kernel or () if isinstance(size, int))
        known = kernel is not None and len(sizes) == len(kernel) and len(sizes) > 2
        rank = len(sizes) - 2 if known else None
        filters = sizes[-2 if variant == "transposed" else -1] if known else None
        attributes = Convolution(
            filters=filters if variant in ("standard", "transposed") else None,
            kernel_size=sizes[:-2] if known else (),
            stride=entries.lengths("strides", rank),
            padding=entries.text("padding", "valid"),
            dilation=entries.lengths("dilation_rate", rank),
            groups=entries.channels if variant == "depthwise" else 1,
            bias=False,
            variant=variant,
            channels_first=entries.channels_first,
        )
        op = Op(Kind.CONV, entries.class_name, entries.domain)
        return LayerFacts(op, attributes, roles=("", "kernel", "kernel"))

    return describe


CONVOLUTION_OPERATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "Conv": _operation("standard"),
    "DepthwiseConv": _operation("depthwise"),
    "SeparableConv": _operation("separable"),
    "ConvTranspose": _operation("transposed"),
}
