"""Which sizes a model leaves free: two runs with different sizes go in, the free ones come out.

In: the tape of the run to draw, and of one with another batch or length. Out: the shape of every
sight with letters for the sizes that differ ("B", "T", "BT", "2T", "T+1"), None where no letter
explains both runs; and the same for whole numbers among arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import prod
from typing import Any

from netscribe.graph.sizes import Size, add, multiply, of_letter, of_number, product, text
from netscribe.graph.types import Dim, Shape
from netscribe.readers.torch.tape import CallEvent, Event, ModuleEvent, Sight, Tape
from netscribe.readers.torch.variables import BATCH_LETTER, Variable

#: Stands for the end of a slice that follows a free size in a way that no letter explains.
VARYING = "…"
#: A length plus or minus more than this is not believed.
_LARGEST_OFFSET = 8


class FreeSizes:
    """Shapes by sight, with letters for free sizes; without a second run all sizes are fixed."""

    def __init__(self, variables: Sequence[Variable] = ()) -> None:
        self._variables = variables
        self._words: dict[tuple[int, int], str | None] = {}
        self._shapes: dict[int, Shape] = {}
        self._arguments: dict[int, Mapping[str, Any]] = {}

    def compare(self, tape: Tape, other: Tape) -> None:
        """Takes over what differs between two runs that did the same."""
        for sight, twin in zip(tape.sights, other.sights, strict=True):
            if sight.shape != twin.shape:
                pairs = zip(sight.shape, twin.shape, strict=True)
                self._shapes[sight.index] = tuple(self._dim(a, b) for a, b in pairs)
        for event, twin_event in zip(_events(tape.root), _events(other.root), strict=True):
            self._arguments[id(event)] = {
                name: self._common(value, twin_event.arguments[name])
                for name, value in event.arguments.items()
            }

    def shape_of(self, sight: Sight) -> Shape | None:
        """Its shape, with letters for free sizes."""
        return self._shapes.get(sight.index, sight.shape)

    def arguments_of(self, event: Event) -> Mapping[str, Any]:
        """Its arguments, with None for whole numbers that follow a free size."""
        return self._arguments.get(id(event), event.arguments)

    def _dim(self, size: int, other: int) -> Dim:
        return size if size == other else self._word(size, other)

    def _word(self, size: int, other: int) -> str | None:
        """The one expression that gives both sizes; None if there is none, or several."""
        pair = (size, other)
        if pair not in self._words:
            found = {text(item) for item in _explanations(size, other, self._variables)}
            self._words[pair] = found.pop() if len(found) == 1 else None
        return self._words[pair]

    def _common(self, value: Any, other: Any) -> Any:
        """The value where both runs agree; None for a whole number that differs."""
        if isinstance(value, Sight):
            return value
        if isinstance(value, tuple | list) and isinstance(other, tuple | list):
            if len(value) == len(other):
                return tuple(self._common(a, b) for a, b in zip(value, other))
            return value
        if isinstance(value, Mapping) and isinstance(other, Mapping):
            return {key: self._common(item, other.get(key)) for key, item in value.items()}
        if isinstance(value, slice) and isinstance(other, slice):
            start, stop = self._end(value.start, other.start), self._end(value.stop, other.stop)
            return slice(start, stop, value.step)
        return None if _is_size(value) and value != other else value

    def _end(self, value: Any, other: Any) -> Any:
        if not _is_size(value) or not _is_size(other) or value == other:
            return self._common(value, other)
        return self._word(value, other) or VARYING


def same_steps(tape: Tape, other: Tape) -> bool:
    """Whether two runs called the same functions and modules, on tensors of the same ranks."""
    if len(tape.sights) != len(other.sights):
        return False
    if any(
        len(sight.shape) != len(twin.shape) or sight.tensor != twin.tensor
        for sight, twin in zip(tape.sights, other.sights)
    ):
        return False
    return _steps(tape) == _steps(other)


def _steps(tape: Tape) -> list[tuple[str, ...]]:
    return [
        (event.name if isinstance(event, CallEvent) else event.path, *event.arguments)
        for event in _events(tape.root)
    ]


def _events(event: Event) -> Iterator[Event]:
    yield event
    if isinstance(event, ModuleEvent):
        for inner in event.events:
            yield from _events(inner)


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _explanations(size: int, other: int, variables: Sequence[Variable]) -> Iterator[Size]:
    """Expressions in the letters that are `size` in the first run and `other` in the second."""
    for count in range(1, len(variables) + 1):
        for chosen in combinations(variables, count):
            before = prod(item.before for item in chosen)
            factor, rest = divmod(size, before) if before else (0, 1)
            if not rest and factor and other == factor * prod(item.after for item in chosen):
                letters = product(of_letter(item.letter) for item in chosen)
                yield multiply(of_number(factor), letters)
    for item in variables:
        offset = size - item.before
        close = 0 < abs(offset) <= _LARGEST_OFFSET and item.letter != BATCH_LETTER
        if close and other - item.after == offset:
            yield add(of_letter(item.letter), of_number(offset))
