"""Builds tests/data/gguf: tiny language models in the architectures that the reader knows.

Needs the package gguf. Run: python -m tools.model_files.gguf
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np

TARGET = Path(__file__).resolve().parents[2] / "tests" / "data" / "gguf"
WIDTH, HIDDEN, HEADS, GROUPS, VOCABULARY, BLOCKS = 32, 64, 4, 2, 40, 3
HEAD = WIDTH // HEADS


class _Writer:
    """A file in one architecture; matrices are quantised, vectors are not."""

    def __init__(self, name: str, architecture: str) -> None:
        self.file = gguf.GGUFWriter(str(TARGET / f"{name}.gguf"), architecture)
        self.file.add_name(f"tiny {name}")
        self.file.add_block_count(BLOCKS)
        self.file.add_embedding_length(WIDTH)
        self.file.add_head_count(HEADS)
        self.file.add_token_list([f"t{number}" for number in range(VOCABULARY)])

    def matrix(self, name: str, *shape: int) -> None:
        zeros = np.zeros(shape, dtype=np.float32)
        kinds = gguf.GGMLQuantizationType
        kind = kinds.Q8_0 if name == "blk.1.attn_v" else kinds.Q5_0
        packed = gguf.quants.quantize(zeros, kind)
        self.file.add_tensor(f"{name}.weight", packed, raw_dtype=kind)

    def vector(self, name: str, *shape: int) -> None:
        self.file.add_tensor(name, np.zeros(shape, dtype=np.float32))

    def close(self) -> None:
        self.file.write_header_to_file()
        self.file.write_kv_data_to_file()
        self.file.write_tensors_to_file()
        self.file.close()


def _attention(writer: _Writer, block: str) -> None:
    writer.vector(f"{block}.attn_norm.weight", WIDTH)
    writer.matrix(f"{block}.attn_q", WIDTH, WIDTH)
    writer.matrix(f"{block}.attn_k", GROUPS * HEAD, WIDTH)
    writer.matrix(f"{block}.attn_v", GROUPS * HEAD, WIDTH)
    writer.matrix(f"{block}.attn_output", WIDTH, WIDTH)


def _gated(writer: _Writer, block: str) -> None:
    writer.vector(f"{block}.ffn_norm.weight", WIDTH)
    writer.matrix(f"{block}.ffn_gate", HIDDEN, WIDTH)
    writer.matrix(f"{block}.ffn_up", HIDDEN, WIDTH)
    writer.matrix(f"{block}.ffn_down", WIDTH, HIDDEN)


def _ends(writer: _Writer, *, own_head: bool) -> None:
    writer.matrix("token_embd", VOCABULARY, WIDTH)
    writer.vector("output_norm.weight", WIDTH)
    if own_head:
        writer.matrix("output", VOCABULARY, WIDTH)


def llama(writer: _Writer) -> None:
    """Grouped queries, a gated feed-forward part, factors of the rotation."""
    writer.file.add_head_count_kv(GROUPS)
    writer.file.add_layer_norm_rms_eps(1e-5)
    writer.vector("rope_freqs.weight", HEAD // 2)
    _ends(writer, own_head=True)
    for number in range(BLOCKS):
        _attention(writer, f"blk.{number}")
        _gated(writer, f"blk.{number}")


def mixtral(writer: _Writer) -> None:
    """A mixture of four experts, two for each token."""
    writer.file.add_head_count_kv(GROUPS)
    writer.file.add_expert_count(4)
    writer.file.add_expert_used_count(2)
    _ends(writer, own_head=True)
    for number in range(BLOCKS):
        block = f"blk.{number}"
        _attention(writer, block)
        writer.vector(f"{block}.ffn_norm.weight", WIDTH)
        writer.vector(f"{block}.ffn_gate_inp.weight", 4, WIDTH)
        writer.matrix(f"{block}.ffn_gate_exps", 4, HIDDEN, WIDTH)
        writer.matrix(f"{block}.ffn_up_exps", 4, HIDDEN, WIDTH)
        writer.matrix(f"{block}.ffn_down_exps", 4, WIDTH, HIDDEN)


def gemma2(writer: _Writer) -> None:
    """Norms on both sides, scaled embeddings, soft caps, shared weights at both ends."""
    writer.file.add_head_count_kv(GROUPS)
    writer.file.add_attn_logit_softcapping(50.0)
    writer.file.add_final_logit_softcapping(30.0)
    writer.file.add_sliding_window(16)
    _ends(writer, own_head=False)
    for number in range(BLOCKS):
        _attention(writer, f"blk.{number}")
        _gated(writer, f"blk.{number}")
        writer.vector(f"blk.{number}.post_attention_norm.weight", WIDTH)
        writer.vector(f"blk.{number}.post_ffw_norm.weight", WIDTH)


def qwen3(writer: _Writer) -> None:
    """Norms of queries and keys, per head."""
    writer.file.add_head_count_kv(GROUPS)
    _ends(writer, own_head=False)
    for number in range(BLOCKS):
        _attention(writer, f"blk.{number}")
        _gated(writer, f"blk.{number}")
        writer.vector(f"blk.{number}.attn_q_norm.weight", HEAD)
        writer.vector(f"blk.{number}.attn_k_norm.weight", HEAD)


def _with_bias(writer: _Writer, name: str, units: int, width: int) -> None:
    writer.matrix(name, units, width)
    writer.vector(f"{name}.bias", units)


def gpt2(writer: _Writer) -> None:
    """Learned positions, one matrix for queries, keys and values, biases."""
    writer.file.add_layer_norm_eps(1e-5)
    _ends(writer, own_head=False)
    writer.vector("output_norm.bias", WIDTH)
    writer.matrix("position_embd", 24, WIDTH)
    for number in range(BLOCKS):
        block = f"blk.{number}"
        for norm in ("attn_norm", "ffn_norm"):
            writer.vector(f"{block}.{norm}.weight", WIDTH)
            writer.vector(f"{block}.{norm}.bias", WIDTH)
        _with_bias(writer, f"{block}.attn_qkv", 3 * WIDTH, WIDTH)
        _with_bias(writer, f"{block}.attn_output", WIDTH, WIDTH)
        _with_bias(writer, f"{block}.ffn_up", HIDDEN, WIDTH)
        _with_bias(writer, f"{block}.ffn_down", WIDTH, HIDDEN)


def other(writer: _Writer) -> None:
    """An architecture that is not in the table."""
    writer.matrix("token_embd", VOCABULARY, WIDTH)
    for number in range(BLOCKS):
        writer.vector(f"blk.{number}.time_mix_k.weight", WIDTH)


FILES: dict[str, tuple[str, Callable[[_Writer], None]]] = {
    "llama": ("llama", llama),
    "mixtral": ("llama", mixtral),
    "gemma2": ("gemma2", gemma2),
    "qwen3": ("qwen3", qwen3),
    "gpt2": ("gpt2", gpt2),
    "other": ("rwkv6", other),
}


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, (architecture, fill) in FILES.items():
        writer = _Writer(name, architecture)
        fill(writer)
        writer.close()


if __name__ == "__main__":
    main()
