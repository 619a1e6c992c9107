"""A TensorFlow graph as its file lists it: nodes, functions, signatures.

In: nothing; `decoding` builds these records. Out: plain values. Holds no numbers but those of small
constants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netscribe.graph.types import Shape, TensorType

#: dtype by TensorFlow's number for it (tensorflow/core/framework/types.proto).
DTYPES: Mapping[int, str] = {
    1: "float32", 2: "float64", 3: "int32", 4: "uint8", 5: "int16", 6: "int8", 7: "string",
    8: "complex64", 9: "int64", 10: "bool", 11: "int8", 12: "uint8", 13: "int32", 14: "bfloat16",
    15: "int16", 16: "uint16", 17: "uint16", 18: "complex128", 19: "float16", 20: "resource",
    21: "variant", 22: "uint32", 23: "uint64", 24: "float8_e5m2", 25: "float8_e4m3fn",
    29: "int4", 30: "uint4",
}  # fmt: skip


def dtype_word(number: int) -> str:
    """The array-API word; "" for a number that is none."""
    return DTYPES.get(number % 100, "") if 0 < number < 200 else ""


@dataclass(frozen=True, slots=True)
class Held:
    """A tensor that the file holds: its type, and its numbers if they are few."""

    type: TensorType
    values: tuple[int | float, ...] | None = None


@dataclass(frozen=True, slots=True)
class ListedNode:
    """One node.

    Attributes:
        inputs: references as written: "node", "node:1", "node:output:0" in a function; "^node" for
            order alone.
        attributes: plain values by name: numbers, texts, lists of them, `Held`, a shape as a tuple
            with None for unknown sizes, the name of a function as `Called`.
    """

    name: str
    op: str
    inputs: tuple[str, ...] = ()
    attributes: Mapping[str, object] = field(default_factory=dict)

    @property
    def output_shapes(self) -> tuple[Shape | None, ...]:
        """What the file says of the shapes of the results."""
        shapes = self.attributes.get("_output_shapes")
        return shapes if isinstance(shapes, tuple) else ()


@dataclass(frozen=True, slots=True)
class Called:
    """The name of a function in an attribute."""

    name: str


@dataclass(frozen=True, slots=True)
class UnknownRank:
    """Stands in a list of shapes for one of which not even the rank is known."""


@dataclass(frozen=True, slots=True)
class ListedFunction:
    """A function of the library.

    Attributes:
        inputs: names of its arguments; `types` are theirs, as far as the file tells.
        outputs: for each result the reference to the tensor inside.
    """

    name: str
    inputs: tuple[str, ...]
    types: tuple[TensorType, ...]
    outputs: tuple[str, ...]
    nodes: Mapping[str, ListedNode]


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a saved model: names of inputs and outputs with their tensors."""

    key: str
    inputs: tuple[tuple[str, str, TensorType], ...]
    outputs: tuple[tuple[str, str, TensorType], ...]
    method: str = ""


@dataclass(frozen=True)
class ListedGraph:
    """A whole file.

    Attributes:
        nodes, functions: by name, in the file's order; decoded when they are asked for.
        frozen_variables: names of variables that are not trained.
        version: of the TensorFlow that wrote it, or "".
    """

    nodes: Mapping[str, ListedNode]
    functions: Mapping[str, ListedFunction] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    frozen_variables: frozenset[str] = frozenset()
    version: str = ""
    tags: tuple[str, ...] = ()
