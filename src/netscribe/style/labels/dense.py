"""Labels of operations over features: linear, einsum, norms, activations, dropout, embedding."""

from __future__ import annotations

from netscribe.graph.attributes import (
    Activation,
    Dropout,
    Einsum,
    Embedding,
    Learned,
    Linear,
    Normalization,
)
from netscribe.graph.types import Op
from netscribe.style.labels.phrase import Phrase
from netscribe.style.labels.words import function_name, grouped, number

_NORMS = {
    "batch": "BatchNorm",
    "layer": "LayerNorm",
    "group": "GroupNorm",
    "rms": "RMSNorm",
    "instance": "InstanceNorm",
    "unit": "L2 normalize",
    "spectral": "Spectral norm",
    "local response": "Local response norm",
}
#: Norms that have no centre to leave out.
_NEVER_CENTERED = {"rms", "unit", "spectral", "local response"}
#: Norms that have no weights at all.
_NEVER_SCALED = {"unit", "local response"}
_DROPOUTS = {
    "element": "Dropout",
    "spatial": "Spatial dropout",
    "gaussian dropout": "Gaussian dropout",
    "gaussian noise": "Gaussian noise",
    "alpha": "Alpha dropout",
}
#: Tables whose rows stand for something other than tokens or positions.
_TABLES = {
    "token type": "Token type embedding",
    "relative position": "Relative position bias",
}
#: Layers whose class word is the framework's own ("Linear" in PyTorch, "Dense" in Keras).
_LINEAR_WORDS = {"Dense": "Dense", "Linear": "Linear", "NonDynamicallyQuantizableLinear": "Linear"}


def linear(attributes: Linear, op: Op) -> Phrase:
    word = _LINEAR_WORDS.get(op.type_name, "Linear")
    units = f"{grouped(attributes.units)} unit{'s' if attributes.units != 1 else ''}"
    return Phrase(word, (_plain(units), "" if attributes.bias else "no bias"))


def einsum(attributes: Einsum, op: Op) -> Phrase:
    learned = op.type_name == "EinsumDense"
    bias = "no bias" if learned and not attributes.bias else ""
    return Phrase("Einsum dense" if learned else "Einsum", (attributes.equation, bias))


def normalization(attributes: Normalization, op: Op) -> Phrase:
    word = _NORMS.get(attributes.method, attributes.method)
    parts = [
        ("center", attributes.center or attributes.method in _NEVER_CENTERED),
        ("scale", attributes.scale or attributes.method in _NEVER_SCALED),
    ]
    absent = [name for name, there in parts if not there]
    groups = f"{attributes.groups} groups" if attributes.groups else ""
    return Phrase(
        word, (groups, _epsilon(attributes), "no " + " or ".join(absent) if absent else "")
    )


def _epsilon(attributes: Normalization) -> str:
    return f"ε = {number(attributes.epsilon)}" if attributes.epsilon is not None else ""


def activation(attributes: Activation, op: Op) -> Phrase:
    if attributes == Activation(attributes.settings, function="relu", max_value=6.0):
        return Phrase("ReLU6")
    details = (
        f"slope {number(attributes.slope)}" if attributes.slope else "",
        f"max {number(attributes.max_value)}" if attributes.max_value is not None else "",
        f"threshold {number(attributes.threshold)}" if attributes.threshold else "",
        f"axis {', '.join(map(str, attributes.axis))}"
        if attributes.axis not in ((), (-1,))
        else "",
        "tanh form" if attributes.approximate else "",
    )
    return Phrase(function_name(attributes.function), details)


def dropout(attributes: Dropout, op: Op) -> Phrase:
    word = _DROPOUTS.get(attributes.variant, attributes.variant)
    return Phrase(f"{word} {number(attributes.rate)}")


def embedding(attributes: Embedding, op: Op) -> Phrase:
    word = "Position embedding" if attributes.positional else "Embedding"
    word = _TABLES.get(attributes.rows, word)
    table = f"{grouped(attributes.vocabulary)} × {grouped(attributes.width)}"
    return Phrase(word, (table, "masks 0" if attributes.mask_zero else ""))


def learned(attributes: Learned, op: Op) -> Phrase:
    """Sizes of 1 are left out: they say how the parameter is kept, not how much there is."""
    sizes = [size for size in attributes.sizes if size != 1] or [1]
    part = f"[{attributes.index}]" if attributes.index else ""
    return Phrase(f"Parameter {attributes.name}".strip(), (" × ".join(map(grouped, sizes)), part))


def _plain(text: str) -> str:
    """Four digits stay ungrouped ("4096 units"), as papers write them."""
    digits, _, rest = text.partition(" ")
    bare = digits.replace(",", "")
    return f"{bare if len(bare) <= 4 else digits} {rest}"
