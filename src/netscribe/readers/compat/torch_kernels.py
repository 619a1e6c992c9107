"""Sizes of results that torch's own fake kernels refuse to tell, though the real ones run.

In: a call on fake tensors that raised. Out: a fake result of the size that the real kernel gives,
or None for every other call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def own_result(func: Any, args: Any, kwargs: Any) -> Any:
    """The result of a call by a kernel of ours; None if there is none."""
    kernel = _KERNELS.get(str(func._schema.name))
    return None if kernel is None else kernel(*args, **kwargs)


def _grouped_product(
    first: Any, second: Any, offs: Any = None, bias: Any = None, out_dtype: Any = None
) -> Any:
    """Products group by group; torch's fake kernel knows them in bfloat16 only."""
    width = second.shape[-1]
    shape: tuple[int, ...] = (first.shape[-2], width)
    if first.dim() == second.dim() == 2:
        shape = (offs.shape[0], first.shape[0], width)
    elif first.dim() == 3 and second.dim() == 3:
        shape = (first.shape[0], first.shape[1], width)
    return first.new_empty(shape, dtype=out_dtype or first.dtype)


_KERNELS: dict[str, Callable[..., Any]] = {"aten::_grouped_mm": _grouped_product}
