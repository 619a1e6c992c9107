"""Attention: the scaled dot product, and multi-head attention as one call.

In: arguments. Out: `Attention` facts, with the roles of query, key, value and mask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isclose, sqrt

from netscribe.graph.attributes import Attention, Settings
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments
from netscribe.readers.torch.operations.printing import printed

Describer = Callable[[Arguments], OperationFacts | None]


def _size(shape: Shape | None, axis: int) -> int | None:
    if shape is None or len(shape) < -axis:
        return None
    size = shape[axis]
    return size if isinstance(size, int) else None


def _scaled_dot_product(arguments: Arguments) -> OperationFacts:
    """Heads stand before the positions, in tensors of four axes: (batch, heads, time, width)."""
    query, key, value = (arguments.shape_of(name) for name in ("query", "key", "value"))
    split = query is not None and len(query) == 4
    heads = (_size(query, -3) if split else None) or 1
    shared = (_size(key, -3) if split else None) or heads
    width, carried = _size(query, -1), _size(value, -1)
    attributes = Attention(
        heads=heads,
        kv_heads=None if shared == heads else shared,
        key_dim=width,
        value_dim=None if carried == width else carried,
        causal=arguments.flag("is_causal", False),
        bias=False,
        dropout=arguments.number("dropout_p") or 0.0,
        projections=False,
        settings=_scale(arguments, width),
    )
    roles = {"query": "query", "key": "key", "value": "value", "attn_mask": "mask"}
    return arguments.facts(Kind.ATTENTION, attributes, arguments.roles(roles))


def _scale(arguments: Arguments, width: int | None) -> Settings:
    """The scale, unless it is the usual 1/√width."""
    scale = arguments.number("scale")
    if scale is None or (width and isclose(scale, 1 / sqrt(width), rel_tol=1e-6)):
        return ()
    return (("scale", printed(scale)),)


_ROLES = {
    "query": "query",
    "key": "key",
    "value": "value",
    "key_padding_mask": "key_mask",
    "attn_mask": "attention_mask",
}


def _multi_head(arguments: Arguments) -> OperationFacts:
    """`MultiheadAttention`, whose projections are inside."""
    heads = arguments.integer("num_heads") or 1
    width = arguments.integer("embed_dim_to_check", "embed_dim") or _size(
        arguments.shape_of("query"), -1
    )
    inner = width // heads if width else None
    first = arguments.raw("batch_first")
    flags = (("add_bias_kv", "key bias"), ("add_zero_attn", "zero attention"))
    attributes = Attention(
        heads=heads,
        key_dim=inner,
        value_dim=inner,
        causal=arguments.flag("is_causal", False),
        bias=_has_bias(arguments),
        dropout=arguments.number("dropout_p", "dropout") or 0.0,
        settings=(
            *((("time", "first"),) if first is not True else ()),
            *((word, "yes") for name, word in flags if arguments.flag(name, False)),
        ),
    )
    return arguments.facts(Kind.ATTENTION, attributes, arguments.roles(_ROLES))


def _has_bias(arguments: Arguments) -> bool:
    """The function has it as a weight or None, a module as a switch."""
    for name in ("in_proj_bias", "bias"):
        if name in arguments.values:
            return arguments.values[name] not in (None, False)
    return arguments.setting("bias") is not False


ATTENTIONS: Mapping[str, Describer] = {
    **{
        f"scaled_dot_product_{word}": _scaled_dot_product
        for word in (
            "attention",
            "flash_attention",
            "flash_attention_for_cpu",
            "efficient_attention",
            "attention_math",
        )
    },
    "multi_head_attention_forward": _multi_head,
    "multihead_attention": _multi_head,
}
