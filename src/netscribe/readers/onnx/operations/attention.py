"""Attention: the operator of ai.onnx, and the fused ones of ONNX Runtime.

In: calls. Out: `Attention` facts. Tensors are (batch, time, features), or (batch, heads, time,
width) for the operator of ai.onnx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isclose, sqrt

from netscribe.graph.attributes import Attention, Function, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall
from netscribe.readers.onnx.operations.printing import printed


def _standard(call: OperatorCall) -> Facts:
    """`Attention` of ai.onnx."""
    split = call.rank == 4
    heads = (call.size(0, 1) if split else None) or call.integer("q_num_heads")
    shared = (call.size(1, 1) if split else None) or call.integer("kv_num_heads")
    features, carried = call.size(0, -1), call.size(2, -1)
    width = features if split else _share(features, heads)
    value = carried if split else _share(carried, shared)
    return _facts(call, (heads, shared), (width, value))


def _facts(
    call: OperatorCall, heads: tuple[int | None, int | None], widths: tuple[int | None, int | None]
) -> Facts:
    (own, shared), (width, value) = heads, widths
    attributes = Attention(
        heads=own or 1,
        kv_heads=None if shared == own else shared,
        key_dim=width,
        value_dim=None if value == width else value,
        causal=call.flag("is_causal") or call.flag("unidirectional"),
        bias=False,
        projections=False,
        settings=_settings(call, width),
    )
    return Facts(Kind.ATTENTION, attributes)


def _share(size: int | None, heads: int | None) -> int | None:
    return size // heads if size and heads and not size % heads else None


def _settings(call: OperatorCall, width: int | None) -> Settings:
    """The scale unless it is the usual 1/√width, and what else bends the scores."""
    scale = call.number("scale")
    usual = scale in (None, 0.0) or (
        width is not None and scale is not None and isclose(scale, 1 / sqrt(width), rel_tol=1e-4)
    )
    cap = call.number("softcap")
    window = call.integer("local_window_size", -1)
    return (
        *((("scale", printed(scale)),) if not usual else ()),
        *((("softcap", printed(cap)),) if cap else ()),
        *((("window", str(window)),) if window not in (None, -1) else ()),
        *((("rotary", ""),) if call.flag("do_rotary") else ()),
    )


def _packed(weight: int, qualifiers: tuple[str, ...] = ()) -> Describer:
    """With the projection to queries, keys and values inside, of one matrix."""

    def describe(call: OperatorCall) -> Facts:
        heads = call.integer("num_heads")
        columns = call.size(weight, -1)
        sizes = call.sizes("qkv_hidden_sizes")
        inner = sizes[0] if sizes else (columns // 3 if columns else None)
        carried = sizes[-1] if sizes else inner
        facts = _facts(call, (heads, None), (_share(inner, heads), _share(carried, heads)))
        return Facts(facts.kind, facts.attributes, (*qualifiers, "projects q, k and v"))

    return describe


def _several_heads(call: OperatorCall) -> Facts:
    """Queries, keys and values as three tensors, or packed in the first."""
    heads = call.integer("num_heads")
    shared = call.integer("kv_num_heads") or heads
    features = call.size(0, -1)
    if not call.given(1) and features and heads and shared:
        width = _share(features, heads + 2 * shared)
        return _facts(call, (heads, shared), (width, width))
    width = _share(features, heads)
    carried = call.size(2, -1)
    if len(call.shape(2) or ()) == 3:
        carried = _share(carried, shared)
    return _facts(call, (heads, shared), (width, carried or width))


def _grouped(call: OperatorCall) -> Facts:
    """Grouped queries see the past alone."""
    facts = _several_heads(call)
    attributes = facts.attributes
    assert isinstance(attributes, Attention)
    causal = call.flag("is_causal", default=True)
    return Facts(facts.kind, _with_mask(attributes, causal=causal))


def _with_mask(attributes: Attention, *, causal: bool) -> Attention:
    return replace(attributes, causal=causal)


def _linear(call: OperatorCall) -> Facts:
    heads, shared = call.integer("q_num_heads"), call.integer("kv_num_heads")
    width = _share(call.size(0, -1), heads)
    facts = _facts(call, (heads, shared), (width, _share(call.size(2, -1), shared)))
    return Facts(facts.kind, facts.attributes, ("linear",))


def _experts(call: OperatorCall) -> Facts:
    settings: Settings = (
        *call.settings("k", "activation_type"),
        *((("experts", str(count)),) if (count := call.size(2, 0)) else ()),
    )
    return Facts(Kind.MATH, Function(function="mixture of experts", settings=settings))


ATTENTIONS: Mapping[str, Describer] = {
    "Attention": _standard,
    "FlexAttention": _standard,
    "LinearAttention": _linear,
    "com.microsoft.Attention": _packed(1),
    "com.microsoft.QAttention": _packed(1, ("int8",)),
    "com.microsoft.PackedAttention": _packed(1),
    "com.microsoft.LongformerAttention": _packed(1),
    "com.microsoft.MultiHeadAttention": _several_heads,
    "com.microsoft.PackedMultiHeadAttention": _several_heads,
    "com.microsoft.DecoderMaskedMultiHeadAttention": _several_heads,
    "com.microsoft.DecoderAttention": _several_heads,
    "com.microsoft.GroupQueryAttention": _grouped,
    "com.microsoft.PagedAttention": _grouped,
    "com.microsoft.SparseAttention": _grouped,
    "com.microsoft.MoE": _experts,
    "com.microsoft.QMoE": _experts,
}
