"""Turns a program into the tape that a watched forward pass would have left.

In: a `Program`. Out: a `Tape`, and the shapes of its sights. Steps are gathered into the calls of
modules around them; of torch's own layers the arguments and results are those of the tensors that
cross its border. Imports no PyTorch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from netscribe.graph.types import Shape
from netscribe.readers.compat.torch_classes import is_layer_name
from netscribe.readers.torch.aliasing import viewed, written
from netscribe.readers.torch.free_sizes import FreeSizes
from netscribe.readers.torch.layer_work import LayerWork, layer_work
from netscribe.readers.torch.program import (
    WHOLE_LAYER,
    Named,
    Program,
    ProgramTensor,
    Scope,
    Step,
    names_in,
)
from netscribe.readers.torch.tape import CallEvent, Event, ModuleEvent, Sight, Tape

#: Stands for a free size where a whole number is wanted.
_SOME = 2


class ProgramShapes(FreeSizes):
    """The shapes that a program tells: None for free sizes, and for tensors of unknown rank."""

    def __init__(self, shapes: Mapping[int, Shape | None]) -> None:
        super().__init__()
        self._told = shapes

    def shape_of(self, sight: Sight) -> Shape | None:
        """As the program tells it."""
        return self._told[sight.index]


def tape_of(program: Program) -> tuple[Tape, ProgramShapes]:
    """The tape, and the shapes by sight."""
    sights = _Sights(program)
    inputs = tuple((label, sights.see(name)) for label, name in program.inputs)
    root = _Gathering(program, sights).root()
    outputs = tuple((label, sights.see(name)) for label, name in program.outputs)
    tape = Tape(inputs, outputs, root, tuple(sights.seen))
    return tape, ProgramShapes(sights.shapes)


class _Sights:
    """Sees tensors by name."""

    def __init__(self, program: Program) -> None:
        self.seen: list[Sight] = []
        self.shapes: dict[int, Shape | None] = {}
        self._program = program
        self._numbers: dict[str, int] = {}
        self._storages: dict[str, str] = {}

    def same_tensor(self, name: str, other: str) -> None:
        """`name` is another word for `other`, which was overwritten."""
        self._numbers[name] = self._number(other)
        self._storages[name] = self._storages.get(other, other)

    def same_memory(self, name: str, base: str) -> None:
        """`name` is a look at `base`."""
        self._storages[name] = self._storages.get(base, base)

    def see(self, name: str) -> Sight:
        """A new sight."""
        tensor = self._program.tensors.get(name, ProgramTensor())
        number = self._number(name)
        shape = tensor.shape or ()
        fixed = bool(tensor.strides) and all(isinstance(size, int) for size in shape)
        sight = Sight(
            index=len(self.seen),
            tensor=number,
            dtype=tensor.dtype,
            shape=tuple(size if isinstance(size, int) else _SOME for size in shape),
            storage=self._number(self._storages.get(name, name)),
            strides=tensor.strides if fixed else (),
            # tensors whose place is not known lie in places of their own
            offset=tensor.offset if fixed else -1 - number,
            weight=self._program.held.get(name, ""),
        )
        self.shapes[sight.index] = tensor.shape
        self.seen.append(sight)
        return sight

    def _number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))


class _Gathering:
    """Steps into events."""

    def __init__(self, program: Program, sights: _Sights) -> None:
        self._program = program
        self._sights = sights
        self._last_reads = _last_reads(program)

    def root(self) -> ModuleEvent:
        """The model's own call."""
        steps = tuple(enumerate(self._program.steps))
        return ModuleEvent("", self._program.class_name, events=self._events(steps, 0))

    def _events(self, steps: tuple[tuple[int, Step], ...], depth: int) -> tuple[Event, ...]:
        def key(item: tuple[int, Step]) -> str:
            scopes = item[1].scopes
            return scopes[depth].key if len(scopes) > depth else ""

        events: list[Event] = []
        for call, group in groupby(steps, key):
            inner = tuple(group)
            if call:
                events.append(self._module(inner[0][1].scopes[depth], inner, depth))
            else:
                events.extend(self._call(step) for _, step in inner)
        return tuple(events)

    def _module(self, scope: Scope, steps: tuple[tuple[int, Step], ...], depth: int) -> ModuleEvent:
        word = scope.class_name.rpartition(".")[2]
        if not is_layer_name(scope.class_name):
            return ModuleEvent(scope.path, word, events=self._events(steps, depth + 1))
        plain = tuple(step for _, step in steps)
        if plain[0].function == WHOLE_LAYER:
            return self._whole(scope, plain[0])
        work = layer_work(scope, plain, self._program)
        arguments = {name: self._recorded(value) for name, value in work.arguments.items()}
        events = tuple(self._call(step) for step in work.steps)
        outputs = tuple(map(self._sights.see, self._leaving(steps, work)))
        return ModuleEvent(
            scope.path, word, True, work.settings, work.weights, arguments, outputs, events
        )

    def _whole(self, scope: Scope, step: Step) -> ModuleEvent:
        """A layer whose inside was not looked into."""
        work = layer_work(scope, (), self._program)
        arguments = {name: self._recorded(value) for name, value in step.arguments.items()}
        outputs = tuple(map(self._sights.see, step.results))
        word = scope.class_name.rpartition(".")[2]
        return ModuleEvent(scope.path, word, True, work.settings, work.weights, arguments, outputs)

    def _leaving(self, steps: tuple[tuple[int, Step], ...], work: LayerWork) -> tuple[str, ...]:
        """The tensors that others read; all results of a layer's one function."""
        if work.results:
            return work.results
        made = [name for _, step in steps for name in step.results]
        last = steps[-1][0]
        leaving = [name for name in made if self._last_reads.get(name, -1) > last]
        return tuple(leaving) or steps[-1][1].results[:1]

    def _call(self, step: Step) -> CallEvent:
        arguments = {name: self._recorded(value) for name, value in step.arguments.items()}
        target, base = written(step), viewed(step, self._program)
        for name in step.results:
            if target:
                self._sights.same_tensor(name, target)
            elif base:
                self._sights.same_memory(name, base)
        made = step.results or ((target,) if target else ())
        outputs = tuple(map(self._sights.see, made))
        writes = outputs if target else ()
        return CallEvent(step.function, arguments, outputs, writes, custom=step.opaque)

    def _recorded(self, value: object) -> Any:
        if isinstance(value, Named):
            return self._sights.see(value.name)
        if isinstance(value, tuple | list):
            return tuple(self._recorded(item) for item in value)
        if isinstance(value, slice):
            ends = (value.start, value.stop, value.step)
            return slice(*(self._recorded(end) for end in ends))
        return value


def _last_reads(program: Program) -> Mapping[str, int]:
    """Where each tensor is read last; the model's outputs are read after all steps."""
    found: dict[str, int] = {}
    for index, step in enumerate(program.steps):
        for argument in step.arguments.values():
            found.update(_at(names_in(argument), index))
    found.update(_at((name for _, name in program.outputs), len(program.steps)))
    return found


def _at(names: Iterable[str], index: int) -> dict[str, int]:
    return dict.fromkeys(names, index)
