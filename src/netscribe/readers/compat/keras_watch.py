"""Watches the calls of layers and operations inside Keras 3, and leaves no trace.

In: a listener. Out: nothing; while the watch is open, Keras' call methods tell the listener of each
call. Everything that is patched is put back in `finally`. Knows nothing of our Graph.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

Proceed = Callable[..., Any]

_SHAPED = ("normal", "uniform", "truncated_normal", "randint", "gamma", "beta", "binomial")
_SHUFFLED = ("dropout", "shuffle", "categorical")
RANDOM_FUNCTIONS = _SHAPED + _SHUFFLED


class Listener(Protocol):
    """What the watch asks and tells.

    `listening` is true only inside the `call` of something that is looked into; `expected` is the
    layer whose `call` is to be looked into next; `computing` is true in a run on real arrays.
    """

    listening: bool
    expected: Any
    computing: bool
    opened: int

    def layer_called(self, layer: Any, args: Any, kwargs: Any, proceed: Proceed) -> Any: ...

    def body_entered(self, layer: Any, args: Any, kwargs: Any) -> Any: ...

    def operation_called(self, operation: Any, args: Any, kwargs: Any, proceed: Proceed) -> Any: ...

    def random_called(self, name: str, args: Any, kwargs: Any, proceed: Proceed) -> Any: ...

    def variable_read(self, variable: Any) -> None: ...


@contextmanager
def watched(listener: Listener) -> Iterator[None]:
    """Keras' calls are told to `listener` for as long as this is open."""
    with ExitStack() as stack:
        _patch_layers(listener, stack)
        _patch_operations(listener, stack)
        _patch_nodes(listener, stack)
        _patch_random(listener, stack)
        _patch_variables(listener, stack)
        yield


def _replace(stack: ExitStack, owner: Any, name: str, new: Any) -> None:
    """Sets `owner.name`, and puts back what was there when the stack closes."""
    own = vars(owner)
    if name in own:
        stack.callback(setattr, owner, name, own[name])
    else:
        stack.callback(delattr, owner, name)
    setattr(owner, name, new)


def watched_layer_call(listener: Listener, call: Proceed) -> Proceed:
    """`call` of a layer, of which the listener is told first; it decides whether to go on."""

    def watched_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not listener.listening:
            return call(self, *args, **kwargs)

        def proceed(*new_args: Any, **new_kwargs: Any) -> Any:
            return call(self, *new_args, **new_kwargs)

        return listener.layer_called(self, args, kwargs, proceed)

    return watched_call


def _patch_layers(listener: Listener, stack: ExitStack) -> None:
    """`Layer.__call__` asks the listener; building a layer is not listened to."""
    layer_class = importlib.import_module("keras.src.layers.layer").Layer
    call, build = layer_class.__call__, layer_class._maybe_build

    def quiet_build(self: Any, *args: Any, **kwargs: Any) -> Any:
        expected, listener.expected = listener.expected, None
        opened, listener.opened = listener.opened, 0
        try:
            return build(self, *args, **kwargs)
        finally:
            listener.expected, listener.opened = expected, opened

    _replace(stack, layer_class, "__call__", watched_layer_call(listener, call))
    _replace(stack, layer_class, "_maybe_build", quiet_build)


def _patch_operations(listener: Listener, stack: ExitStack) -> None:
    """Operations tell of themselves; the body of an expected layer runs openly."""
    operation_class = importlib.import_module("keras.src.ops.operation").Operation
    layer_class = importlib.import_module("keras.src.layers.layer").Layer
    call, symbolic_call = operation_class.__call__, operation_class.symbolic_call

    def body_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if listener.expected is self:
            return listener.body_entered(self, args, kwargs)
        return call(self, *args, **kwargs)

    def watched_symbolic_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not listener.listening or isinstance(self, layer_class):
            return symbolic_call(self, *args, **kwargs)

        def proceed(*new_args: Any, **new_kwargs: Any) -> Any:
            if listener.computing:
                return self.call(*new_args, **new_kwargs)
            return symbolic_call(self, *new_args, **new_kwargs)

        return listener.operation_called(self, args, kwargs, proceed)

    _replace(stack, operation_class, "__call__", body_call)
    _replace(stack, operation_class, "symbolic_call", watched_symbolic_call)
    _patch_dispatch(listener, stack)


def _patch_dispatch(listener: Listener, stack: ExitStack) -> None:
    """In a run on real arrays `keras.ops` functions go through their operations too."""
    tensors = importlib.import_module("keras.src.backend.common.keras_tensor")
    is_tensor = importlib.import_module("keras.src.backend").is_tensor
    flatten = importlib.import_module("keras.src.tree").flatten
    original = tensors.any_symbolic_tensors

    def any_watched(args: Any = None, kwargs: Any = None) -> bool:
        if listener.listening and listener.computing:
            return any(is_tensor(leaf) for leaf in flatten((args, kwargs)))
        return bool(original(args, kwargs))

    for name, module in sorted(sys.modules.items()):
        is_ops = name.startswith("keras.src.ops.") and name != "keras.src.ops.operation"
        if is_ops and getattr(module, "any_symbolic_tensors", None) is original:
            _replace(stack, module, "any_symbolic_tensors", any_watched)


def _patch_nodes(listener: Listener, stack: ExitStack) -> None:
    """Calls that are only watched are not written into the layers' own records of calls."""
    node_class = importlib.import_module("keras.src.ops.node").Node
    record = node_class.__init__

    def unrecorded(self: Any, *args: Any, **kwargs: Any) -> None:
        if not listener.opened:
            record(self, *args, **kwargs)

    _replace(stack, node_class, "__init__", unrecorded)


def _patch_random(listener: Listener, stack: ExitStack) -> None:
    """`keras.random` functions become calls of their own."""
    for module_name in ("keras.random", "keras.src.random.random"):
        module = importlib.import_module(module_name)
        for name in RANDOM_FUNCTIONS:
            if hasattr(module, name):
                _replace(stack, module, name, _watched_random(listener, name, module))


def _watched_random(listener: Listener, name: str, module: Any) -> Proceed:
    original: Proceed = getattr(module, name)

    def watched_function(*args: Any, **kwargs: Any) -> Any:
        if not listener.listening:
            return original(*args, **kwargs)
        return listener.random_called(name, args, kwargs, original)

    return watched_function


def _patch_variables(listener: Listener, stack: ExitStack) -> None:
    """A weight that is read as a plain array (`self.w[0]`) is told."""
    variable_class = importlib.import_module("keras.src.backend").Variable
    original = variable_class.value

    def value(self: Any) -> Any:
        if listener.listening:
            listener.variable_read(self)
        return original.__get__(self, type(self))

    _replace(stack, variable_class, "value", property(value))
