"""A network as a file or a traced object lists it: named tensors and steps over them, in order.

In: nothing; the readers of exported programs and of TorchScript build these records. Out: what
`program_tape` turns into a tape. Imports no PyTorch; holds no numbers of any tensor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netscribe.graph.types import Shape, TensorType

#: A step of this name is all that is told of what a layer does.
WHOLE_LAYER = "(layer)"


@dataclass(frozen=True, slots=True)
class Named:
    """Stands for a tensor among a step's arguments."""

    name: str


@dataclass(frozen=True, slots=True)
class ProgramTensor:
    """What is known of a tensor.

    Attributes:
        dtype: the array-API word, or "".
        shape: sizes, None for those that are free; None if not even the rank is known.
        strides, offset: where its numbers lie in its memory; empty if not known.
    """

    dtype: str = ""
    shape: Shape | None = None
    strides: tuple[int, ...] = ()
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """One call of a module around a step.

    Attributes:
        key: the same for all steps of one call, another one for the next call.
        path: dotted name in the model.
        class_name: with the Python module it was defined in: torch.nn.modules.conv.Conv2d.
        settings: its plain attributes, where they are known.
    """

    key: str
    path: str
    class_name: str
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One operation.

    Attributes:
        function: the public function's word ("conv2d", "relu_"), as the operation tables know it.
        arguments: by parameter name or position; tensors as `Named`.
        results: names of the tensors that it makes.
        scopes: the modules around it, outermost first, without the model itself.
        opaque: whether it is no function of PyTorch's, and drawn under its own name.
    """

    function: str
    arguments: Mapping[str, object]
    results: tuple[str, ...]
    scopes: tuple[Scope, ...] = ()
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class ProgramWeight:
    """A parameter or buffer: its path, its type, and whether it counts as a parameter.

    `same_as` is the path of the parameter that it shares its numbers with, or "".
    """

    path: str
    type: TensorType
    parameter: bool = True
    trainable: bool = True
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """The whole network.

    Attributes:
        class_name: of the model, for its title; "" if not told.
        steps: in the order in which they run.
        tensors: every tensor's type by its name.
        inputs, outputs: their names for the reader, and the names of their tensors.
        weights: parameters and buffers, each path once, in the model's order.
        held: for tensor names that stand for a weight, its path.
        notes: what could not be seen: the message, and where.
    """

    class_name: str
    steps: tuple[Step, ...]
    tensors: Mapping[str, ProgramTensor]
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    weights: tuple[ProgramWeight, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[tuple[str, str], ...] = ()


def names_in(argument: object) -> tuple[str, ...]:
    """The tensors in an argument, in order."""
    if isinstance(argument, Named):
        return (argument.name,)
    if isinstance(argument, Mapping):
        return tuple(name for item in argument.values() for name in names_in(item))
    if isinstance(argument, tuple | list):
        return tuple(name for item in argument for name in names_in(item))
    if isinstance(argument, slice):
        return names_in((argument.start, argument.stop, argument.step))
    return ()
