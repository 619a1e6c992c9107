"""Runs on examples: tensors with known sizes in, and what two runs of different sizes tell.

In: the arguments of a call with unknown sizes. Out: arguments with sizes, symbolic or of zeros; and
from two runs one scope, in which a size that differs between the runs is unknown again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from netscribe.graph.types import Shape
from netscribe.readers.compat.keras_tensors import (
    dtype_of,
    flat,
    is_array,
    is_symbolic,
    mapped,
    symbolic,
    zeros,
)
from netscribe.readers.keras.live_tape import Pairs, ScopeEvent, tensors_of


@dataclass(frozen=True)
class Example:
    """Arguments of a call with sizes filled in, and which tensor stands for which."""

    arguments: tuple[Any, Any]
    pairs: Pairs


def examples_of(call: tuple[Any, Any], batch: int, length: int, *, real: bool) -> Example:
    """`call` (positional, keyword) with `batch` for unknown first sizes and `length` for others."""
    made: dict[int, tuple[Any, Any]] = {}

    def example(leaf: Any) -> Any:
        if not is_symbolic(leaf):
            return leaf
        if id(leaf) not in made:
            shape = [
                size if size is not None else (length if axis else batch)
                for axis, size in enumerate(leaf.shape)
            ]
            made[id(leaf)] = ((zeros if real else symbolic)(shape, dtype_of(leaf)), leaf)
        return made[id(leaf)][0]

    args, kwargs = mapped(example, (tuple(call[0]), dict(call[1])))
    return Example((args, kwargs), tuple(made.values()))


def joined_runs(
    first: tuple[Any, ScopeEvent],
    second: tuple[Any, ScopeEvent],
    call: tuple[Any, Any],
    note: str,
) -> tuple[Any, ScopeEvent]:
    """The first run's events with the sizes that both runs agree on."""
    scope, other = first[1], second[1]
    shapes = _agreed_shapes(scope, other)

    def outside(leaf: Any, same: Any) -> Any:
        if not (is_symbolic(leaf) or is_array(leaf)):
            return leaf
        return symbolic(_agreed(tuple(leaf.shape), tuple(same.shape)), dtype_of(leaf))

    outputs = mapped(outside, first[0], second[0])
    results = tuple(leaf for leaf in flat(outputs) if is_symbolic(leaf))
    joined = replace(
        scope,
        args=call[0],
        kwargs=call[1],
        outputs=results,
        results=tuple(zip(results, scope.outputs)),
        shapes=shapes,
        note=note,
    )
    return outputs, joined


def _agreed_shapes(scope: ScopeEvent, other: ScopeEvent) -> dict[int, Shape]:
    """For each tensor of the first run its shape, with None where the second run differs."""
    ours, theirs = list(tensors_of((scope,))), list(tensors_of((other,)))
    if len(ours) != len(theirs):
        return {}
    return {
        id(tensor): _agreed(tuple(tensor.shape), tuple(same.shape))
        for tensor, same in zip(ours, theirs)
    }


def _agreed(shape: Shape, other: Shape) -> Shape:
    if len(shape) != len(other):
        return shape
    return tuple(size if size == same else None for size, same in zip(shape, other))
