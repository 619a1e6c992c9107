"""What a watched forward pass leaves behind: events in order, without any tensor in them.

In: the recorder's sightings of tensors. Out: plain records that the emitter turns into calls, and
that two runs with different sizes are compared by. Imports no PyTorch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Sight:
    """A tensor as it was when a call took it or gave it.

    Attributes:
        index: position in `Tape.sights`; two runs of one model see their tensors in one order.
        tensor: number of the tensor; the same for every sight of one tensor.
        dtype, shape: its type at that moment.
        storage: number of the memory that it lies in; views lie in the memory of their base.
        strides, offset: where in that memory.
        weight: path of the parameter or buffer that it is, or "".
    """

    index: int
    tensor: int
    dtype: str
    shape: tuple[int, ...]
    storage: int
    strides: tuple[int, ...] = ()
    offset: int = 0
    weight: str = ""


#: A function's argument: a Sight, a plain value, or tuples and mappings of those.
Recorded: TypeAlias = object


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One call of a public function.

    Attributes:
        name: as in `netscribe.readers.torch.facts.FunctionCall`.
        arguments: by parameter name.
        outputs: the tensors of its result; of a call without result, the tensors it wrote to.
        writes: those outputs that were there before and have new contents now.
        custom: whether it is the user's own function, whose inside was not looked into.
    """

    name: str
    arguments: Mapping[str, Recorded] = field(default_factory=dict)
    outputs: tuple[Sight, ...] = ()
    writes: tuple[Sight, ...] = ()
    custom: bool = False


@dataclass(frozen=True, slots=True)
class ModuleEvent:
    """One call of a module.

    Attributes:
        path: dotted name in the model; "" for the model itself, or for a module outside of it.
        class_name: its class word.
        layer: whether it is one of torch's own layers, drawn as one operation.
        settings: a layer's plain attributes.
        weights: paths of a layer's parameters.
        arguments: what its forward was given, by parameter name.
        outputs: the tensors that it returned.
        events: what happened inside.
    """

    path: str
    class_name: str
    layer: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)
    weights: tuple[str, ...] = ()
    arguments: Mapping[str, Recorded] = field(default_factory=dict)
    outputs: tuple[Sight, ...] = ()
    events: tuple[Event, ...] = ()


Event: TypeAlias = "CallEvent | ModuleEvent"


@dataclass(frozen=True, slots=True)
class Tape:
    """One run.

    Attributes:
        inputs, outputs: tensors of the whole model with their names.
        root: the model's own call.
        sights: every sight, by its index.
        notes: what had to be guessed on the way: where, and what.
    """

    inputs: tuple[tuple[str, Sight], ...]
    outputs: tuple[tuple[str, Sight], ...]
    root: ModuleEvent
    sights: tuple[Sight, ...]
    notes: tuple[tuple[str, str], ...] = ()


def writes_of(event: Event) -> tuple[Sight, ...]:
    """The tensors that an event wrote into, at any depth."""
    if isinstance(event, CallEvent):
        return event.writes
    return tuple(sight for inner in event.events for sight in writes_of(inner))


def sights_in(recorded: Recorded) -> tuple[Sight, ...]:
    """The tensors in a structure of arguments, in order."""
    if isinstance(recorded, Sight):
        return (recorded,)
    if isinstance(recorded, Mapping):
        return tuple(sight for item in recorded.values() for sight in sights_in(item))
    if isinstance(recorded, tuple | list):
        return tuple(sight for item in recorded for sight in sights_in(item))
    return ()
