"""Facts of a torch tensor that are not in its public face, and the tensors inside structures.

In: tensors, real or fake, and whatever a forward pass returns. Out: plain values. Knows nothing of
our Graph.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch

#: How deep an output is looked into, and how many attributes of an object are looked at.
_DEEPEST = 8
_MOST_ATTRIBUTES = 200


def is_tensor(value: object) -> bool:
    """Whether it is a tensor of any kind."""
    return isinstance(value, torch.Tensor)


def dtype_word(tensor: Any) -> str:
    """float32, int64, bool, ..."""
    return str(tensor.dtype).removeprefix("torch.")


def unwrapped_tensor(tensor: Any) -> Any:
    """The tensor below the wrappers of vmap and grad."""
    functorch = torch._C._functorch
    while functorch.is_functorch_wrapped_tensor(tensor):
        tensor = functorch.get_unwrapped(tensor)
    return tensor


def storage_of(tensor: Any) -> int | None:
    """Which memory the tensor lies in; None for tensors without one (sparse, nested)."""
    try:
        return int(tensor.untyped_storage()._cdata)
    except (NotImplementedError, RuntimeError):
        return None


def version_of(tensor: Any) -> int | None:
    """How often the tensor's memory was written to; None where torch does not count."""
    try:
        return int(tensor._version)
    except RuntimeError:
        return None


def layout_of(tensor: Any) -> tuple[tuple[int, ...], int]:
    """Strides and offset; empty for tensors without."""
    try:
        return tuple(tensor.stride()), int(tensor.storage_offset())
    except (NotImplementedError, RuntimeError):
        return (), 0


def aliased(tensor: Any) -> Any:
    """Another tensor object on the same memory, so that it can be told from the first."""
    return torch.ops.aten.alias.default(tensor)


def mapped(function: Callable[[Any], Any], structure: Any) -> Any:
    """The same nested tuples, lists and dictionaries with `function` of each tensor inside."""
    if isinstance(structure, torch.Tensor):
        return function(structure)
    if isinstance(structure, tuple):
        members = [mapped(function, item) for item in structure]
        if type(structure) is tuple:
            return tuple(members)
        return type(structure)(*members) if hasattr(structure, "_fields") else structure
    if type(structure) is list:
        return [mapped(function, item) for item in structure]
    if type(structure) is dict:
        return {key: mapped(function, item) for key, item in structure.items()}
    if isinstance(structure, slice):
        ends = (structure.start, structure.stop, structure.step)
        return slice(*(mapped(function, end) for end in ends))
    return structure


def named_tensors(structure: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The tensors in any structure with the keys that lead to them; each object once."""
    yield from _walked(structure, (), set())


def _walked(
    structure: Any, path: tuple[str, ...], seen: set[int]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(structure, torch.Tensor):
        yield path, structure
        return
    if len(path) > _DEEPEST or id(structure) in seen:
        return
    members = list(_members(structure))
    if members:
        seen.add(id(structure))
    for key, member in members:
        yield from _walked(member, (*path, key), seen)


def _members(structure: Any) -> Iterator[tuple[str, Any]]:
    """Named members of mappings, records, sequences and plain objects."""
    if structure is None or isinstance(structure, str | bytes | int | float | type):
        return
    if isinstance(structure, Mapping):
        yield from ((str(key), member) for key, member in structure.items())
    elif isinstance(structure, tuple) and hasattr(structure, "_fields"):
        yield from zip(structure._fields, structure)
    elif isinstance(structure, tuple | list):
        yield from ((str(index), member) for index, member in enumerate(structure))
    elif dataclasses.is_dataclass(structure):
        names = [field.name for field in dataclasses.fields(structure)]
        yield from ((name, getattr(structure, name, None)) for name in names)
    elif not isinstance(structure, torch.nn.Module):
        yield from _attributes(structure)


def _attributes(thing: Any) -> Iterator[tuple[str, Any]]:
    """Attributes of an object that is no module: a cache, a distribution, a packed sequence."""
    held = getattr(thing, "__dict__", None)
    if isinstance(held, dict) and len(held) <= _MOST_ATTRIBUTES:
        yield from ((str(name).lstrip("_"), member) for name, member in held.items())
