"""Watches the public functions and modules that a PyTorch forward pass calls, and leaves no trace.

In: a listener. Out: nothing; while the watch is open, the listener is told of each outermost public
function, each call of a module and each custom autograd function, in this thread. Everything that
is patched is put back in `finally`. Knows nothing of our Graph.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

import torch
from torch.overrides import TorchFunctionMode

Proceed = Callable[..., Any]


class Listener(Protocol):
    """Who is told of the calls; `deaf` is true inside a call that is not looked into."""

    deaf: bool

    def function_called(self, func: Any, args: Any, kwargs: Any) -> Any: ...

    def module_called(self, module: Any, args: Any, kwargs: Any, proceed: Proceed) -> Any: ...

    def custom_called(self, function: Any, args: Any, kwargs: Any, proceed: Proceed) -> Any: ...


class _FunctionWatch(TorchFunctionMode):  # type: ignore[misc]
    """Inside the handler torch closes the mode, so only the outermost function is told."""

    def __init__(self, listener: Listener) -> None:
        super().__init__()
        self._listener = listener

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return self._listener.function_called(func, args, kwargs or {})


@contextmanager
def watched(listener: Listener) -> Iterator[None]:
    """Calls are told to `listener` for as long as this is open."""
    with ExitStack() as stack:
        _patch_modules(listener, stack)
        _patch_custom_functions(listener, stack)
        _keep_plain_paths(stack)
        stack.enter_context(_FunctionWatch(listener))
        yield


def _patch_modules(listener: Listener, stack: ExitStack) -> None:
    """`Module.__call__` asks the listener."""
    original = torch.nn.Module.__call__
    owner = threading.get_ident()

    def watched_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if listener.deaf or threading.get_ident() != owner:
            return original(self, *args, **kwargs)
        return listener.module_called(self, args, kwargs, original)

    stack.callback(setattr, torch.nn.Module, "__call__", original)
    torch.nn.Module.__call__ = watched_call


def _patch_custom_functions(listener: Listener, stack: ExitStack) -> None:
    """`Function.apply` of the user's own functions; torch's own (checkpointing) are looked into."""
    function_class = torch.autograd.Function
    original = vars(function_class)["apply"]
    owner = threading.get_ident()

    def watched_apply(cls: Any, *args: Any, **kwargs: Any) -> Any:
        proceed = original.__get__(None, cls)
        own = f"{cls.__module__}.".startswith("torch.")
        if listener.deaf or own or threading.get_ident() != owner:
            return proceed(*args, **kwargs)
        return listener.custom_called(cls, args, kwargs, proceed)

    stack.callback(setattr, function_class, "apply", original)
    function_class.apply = classmethod(watched_apply)


def _keep_plain_paths(stack: ExitStack) -> None:
    """No fused attention that hides its parts, and no compiled code."""
    mha = torch.backends.mha
    stack.callback(mha.set_fastpath_enabled, mha.get_fastpath_enabled())
    mha.set_fastpath_enabled(False)
    executor = torch._C._get_graph_executor_optimize()
    stack.callback(torch._C._set_graph_executor_optimize, executor)
    torch._C._set_graph_executor_optimize(False)
    if "torch._dynamo" in sys.modules:
        stack.enter_context(torch.compiler.set_stance("force_eager"))
