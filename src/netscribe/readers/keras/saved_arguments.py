"""Sorts what a saved call is given into tensors and constants, as the live reader does.

In: a `SavedCall`, and a function from tensor names to values. Out: `Given`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from netscribe.graph.types import Argument
from netscribe.readers.keras.document import SavedCall, TensorName, with_paths
from netscribe.readers.keras.layers import TENSOR, only_tensors


@dataclass(frozen=True, slots=True)
class Given:
    """The tensors of a call in order, and its constants by position ("0") or keyword.

    `first` holds the tensors of the first argument alone, in the order of a model's inputs, each
    with its key in a mapping ("" if there is none): what a model inside the model reads.
    """

    inputs: tuple[Argument, ...]
    constants: Mapping[str, object]
    first: tuple[tuple[str, str], ...] = ()


def given_of(call: SavedCall, value_of: Callable[[TensorName], str]) -> Given:
    """The arguments of `call`."""
    inputs: list[Argument] = []

    def sort(leaf: object, role: str) -> object:
        if isinstance(leaf, TensorName):
            inputs.append(Argument(value_of(leaf), role))
            return TENSOR
        if isinstance(leaf, Mapping):
            return {key: sort(value, role) for key, value in leaf.items()}
        if isinstance(leaf, (list, tuple)):
            return [sort(item, role) for item in leaf]
        return leaf

    constants: dict[str, object] = {}
    arguments = [(str(place), "", value) for place, value in enumerate(call.args)]
    arguments += [(key, key, value) for key, value in call.kwargs.items()]
    for key, role, value in arguments:
        kept = sort(value, role)
        if not only_tensors(kept):
            constants[key] = kept
    first = arguments[0][2] if arguments else ()
    pairs = tuple((key, value_of(name)) for key, name in with_paths(first))
    return Given(tuple(inputs), constants, pairs)


def chained(values: tuple[str, ...]) -> Given:
    """The call of the next layer in a chain."""
    return Given(tuple(Argument(value) for value in values), {}, tuple(("", v) for v in values))
