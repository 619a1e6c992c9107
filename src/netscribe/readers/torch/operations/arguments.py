"""The arguments of one recorded call, each read as the type that the caller wants.

In: a `FunctionCall`, whose arguments may stand under the function's own parameter names, under
other spellings of them (`self`, `axis`), or under their position ("0", "1"). Out: numbers, sizes,
words, types of tensors. A value of another type than wanted counts as not known: the model has
run, so it is our knowledge that lacks. Imports no PyTorch; knows no particular function.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from netscribe.graph.attributes import Attributes, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op, Shape, TensorType
from netscribe.readers.torch.facts import (
    FunctionCall,
    OperationFacts,
    ParameterArgument,
    TensorArgument,
)
from netscribe.readers.torch.operations.printing import printed
from netscribe.readers.torch.operations.signatures import bound

FUNCTIONS = "torch"
MODULES = "torch.nn"


@dataclass(frozen=True)
class Arguments:
    """Typed access to one call.

    Attributes:
        call: what the capture saw.
        name: the function's plain name, from `naming.plain_name`.
        type_name: the framework's word for the operation: the class of the leaf module that it is
            the work of, or the function's own name.
        domain: "torch.nn" where `type_name` is a class, "torch" for functions.
    """

    call: FunctionCall
    name: str
    type_name: str
    domain: str = FUNCTIONS

    @cached_property
    def values(self) -> Mapping[str, object]:
        """The arguments by canonical parameter name."""
        return bound(self.name, self.call.arguments)

    def raw(self, *names: str) -> object:
        """The first of these arguments that is given; None if none is."""
        for name in names:
            value = self.values.get(name)
            if value is not None:
                return value
        return None

    def setting(self, name: str) -> object:
        """An attribute of the leaf module around the call."""
        return self.call.module_settings.get(name)

    def integer(self, *names: str) -> int | None:
        """A whole number."""
        return whole(self.raw(*names))

    def number(self, *names: str) -> float | None:
        """A real number; infinities pass, NaN does not."""
        value = self.raw(*names)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return None if math.isnan(value) else float(value)

    def flag(self, name: str, default: bool) -> bool:
        """True or False."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else default

    def text(self, name: str, default: str = "") -> str:
        """A word."""
        value = self.values.get(name)
        return value if isinstance(value, str) else default

    def sizes(self, *names: str, rank: int | None = None) -> Sizes:
        """Whole numbers; one number stands for `rank` equal ones; () if not known."""
        value = self.raw(*names)
        single = whole(value)
        if single is not None:
            return (single,) * (1 if rank is None else rank)
        if not isinstance(value, (list, tuple)):
            return ()
        found = [whole(item) for item in flattened(value)]
        known = tuple(item for item in found if item is not None)
        if len(known) < len(found):
            return ()
        return known * rank if rank is not None and len(known) == 1 else known

    def type_of(self, *names: str) -> TensorType | None:
        """The type of a tensor or weight argument."""
        value = self.raw(*names)
        if isinstance(value, ParameterArgument):
            return value.type
        if isinstance(value, TensorArgument) and value.index < len(self.call.inputs):
            return self.call.inputs[value.index]
        return None

    def shape_of(self, *names: str) -> Shape | None:
        """The shape of a tensor or weight argument."""
        found = self.type_of(*names)
        return None if found is None else found.shape

    @property
    def source(self) -> Shape | None:
        """The shape of the tensor that the function is called on."""
        named = self.shape_of("input")
        if named is not None or not self.call.inputs:
            return named
        return self.call.inputs[0].shape

    @property
    def rank(self) -> int | None:
        """How many axes that tensor has."""
        return None if self.source is None else len(self.source)

    @property
    def made(self) -> Shape | None:
        """The shape of the first result."""
        return self.call.outputs[0].shape if self.call.outputs else None

    def axis(self, *names: str, rank: int | None = None) -> int | None:
        """One axis: -1 for the last, counted from 0 for others, where the rank is known."""
        value = self.integer(*names)
        return None if value is None else one_axis(value, self.rank if rank is None else rank)

    def axes(self, *names: str) -> Sizes:
        """Axes: as `axis` for a single one, several ascending from 0 where the rank is known."""
        found = self.sizes(*names)
        if len(found) == 1:
            return (one_axis(found[0], self.rank),)
        if self.rank is None:
            return found
        return tuple(sorted(axis % max(self.rank, 1) for axis in found))

    def roles(self, words: Mapping[str, str]) -> tuple[str, ...]:
        """Roles of the inputs: argument name -> role; "" for an input that has none."""
        found = [""] * len(self.call.inputs)
        for name, role in words.items():
            for index in indices(self.values.get(name)):
                if index < len(found) and not found[index]:
                    found[index] = role
        while found and not found[-1]:
            found.pop()
        return tuple(found)

    def settings(self, *names: str) -> Settings:
        """The arguments of these names that are given and no tensors, printed."""
        return tuple(
            (name.replace("_", " "), printed(value))
            for name in names
            if (value := self.values.get(name)) is not None and not holds_tensor(value)
        )

    def switches(self, *names: str) -> Settings:
        """The arguments of these names that are True."""
        return tuple((name.replace("_", " "), "yes") for name in names if self.flag(name, False))

    def facts(
        self, kind: Kind, attributes: Attributes, roles: tuple[str, ...] = ()
    ) -> OperationFacts:
        """The operation under the framework's word for it."""
        return OperationFacts(Op(kind, self.type_name, self.domain), attributes, roles)


def whole(value: object) -> int | None:
    """A whole number as int; None for anything else, truth values too."""
    if isinstance(value, (bool, str, bytes)) or value is None:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, RuntimeError):
        return None


def flattened(value: object) -> Iterator[object]:
    """The items of nested lists and tuples, in order."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from flattened(item)
    else:
        yield value


def indices(value: object) -> Iterator[int]:
    """Positions of the tensors inside an argument."""
    return (item.index for item in flattened(value) if isinstance(item, TensorArgument))


def holds_tensor(value: object) -> bool:
    """Whether a tensor or a weight is inside an argument."""
    return any(is_tensor(item) for item in flattened(value))


def is_tensor(value: object) -> bool:
    """Whether an argument stands for a tensor or a weight."""
    return isinstance(value, (TensorArgument, ParameterArgument))


def one_axis(axis: int, rank: int | None) -> int:
    """-1 for the last axis, as the frameworks' defaults say; others counted from 0."""
    if not rank:
        return axis
    counted = axis % rank
    return -1 if counted == rank - 1 else counted
