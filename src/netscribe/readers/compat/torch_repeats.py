"""Calls that are made again and again on tensors of the same kind are worked out once.

In: a public function and its arguments, on tensors without numbers. Out: the result; where the same
function was called on tensors of the same sizes before, tensors of the sizes that came out then,
made without asking torch. Repeated blocks, which are most of a large network, cost next to nothing.

A result is taken over only if nothing else than sizes decided it: no argument was written to, no
gradient is wanted, the data decided nothing, no tensor is of an unusual kind, and every result is
new or lies in an argument's memory. Everything else is called as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import torch

Function: TypeAlias = Callable[..., Any]
_PLAIN = (type(None), bool, int, float, str, torch.dtype, torch.device, type(Ellipsis))
_FORMATS = (torch.memory_format, torch.layout)
#: Sequences that are looked into; others may carry more than their members.
_SEQUENCES = (tuple, list, torch.Size)


class Maker(Protocol):
    """Whose tensors these are.

    `decisions` counts how often the data decided something.
    """

    decisions: int

    def is_plain(self, tensor: Any) -> bool:
        """Whether a tensor has a size and a dtype, and nothing else that matters."""
        ...

    def value_of(self, tensor: Any) -> Any:
        """Its numbers, where they are known."""
        ...

    def device_of(self, tensor: Any) -> Any: ...

    def made(self, meta: Any, device: Any) -> Any:
        """A tensor of this run with the sizes and memory of one on the meta device."""
        ...


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How to make one result: sizes, and which argument's memory it lies in (None: its own)."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int
    dtype: torch.dtype
    device: Any
    base: int | None


class _NotRepeatableError(Exception):
    """An argument decides more than its size says."""


class RepeatedCalls:
    """Results by what functions were called on."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._known: dict[Hashable, tuple[type | None, tuple[_Recipe, ...]]] = {}

    def called(self, function: Function, args: Any, kwargs: Any) -> Any:
        """The result of a call."""
        tensors: list[Any] = []
        with torch._C.DisableTorchFunction():
            key = self._key(function, args, kwargs, tensors)
            found = None if key is None else self._known.get(key)
            if found is not None:
                return self._made(found, tensors)
            versions = [] if key is None else [tensor._version for tensor in tensors]
        decisions = self._maker.decisions
        result = function(*args, **kwargs)
        if key is not None and self._maker.decisions == decisions:
            with torch._C.DisableTorchFunction():
                if versions == [tensor._version for tensor in tensors]:
                    self._learn(key, result, tensors)
        return result

    def _key(
        self, function: Function, args: Any, kwargs: Any, tensors: list[Any]
    ) -> Hashable | None:
        """What decides the result; None where more may decide it. Fills `tensors`."""
        if torch._C._functorch.peek_interpreter_stack() is not None:
            return None
        try:
            written = (function, self._parts(args, tensors), self._parts(kwargs, tensors))
        except (_NotRepeatableError, RuntimeError, TypeError):
            return None
        if not tensors or all(self._maker.value_of(tensor) is not None for tensor in tensors):
            return None
        state = (
            torch.is_grad_enabled(),
            torch.is_inference_mode_enabled(),
            torch._C._is_any_autocast_enabled(),
            torch.get_default_dtype(),
        )
        return None if state[1] or state[2] else (written, state)

    def _parts(self, part: Any, tensors: list[Any]) -> Hashable:
        """An argument in hashable words: one equals another only if it does the same."""
        if isinstance(part, torch.Tensor):
            tensors.append(part)
            return self._tensor(part)
        kind = type(part)
        if kind in _PLAIN:
            return kind, part
        if kind in _SEQUENCES:
            return kind, tuple([self._parts(item, tensors) for item in part])
        if kind is dict:
            return kind, tuple([(key, self._parts(item, tensors)) for key, item in part.items()])
        if kind is slice:
            ends = (part.start, part.stop, part.step)
            return kind, tuple([self._parts(end, tensors) for end in ends])
        if kind in _FORMATS:
            return part  # type: ignore[no-any-return]
        raise _NotRepeatableError

    def _tensor(self, tensor: Any) -> Hashable:
        maker = self._maker
        if not maker.is_plain(tensor) or tensor.requires_grad:
            raise _NotRepeatableError
        value = maker.value_of(tensor)
        known = None if value is None else (id(tensor), value._version)
        offset = tensor.storage_offset()
        device = maker.device_of(tensor)
        return tensor.shape, tensor.stride(), offset, tensor.dtype, device, known

    def _learn(self, key: Hashable, result: Any, tensors: list[Any]) -> None:
        """Keeps how the results are made, where they can be made again."""
        several = isinstance(result, tuple | list)
        recipes: list[_Recipe] = []
        storages = [tensor.untyped_storage()._cdata for tensor in tensors]
        own: set[int] = set()
        for item in result if several else (result,):
            if not self._is_new(item, tensors):
                return
            storage = item.untyped_storage()._cdata
            base = storages.index(storage) if storage in storages else None
            offset = item.storage_offset()
            if base is None and (offset or storage in own):
                return
            own.add(storage)
            device = self._maker.device_of(item)
            sizes = (tuple(item.shape), item.stride())
            recipes.append(_Recipe(*sizes, offset, item.dtype, device, base))
        if recipes:
            self._known[key] = (type(result) if several else None, tuple(recipes))

    def _is_new(self, item: Any, tensors: list[Any]) -> bool:
        """Whether a result is a tensor of the usual kind, and none of the arguments."""
        return (
            isinstance(item, torch.Tensor)
            and self._maker.is_plain(item)
            and not item.requires_grad
            and self._maker.value_of(item) is None
            and all(item is not tensor for tensor in tensors)
        )

    def _made(self, found: tuple[type | None, tuple[_Recipe, ...]], tensors: list[Any]) -> Any:
        kind, recipes = found
        results = [self._one(recipe, tensors) for recipe in recipes]
        if kind is None:
            return results[0]
        return results if kind is list else kind(results)

    def _one(self, recipe: _Recipe, tensors: list[Any]) -> Any:
        with torch._C._DisableTorchDispatch():
            if recipe.base is None:
                meta = torch.empty_strided(
                    recipe.shape, recipe.strides, dtype=recipe.dtype, device="meta"
                )
            else:
                storage = tensors[recipe.base].untyped_storage()
                meta = torch.empty((), dtype=recipe.dtype, device="meta")
                meta.set_(storage, recipe.offset, recipe.shape, recipe.strides)
            return self._maker.made(meta, recipe.device)
