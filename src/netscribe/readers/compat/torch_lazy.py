"""Layers that wait for their first input to know their size, sized on a copy.

In: a model with such layers and example inputs. Out: a copy on the meta device, whose layers all
have their size; it owns no memory. The model itself still waits.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter

from netscribe.readers.compat.torch_classes import is_lazy
from netscribe.readers.compat.torch_state import untouched
from netscribe.readers.compat.torch_tensors import mapped

_META = torch.device("meta")


def sized_copy(model: Any, args: Any, kwargs: Any) -> Any:
    """The copy; None if no layer waits."""
    if not any(is_lazy(module) for module in model.modules()):
        return None
    tensors = (*model.parameters(), *model.buffers())
    memo: dict[int, Any] = {id(tensor): _on_meta(tensor) for tensor in tensors}
    followed = copy.deepcopy(model, memo)
    with untouched(model), _META, torch.no_grad():
        followed(*mapped(_on_meta, args), **mapped(_on_meta, kwargs))
    return followed


def _on_meta(tensor: Any) -> Any:
    if isinstance(tensor, UninitializedParameter):
        options: dict[str, Any] = {"device": _META, "dtype": tensor.dtype}
        return UninitializedParameter(tensor.requires_grad, **options)
    if isinstance(tensor, UninitializedBuffer):
        options = {"device": _META, "dtype": tensor.dtype}
        return UninitializedBuffer(**options)
    twin = torch.empty(tuple(tensor.shape), dtype=tensor.dtype, device=_META)
    if isinstance(tensor, torch.nn.Parameter):
        return torch.nn.Parameter(twin, tensor.requires_grad)
    return twin
