"""Keeps a Keras model as it was: call flags, losses, name counters and random state.

In: a model. Out: a context in which it may be called symbolically; on leaving it, whatever the
calls changed is put back, also when they fail. Weights are guarded by Keras' own stateless scope.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from netscribe.readers.compat.keras_classes import is_legacy
from netscribe.readers.compat.legacy_watch import legacy_names_kept

_FLAGS = ("_called", "built", "_path", "_build_shapes_dict", "_losses_override")
_LISTS = (
    "_losses",
    "_inbound_nodes",
    "_outbound_nodes",
    "_inbound_nodes_value",
    "_outbound_nodes_value",
)
_COUNTERS = "object_name_uids"
_PENDING = "uninitialized_variables"
_CALL_CONTEXT = "current_call_ctx"


@contextmanager
def untouched(model: Any) -> Iterator[None]:
    """Weights, flags, records of calls and random state are the same before and after."""
    restorers = [_keep_random(), _keep_layers(model)]
    scope: AbstractContextManager[Any] = nullcontext()
    if not is_legacy(model):
        restorers.append(_keep_globals())
        scope = importlib.import_module("keras").StatelessScope(initialize_variables=False)
    try:
        with scope:
            yield
    finally:
        for restore in reversed(restorers):
            restore()


@contextmanager
def counters_kept(model: Any) -> Iterator[None]:
    """Name counters and random state are the same before and after."""
    if is_legacy(model):
        with legacy_names_kept(model):
            yield
        return
    restorers = [_keep_globals(), _keep_random()]
    try:
        yield
    finally:
        for restore in reversed(restorers):
            restore()


def _keep_globals() -> Callable[[], None]:
    """Keras' table of names in use, its call context, and its list of variables to initialise."""
    state = importlib.import_module("keras.src.backend.common.global_state")
    counters = state.get_global_attribute(_COUNTERS)
    kept_counters = None if counters is None else counters.copy()
    kept_pending = list(state.get_global_attribute(_PENDING) or ())
    kept_context = state.get_global_attribute(_CALL_CONTEXT)
    seeds = state.get_global_attribute("global_seed_generator")

    def restore() -> None:
        state.set_global_attribute(_COUNTERS, kept_counters)
        state.set_global_attribute(_PENDING, kept_pending)
        state.set_global_attribute(_CALL_CONTEXT, kept_context)
        state.set_global_attribute("global_seed_generator", seeds)

    return restore


def _keep_random() -> Callable[[], None]:
    """Random state of Python, and of NumPy and PyTorch where they are in use."""
    python_state = random.getstate()
    restorers: list[Callable[[], None]] = [lambda: random.setstate(python_state)]
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_state = numpy_random.get_state()
        restorers.append(lambda: numpy_random.set_state(numpy_state))
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "get_rng_state"):
        torch_state = torch.get_rng_state()
        restorers.append(lambda: torch.set_rng_state(torch_state))

    def restore() -> None:
        for put_back in restorers:
            put_back()

    return restore


def _keep_layers(model: Any) -> Callable[[], None]:
    """Per layer: flags, losses and the records of its calls."""
    kept = [
        (
            layer,
            {flag: vars(layer)[flag] for flag in _FLAGS if flag in vars(layer)},
            {name: list(vars(layer)[name]) for name in _LISTS if name in vars(layer)},
            set(vars(layer).get("_loss_ids", ())),
        )
        for layer in _all_operations(model)
    ]

    def restore() -> None:
        for layer, flags, lists, loss_ids in kept:
            for flag, value in flags.items():
                if vars(layer).get(flag) is not value:
                    object.__setattr__(layer, flag, value)
            for name, members in lists.items():
                held = vars(layer)[name]
                if len(held) != len(members):
                    held[:] = members
            if "_loss_ids" in vars(layer):
                layer._loss_ids.clear()
                layer._loss_ids.update(loss_ids)

    return restore


def _all_operations(model: Any) -> list[Any]:
    """The model, its layers at any depth, and the operations of its graphs."""
    flatten = getattr(model, "_flatten_layers", None)
    layers = list(flatten()) if flatten is not None else [model]
    found = {id(layer): layer for layer in layers}
    for layer in layers:
        for operation in getattr(layer, "_operations", ()):
            found.setdefault(id(operation), operation)
    return list(found.values())
