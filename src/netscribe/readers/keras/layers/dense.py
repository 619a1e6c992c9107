"""Dense layers, Einstein summations with a learned factor, and embeddings.

In: entries. Out: `Linear`, `Einsum` and `Embedding` facts.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Einsum, Embedding, Linear
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.activation import inner_activation
from netscribe.readers.keras.layers.entries import Entries, printed


def _dense(entries: Entries) -> LayerFacts:
    attributes = Linear(
        units=entries.integer("units", 0),
        bias=entries.flag("use_bias", True),
        settings=(*entries.settings("lora_rank"), *quantization(entries)),
    )
    return LayerFacts(
        Op(Kind.LINEAR, entries.class_name, entries.domain),
        attributes,
        inner_activation(entries.raw("activation")),
    )


def _einsum_dense(entries: Entries) -> LayerFacts:
    attributes = Einsum(
        equation=entries.text("equation", ""),
        bias=entries.has("bias_axes"),
        settings=(
            *entries.settings("output_shape", "bias_axes", "lora_rank"),
            *quantization(entries),
        ),
    )
    return LayerFacts(
        Op(Kind.EINSUM, entries.class_name, entries.domain),
        attributes,
        inner_activation(entries.raw("activation")),
    )


def _embedding(entries: Entries) -> LayerFacts:
    tied = entries.raw("tie_weights")
    settings = entries.settings("lora_rank", "logit_soft_cap")
    if tied is not None:
        settings = (*settings, ("tied weights", printed(tied)))
    if entries.arguments.get("reverse") is True:
        settings = (*settings, ("reverse", "yes"))
    attributes = Embedding(
        vocabulary=entries.integer("input_dim", 0),
        width=entries.integer("output_dim", 0),
        mask_zero=entries.flag("mask_zero", False),
        settings=(*settings, *quantization(entries)),
    )
    return LayerFacts(Op(Kind.EMBEDDING, entries.class_name, entries.domain), attributes)


def quantization(entries: Entries) -> tuple[tuple[str, str], ...]:
    """The word of a quantized dtype policy, such as int8; empty for floating ones."""
    policy = entries.raw("dtype")
    config = policy.get("config") if isinstance(policy, dict) else None
    mode = config.get("mode") if isinstance(config, dict) else None
    return (("quantized", mode),) if isinstance(mode, str) else ()


DENSES: dict[str, Callable[[Entries], LayerFacts]] = {
    "Dense": _dense,
    "EinsumDense": _einsum_dense,
    "Embedding": _embedding,
    "ReversibleEmbedding": _embedding,
}
