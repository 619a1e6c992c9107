"""One call as the shape and weight rules see it.

In: made by the file reader. Out: read by every rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from netscribe.graph.attributes import Attributes
from netscribe.graph.types import Shape, TensorType
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries

Record = TypeVar("Record", bound=Attributes)


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a layer (inside its wrapper, if it has one).

    Attributes:
        facts: what the layer does.
        entries: its configuration and the call's constants; `entries.input_shapes` are the shapes
            of the tensors it reads.
        inputs: types of the tensors that it reads, in order.
        roles: keyword of each of these tensors, "" where it was given by position.
        compute_dtype, variable_dtype: of the layer's dtype policy.
    """

    facts: LayerFacts
    entries: Entries
    inputs: tuple[TensorType, ...]
    roles: tuple[str, ...] = ()
    compute_dtype: str = "float32"
    variable_dtype: str = "float32"

    @property
    def shape(self) -> Shape | None:
        """Shape of the first tensor, if known."""
        return self.inputs[0].shape if self.inputs else None

    @property
    def dtype(self) -> str:
        """dtype of the first tensor, "" if unknown."""
        return self.inputs[0].dtype if self.inputs else ""

    def attributes(self, record: type[Record]) -> Record:
        """The layer's attributes as the record that its kind has."""
        attributes = self.facts.attributes
        assert isinstance(attributes, record)
        return attributes

    def named(self, role: str, position: int) -> TensorType | None:
        """The tensor given as keyword `role`, or at `position`."""
        for found, tensor in zip(self.roles, self.inputs, strict=False):
            if found == role:
                return tensor
        places = [t for r, t in zip(self.roles, self.inputs, strict=False) if not r]
        return places[position] if position < len(places) else None


Shapes: TypeAlias = tuple[Shape | None, ...]
ShapeRule: TypeAlias = Callable[[Step], Shapes]
UNKNOWN: Shapes = (None,)


def same(step: Step) -> Shapes:
    """The shape stays as it is."""
    return (step.shape,)
