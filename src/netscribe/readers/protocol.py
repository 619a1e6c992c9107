"""What a reader is: a source and what the user said of its inputs go in, a Graph comes out.

A reader is a module with the functions named here; the registry holds its dotted path and imports
it only when a source may be its own. One whose sources hold numbers may have a function
`weight_values(source, paths)` besides: the values of the parameters at those paths. Readers are
strangers to each other and know no picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from netscribe.graph.types import Graph

#: What a user may say of inputs: nothing; one shape without or with batch; several, in order; by
#: name; or the framework's own symbolic tensors, specs or example arrays.
Inputs: TypeAlias = object


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What the user said beside the model itself.

    Attributes:
        inputs: see `Inputs`; None when not given.
        name: title of the network; None takes the model's own name.
        input_names, output_names: names the user gives to inputs and outputs: a sequence in order,
            or a mapping from the code's name.
        compute: whether the model may be run with real numbers where its code asks for them.
    """

    inputs: Inputs = None
    name: str | None = None
    input_names: tuple[str, ...] | Mapping[str, str] | None = None
    output_names: tuple[str, ...] | Mapping[str, str] | None = None
    compute: bool = False


class Reader(Protocol):
    """The face of a reader module."""

    def claims(self, source: object) -> bool:
        """Whether `source` is this reader's kind of thing; cheap, imports no framework."""

    def read(self, source: object, request: ReadRequest) -> Graph:
        """Reads `source`.

        Raises:
            ReadError: it is this reader's kind of thing but cannot be read.
            InputError: an input shape is needed, or the one given does not fit.
        """
