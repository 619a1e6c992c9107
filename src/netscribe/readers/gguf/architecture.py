"""Architectures of language models that GGUF files name: what is fixed by the name.

In: a header. Out: an `Architecture` with the file's own numbers, or None for a name or numbers that
the table does not cover. Sources are the models' papers and the published reference code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt

from netscribe.readers.gguf.header import Header

#: Where the position comes in.
ROTARY, LEARNED = "rotary", "learned"


@dataclass(frozen=True, slots=True)
class Architecture:
    """How a model is wired, and how wide it is.

    Attributes:
        norm: "rms" or "layer".
        activation: of the feed-forward part.
        tanh_form: whether a GELU is the approximation by a tanh.
        gated: whether the activation of one projection multiplies another.
        joined_gate: whether both projections are in one matrix.
        position: ROTARY or LEARNED.
        parallel: whether attention and feed-forward part read the same tensor side by side.
        norms_after: whether norms stand behind the sums, and none before (BERT).
        scaled_embedding: whether embeddings are multiplied by the root of the width.
        causal: whether a token sees only those before it.
        blocks, width, heads, kv_heads, head_size: from the file.
        epsilon: of the norms, from the file.
        experts, chosen: of a mixture of experts, from the file; 0 without one.
    """

    norm: str = "rms"
    activation: str = "silu"
    tanh_form: bool = False
    gated: bool = True
    joined_gate: bool = False
    position: str = ROTARY
    parallel: bool = False
    norms_after: bool = False
    scaled_embedding: bool = False
    causal: bool = True
    blocks: int = 0
    width: int = 0
    heads: int = 0
    kv_heads: int = 0
    head_size: int = 0
    epsilon: float | None = None
    experts: int = 0
    chosen: int = 0

    @property
    def embedding_scale(self) -> float | None:
        """What embeddings are multiplied by; None for nothing."""
        return sqrt(self.width) if self.scaled_embedding else None


_LLAMA = Architecture()
_GEMMA = Architecture(activation="gelu", tanh_form=True, scaled_embedding=True)
_PLAIN = Architecture(norm="layer", activation="gelu", gated=False)

_KNOWN: Mapping[str, Architecture] = {
    "llama": _LLAMA,  # Touvron et al. 2023; Mistral and Mixtral are saved under this name too
    "qwen2": _LLAMA,
    "qwen3": _LLAMA,
    "qwen3moe": _LLAMA,
    "internlm2": _LLAMA,
    "exaone": _LLAMA,
    "phi3": replace(_LLAMA, joined_gate=True),
    "gemma": _GEMMA,
    "gemma2": _GEMMA,
    "gemma3": _GEMMA,
    "gpt2": replace(_PLAIN, position=LEARNED, tanh_form=True),
    "starcoder2": replace(_PLAIN, tanh_form=True),
    "gptneox": _PLAIN,
    "phi2": replace(_PLAIN, parallel=True, tanh_form=True),
    "bert": replace(_PLAIN, position=LEARNED, norms_after=True, causal=False),
}
#: Numbers that scale what flows, in architectures that have them; none of the table's does.
_SCALES = ("embedding_scale", "residual_scale", "logit_scale", "attention.scale")


def architecture_of(header: Header) -> Architecture | None:
    """The file's architecture with its numbers; None if it is not one that is surely known."""
    name = header.facts.get("general.architecture")
    known = _KNOWN.get(name) if isinstance(name, str) else None
    if known is None:
        return None
    numbers = _Numbers(header, str(name))
    blocks, width = numbers.whole("block_count"), numbers.whole("embedding_length")
    heads = numbers.whole("attention.head_count")
    kv_heads = numbers.whole("attention.head_count_kv", heads)
    if not blocks or not width or not heads or not kv_heads or heads % kv_heads:
        return None
    if any(header.facts.get(f"{name}.{scale}") is not None for scale in _SCALES):
        return None
    size = numbers.whole("attention.key_length", width // heads)
    if numbers.whole("attention.value_length", size) != size:
        return None
    found = replace(
        known,
        blocks=blocks,
        width=width,
        heads=heads,
        kv_heads=kv_heads,
        head_size=size,
        epsilon=numbers.real(
            f"attention.layer_norm_{'rms_' if known.norm == 'rms' else ''}epsilon"
        ),
        experts=numbers.whole("expert_count"),
        chosen=numbers.whole("expert_used_count"),
    )
    if header.facts.get(f"{name}.use_parallel_residual") is True:
        found = replace(found, parallel=True)
    return found


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Numbers under an architecture's own keys."""

    header: Header
    name: str

    def whole(self, key: str, default: int = 0) -> int:
        """A whole number; of a list, the number that all its items are; 0 if it varies."""
        value = self.header.facts.get(f"{self.name}.{key}", default)
        if isinstance(value, tuple):
            return value[0] if len(set(value)) == 1 else 0
        whole = isinstance(value, int) and not isinstance(value, bool)
        return value if whole and 0 <= value < 2**40 else 0  # type: ignore[operator,return-value]

    def real(self, key: str) -> float | None:
        """A number, rounded to what was meant before it became a float32."""
        value = self.header.facts.get(f"{self.name}.{key}")
        return float(f"{value:.6g}") if isinstance(value, float) else None
