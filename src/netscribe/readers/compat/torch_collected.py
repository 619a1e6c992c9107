"""Tensors that are made from a list of others: `torch.tensor([first.max(), second.max()])`.

In: the list, on tensors without numbers, whose numbers torch would want to copy. Out: a function
that stacks them instead, which is the same where there are no numbers. Knows no model.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

_COLLECTING = frozenset({"tensor", "as_tensor", "asarray"})


def collecting_function(name: str, args: Any) -> Callable[..., Any] | None:
    """A stand-in for a call that collects tensors; None for all others."""
    if name not in _COLLECTING or not args or not isinstance(args[0], tuple | list):
        return None
    return _collected if _holds_tensor(args[0]) else None


def _collected(
    data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False, **_: Any
) -> Any:
    """The members side by side, along as many axes as lists lie in each other."""
    found = _stacked(data)
    if dtype is not None or device is not None:
        found = found.to(dtype=dtype or found.dtype, device=device or found.device)
    return found.detach().requires_grad_() if requires_grad else found.detach()


def _stacked(data: Any) -> Any:
    if isinstance(data, torch.Tensor):
        return data
    if not isinstance(data, tuple | list):
        return torch.tensor(data)
    members = [_stacked(item) for item in data]
    common = members[0].dtype
    for member in members[1:]:
        common = torch.promote_types(common, member.dtype)
    return torch.stack([member.to(common) for member in members])


def _holds_tensor(data: Any) -> bool:
    if isinstance(data, tuple | list):
        return any(map(_holds_tensor, data))
    return isinstance(data, torch.Tensor)
