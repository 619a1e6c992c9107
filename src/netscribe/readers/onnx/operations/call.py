"""One call of an operator as the operation tables see it, and what they say of it.

In: made by the reader. Out: `Facts`. Knows no file and no graph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan
from typing import TypeAlias

from netscribe.graph.attributes import Attributes, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape, TensorType
from netscribe.readers.onnx.operations.printing import printed
from netscribe.readers.onnx.shapes.step import Content


@dataclass(frozen=True, slots=True)
class Operand:
    """One input of a call.

    Attributes:
        content: its elements where they are known, in numbers or letters.
        stored: whether the file stores it: a weight, or a constant.
    """

    type: TensorType
    content: Content | None = None
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a call does; `type_name` in place of the operator's own name where that says less."""

    kind: Kind
    attributes: Attributes = field(default_factory=Attributes)
    qualifiers: tuple[str, ...] = ()
    type_name: str = ""
    custom: bool = False


@dataclass(frozen=True)
class OperatorCall:
    """Typed access to one call.

    Attributes:
        op_type, domain: the operator; "" is the domain ai.onnx.
        opset: the version of that domain.
        attributes: as in `NodeRecord`.
        operands: in the operator's order, None for one that is left out.
        outputs: types of the results, those left out included.
        used: which results the node names.
    """

    op_type: str
    domain: str
    opset: int
    attributes: Mapping[str, object]
    operands: tuple[Operand | None, ...]
    outputs: tuple[TensorType, ...]
    used: tuple[bool, ...] = ()

    # Attributes.

    def integer(self, name: str, default: int | None = None) -> int | None:
        value = self.attributes.get(name)
        return value if isinstance(value, int) else default

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.attributes.get(name)
        return bool(value) if isinstance(value, int) else default

    def number(self, name: str, default: float | None = None) -> float | None:
        value = self.attributes.get(name)
        known = isinstance(value, (int, float)) and not isnan(value)
        return float(value) if known and isinstance(value, (int, float)) else default

    def text(self, name: str, default: str = "") -> str:
        value = self.attributes.get(name)
        return value if isinstance(value, str) else default

    def sizes(self, name: str) -> Sizes:
        """A list of whole numbers; () if it is not set."""
        value = self.attributes.get(name)
        if not isinstance(value, tuple):
            return ()
        return tuple(item for item in value if isinstance(item, int))

    def settings(self, *names: str) -> Settings:
        """Those attributes that are set, printed."""
        return tuple(
            (name.replace("_", " "), printed(self.attributes[name]))
            for name in names
            if name in self.attributes
        )

    # Inputs and outputs.

    def operand(self, position: int) -> Operand | None:
        return self.operands[position] if position < len(self.operands) else None

    def given(self, position: int) -> bool:
        """Whether the input is there."""
        return self.operand(position) is not None

    def stored(self, position: int) -> bool:
        """Whether the input is stored in the file."""
        operand = self.operand(position)
        return operand is not None and operand.stored

    def shape(self, position: int = 0) -> Shape | None:
        operand = self.operand(position)
        return None if operand is None else operand.type.shape

    def dtype(self, position: int = 0) -> str:
        operand = self.operand(position)
        return "" if operand is None else operand.type.dtype

    def content(self, position: int) -> Content | None:
        """The elements of an input, if they are known."""
        operand = self.operand(position)
        return None if operand is None else operand.content

    def scalar(self, position: int) -> float | int | None:
        """The one number that an input holds."""
        content = self.content(position)
        if content is None or len(content) != 1 or not isinstance(content[0], (int, float)):
            return None
        return content[0]

    def whole_numbers(self, position: int) -> Sizes | None:
        """The whole numbers that an input holds; None if one of them is not known."""
        content = self.content(position)
        if content is None:
            return None
        known = tuple(int(item) for item in content if isinstance(item, (int, float)))
        return known if len(known) == len(content) else None

    def either(self, name: str, position: int) -> Sizes | None:
        """Whole numbers from an attribute, as older versions have them, or from an input."""
        if isinstance(self.attributes.get(name), tuple):
            return self.sizes(name)
        return self.whole_numbers(position)

    def size(self, position: int, axis: int) -> int | None:
        """One size of one input, if it is a number."""
        return whole_size(self.shape(position), axis)

    @cached_property
    def rank(self) -> int | None:
        """How many axes the first input has."""
        shape = self.shape()
        return None if shape is None else len(shape)

    @property
    def made(self) -> Shape | None:
        """The shape of the first result."""
        return self.outputs[0].shape if self.outputs else None

    @property
    def made_rank(self) -> int | None:
        return None if self.made is None else len(self.made)

    def names_output(self, position: int) -> bool:
        """Whether the node names this result."""
        return position < len(self.used) and self.used[position]


Describer: TypeAlias = Callable[[OperatorCall], Facts]


def whole_size(shape: Shape | None, axis: int) -> int | None:
    """One size of a shape, if it is a number."""
    if shape is None or not -len(shape) <= axis < len(shape):
        return None
    size = shape[axis]
    return size if isinstance(size, int) else None


def one_axis(axis: int, rank: int | None) -> int:
    """-1 for the last axis; others counted from 0 where the rank is known."""
    if not rank:
        return axis
    counted = axis % rank
    return -1 if counted == rank - 1 else counted


def several_axes(axes: Sizes, rank: int | None) -> Sizes:
    """As `one_axis` for a single one, several ascending from 0."""
    if len(axes) == 1:
        return (one_axis(axes[0], rank),)
    if not rank:
        return axes
    return tuple(sorted({axis % rank for axis in axes}))
