"""Example inputs with another batch and another length, to see which sizes the model leaves free.

In: `ExampleInputs`. Out: the same structure with every batch axis one longer, and where asked for
every sequence axis too. New entries repeat the last ones, so that whole numbers stay legal.
"""

from __future__ import annotations

from typing import Any

import torch

from netscribe.readers.compat.torch_tensors import mapped, named_tensors
from netscribe.readers.torch.inputs import ExampleInputs


def enlarged(example: ExampleInputs, *, length: bool) -> ExampleInputs | None:
    """Inputs with a larger batch (and length); None where there is nothing to enlarge."""
    tensors = [tensor for _, tensor in named_tensors((example.args, dict(example.kwargs)))]
    batch = next((tensor.shape[0] for tensor in tensors if tensor.dim() > 1), None)
    time = _length(tensors) if length else None
    if batch is None or (length and time is None):
        return None

    def larger(tensor: Any) -> Any:
        if tensor.dim() > 0 and tensor.shape[0] == batch:
            tensor = _longer(tensor, 0)
        is_sequence = tensor.dim() in (2, 3) and time is not None and tensor.shape[1] == time
        return _longer(tensor, 1) if is_sequence else tensor

    args, kwargs = mapped(larger, example.args), mapped(larger, dict(example.kwargs))
    return ExampleInputs(args, kwargs, example.note)


def _length(tensors: list[Any]) -> int | None:
    """The length of the sequences: of token ids, or else of vectors in time."""
    whole = [item for item in tensors if item.dim() == 2 and not item.is_floating_point()]
    vectors = [item for item in tensors if item.dim() == 3]
    return next((int(item.shape[1]) for item in (*whole, *vectors)), None)


def _longer(tensor: Any, axis: int) -> Any:
    if tensor.shape[axis] == 0:
        return tensor
    shape = list(tensor.shape)
    shape[axis] += 1
    if tensor.is_floating_point() or tensor.is_complex() or tensor.device.type == "meta":
        return torch.empty(shape, dtype=tensor.dtype, device="meta")
    last = tensor.narrow(axis, shape[axis] - 2, 1)
    return torch.cat([tensor.detach(), last.detach()], dim=axis)
