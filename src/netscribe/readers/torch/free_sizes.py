"""Which sizes a model leaves free: two runs with different sizes go in, the free ones come out.

In: the tape of the run to draw, and of one with a larger batch or length. Out: the shape of every
sight with None for the sizes that differ, and the same for whole numbers among arguments. Where the
two runs did not do the same, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from netscribe.graph.types import Shape
from netscribe.readers.torch.tape import CallEvent, Event, ModuleEvent, Sight, Tape

#: Stands for the end of a slice that depends on the input's size.
VARYING = "…"


class FreeSizes:
    """Shapes by sight, with None for free sizes; without a second run all sizes are fixed."""

    def __init__(self, tape: Tape, other: Tape | None = None) -> None:
        self._shapes: dict[int, Shape] = {}
        self._arguments: dict[int, Mapping[str, Any]] = {}
        if other is None:
            return
        for sight, twin in zip(tape.sights, other.sights, strict=True):
            if sight.shape != twin.shape:
                pairs = zip(sight.shape, twin.shape, strict=True)
                self._shapes[sight.index] = tuple(a if a == b else None for a, b in pairs)
        for event, twin_event in zip(_events(tape.root), _events(other.root), strict=True):
            self._arguments[id(event)] = {
                name: _common(value, twin_event.arguments[name])
                for name, value in event.arguments.items()
            }

    def shape_of(self, sight: Sight) -> Shape:
        """Its shape, with None for free sizes."""
        return self._shapes.get(sight.index, sight.shape)

    def arguments_of(self, event: Event) -> Mapping[str, Any]:
        """Its arguments, with None for whole numbers that follow a free size."""
        return self._arguments.get(id(event), event.arguments)


def same_steps(tape: Tape, other: Tape) -> bool:
    """Whether two runs called the same functions and modules, on tensors of the same ranks."""
    if len(tape.sights) != len(other.sights):
        return False
    ranks = ((len(a.shape), a.tensor) for a in tape.sights)
    if any(rank != (len(b.shape), b.tensor) for rank, b in zip(ranks, other.sights)):
        return False
    pairs = zip(_steps(tape), _steps(other))
    return len(_steps(tape)) == len(_steps(other)) and all(a == b for a, b in pairs)


def _steps(tape: Tape) -> list[tuple[str, ...]]:
    return [
        (event.name, *event.arguments)
        if isinstance(event, CallEvent)
        else (event.path, *event.arguments)
        for event in _events(tape.root)
    ]


def _events(event: Event) -> Iterator[Event]:
    yield event
    if isinstance(event, ModuleEvent):
        for inner in event.events:
            yield from _events(inner)


def _common(value: Any, other: Any) -> Any:
    """The value where both runs agree; None for a whole number that differs."""
    if isinstance(value, Sight):
        return value
    if isinstance(value, tuple | list) and isinstance(other, tuple | list):
        if len(value) == len(other):
            return tuple(_common(a, b) for a, b in zip(value, other))
        return value
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        return {key: _common(item, other.get(key)) for key, item in value.items()}
    if isinstance(value, slice) and isinstance(other, slice):
        return slice(_end(value.start, other.start), _end(value.stop, other.stop), value.step)
    is_size = isinstance(value, int) and not isinstance(value, bool)
    return None if is_size and value != other else value


def _end(value: Any, other: Any) -> Any:
    common = _common(value, other)
    return VARYING if common is None and value is not None else common
