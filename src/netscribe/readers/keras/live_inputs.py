"""What the user says of a model's inputs, as symbolic tensors in the shape of a call.

In: `request.inputs` in any of its forms. Out: `GivenInputs`, the arguments of a call and a name for
each tensor. Raises InputError for what cannot be understood.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netscribe.errors import InputError
from netscribe.readers.compat.keras_tensors import (
    default_float,
    dtype_of,
    is_symbolic,
    package_for,
    symbolic,
)

HINT = "pass the shape without the batch: inputs=(28, 28, 1), or --input 28,28,1"


@dataclass(frozen=True)
class GivenInputs:
    """Arguments for a symbolic call, and the tensors among them with their names."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    named: tuple[tuple[str, Any], ...]


def given_inputs(model: Any, inputs: object) -> GivenInputs:
    """The arguments of a call of `model` that `inputs` describes.

    Args:
        inputs: a shape with or without the batch, several of them, a mapping from names to them,
            or symbolic tensors, specs or arrays in their place.

    Raises:
        InputError: it is nothing of these.
    """
    names, package = call_names(model), package_for(model)
    if isinstance(inputs, Mapping):
        return _by_name(names, inputs, package)
    if _is_several(inputs):
        return _in_order(names, list(inputs), package)  # type: ignore[call-overload]
    tensor = _tensor(inputs, package)
    return GivenInputs((tensor,), {}, ((_name_of(inputs, names[0]), tensor),))


def call_names(model: Any) -> list[str]:
    """Names of the tensors that `call` takes, as far as its signature tells."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    found = [
        name
        for name, parameter in inspect.signature(model.call).parameters.items()
        if parameter.kind in kinds and name not in {"training", "mask", "self"}
    ]
    return found or ["inputs"]


def _by_name(names: list[str], inputs: Mapping[Any, object], package: str) -> GivenInputs:
    tensors = {key: _tensor(value, package) for key, value in inputs.items()}
    named = tuple((str(key), tensor) for key, tensor in tensors.items())
    if set(tensors) <= set(names):
        return GivenInputs((), tensors, named)
    return GivenInputs((tensors,), {}, named)


def _in_order(names: list[str], inputs: list[object], package: str) -> GivenInputs:
    """One argument each where `call` takes that many, one list of all otherwise."""
    tensors = [_tensor(item, package) for item in inputs]
    if len(tensors) <= len(names):
        named = [
            (_name_of(item, name), tensor) for item, name, tensor in zip(inputs, names, tensors)
        ]
        return GivenInputs(tuple(tensors), {}, tuple(named))
    named = [
        (_name_of(item, f"{names[0]}_{index}"), tensor)
        for index, (item, tensor) in enumerate(zip(inputs, tensors))
    ]
    return GivenInputs((tensors,), {}, tuple(named))


def _is_several(inputs: object) -> bool:
    """Whether a list or tuple holds inputs and not sizes."""
    if not isinstance(inputs, list | tuple) or not inputs:
        return False
    if _is_typed_shape(inputs):
        return False
    return not all(size is None or isinstance(size, int) for size in inputs)


def _is_typed_shape(inputs: Sequence[object]) -> bool:
    """Whether it is `(shape, dtype)`."""
    return len(inputs) == 2 and isinstance(inputs[0], list | tuple) and isinstance(inputs[1], str)


def _tensor(given: object, package: str) -> Any:
    """One symbolic tensor from a shape, a spec, a symbolic tensor or an array."""
    if isinstance(given, list | tuple):
        if _is_typed_shape(given):
            return symbolic(_batched(given[0]), given[1], package)
        return symbolic(_batched(given), default_float(), package)
    shape = getattr(given, "shape", None)
    if shape is None:
        raise InputError(f"inputs has {given!r}, which is no shape", hint=HINT)
    dtype = getattr(given, "dtype", None)
    word = default_float() if dtype is None else _word(given)
    sizes = tuple(None if size is None else int(size) for size in shape)
    return symbolic((None, *sizes[1:]), word, package)


def _word(given: Any) -> str:
    """The dtype as a word; Keras has no double precision by default."""
    word = dtype_of(given)
    return default_float() if word == "float64" and not is_symbolic(given) else word


def _batched(shape: Sequence[object]) -> tuple[int | None, ...]:
    """The shape with its batch: as it is if its first size is None and others follow."""
    sizes: list[int | None] = []
    for size in shape:
        if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 1):
            raise InputError(f"inputs has the size {size!r}, which is no whole number", hint=HINT)
        sizes.append(size)
    if len(sizes) > 1 and sizes[0] is None:
        return tuple(sizes)
    return (None, *sizes)


def _name_of(given: object, otherwise: str) -> str:
    """The name that a symbolic tensor or a spec brings along."""
    name = getattr(given, "name", None)
    made_up = isinstance(name, str) and name.startswith("keras_tensor")
    return name if isinstance(name, str) and name and not made_up else otherwise
