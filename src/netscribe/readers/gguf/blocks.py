"""One block of a language model: attention and a feed-forward part, each added to what it read.

In: the wiring and the block's number. Out: calls in a module `blk.N`, with the true shapes of the
file's tensors. Sources: Vaswani et al. 2017; Su et al. 2021 (rotary); Shazeer 2020 (gated).
"""

from __future__ import annotations

from netscribe.graph.attributes import Activation, Attention, Axis, Function, Linear, Reshaping
from netscribe.graph.builder import Call
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Op, TensorType
from netscribe.readers.gguf.architecture import ROTARY
from netscribe.readers.gguf.network import DOMAIN, Wiring
from netscribe.readers.gguf.tensors import MisfitError


def add_block(wiring: Wiring, number: int, x: str) -> str:
    """One block; what comes out is as wide as what went in."""
    path = f"blk.{number}"
    with wiring.builder.module(path, path, "Block"):
        if wiring.model.norms_after:
            return _normed_after(wiring, path, x)
        if wiring.model.parallel:
            return _side_by_side(wiring, path, x)
        return _one_by_one(wiring, path, x)


def _sum(wiring: Wiring, path: str, one: str, other: str) -> str:
    return wiring.combined(path, "add", one, other, wiring.over_tokens(wiring.model.width))


def _one_by_one(wiring: Wiring, path: str, x: str) -> str:
    read = wiring.token_norm(f"{path}.attn_norm", x)
    part = _attention(wiring, path, read)
    if wiring.tensors.has(f"{path}.post_attention_norm.weight"):
        part = wiring.token_norm(f"{path}.post_attention_norm", part)
    x = _sum(wiring, f"{path}.attn_add", x, part)
    read = wiring.token_norm(f"{path}.ffn_norm", x)
    part = _feed_forward(wiring, path, read)
    if wiring.tensors.has(f"{path}.post_ffw_norm.weight"):
        part = wiring.token_norm(f"{path}.post_ffw_norm", part)
    return _sum(wiring, f"{path}.ffn_add", x, part)


def _side_by_side(wiring: Wiring, path: str, x: str) -> str:
    """Both parts read the block's input; the second may have a norm of its own."""
    read = wiring.token_norm(f"{path}.attn_norm", x)
    other = read
    if wiring.tensors.has(f"{path}.ffn_norm.weight"):
        other = wiring.token_norm(f"{path}.ffn_norm", x)
    first = _attention(wiring, path, read)
    second = _feed_forward(wiring, path, other)
    both = _sum(wiring, f"{path}.parts_add", first, second)
    return _sum(wiring, f"{path}.add", x, both)


def _normed_after(wiring: Wiring, path: str, x: str) -> str:
    x = _sum(wiring, f"{path}.attn_add", x, _attention(wiring, path, x))
    x = wiring.token_norm(f"{path}.attn_output_norm", x)
    x = _sum(wiring, f"{path}.ffn_add", x, _feed_forward(wiring, path, x))
    return wiring.token_norm(f"{path}.layer_output_norm", x)


def _attention(wiring: Wiring, path: str, x: str) -> str:
    model = wiring.model
    with wiring.builder.module(f"{path}.attn", "attn", "Attention"):
        query, key, value = _projected(wiring, path, x)
        parts = [
            _by_heads(wiring, f"{path}.attn_q", query, model.heads),
            _by_heads(wiring, f"{path}.attn_k", key, model.kv_heads),
            _by_heads(wiring, f"{path}.attn_v", value, model.kv_heads, plain=True),
        ]
        mixed = _scored(wiring, path, parts)
        wide = model.heads * model.head_size
        joined = wiring.call(
            Op(Kind.RESHAPE, "permute", DOMAIN),
            f"{path}.attn_join",
            (mixed,),
            ("B", "T", model.heads, model.head_size),
            attributes=Reshaping(function="permute", order=(0, 2, 1, 3)),
        )
        joined = wiring.call(
            Op(Kind.RESHAPE, "reshape", DOMAIN),
            f"{path}.attn_flat",
            (joined,),
            ("B", "T", wide),
            attributes=Reshaping(function="reshape", target=(None, wide)),
        )
        return wiring.linear(f"{path}.attn_output", joined, wide, model.width)


