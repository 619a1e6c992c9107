"""Reads the list of tensors at the beginning of a `.safetensors` file.

In: a path. Out: each tensor's name and type. The format: eight bytes with the length of a JSON
text, the text, then the numbers, which are never read. Lengths and places are checked first.
"""

from __future__ import annotations

import os
from math import prod
from pathlib import Path

from netscribe.errors import ReadError
from netscribe.graph.types import TensorType
from netscribe.readers.archive import LARGEST_ENTRY, opened_file
from netscribe.readers.json_text import Advice, parsed

_HINT = "save the weights again with safetensors.torch.save_file(model.state_dict(), path)"
_ADVICE = Advice(_HINT, _HINT)
#: dtype by the format's word, and the bits of one number.
_DTYPES = {
    "F64": ("float64", 64), "F32": ("float32", 32), "F16": ("float16", 16),
    "BF16": ("bfloat16", 16), "I64": ("int64", 64), "I32": ("int32", 32), "I16": ("int16", 16),
    "I8": ("int8", 8), "U8": ("uint8", 8), "U16": ("uint16", 16), "U32": ("uint32", 32),
    "U64": ("uint64", 64), "BOOL": ("bool", 8), "F8_E4M3": ("float8_e4m3fn", 8),
    "F8_E5M2": ("float8_e5m2", 8), "F8_E8M0": ("float8_e8m0fnu", 8), "C64": ("complex64", 64),
    "F4": ("float4", 4),
}  # fmt: skip


def is_safetensors(start: bytes) -> bool:
    """Whether a file begins as this format does; `start` holds its first nine bytes or more."""
    return len(start) > 8 and start[8:9] == b"{" and 2 <= _length(start) <= 2**40


def _length(start: bytes) -> int:
    return int.from_bytes(start[:8], "little")


def safetensors_in(path: Path) -> list[tuple[str, TensorType]]:
    """The tensors in the file's order.

    Raises:
        ReadError: a length or place is not as it must be, or the list is no list of tensors.
    """
    with opened_file(path) as file:
        whole = os.fstat(file.fileno()).st_size
        length = _length(file.read(8))
        if length > LARGEST_ENTRY or length + 8 > whole:
            raise ReadError(
                f"{path}: the list of tensors would have {length:,} bytes, in a file of {whole:,}",
                hint=_HINT,
            )
        text = file.read(length)
    content = parsed(text, f"{path}: the list of tensors", _ADVICE)
    if not isinstance(content, dict):
        raise ReadError(f"{path}: the list of tensors is no JSON object", hint=_HINT)
    room = whole - 8 - length
    return [
        (name, _type_of(entry, f"{path}: {name[:80]!r}", room))
        for name, entry in content.items()
        if name != "__metadata__"
    ]


def _type_of(entry: object, where: str, room: int) -> TensorType:
    if not isinstance(entry, dict):
        raise ReadError(f"{where}: no description of a tensor", hint=_HINT)
    shape, places = _sizes(entry.get("shape")), _sizes(entry.get("data_offsets"))
    if shape is None or places is None or len(places) != 2:
        raise ReadError(f"{where}: shape or place is no list of whole numbers", hint=_HINT)
    word = str(entry.get("dtype"))
    dtype, bits = _DTYPES.get(word, (word.lower()[:20], 0))
    start, end = places
    wanted = prod(shape) * bits
    if end > room or start > end or (bits and wanted != (end - start) * 8):
        raise ReadError(f"{where}: its place does not fit its shape and dtype", hint=_HINT)
    return TensorType(dtype, shape)


def _sizes(value: object) -> tuple[int, ...] | None:
    """Whole numbers from 0; None for anything else."""
    if not isinstance(value, list) or not all(type(item) is int and item >= 0 for item in value):
        return None
    return tuple(value)
