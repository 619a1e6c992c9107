"""What listings of exported programs have in common, live ones and those in files.

In: calls of operators, weights and modules, as either form tells them. Out: the parts of a
`Program`. Imports no PyTorch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from netscribe.graph.types import TensorType
from netscribe.readers.port_names import distinct
from netscribe.readers.torch.aten_functions import SAME, opaque_note, operator_name, public_call
from netscribe.readers.torch.program import (
    Named,
    Program,
    ProgramTensor,
    ProgramWeight,
    Scope,
    Step,
)


@dataclass(frozen=True, slots=True)
class HeldWeight:
    """A parameter or buffer of the signature.

    Attributes:
        name: of its tensor.
        numbers: the same for weights that share their numbers; None if that is not told.
    """

    name: str
    path: str
    parameter: bool
    trainable: bool
    numbers: object


@dataclass
class Listing:
    """Grows while a program is gone through; lives for one program only."""

    tensors: dict[str, ProgramTensor] = field(default_factory=dict)
    class_name: str = ""
    _steps: list[Step] = field(default_factory=list)
    _notes: list[tuple[str, str]] = field(default_factory=list)

    def __len__(self) -> int:
        """How many steps there are."""
        return len(self._steps)

    def handed_on(self, target: str, arguments: Mapping[str, object]) -> str | None:
        """The tensor that a call only hands on; None for a call that does something."""
        name, own = operator_name(target)
        if not own:
            return None
        name, arguments = public_call(name, dict(arguments))
        same = arguments.get("input") if name == SAME else None
        return same.name if isinstance(same, Named) else None

    def add(
        self,
        target: str,
        arguments: Mapping[str, object],
        results: Sequence[str],
        scopes: tuple[Scope, ...],
    ) -> None:
        """A call of an operator as a step under its public name; nothing if it makes no tensor."""
        name, own = operator_name(target)
        if not results:
            return
        if own:
            name, arguments = public_call(name, dict(arguments))
        else:
            self._notes.append((opaque_note(name), ""))
        self._steps.append(Step(name, arguments, tuple(results), scopes, opaque=not own))

    def scopes(self, entries: Iterable[tuple[str, str, str]]) -> tuple[Scope, ...]:
        """Modules around a call, from their keys, paths and classes; the model itself is none."""
        found: list[Scope] = []
        for key, path, class_name in entries:
            if path:
                found.append(Scope(key, path.partition("@")[0], class_name))
            else:
                self.class_name = class_name
        return tuple(found)

    def program(
        self,
        weights: Iterable[HeldWeight],
        inputs: Iterable[str],
        outputs: Sequence[str],
        keys: Sequence[str],
    ) -> Program:
        """All of it; `keys` are those under which the model returns its outputs."""
        listed, held = self._weights(weights)
        return Program(
            class_name=self.class_name.rpartition(".")[2],
            steps=tuple(self._steps),
            tensors=self.tensors,
            inputs=tuple((name, name) for name in inputs),
            outputs=tuple(zip(_words(keys, len(outputs)), outputs)),
            weights=listed,
            held=held,
            notes=tuple(dict.fromkeys(self._notes)),
        )

    def _weights(
        self, weights: Iterable[HeldWeight]
    ) -> tuple[tuple[ProgramWeight, ...], dict[str, str]]:
        """In the signature's order; those that share their numbers share a path."""
        listed: list[ProgramWeight] = []
        held: dict[str, str] = {}
        first: dict[object, str] = {}
        for item in weights:
            told = item.numbers is not None
            same = first.setdefault(item.numbers, item.path) if told else item.path
            tensor = self.tensors.get(item.name, ProgramTensor())
            listed.append(
                ProgramWeight(
                    path=item.path,
                    type=TensorType(tensor.dtype, tensor.shape),
                    parameter=item.parameter,
                    trainable=item.trainable,
                    same_as="" if same == item.path else same,
                )
            )
            held[item.name] = same
        return tuple(listed), held


def _words(keys: Sequence[str], count: int) -> list[str]:
    """Names for outputs: the keys under which the model returns them, or else their positions."""
    if len(keys) == count:
        return distinct(keys)
    return ["output"] if count == 1 else [f"output_{index}" for index in range(count)]
