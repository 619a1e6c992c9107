"""Example inputs with another batch and another length, to see which sizes the model leaves free.

In: `ExampleInputs`. Out: the same structure with every batch axis one longer and, where asked for,
with sequences of another length; and which letter stands for which size. New entries repeat the
last one, so that whole numbers stay legal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from netscribe.readers.compat.torch_tensors import mapped, named_tensors
from netscribe.readers.torch.inputs import ExampleInputs
from netscribe.readers.torch.variables import BATCH_LETTER, Variable

#: Instead of an axis: only token ids are sequences, and what has three axes stays as it is.
TOKENS_ONLY = 0
_LETTERS = "TSUV"
#: Sequences at least this long are shortened, so that no position is asked for that is not there;
#: the difference is such that a size is not mistaken for a multiple of the batch.
_LONG = 8
_STEP = 5


@dataclass(frozen=True)
class Enlarged:
    """Inputs of another size, and the sizes that differ."""

    example: ExampleInputs
    variables: tuple[Variable, ...]


def batch_axis_of(model: Any) -> int:
    """Where the first layer that reads sequences expects the batch."""
    orders = (getattr(module, "batch_first", None) for module in model.modules())
    return 1 if next((order for order in orders if isinstance(order, bool)), True) is False else 0


def enlarged(example: ExampleInputs, time_axis: int | None) -> Enlarged | None:
    """Inputs with a larger batch, and other lengths along `time_axis` of what may be a sequence.

    None where there is no such axis.
    """
    tensors = [tensor for _, tensor in named_tensors((example.args, dict(example.kwargs)))]
    first = next((tensor for tensor in tensors if tensor.dim() > 1), None)
    if first is None:
        return None
    if time_axis not in (1, None) and not any(tensor.dim() == 3 for tensor in tensors):
        return None  # the same as for axis 1
    batch = int(first.shape[_batch_axis(first, example)])
    lengths = _lengths(tensors, time_axis, example)
    if time_axis is not None and not lengths:
        return None
    after = {item.before: item.after for item in lengths}

    made: dict[int, Any] = {}

    def resized(tensor: Any) -> Any:
        if id(tensor) not in made:
            time = _time_axis(tensor, time_axis, example)
            longer = _with_batch(tensor, batch, time, example)
            if time is not None and int(tensor.shape[time]) in after:
                longer = _with_size(longer, time, after[int(tensor.shape[time])])
            made[id(tensor)] = longer
        return made[id(tensor)]

    args, kwargs = mapped(resized, example.args), mapped(resized, dict(example.kwargs))
    variables = (Variable(BATCH_LETTER, batch, batch + 1), *lengths)
    return Enlarged(ExampleInputs(args, kwargs, example.note, example.batch_axis), variables)


def _batch_axis(tensor: Any, example: ExampleInputs) -> int:
    return example.batch_axis if tensor.dim() == 3 else 0


def _with_batch(tensor: Any, batch: int, time: int | None, example: ExampleInputs) -> Any:
    """One more along the batch, which in states comes behind the layers."""
    axes = [axis for axis in (_batch_axis(tensor, example), 0, 1) if axis != time]
    for axis in axes[: 3 if tensor.dim() == 3 else 1]:
        if tensor.dim() > axis and tensor.shape[axis] == batch:
            return _with_size(tensor, axis, batch + 1)
    return tensor


def _time_axis(tensor: Any, axis: int | None, example: ExampleInputs) -> int | None:
    """Where the sequence runs: behind the batch, or before it if the batch comes second."""
    if axis is None or tensor.dim() not in (2, 3):
        return None
    if tensor.dim() == 2:
        return 1
    if axis == TOKENS_ONLY:
        return None
    return 0 if example.batch_axis == 1 else axis


def _lengths(tensors: list[Any], axis: int | None, example: ExampleInputs) -> list[Variable]:
    """Each distinct length of token ids, masks and vectors in time, with its letter."""
    sequences = [item for item in tensors if item.dim() == 3 or _is_whole(item)]
    axes = [(item, _time_axis(item, axis, example)) for item in sequences]
    found = dict.fromkeys(int(item.shape[time]) for item, time in axes if time is not None)
    known = [length for length in found if length > 1]
    return [
        Variable(letter, length, _other_length(length, number))
        for number, (letter, length) in enumerate(zip(_LETTERS, known))
    ]


def _is_whole(tensor: Any) -> bool:
    return tensor.dim() == 2 and not tensor.is_floating_point() and not tensor.is_complex()


def _other_length(length: int, number: int) -> int:
    step = _STEP + 2 * number
    return length - step if length >= _LONG + 2 * number else length + step


def _with_size(tensor: Any, axis: int, size: int) -> Any:
    shape = list(tensor.shape)
    before, shape[axis] = shape[axis], size
    if tensor.is_floating_point() or tensor.is_complex() or tensor.device.type == "meta":
        return torch.empty(shape, dtype=tensor.dtype, device="meta")
    if size <= before:
        return tensor.detach().narrow(axis, 0, size)
    last = tensor.detach().narrow(axis, before - 1, 1)
    return torch.cat([tensor.detach(), *[last] * (size - before)], dim=axis)
