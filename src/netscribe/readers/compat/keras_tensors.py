"""Keras tensors, symbolic and real: making them, taking them apart, telling them apart.

In and out: Keras' own tensors. The reader's files name no Keras module themselves. Knows nothing of
our Graph.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

from netscribe.readers.compat.keras_classes import family_of, has_base, is_legacy


def _keras() -> Any:
    return importlib.import_module("keras")


def is_symbolic(value: Any) -> bool:
    """Whether it is a symbolic tensor."""
    return has_base(value, "KerasTensor")


def is_array(value: Any) -> bool:
    """Whether it is an array of the backend with numbers in it."""
    keras = sys.modules.get("keras")
    if keras is None or not hasattr(keras, "ops"):
        return False
    return bool(keras.ops.is_tensor(value)) and not is_symbolic(value)


def as_constant(value: Any) -> Any:
    """A backend's array as NumPy's, so that it is printed alike on every backend."""
    if not is_array(value) or not hasattr(value, "shape"):
        return value
    return _keras().ops.convert_to_numpy(value)


def numbers_of(variable: Any) -> Any:
    """A weight's values as nested lists of plain numbers, copied."""
    return variable.numpy().astype("float64").tolist()


def is_variable(value: Any) -> bool:
    """Whether it is a weight."""
    return has_base(value, "Variable") or any(
        base.__name__ == "Variable" and base.__module__.startswith("tensorflow.")
        for base in type(value).__mro__
    )


def symbolic(shape: Any, dtype: str, package: str = "keras") -> Any:
    """A symbolic tensor; of the legacy Keras where `package` names it."""
    if package == "keras":
        return _keras().KerasTensor(shape=tuple(shape), dtype=dtype)
    return importlib.import_module(package).Input(batch_shape=tuple(shape), dtype=dtype)


def zeros(shape: Any, dtype: str) -> Any:
    """A real array of zeros, or of empty words."""
    numpy = importlib.import_module("numpy")
    if dtype == "string":
        return _keras().ops.convert_to_tensor(numpy.full(tuple(shape), "", dtype=object))
    return _keras().ops.zeros(tuple(shape), dtype=dtype)


def flat(structure: Any) -> list[Any]:
    """The leaves of nested lists and dictionaries, in Keras' order: dictionaries by sorted key."""
    return [leaf for _, leaf in flat_with_path(structure)]


def flat_with_path(structure: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """The leaves with the indices and keys that lead to them; None is no leaf."""
    if isinstance(structure, Mapping):
        members: list[tuple[Any, Any]] = sorted(structure.items(), key=lambda item: str(item[0]))
    elif isinstance(structure, list | tuple):
        members = list(enumerate(structure))
    else:
        return [] if structure is None else [(path, structure)]
    found = []
    for key, member in members:
        found.extend(flat_with_path(member, (*path, key)))
    return found


def mapped(function: Callable[..., Any], structure: Any, *others: Any) -> Any:
    """The same structure with `function` of each leaf, and of the same leaves of the others."""
    if isinstance(structure, Mapping):
        return {
            key: mapped(function, value, *(other[key] for other in others))
            for key, value in structure.items()
        }
    if isinstance(structure, list | tuple):
        members = [mapped(function, *leaves) for leaves in zip(structure, *others, strict=True)]
        if hasattr(structure, "_fields"):
            return type(structure)(*members)
        return members if isinstance(structure, list) else tuple(members)
    return None if structure is None else function(structure, *others)


def dtype_of(tensor: Any) -> str:
    """The dtype as a word, whichever backend the tensor is from."""
    dtype = tensor.dtype
    return str(getattr(dtype, "name", None) or dtype).rpartition(".")[2]


def default_float() -> str:
    """The dtype of numbers where nothing else is said."""
    keras = sys.modules.get("keras")
    return str(keras.config.floatx()) if keras is not None else "float32"


def registered_name(operation: Any) -> str:
    """The name under which a class was registered for saving; the bare class name otherwise."""
    if is_legacy(operation):
        return type(operation).__name__
    return str(_keras().saving.get_registered_name(type(operation)))


def version_of(model: Any) -> str:
    """The version of the Keras that the model is from."""
    return str(importlib.import_module(package_for(model)).__version__)


def package_for(model: Any) -> str:
    """The package to import for making tensors that fit the model."""
    family = family_of(model)
    return "keras" if family is None else family.value
