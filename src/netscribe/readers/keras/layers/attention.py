"""Attention layers: multi-head, grouped-query, dot-product, additive.

In: entries, with the call's constants (`use_causal_mask`). Out: `Attention` facts and the roles of
the tensors that position names in Keras' own order: query, value, key.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Attention
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries

_ROLES = ("query", "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask")


#: A live layer is called by its class, a file calls it by its public name.
_PUBLIC_NAMES = {"GroupedQueryAttention": "GroupQueryAttention"}


def _facts(entries: Entries, attributes: Attention) -> LayerFacts:
    name = _PUBLIC_NAMES.get(entries.class_name, entries.class_name)
    op = Op(Kind.ATTENTION, name, entries.domain)
    return LayerFacts(op, attributes, roles=_ROLES)


def _causal(entries: Entries) -> bool:
    return entries.raw("use_causal_mask") is True or entries.raw("causal") is True


def _multi_head(entries: Entries) -> LayerFacts:
    key_dim = entries.integer("key_dim", 0)
    axes = entries.sizes("attention_axes")
    settings = entries.settings("output_shape", "sliding_window")
    if axes not in ((), (1,)):
        settings = (*settings, *entries.settings("attention_axes"))
    if entries.raw("use_gate") is True:
        settings = (*settings, ("gate", "yes"))
    return _facts(
        entries,
        Attention(
            heads=entries.integer("num_heads", 1),
            key_dim=key_dim,
            value_dim=entries.integer("value_dim", key_dim),
            causal=_causal(entries),
            bias=entries.flag("use_bias", True),
            dropout=entries.number("dropout", 0.0),
            settings=settings,
        ),
    )


def _grouped_query(entries: Entries) -> LayerFacts:
    width = entries.integer("head_dim", 0)
    settings = entries.settings("sliding_window")
    if entries.raw("use_gate") is True:
        settings = (*settings, ("gate", "yes"))
    return _facts(
        entries,
        Attention(
            heads=entries.integer("num_query_heads", 1),
            kv_heads=entries.optional_integer("num_key_value_heads"),
            key_dim=width,
            value_dim=width,
            causal=_causal(entries),
            bias=entries.flag("use_bias", True),
            dropout=entries.number("dropout", 0.0),
            settings=settings,
        ),
    )


def _plain(score: str) -> Callable[[Entries], LayerFacts]:
    """Dot-product or additive attention over the tensors as they come."""

    def describe(entries: Entries) -> LayerFacts:
        mode = entries.text("score_mode", "dot")
        scaled = entries.raw("use_scale") is True
        return _facts(
            entries,
            Attention(
                causal=_causal(entries),
                bias=False,
                dropout=entries.number("dropout", 0.0),
                score="additive" if mode == "concat" else score,
                projections=False,
                settings=(("learned scale", "yes"),) if scaled else (),
            ),
        )

    return describe


def _dot_product(entries: Entries) -> LayerFacts:
    query = entries.input_shapes[0] if entries.input_shapes else None
    sizes = query if query is not None and len(query) == 4 else (None, None, None, None)
    heads, width = sizes[2], sizes[3]
    attributes = Attention(
        heads=heads if isinstance(heads, int) else 1,
        key_dim=width if isinstance(width, int) else None,
        causal=entries.raw("is_causal") is True,
        bias=False,
        projections=False,
    )
    op = Op(Kind.ATTENTION, entries.class_name, entries.domain)
    return LayerFacts(op, attributes, roles=("query", "key", "value", "bias", "mask"))


ATTENTIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "MultiHeadAttention": _multi_head,
    "GroupQueryAttention": _grouped_query,
    "GroupedQueryAttention": _grouped_query,
    "Attention": _plain("dot"),
    "AdditiveAttention": _plain("additive"),
}

ATTENTION_OPERATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "DotProductAttention": _dot_product,
}
