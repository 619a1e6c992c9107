"""Sorts what a live call was given into tensors, weights and constants.

In: the arguments of a call as the user wrote them. Out: `Arguments`, the tensors with the keyword
that names them, the constants by position or keyword, as `layers.describe` takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from netscribe.graph.types import Argument
from netscribe.readers.compat.keras_tensors import as_constant, is_variable
from netscribe.readers.keras.layers import TENSOR, only_tensors


@dataclass
class Arguments:
    """Tensors in order, weights in order, and constants by position ("0") or keyword."""

    inputs: tuple[Argument, ...] = ()
    variables: list[Any] = field(default_factory=list)
    constants: dict[str, object] = field(default_factory=dict)


def sorted_arguments(
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    is_value: Callable[[Any], bool],
    value_of: Callable[[Any], str],
) -> Arguments:
    """The arguments of one call; `is_value` tells tensors from constants."""
    found = Arguments()
    inputs: list[Argument] = []

    def sort(leaf: Any, role: str) -> object:
        if is_value(leaf):
            inputs.append(Argument(value_of(leaf), role))
            return TENSOR
        if is_variable(leaf):
            found.variables.append(leaf)
            return TENSOR
        if isinstance(leaf, Mapping):
            return {key: sort(value, role) for key, value in leaf.items()}
        if isinstance(leaf, list | tuple):
            return [sort(item, role) for item in leaf]
        return as_constant(leaf)

    given = [*((str(index), "", value) for index, value in enumerate(args))]
    given += [(name, name, value) for name, value in kwargs.items()]
    for key, role, value in given:
        kept = sort(value, role)
        if not only_tensors(kept):
            found.constants[key] = kept
    found.inputs = tuple(inputs)
    return found
