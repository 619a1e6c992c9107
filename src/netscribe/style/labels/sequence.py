"""Labels of operations over sequences: attention and recurrent layers."""

from __future__ import annotations

from netscribe.graph.attributes import Attention, Recurrent
from netscribe.graph.types import Op
from netscribe.style.labels.phrase import Phrase
from netscribe.style.labels.words import even, function_name, number, padding_text, times


def attention(attributes: Attention, op: Op) -> Phrase:
    details = (
        *_heads(attributes),
        "causal" if attributes.causal else "",
        "additive scores" if attributes.score == "additive" else "",
        "no bias" if attributes.projections and not attributes.bias else "",
        f"dropout {number(attributes.dropout)}" if attributes.dropout else "",
    )
    return Phrase("Self-attention" if attributes.self_attention else "Attention", details)


def _heads(attributes: Attention) -> tuple[str, ...]:
    if not attributes.projections and attributes.heads == 1:
        return ()
    values_differ = attributes.value_dim not in (None, attributes.key_dim)
    return (
        f"{attributes.heads} head{'s' if attributes.heads != 1 else ''}",
        f"{attributes.kv_heads} kv heads"
        if attributes.kv_heads not in (None, attributes.heads)
        else "",
        f"head {attributes.key_dim}" if attributes.key_dim else "",
        f"value {attributes.value_dim}" if values_differ else "",
    )


def recurrent(attributes: Recurrent, op: Op) -> Phrase:
    details = (*_extent(attributes), *_results(attributes), *_inner_functions(attributes))
    return Phrase(attributes.cell, details)


def _extent(attributes: Recurrent) -> tuple[str, ...]:
    units, layers = attributes.units, len(attributes.units)
    word = "filters" if attributes.kernel_size else "units"
    return (
        f"kernel {times(attributes.kernel_size)}" if attributes.kernel_size else "",
        f"{even(units) if len(set(units)) == 1 else ' → '.join(map(str, units))} {word}"
        if units
        else "",
        f"{layers} layers" if layers > 1 else "",
        padding_text(attributes.padding) if attributes.kernel_size else "",
        "bidirectional" if attributes.bidirectional else "",
        f"merged by {attributes.merge}"
        if attributes.bidirectional and attributes.merge != "concat"
        else "",
        "backwards" if attributes.backwards else "",
    )


def _results(attributes: Recurrent) -> tuple[str, ...]:
    return (
        "returns sequence" if attributes.returns_sequence else "",
        "returns state" if attributes.returns_state else "",
        "stateful" if attributes.stateful else "",
        "" if attributes.bias else "no bias",
        f"dropout {number(attributes.dropout)}" if attributes.dropout else "",
        f"recurrent dropout {number(attributes.recurrent_dropout)}"
        if attributes.recurrent_dropout
        else "",
    )


def _inner_functions(attributes: Recurrent) -> tuple[str, ...]:
    """Only what differs from tanh and sigmoid, which the legend declares as defaults."""
    return (
        function_name(attributes.activation) if attributes.activation != "tanh" else "",
        f"gates {function_name(attributes.recurrent_activation)}"
        if attributes.recurrent_activation not in ("sigmoid", "")
        else "",
    )
