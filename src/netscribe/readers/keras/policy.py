"""dtype policies: in which dtype a layer computes, and in which it keeps its weights.

In: the "dtype" entry of a layer. Out: two dtype words.
"""

from __future__ import annotations

from collections.abc import Mapping

_MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}


def dtypes_of(value: object, default: str = "float32") -> tuple[str, str]:
    """(compute dtype, variable dtype) of a "dtype" entry: a word, a serialized policy, or None."""
    word = policy_word(value) or default
    if "_from_" in word:
        word = word.split("_from_", 1)[1]
    if word in _MIXED:
        return _MIXED[word], "float32"
    return word, word


def policy_word(value: object) -> str:
    """The policy's name; "" if there is none."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        return ""
    config = value.get("config")
    if not isinstance(config, Mapping):
        return ""
    name = config.get("name") or config.get("source_name")
    inner = config.get("default_policy")
    return name if isinstance(name, str) else policy_word(inner)


def quantized(value: object) -> str:
    """The quantization of a policy, such as "int8"; "" for the ordinary ones."""
    word = policy_word(value)
    if "_from_" in word:
        return word.split("_from_", 1)[0]
    config = value.get("config") if isinstance(value, Mapping) else None
    mode = config.get("mode") if isinstance(config, Mapping) else None
    return mode if isinstance(mode, str) else ""
