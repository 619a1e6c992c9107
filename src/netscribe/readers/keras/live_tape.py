"""What was seen of a live model: calls, and scopes of calls, with the tensors themselves.

In: nothing; the graph walk and the capture write these records. Out: records that `live_emit` turns
into a Graph. Tensors are told apart by identity, so the records keep them alive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from netscribe.graph.types import Shape
from netscribe.readers.compat.keras_tensors import flat

#: (tensor as known inside, tensor as known outside).
Pairs: TypeAlias = tuple[tuple[Any, Any], ...]


@dataclass(frozen=True, eq=False)
class CallEvent:
    """One call of a layer or operation that is not looked into.

    Attributes:
        reads: weights whose arrays were read just before, as in `x + self.w[0]`.
        note: why it was not looked into, where that was wanted; "" otherwise.
    """

    operation: Any
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outputs: tuple[Any, ...]
    reads: tuple[Any, ...] = ()
    note: str = ""


@dataclass(frozen=True, eq=False)
class RandomEvent:
    """One call of a `keras.random` function."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outputs: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class ConstantEvent:
    """An array that the code made by itself; `array` holds its numbers.

    Attributes:
        example: whether the sizes around it, and so its own, may be only an example.
    """

    array: Any
    outputs: tuple[Any, ...]
    example: bool = False
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ScopeEvent:
    """One call of a layer that was looked into.

    Attributes:
        entries: tensors that have another identity inside than the argument outside.
        results: tensors that have another identity outside than the result inside.
        shapes: sizes, by identity of the tensor, where the tensor's own are only an example.
        each_step: whether the inside runs once per time step.
        note: how it was looked into, where that was not the ordinary way.
    """

    layer: Any
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outputs: tuple[Any, ...]
    events: tuple[Event, ...]
    entries: Pairs = ()
    results: Pairs = ()
    shapes: Mapping[int, Shape] = field(default_factory=dict)
    each_step: bool = False
    note: str = ""


Event: TypeAlias = CallEvent | RandomEvent | ConstantEvent | ScopeEvent


def tensors_of(events: tuple[Event, ...]) -> Iterator[Any]:
    """The arguments and results of all calls, at any depth, in order."""
    for event in events:
        yield from (leaf for leaf in flat((event.args, event.kwargs)) if hasattr(leaf, "shape"))
        if isinstance(event, ScopeEvent):
            yield from (inner for inner, _ in event.entries)
            yield from tensors_of(event.events)
        yield from event.outputs
