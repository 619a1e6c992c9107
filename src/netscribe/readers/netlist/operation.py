"""One operation as a file lists it, and what a format's table says that it does.

In: nothing; the readers of model files build these records. Out: what `emission` makes a Graph of.
Knows no file format and holds no numbers but those of small constants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import TypeAlias

from netscribe.graph.attributes import Activation, Attributes
from netscribe.graph.types import Op, Shape, TensorType

Number: TypeAlias = int | float
#: The last two axes of an input change places; all its axes but the last become one.
TRANSPOSED, FLATTENED = "transpose", "flatten"
_FLOATING = ("float", "bfloat", "complex")
#: Numbers that stand for weights once they are scaled.
_QUANTIZED = frozenset(("int8", "uint8", "int4", "uint4", "int2", "uint2", "uint1"))


@dataclass(frozen=True, slots=True)
class Operand:
    """One tensor that an operation reads or makes.

    Attributes:
        key: tells it from all others of the file; constants with one key are one weight.
        type: its dtype and shape; for a constant those of its stored numbers.
        name: in the file.
        constant: whether the file holds its numbers.
        values: the numbers of a small constant, flattened; None if they were not read.
        quantized: whether its whole numbers stand for real ones by a scale.
        trainable: whether training changes it, if it is a weight.
        learned: whether it is a weight, where the file tells; None where only its type does.
    """

    key: str
    type: TensorType
    name: str = ""
    constant: bool = False
    values: tuple[Number, ...] | None = None
    quantized: bool = False
    trainable: bool = True
    learned: bool | None = None

    @property
    def size(self) -> int | None:
        """How many numbers it holds; None if a size is not known."""
        sizes = [size for size in self.type.shape or () if isinstance(size, int)]
        known = self.type.shape is not None and len(sizes) == len(self.type.shape)
        return prod(sizes) if known else None

    @property
    def is_weight(self) -> bool:
        """Whether it is a weight and not a setting: real numbers, and more than one."""
        if self.learned is not None:
            return self.constant and self.learned
        dtype = self.type.dtype
        real = dtype.startswith(_FLOATING) or dtype in _QUANTIZED or self.quantized
        return self.constant and real and self.size != 1


@dataclass(frozen=True)
class Operation:
    """One operation of a file.

    Attributes:
        type_name: the format's word for it.
        domain: the format.
        path: its name in the file, with "/" between the scopes around it.
        inputs: in the format's own order; None for an optional one that is not there.
        outputs: what it makes.
        attributes: what the format says of it, plain values by name.
    """

    type_name: str
    domain: str
    path: str
    inputs: tuple[Operand | None, ...]
    outputs: tuple[Operand, ...]
    attributes: Mapping[str, object] = field(default_factory=dict)

    def operand(self, position: int) -> Operand | None:
        """One input; None if it is not there."""
        return self.inputs[position] if -1 < position < len(self.inputs) else None

    def shape(self, position: int = 0) -> Shape | None:
        """The shape of one input."""
        operand = self.operand(position)
        return None if operand is None else operand.type.shape

    def rank(self, position: int = 0) -> int | None:
        """How many axes one input has."""
        shape = self.shape(position)
        return None if shape is None else len(shape)

    def size(self, position: int, axis: int) -> int | None:
        """One known size of one input."""
        shape = self.shape(position) or ()
        size = shape[axis] if -len(shape) <= axis < len(shape) else None
        return size if isinstance(size, int) else None

    @property
    def made(self) -> Shape | None:
        """The shape of the first result."""
        return self.outputs[0].type.shape if self.outputs else None

    def values(self, position: int) -> tuple[Number, ...] | None:
        """The numbers of a small constant input."""
        operand = self.operand(position)
        return None if operand is None or not operand.constant else operand.values

    def integers(self, position: int) -> tuple[int, ...] | None:
        """The same as whole numbers."""
        values = self.values(position)
        whole = None if values is None else [item for item in values if isinstance(item, int)]
        return None if values is None or whole is None or len(whole) < len(values) else tuple(whole)

    def flows(self, position: int) -> bool:
        """Whether an input is computed, not held in the file."""
        operand = self.operand(position)
        return operand is not None and not operand.constant

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number among the attributes."""
        value = self.attributes.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def number(self, name: str, default: float = 0.0) -> float:
        """A number among the attributes, without the noise that a float32 adds."""
        value = self.attributes.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return default
        return float(f"{value:.6g}")

    def flag(self, name: str, default: bool = False) -> bool:
        """A switch among the attributes."""
        value = self.attributes.get(name)
        return value if isinstance(value, bool) else default

    def text(self, name: str, default: str = "") -> str:
        """A word among the attributes."""
        value = self.attributes.get(name)
        return value if isinstance(value, str) else default

    def sizes(self, name: str) -> tuple[int, ...]:
        """Whole numbers among the attributes; () if there are none."""
        value = self.attributes.get(name)
        if not isinstance(value, tuple | list):
            return ()
        whole = tuple(item for item in value if isinstance(item, int))
        return whole if len(whole) == len(value) else ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What an operation does, and which of its inputs are what.

    Attributes:
        op: kind, the format's word, the format.
        attributes: typed per kind.
        activation: a function that the format applies to the result; a call of its own behind it.
        roles: words for inputs that position does not tell, by position.
        weights: names of constant inputs, by position ("kernel", "bias").
        settings: positions of inputs that say how and are no data (a shape, axes).
        prepared: what happens to an input first, by position: TRANSPOSED or FLATTENED.
        order: positions of the inputs in the house's order; () for the format's own.
        qualifiers: words that change how it runs.
    """

    op: Op
    attributes: Attributes = field(default_factory=Attributes)
    activation: Activation | None = None
    roles: Mapping[int, str] = field(default_factory=dict)
    weights: Mapping[int, str] = field(default_factory=dict)
    settings: frozenset[int] = frozenset()
    prepared: Mapping[int, str] = field(default_factory=dict)
    order: tuple[int, ...] = ()
    qualifiers: tuple[str, ...] = ()
