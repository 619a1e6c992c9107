"""What a name stands for while TorchScript code is followed without running it.

In: nothing. Out: records for modules, results of operations, things that only the data tells, and
functions by name. Plain numbers, words and lists stand for themselves; tensors are
`program.Named`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netscribe.readers.torch.aten_functions import VARYING
from netscribe.readers.torch.inert_records import Made
from netscribe.readers.torch.program import Named, Scope


class Unknown:
    """What only the data tells."""


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Reference:
    """A function, or the beginning of its name: torch.relu."""

    name: str


@dataclass(frozen=True, slots=True)
class Submodule:
    """A module: its record in the archive, and its path in the model."""

    record: Made
    path: str


@dataclass(slots=True, eq=False)
class Draft:
    """A step whose results are counted while they are used."""

    function: str
    arguments: Mapping[str, object]
    results: list[str]
    scopes: tuple[Scope, ...]
    opaque: bool = False


@dataclass(slots=True, eq=False)
class Results:
    """What a call gives: one tensor, or several, as the code that uses them tells.

    `count` is how many there are, where the call's arguments tell.
    """

    draft: Draft
    stem: str
    count: int | None = None
    parts: dict[int, Named] = field(default_factory=dict)

    def whole(self) -> object:
        """As an argument of another call."""
        if self.count is not None:
            return tuple(self.part(index) for index in range(self.count))
        return Named(self.draft.results[0])

    def part(self, index: int) -> Named:
        """One of several."""
        while len(self.draft.results) <= index:
            self.draft.results.append(f"{self.stem}.{len(self.draft.results)}")
        return Named(self.draft.results[index])


def plain(value: object) -> object:
    """A value as a step's argument: tensors as `Named`, unknown numbers as VARYING."""
    if isinstance(value, Results):
        return value.whole()
    if isinstance(value, list | tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, Unknown):
        return VARYING
    if isinstance(value, Reference | Submodule | Mapping):
        return None
    return value


def tensors_of(value: object) -> list[str]:
    """The names of the tensors in a value."""
    if isinstance(value, Named):
        return [value.name]
    if isinstance(value, Results):
        return tensors_of(value.whole())
    if isinstance(value, Mapping):
        return [name for item in value.values() for name in tensors_of(item)]
    if isinstance(value, list | tuple):
        return [name for item in value for name in tensors_of(item)]
    return []


def is_known(value: object) -> bool:
    """Whether it is a plain value in all its parts."""
    if isinstance(value, list | tuple):
        return all(map(is_known, value))
    return value is None or isinstance(value, bool | int | float | str)
