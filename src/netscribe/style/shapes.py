"""Shapes as text: positions first, features last, the batch dropped, the same for every framework.

In: a TensorType with axis meanings. Out: "28 × 28 × 1", "T × 768", "3136". Sizes from 10,000 up are
grouped by thousands; shorter ones are not, as papers write them.
"""

from __future__ import annotations

from netscribe.graph.types import Dim, TensorType

_SEPARATOR = " × "
#: dtypes that a picture need not name.
_FLOATS = {"", "float32", "float16", "bfloat16", "float64"}


def shape_text(tensor: TensorType, *, separator: str = _SEPARATOR) -> str:
    """The shape without its batch axis; "scalar" when nothing is left, "any shape" when unknown."""
    if tensor.shape is None:
        return "any shape"
    axes = tensor.axes or ("",) * len(tensor.shape)
    pairs = [(dim, axis) for dim, axis in zip(tensor.shape, axes, strict=True)]
    if pairs and _is_batch(pairs[0]):
        pairs = pairs[1:]
    positions = [dim for dim, axis in pairs if axis != "channel"]
    channels = [dim for dim, axis in pairs if axis == "channel"]
    return separator.join(_size(dim) for dim in (*positions, *channels)) or "scalar"


def dtype_text(tensor: TensorType) -> str:
    """The dtype where it is not a float, which is the declared default; else ""."""
    return "" if tensor.dtype in _FLOATS else tensor.dtype


def typed_shape_text(tensor: TensorType) -> str:
    """Shape and, where it is not a float, dtype: "T · int32"."""
    dtype = dtype_text(tensor)
    return f"{shape_text(tensor)} · {dtype}" if dtype else shape_text(tensor)


def _is_batch(pair: tuple[Dim, str]) -> bool:
    return pair[1] == "batch" or pair[0] == "B"


def _size(dim: Dim) -> str:
    if isinstance(dim, int):
        return f"{dim:,}" if dim >= 10_000 else str(dim)
    return dim or "unknown"
