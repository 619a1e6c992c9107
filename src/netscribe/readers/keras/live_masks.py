"""Takes the masks that Keras itself carries along out of a recorded graph.

In: a graph's calls. Out: the calls without arguments that nobody wrote, and without the operations
that only make them. Some backends of Keras 3 record them and some do not; a network is the same on
all. A mask that the user passes on is another tensor than the carried one, and stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from netscribe.readers.compat.keras_classes import is_layer
from netscribe.readers.compat.keras_graph import RecordedCall, mask_of
from netscribe.readers.compat.keras_tensors import flat, is_symbolic


def without_carried_masks(calls: list[RecordedCall], outputs: Sequence[Any]) -> list[RecordedCall]:
    """The calls as the user wrote them. O(calls) per operation that is taken out."""
    tensors = [tensor for call in calls for tensor in (*call.inputs, *call.outputs)]
    carried = {id(mask) for tensor in tensors for mask in flat(mask_of(tensor))}
    if not carried:
        return calls
    kept = [_without(call, carried) for call in calls]
    while True:
        read = {id(tensor) for call in kept for tensor in call.inputs}
        read |= {id(tensor) for tensor in outputs}
        needed = [call for call in kept if is_layer(call.operation) or _is_read(call, read)]
        if len(needed) == len(kept):
            return kept
        kept = needed


def _without(call: RecordedCall, carried: set[int]) -> RecordedCall:
    """The call without keyword arguments that are nothing but carried masks."""
    if not is_layer(call.operation):
        return call
    kwargs = {
        name: value
        for name, value in call.kwargs.items()
        if not (name.endswith("mask") and _is_carried(value, carried))
    }
    if len(kwargs) == len(call.kwargs):
        return call
    inputs = tuple(leaf for leaf in flat((call.args, kwargs)) if is_symbolic(leaf))
    return replace(call, kwargs=kwargs, inputs=inputs)


def _is_carried(value: Any, carried: set[int]) -> bool:
    leaves = flat(value)
    return bool(leaves) and all(id(leaf) in carried for leaf in leaves)


def _is_read(call: RecordedCall, read: set[int]) -> bool:
    return any(id(tensor) in read for tensor in call.outputs)
