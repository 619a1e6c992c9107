"""Published parameter counts hold for files with the published sizes, which need no numbers."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

from tests.readers.model_files import read

from netscribe.graph.types import Graph

_Q4_K, _F32 = 12, 0


def _text(word: str) -> bytes:
    return struct.pack("<Q", len(word)) + word.encode()


def _file(
    architecture: str, numbers: Mapping[str, int], tensors: Mapping[str, tuple[int, ...]]
) -> bytes:
    """A file's beginning alone: facts, and the list of tensors."""
    facts = [_text("general.architecture") + struct.pack("<I", 8) + _text(architecture)]
    facts += [
        _text(f"{architecture}.{key}") + struct.pack("<II", 4, value)
        for key, value in numbers.items()
    ]
    listed = [
        _text(name)
        + struct.pack("<I", len(shape))
        + b"".join(struct.pack("<Q", size) for size in reversed(shape))
        + struct.pack("<IQ", _Q4_K if len(shape) > 1 else _F32, 0)
        for name, shape in tensors.items()
    ]
    start = b"GGUF" + struct.pack("<IQQ", 3, len(listed), len(facts))
    return start + b"".join(facts) + b"".join(listed)


def _read(tmp_path: Path, content: bytes) -> Graph:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    return read(path)


def test_llama_3_of_8_billion(tmp_path: Path) -> None:
    """Grattafiori et al. 2024, table 3; 8,030,261,248 by the published weights."""
    width, hidden, narrow, words = 4096, 14336, 1024, 128256
    tensors: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (words, width),
        "output_norm.weight": (width,),
        "output.weight": (words, width),
    }
    for number in range(32):
        shapes = {
            "attn_norm": (width,),
            "attn_q": (width, width),
            "attn_k": (narrow, width),
            "attn_v": (narrow, width),
            "attn_output": (width, width),
            "ffn_norm": (width,),
            "ffn_gate": (hidden, width),
            "ffn_up": (hidden, width),
            "ffn_down": (width, hidden),
        }
        tensors.update({f"blk.{number}.{name}.weight": size for name, size in shapes.items()})
    numbers = {
        "block_count": 32,
        "embedding_length": width,
        "attention.head_count": 32,
        "attention.head_count_kv": 8,
    }
    graph = _read(tmp_path, _file("llama", numbers, tensors))
    assert graph.parameter_count == 8_030_261_248
    assert sum(module.class_name == "Block" for module in graph.modules) == 32


def test_gpt_2(tmp_path: Path) -> None:
    """Radford et al. 2019; 124,439,808 by the published weights, whose ends share a table."""
    width, hidden, words = 768, 3072, 50257
    tensors: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (words, width),
        "position_embd.weight": (1024, width),
        "output_norm.weight": (width,),
        "output_norm.bias": (width,),
    }
    for number in range(12):
        matrices = {
            "attn_qkv": (3 * width, width),
            "attn_output": (width, width),
            "ffn_up": (hidden, width),
            "ffn_down": (width, hidden),
        }
        for name, shape in matrices.items():
            tensors[f"blk.{number}.{name}.weight"] = shape
            tensors[f"blk.{number}.{name}.bias"] = shape[:1]
        for name in ("attn_norm", "ffn_norm"):
            for part in ("weight", "bias"):
                tensors[f"blk.{number}.{name}.{part}"] = (width,)
    numbers = {"block_count": 12, "embedding_length": width, "attention.head_count": 12}
    graph = _read(tmp_path, _file("gpt2", numbers, tensors))
    assert graph.parameter_count == 124_439_808
    assert not graph.weights_alone
