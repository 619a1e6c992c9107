"""Settles the types of a call's results between what Keras wrote down and what the rules say.

In: result types by rule, and `Written`. Out: result types. What Keras wrote was true for the shapes
with which the model was put together; for a call with other shapes the rules count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netscribe.graph.types import Shape, TensorType

#: No layer gives more results than this.
_MOST_RESULTS = 10_000


@dataclass(frozen=True, slots=True)
class Written:
    """What the file says of a call: shapes of the tensors read, types of results by index.

    `inputs` None: the file does not tell what was read, and `results` is only a last resort.
    """

    inputs: tuple[Shape | None, ...] | None = None
    results: Mapping[int, TensorType] = field(default_factory=dict)


def written_next(shape: Shape | None) -> Written:
    """In a chain: the shape with which the following layer was built."""
    return Written(None, {} if shape is None else {0: TensorType("", shape)})


def settled(
    ruled: tuple[TensorType, ...], read: tuple[TensorType, ...], written: Written
) -> tuple[TensorType, ...]:
    """The types of the results."""
    same = written.inputs == tuple(item.shape for item in read)
    last = max((index for index in written.results if index < _MOST_RESULTS), default=-1)
    count = max(len(ruled), last + 1)
    return tuple(
        _one(
            ruled[index] if index < len(ruled) else TensorType("", None),
            written.results.get(index),
            trusted=same,
        )
        for index in range(count)
    )


def _one(rule: TensorType, written: TensorType | None, *, trusted: bool) -> TensorType:
    if written is None:
        return rule
    if trusted and written.shape is not None:
        return TensorType(written.dtype or rule.dtype, written.shape)
    shape = rule.shape if rule.shape is not None else written.shape
    return TensorType(rule.dtype or written.dtype, shape)
