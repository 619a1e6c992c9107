"""Keeps a model and torch as they were: whatever a forward pass changes is put back.

In: a model. Out: nothing; when the context closes, also by an exception, every module has the
attributes, parameters, buffers and hooks it had (the same objects), containers held by modules have
the members they had, and random state, default dtype, default device and grad mode are as before.
Functions that remember their results remember no tensor of the pass.
The numbers in weights are never touched, since the pass runs on fake tensors.
"""

from __future__ import annotations

import logging
import random
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch

from netscribe.readers.compat.torch_memos import forget_tensors

_CONTAINERS = (dict, list, set, deque)


@contextmanager
def untouched(model: Any) -> Iterator[None]:
    """Everything that the model and torch hold is the same afterwards."""
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        _silence(stack)
        _keep_random(stack)
        _keep_modes(stack)
        forget_tensors()
        stack.callback(forget_tensors)
        for module in list(model.modules()):
            stack.callback(_restorer(module))
        yield


def _silence(stack: ExitStack) -> None:
    """Torch logs errors that it raises as well."""
    logger = logging.getLogger("torch._subclasses.fake_tensor")
    stack.callback(setattr, logger, "disabled", logger.disabled)
    logger.disabled = True


def _restorer(module: Any) -> Callable[[], None]:
    """What puts a module's attributes back."""
    state: dict[str, Any] = module.__dict__
    own_class = type(module)
    kept = dict(state)
    members = [(held, _members(held)) for held in _containers(kept)]
    inner = [(held.__dict__, dict(held.__dict__)) for held in kept.values() if _is_record(held)]
    grads = [(held, held.grad) for held in module._parameters.values() if _may_have_grad(held)]

    def restore() -> None:
        if type(module) is not own_class:
            module.__class__ = own_class
        _put_back(state, kept)
        for held, was in members:
            if _differs(held, was):
                _refill(held, was)
        for attributes, was in inner:
            _put_back(attributes, was)
        for parameter, grad in grads:
            if parameter.grad is not grad:
                parameter.grad = grad

    return restore


def _may_have_grad(parameter: Any) -> bool:
    return parameter is not None and not type(parameter).__name__.startswith("Uninitialized")


def _containers(kept: dict[str, Any]) -> list[Any]:
    """Containers that a module holds, and containers that those hold."""
    found = [held for held in kept.values() if type(held).__module__ in _BUILT_IN]
    found = [held for held in found if isinstance(held, _CONTAINERS)]
    for held in list(found):
        within = held.values() if isinstance(held, dict) else held
        found.extend(item for item in within if type(item) in _CONTAINERS and len(item) < 1000)
    return found


_BUILT_IN = ("builtins", "collections")


def _members(held: Any) -> Any:
    return dict(held) if isinstance(held, dict) else list(held)


def _differs(held: Any, was: Any) -> bool:
    """Compared by identity, since members may be tensors."""
    now = _members(held)
    if len(now) != len(was):
        return True
    if isinstance(held, dict):
        return any(
            key is not other or value is not was[key]
            for (key, value), other in zip(now.items(), was)
        )
    return any(item is not other for item, other in zip(now, was))


def _refill(held: Any, was: Any) -> None:
    held.clear()
    held.update(was) if isinstance(held, dict | set) else held.extend(was)


def _put_back(state: dict[str, Any], kept: dict[str, Any]) -> None:
    """The same names in the same order with the same objects."""
    if _differs(state, kept):
        state.clear()
        state.update(kept)


def _is_record(held: Any) -> bool:
    """Whether a module's attribute is a plain object with attributes of its own."""
    plain = not isinstance(held, type | torch.nn.Module | torch.Tensor)
    own = type(held).__module__.partition(".")[0] not in ("builtins", "torch", "collections")
    return plain and own and isinstance(getattr(held, "__dict__", None), dict)


def _keep_random(stack: ExitStack) -> None:
    stack.callback(torch.random.set_rng_state, torch.random.get_rng_state())
    stack.callback(random.setstate, random.getstate())
    if "numpy" in sys.modules:
        numpy_random = sys.modules["numpy"].random
        stack.callback(numpy_random.set_state, numpy_random.get_state())


def _keep_modes(stack: ExitStack) -> None:
    stack.callback(torch.set_default_dtype, torch.get_default_dtype())
    stack.callback(torch.set_grad_enabled, torch.is_grad_enabled())
    if torch.get_default_device() != torch.device("cpu"):
        stack.callback(torch.set_default_device, torch.get_default_device())
