"""Packed sequences, whose sizes are decided by a tensor of lengths.

In: the call that packs, and what is known of the lengths. Out: a fake tensor of all steps, and the
real number of sequences per step. Where the lengths are not known, all are taken to be full.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils._mode_utils import no_dispatch


def packed_result(
    func: Any, args: Any, value_of: Callable[[Any], Any]
) -> tuple[Any, torch.Tensor] | None:
    """Steps and sequences per step; None for any other call."""
    if func._schema.name != "aten::_pack_padded_sequence":
        return None
    padded, lengths, batch_first = args
    batch, longest = padded.shape[:2] if batch_first else reversed(padded.shape[:2])
    with no_dispatch():
        known = value_of(lengths)
        known = torch.full((batch,), longest) if known is None else known
        steps = torch.arange(int(known.max()))
        per_step = (known[None, :] > steps[:, None]).sum(1)
        total = int(known.sum())
    return padded.new_empty((total, *padded.shape[2:])), per_step


_RECURRENT = frozenset({"lstm", "gru", "rnn_tanh", "rnn_relu"})


def replaced_function(
    name: str, args: Any, value_of: Callable[[Any], Any]
) -> Callable[..., Any] | None:
    """A stand-in for functions that look at the sequences per step; None for all others."""
    if name in _RECURRENT and len(args) > 3 and isinstance(args[3], tuple | list):
        return _recurrent
    if name == "_pad_packed_sequence":
        return lambda *given, **_: _padded(given, value_of)
    return None


def _recurrent(*args: Any, **_: Any) -> Any:
    """What a recurrent function gives for packed steps: their features, and the last states."""
    data, state, bidirectional = args[0], args[2], args[-1]
    states = tuple(state) if isinstance(state, tuple | list) else (state,)
    width = states[0].shape[-1] * (2 if bidirectional else 1)
    made = data.new_empty((*data.shape[:-1], width))
    return made, *(torch.empty_like(item) for item in states)


def _padded(args: Any, value_of: Callable[[Any], Any]) -> Any:
    """The padded sequences and their lengths."""
    data, per_step, batch_first = args[:3]
    known = value_of(per_step)
    longest = int(per_step.shape[0])
    batch = longest and int(known[0]) if known is not None else 1
    if len(args) > 4 and isinstance(args[4], int) and args[4] > longest:
        longest = args[4]
    shape = (batch, longest) if batch_first else (longest, batch)
    lengths = torch.empty((batch,), dtype=torch.int64)
    return data.new_empty((*shape, *data.shape[1:])), lengths
