"""The texts of a model's attributes as plain values.

In: attributes as XML has them. Out: numbers, switches, lists and words; the house's dtypes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_REAL = re.compile(r"[+-]?\d{1,18}(?:\.\d{0,40})?(?:[eE][+-]?\d{1,3})?")
_DTYPES = {
    "fp32": "float32", "f32": "float32", "fp16": "float16", "f16": "float16", "bf16": "bfloat16",
    "fp64": "float64", "f64": "float64", "boolean": "bool", "bool": "bool", "bin": "uint1",
    "string": "string", "nf4": "nf4", "f8e4m3": "float8_e4m3fn", "f8e5m2": "float8_e5m2",
    "f4e2m1": "float4",
    **{f"i{bits}": f"int{bits}" for bits in (4, 8, 16, 32, 64)},
    **{f"u{bits}": f"uint{bits}" for bits in (1, 2, 3, 4, 6, 8, 16, 32, 64)},
}  # fmt: skip


def dtype_of(word: str) -> str:
    """The array API's word for an element type."""
    return _DTYPES.get(word.lower(), "")


def attributes_of(data: Mapping[str, str]) -> dict[str, object]:
    """Attributes as the numbers, switches and lists that their texts are."""
    return {name: _plain(text) for name, text in data.items()}


def _plain(text: str) -> object:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 1 and all(_INTEGER.fullmatch(part) for part in parts):
        return tuple(int(part) for part in parts)
    if _INTEGER.fullmatch(text):
        return int(text)
    if text in ("true", "false"):
        return text == "true"
    return float(text) if _REAL.fullmatch(text) else text
