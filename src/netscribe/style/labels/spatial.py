"""Labels of operations over space: convolution, pooling, resizing, padding, cropping."""

from __future__ import annotations

from netscribe.graph.attributes import Convolution, Margins, Pool, Resize, Sizes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.style.labels.phrase import Phrase
from netscribe.style.labels.words import even, grouped, padding_text, pairs_text, times

_CONVOLUTIONS = {
    "standard": "Conv",
    "depthwise": "Depthwise conv",
    "separable": "Separable conv",
    "transposed": "Transposed conv",
}


def convolution(attributes: Convolution, op: Op) -> Phrase:
    word = _CONVOLUTIONS.get(attributes.variant, attributes.variant)
    headline, kernel = _with_window(word, attributes.kernel_size)
    return Phrase(headline, (kernel, *_filters(attributes), *_geometry(attributes)))


def _filters(attributes: Convolution) -> tuple[str, ...]:
    multiplier = (
        f"depth multiplier {attributes.depth_multiplier}"
        if attributes.depth_multiplier != 1
        else ""
    )
    if attributes.variant == "depthwise":
        return (multiplier,)
    word = "filter" if attributes.filters == 1 else "filters"
    filters = f"{grouped(attributes.filters)} {word}" if attributes.filters else ""
    return (filters, multiplier)


def _geometry(attributes: Convolution) -> tuple[str, ...]:
    groups = attributes.groups if attributes.variant != "depthwise" else 1
    return (
        _unless_one("stride", attributes.stride),
        padding_text(attributes.padding),
        _unless_one("dilation", attributes.dilation),
        f"groups {groups}" if groups and groups != 1 else "",
        _unless_zero("output padding", attributes.output_padding),
        "" if attributes.bias else "no bias",
    )


def pool(attributes: Pool, op: Op) -> Phrase:
    if attributes.is_global:
        kept = "keeps axes" if attributes.keepdims else ""
        return Phrase(f"Global {attributes.method} pool", (kept,))
    word = f"{attributes.method.capitalize()} pool"
    if attributes.adaptive:
        return Phrase(f"Adaptive {attributes.method} pool", (f"to {times(attributes.size)}",))
    headline, window = _with_window(word, attributes.size)
    stride = f"stride {even(attributes.stride)}" if attributes.stride else ""
    return Phrase(headline, (window, stride, padding_text(attributes.padding)))


def resize(attributes: Resize, op: Op) -> Phrase:
    method = "" if attributes.method == "nearest" else attributes.method
    if attributes.factors:
        return Phrase(f"Upsample ×{even(attributes.factors)}", (attributes.method,))
    return Phrase("Resize", (f"to {times(attributes.size)}" if attributes.size else "", method))


def margins(attributes: Margins, op: Op) -> Phrase:
    word = "Pad" if op.kind is Kind.PAD else "Crop"
    if op.kind is Kind.PAD and attributes.mode == "zero":
        word = "Zero pad"
    elif op.kind is Kind.PAD:
        word = f"{attributes.mode.capitalize()} pad"
    return Phrase(f"{word} {pairs_text(attributes.amounts)}" if attributes.amounts else word)


def _with_window(word: str, window: Sizes) -> tuple[str, str]:
    """Headline and kernel detail; a lone number behind "Conv" would not say what it is."""
    if len(window) == 1:
        return f"{word} 1D", f"{'size' if 'pool' in word else 'kernel'} {window[0]}"
    return (f"{word} {times(window)}", "") if window else (word, "")


def _unless_one(word: str, sizes: Sizes) -> str:
    return f"{word} {even(sizes)}" if sizes and set(sizes) != {1} else ""


def _unless_zero(word: str, sizes: Sizes) -> str:
    return f"{word} {even(sizes)}" if any(sizes) else ""
