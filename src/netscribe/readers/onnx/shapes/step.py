"""One call of an operator as the shape rules see it, and what is known of a tensor.

In: made by the ONNX reader. Out: read by every rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from netscribe.graph.types import Dim, Shape, TensorType

#: One element of a small tensor: a number, a truth value, a size in letters; None: not known.
Element: TypeAlias = Dim | float
Content: TypeAlias = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a tensor.

    Attributes:
        type: dtype ("" if not known) and shape; sizes are numbers, or letters and expressions in
            letters as `netscribe.graph.sizes` writes them ("B", "2T", "⌈T/2⌉").
        content: the elements of a small tensor in row-major order, for arithmetic on shapes;
            None: not known, or too large to keep.
        wrapper: "sequence" or "optional" if `type` is that of the elements; else "".
    """

    type: TensorType
    content: Content | None = None
    wrapper: str = ""

    @property
    def shape(self) -> Shape | None:
        return self.type.shape

    @property
    def dtype(self) -> str:
        return self.type.dtype


UNKNOWN = Known(TensorType("", None))


@dataclass(frozen=True, slots=True)
class Body:
    """A graph attribute: the types of its results, as far as they are known."""

    outputs: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class ShapeStep:
    """One call.

    Attributes:
        op_type, domain: the operator's name; "" and "ai.onnx" are the same domain.
        opset: the version of that domain which the file imports.
        attributes: int, float, str, or a tuple of these; Known for a tensor; Body for a graph.
        inputs: in the operator's order; None for an optional input that is left out.
        output_count: how many results the node names, those left out included.
    """

    op_type: str
    domain: str
    opset: int
    attributes: Mapping[str, object]
    inputs: tuple[Known | None, ...]
    output_count: int

    def given(self, position: int) -> Known | None:
        """The input at a position, None if it is left out."""
        return self.inputs[position] if position < len(self.inputs) else None

    def input(self, position: int) -> Known:
        """The input at a position; nothing is known of one that is left out."""
        return self.given(position) or UNKNOWN

    def shape(self, position: int = 0) -> Shape | None:
        return self.input(position).shape

    def dtype(self, position: int = 0) -> str:
        return self.input(position).dtype

    def integer(self, name: str, default: int = 0) -> int:
        value = self.attributes.get(name, default)
        return value if isinstance(value, int) else default

    def number(self, name: str, default: float = 0.0) -> float:
        value = self.attributes.get(name, default)
        return value if isinstance(value, (int, float)) else default

    def text(self, name: str, default: str = "") -> str:
        value = self.attributes.get(name, default)
        return value if isinstance(value, str) else default

    def integers(self, name: str) -> tuple[int, ...] | None:
        """A list of whole numbers; None if the attribute is not set."""
        value = self.attributes.get(name)
        if not isinstance(value, tuple):
            return None
        return tuple(entry for entry in value if isinstance(entry, int))


Results: TypeAlias = tuple[Known, ...]
Rule: TypeAlias = Callable[[ShapeStep], Results]
