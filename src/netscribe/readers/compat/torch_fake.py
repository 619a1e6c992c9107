"""Fake tensors: shapes and dtypes that flow through the real code, with no numbers behind them.

In: real tensors (a model's weights, examples). Out: fake twins that own no memory; while the mode
is open, whatever is computed is fake too. Sizes and values that depend on data are guessed and
the listener is told; small whole numbers are known and carried along, so that most need no guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

import torch
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
    FakeTensor,
    FakeTensorMode,
)
from torch.utils._mode_utils import no_dispatch

from netscribe.readers.compat.torch_guess import Guess, guessed_result
from netscribe.readers.compat.torch_kernels import own_result
from netscribe.readers.compat.torch_known import KnownValues
from netscribe.readers.compat.torch_packed import packed_result
from netscribe.readers.compat.torch_repeats import Function, RepeatedCalls

_CPU = torch.device("cpu")
_DEVICE = torch.ops.prim.device.default


class DispatchListener(Protocol):
    """Who is told of what happens below the public functions."""

    def guessed(self, name: str) -> None: ...

    def dispatched(self, func: Any, args: Any, kwargs: Any, result: Any) -> None: ...


class FakeRun(FakeTensorMode):  # type: ignore[misc]
    """A fake tensor mode that knows small whole numbers, and guesses where data decides.

    Args:
        guess: what to take for sizes and values that depend on data.
        listener: told of guesses, and of operations that no public function of Python called.
        gradients: whether results follow which weights want gradients, which costs time.

    Attributes:
        decisions: how often the data decided something.
    """

    computes = False

    def __init__(self, guess: Guess, listener: DispatchListener, *, gradients: bool) -> None:
        super().__init__(allow_non_fake_inputs=True)
        self.decisions = 0
        self._guess = guess
        self._gradients = gradients
        self._repeats = RepeatedCalls(self)
        self._caches = bool(vars(self)["cache_enabled"])
        self._listener = listener
        self._depth = 0
        self._known = KnownValues()
        self._twins: dict[int, tuple[Any, Any]] = {}

    def twin_of(self, tensor: Any) -> Any:
        """The fake twin of a real tensor, the same at each call; a fake one is its own."""
        if isinstance(tensor, FakeTensor) and tensor.fake_mode is self:
            return tensor
        if torch._C._functorch.is_functorch_wrapped_tensor(tensor):
            return tensor
        held = self._twins.get(id(tensor))
        if held is None:
            held = (tensor, self._made_twin(tensor))
            self._twins[id(tensor)] = held
        return held[1]

    def value_of(self, tensor: Any) -> Any:
        """The real tensor that a fake one stands for; None if it is not known."""
        return self._known.value_of(tensor)

    def called(self, function: Function, args: Any, kwargs: Any) -> Any:
        """The result of a public function."""
        return self._repeats.called(function, args, kwargs)

    def is_plain(self, tensor: Any) -> bool:
        """Whether it is a fake tensor of this run, dense and without anything unusual."""
        return (
            type(tensor) is FakeTensor
            and tensor.fake_mode is self
            and tensor.constant is None
            and tensor.layout is torch.strided
            and not (tensor.is_complex() or tensor.is_quantized or tensor.is_inference())
        )

    def device_of(self, tensor: Any) -> Any:
        """The device that it pretends to be on."""
        return tensor.fake_device

    def made(self, meta: Any, device: Any) -> Any:
        """A fake tensor around one on the meta device."""
        return FakeTensor(self, meta, device)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Whatever is computed is fake."""
        with self:
            yield

    def forget(self) -> None:
        """Lets go of all tensors."""
        self._twins.clear()
        self._known = KnownValues()

    def _made_twin(self, tensor: Any) -> Any:
        if _is_unready(tensor):
            return tensor
        if type(tensor).__torch_dispatch__ is not torch._C._disabled_torch_dispatch_impl and (
            not isinstance(tensor, FakeTensor)
        ):
            return tensor
        if tensor.layout is not torch.strided or tensor.is_quantized or tensor.is_nested:
            return self.from_tensor(tensor)
        with no_dispatch():
            twin = self._plain_twin(tensor)
            self._known.learn(twin, tensor)
        return twin

    def _plain_twin(self, tensor: Any) -> Any:
        """Made by hand, since torch's own way copies much that a picture has no use for."""
        meta = torch.empty_strided(
            tuple(tensor.shape), tensor.stride(), dtype=tensor.dtype, device="meta"
        )
        wanted = self._gradients or not isinstance(tensor, torch.nn.Parameter)
        meta.requires_grad_(tensor.requires_grad and wanted)
        device = _CPU if tensor.device.type == "meta" else tensor.device
        return FakeTensor(self, meta, device)

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is _DEVICE and isinstance(args[0], FakeTensor):
            # asked at every step; torch's own way to the answer is long
            return args[0].fake_device
        kwargs = kwargs or {}
        self._depth += 1
        try:
            with torch._C.DisableTorchFunction():
                result = self._run(func, types, args, kwargs)
        finally:
            self._depth -= 1
        if not self._depth:
            self._listener.dispatched(func, args, kwargs, result)
        return result

    def _run(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        known = self._known.computed(func, args, kwargs)
        # torch keeps results by argument, and packed weights cannot be compared
        self.cache_enabled = self._caches and not any(type(x) is torch.ScriptObject for x in args)
        try:
            result = super().__torch_dispatch__(func, types, args, kwargs)
        except (DynamicOutputShapeException, DataDependentOutputException):
            result = self._decided(func, args, kwargs, known)
        except RuntimeError:
            result = own_result(func, args, kwargs)
            if result is None:
                raise
        if known is not None:
            self._known.carry(result, known[0])
        return result

    def _decided(self, func: Any, args: Any, kwargs: Any, known: Any) -> Any:
        """A result whose size or value the data decides: known, or else guessed."""
        self.decisions += 1
        if known is not None:
            return _faked(self, known[0])
        packed = packed_result(func, args, self._known.value_of)
        if packed is not None:
            data, sizes = packed
            fake_sizes = _faked(self, sizes)
            self._known.carry(fake_sizes, sizes)
            return data, fake_sizes
        count = self._known.counted(func, args)
        if count is not None:
            return guessed_result(func, args, kwargs, replace(self._guess, count=count))
        result = guessed_result(func, args, kwargs, self._guess)
        self._listener.guessed(str(func._schema.name).rpartition("::")[2])
        return result


def _is_unready(tensor: Any) -> bool:
    return type(tensor).__name__.startswith("Uninitialized")


def _faked(mode: FakeRun, result: Any) -> Any:
    """The same structure with fresh fake tensors."""
    if isinstance(result, torch.Tensor):
        with no_dispatch():
            return mode._plain_twin(result)
    if isinstance(result, tuple | list):
        return type(result)(_faked(mode, item) for item in result)
    return result