def _projected(wiring: Wiring, path: str, x: str) -> tuple[str, str, str]:
    """Queries, keys and values: by three matrices, or by one that is split."""
    model = wiring.model
    wide, narrow = model.heads * model.head_size, model.kv_heads * model.head_size
    if wiring.tensors.has(f"{path}.attn_qkv.weight"):
        whole = wiring.linear(f"{path}.attn_qkv", x, model.width, wide + 2 * narrow)
        return _split(wiring, f"{path}.attn_split", whole, (wide, narrow, narrow))
    query, key, value = (
        wiring.linear(f"{path}.attn_{letter}", x, model.width, units)
        for letter, units in (("q", wide), ("k", narrow), ("v", narrow))
    )
    return query, key, value


def _split(wiring: Wiring, path: str, source: str, widths: tuple[int, ...]) -> tuple[str, str, str]:
    equal = len(set(widths)) == 1
    call = Call(
        Op(Kind.SPLIT, "split", DOMAIN),
        path,
        inputs=(Argument(source),),
        attributes=Axis(axis=-1, sections=(len(widths),) if equal else widths),
    )
    types = [TensorType("", wiring.over_tokens(width)) for width in widths]
    first, second, *rest = wiring.builder.add_call(call, types)
    return first, second, rest[0] if rest else second


def _by_heads(wiring: Wiring, name: str, source: str, heads: int, *, plain: bool = False) -> str:
    """(B, T, heads·d) to (B, heads, T, d), with a norm of each head and the rotation."""
    size = wiring.model.head_size
    apart = wiring.call(
        Op(Kind.RESHAPE, "reshape", DOMAIN),
        f"{name}_heads",
        (source,),
        ("B", "T", heads, size),
        attributes=Reshaping(function="reshape", target=(None, heads, size)),
    )
    if not plain and wiring.tensors.has(f"{name}_norm.weight"):
        apart = wiring.norm(f"{name}_norm", apart, ("B", "T", heads, size), size)
    turned = wiring.call(
        Op(Kind.RESHAPE, "permute", DOMAIN),
        f"{name}_turn",
        (apart,),
        ("B", heads, "T", size),
        attributes=Reshaping(function="permute", order=(0, 2, 1, 3)),
    )
    if plain or wiring.model.position != ROTARY:
        return turned
    factors = [
        parameter
        for word in ("rope_freqs", "rope_factors_long", "rope_factors_short")
        for parameter in wiring.tensors.optional(f"{word}.weight")
    ]
    return wiring.call(
        Op(Kind.MATH, "Rotary", DOMAIN),
        f"{name}_rotary",
        (turned,),
        ("B", heads, "T", size),
        attributes=Function(function="Rotary"),
        parameters=tuple(factors),
    )


def _scored(wiring: Wiring, path: str, parts: list[str]) -> str:
    model = wiring.model
    attributes = Attention(
        heads=model.heads,
        kv_heads=None if model.kv_heads == model.heads else model.kv_heads,
        key_dim=model.head_size,
        causal=model.causal,
        bias=False,
        projections=False,
        settings=wiring.attention_facts,
    )
    call = Call(
        Op(Kind.ATTENTION, "attention", DOMAIN),
        f"{path}.attn_scores",
        inputs=tuple(
            Argument(value, role) for value, role in zip(parts, ("query", "key", "value"))
        ),
        attributes=attributes,
    )
    made = TensorType("", ("B", model.heads, "T", model.head_size))
    (found,) = wiring.builder.add_call(call, (made,))
    return found


