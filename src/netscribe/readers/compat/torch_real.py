"""A run with real numbers, for code that asks for them; only where the user allows it.

In: a model. Out: twins that are copies, so that the model's own tensors are never written to, and a
context in which operations that no public function called are told to a listener. Weights without
numbers (on torch's meta device) get small ones that are the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch.utils._python_dispatch import TorchDispatchMode

_WEIGHT_SPREAD = 0.02
#: What torch says where a tensor without numbers is asked for them.
_COMPLAINTS = ("numpy", "fake", "meta tensor", "data-dependent", "data_ptr", "storage", "subclass")


@dataclass(frozen=True)
class Computed:
    """The means of a run with real numbers."""


class DispatchListener(Protocol):
    """Who is told of what happens below the public functions."""

    def dispatched(self, func: Any, args: Any, kwargs: Any, result: Any) -> None: ...


class RealRun:
    """Copies of a model's tensors and of the given ones; whatever else comes up is its own twin."""

    computes = True

    def __init__(self, model: Any, listener: DispatchListener) -> None:
        self._listener = listener
        self._held = {id(tensor): tensor for tensor in _held_tensors(model)}
        self._twins: dict[int, tuple[Any, Any]] = {}
        self._is_open = False

    def twin_of(self, tensor: Any) -> Any:
        """The copy of a tensor that was there before the run."""
        found = self._twins.get(id(tensor))
        if found is not None:
            return found[1]
        if self._is_open and id(tensor) not in self._held:
            return tensor
        with torch.no_grad():
            twin = self._copied(tensor)
        # a twin is its own twin, and both stay alive, so that no identity is given twice
        self._twins[id(tensor)] = (tensor, twin)
        self._twins[id(twin)] = (twin, twin)
        return twin

    def value_of(self, tensor: Any) -> Any:
        """The numbers are the tensor's own."""
        return tensor

    def called(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """The result of a public function."""
        return function(*args, **kwargs)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Numbers are computed; no gradients are kept."""
        self._is_open = True
        try:
            with torch.no_grad(), _DispatchWatch(self._listener):
                yield
        finally:
            self._is_open = False

    def forget(self) -> None:
        """Lets go of all tensors."""
        self._twins.clear()
        self._held.clear()

    def _copied(self, tensor: Any) -> Any:
        if tensor.device.type != "meta":
            return tensor.detach().clone()
        made = torch.ones(tuple(tensor.shape), dtype=tensor.dtype, device="cpu")
        if made.is_floating_point() and made.dtype.itemsize > 1:
            spread = _WEIGHT_SPREAD if id(tensor) in self._held else 1.0
            made.normal_(0.0, spread, generator=torch.Generator().manual_seed(0))
        return made


class _DispatchWatch(TorchDispatchMode):  # type: ignore[misc]
    """Tells of the outermost operations below the public functions."""

    def __init__(self, listener: DispatchListener) -> None:
        super().__init__()
        self._listener = listener

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        self._listener.dispatched(func, args, kwargs, result)
        return result


def asks_for_numbers(error: BaseException) -> bool:
    """Whether a run failed because its tensors have no numbers."""
    said = f"{type(error).__name__} {error}".lower()
    return any(word in said for word in _COMPLAINTS)


def _held_tensors(model: Any) -> Iterator[Any]:
    """Every tensor that a module holds: weights, buffers, plain attributes and lists of them."""
    yield from model.parameters()
    yield from model.buffers()
    for module in model.modules():
        for value in vars(module).values():
            inside = value.values() if isinstance(value, dict) else value
            members = inside if isinstance(value, dict | list | tuple) else (value,)
            yield from (item for item in members if isinstance(item, torch.Tensor))