def _feed_forward(wiring: Wiring, path: str, x: str) -> str:
    if wiring.tensors.has(f"{path}.ffn_gate_inp.weight"):
        return _experts(wiring, path, x)
    model, tensors = wiring.model, wiring.tensors
    with wiring.builder.module(f"{path}.ffn", "ffn", "FeedForward"):
        rows = tensors.shape(f"{path}.ffn_up.weight")[0]
        if model.joined_gate and not rows % 2:
            hidden = rows // 2
            whole = wiring.linear(f"{path}.ffn_up", x, model.width, rows)
            gate, up, _ = _split(wiring, f"{path}.ffn_split", whole, (hidden, hidden))
            inner = _gated(wiring, path, gate, up, hidden)
        elif model.gated:
            hidden = rows
            gate = wiring.linear(f"{path}.ffn_gate", x, model.width, hidden)
            up = wiring.linear(f"{path}.ffn_up", x, model.width, hidden)
            inner = _gated(wiring, path, gate, up, hidden)
        else:
            hidden = rows
            up = wiring.linear(f"{path}.ffn_up", x, model.width, hidden)
            inner = wiring.activated(f"{path}.ffn_act", up, hidden)
        return wiring.linear(f"{path}.ffn_down", inner, hidden, model.width)


def _gated(wiring: Wiring, path: str, gate: str, up: str, hidden: int) -> str:
    gate = wiring.activated(f"{path}.ffn_act", gate, hidden)
    shape = wiring.over_tokens(hidden)
    return wiring.combined(f"{path}.ffn_product", "multiply", gate, up, shape)


def _experts(wiring: Wiring, path: str, x: str) -> str:
    """A choice of experts per token, each with the same three matrices; one is drawn."""
    model, tensors = wiring.model, wiring.tensors
    shape = tensors.shape(f"{path}.ffn_up_exps.weight")
    if len(shape) != 3 or shape[0] != model.experts or not 0 < model.chosen <= model.experts:
        raise MisfitError(
            f"{path}.ffn_up_exps.weight has the shape {shape} for {model.experts} experts"
        )
    hidden = shape[1]
    with wiring.builder.module(f"{path}.ffn", "ffn", "MixtureOfExperts"):
        scores = wiring.linear(f"{path}.ffn_gate_inp", x, model.width, model.experts)
        shares = wiring.call(
            Op(Kind.ACTIVATION, "softmax", DOMAIN),
            f"{path}.ffn_shares",
            (scores,),
            wiring.over_tokens(model.experts),
            attributes=Activation(function="softmax"),
        )
        chosen = wiring.call(
            Op(Kind.MATH, "top_k", DOMAIN),
            f"{path}.ffn_top_k",
            (shares,),
            ("B", "T", model.chosen),
            attributes=Function(function="top_k", settings=(("k", str(model.chosen)),)),
        )
        gate = _expert(wiring, f"{path}.ffn_gate_exps", (x, chosen), (model.width, hidden))
        up = _expert(wiring, f"{path}.ffn_up_exps", (x, chosen), (model.width, hidden))
        inner = _gated(wiring, path, gate, up, hidden)
        return _expert(wiring, f"{path}.ffn_down_exps", (inner, chosen), (hidden, model.width))


def _expert(wiring: Wiring, name: str, inputs: tuple[str, str], widths: tuple[int, int]) -> str:
    """The same linear layer of each chosen expert, weighted by its score at the end."""
    model = wiring.model
    kernel = wiring.tensors.take(f"{name}.weight", (model.experts, widths[1], widths[0]))
    call = Call(
        Op(Kind.LINEAR, "Linear", DOMAIN),
        name,
        name.rpartition(".")[2],
        inputs=(Argument(inputs[0]), Argument(inputs[1], "expert")),
        attributes=Linear(
            units=widths[1],
            bias=False,
            settings=(
                *wiring.tensors.kept_as(f"{name}.weight"),
                (f"{model.chosen} of {model.experts} experts", "yes"),
            ),
        ),
        parameters=(kernel,),
    )
    (found,) = wiring.builder.add_call(call, (TensorType("", wiring.over_tokens(widths[1])),))
    return found
