"""Small whole numbers that are known although tensors are fake: positions, masks, token ids.

In: calls on fake tensors. Out: the real result, where every operand is known and the result is
small; nothing is ever computed in floating point but single numbers. This is index arithmetic:
it decides the sizes and branches that would otherwise have to be guessed.
"""

from __future__ import annotations

from typing import Any

import torch
from torch._subclasses.fake_tensor import FakeTensor
from torch.utils._mode_utils import no_dispatch

#: Largest tensor that is carried along, in numbers.
LARGEST = 16384
#: The same for views that repeat a few numbers; only looked at, never computed with.
LARGEST_VIEW = 1 << 26
#: Floating point numbers only up to this many.
LARGEST_FLOAT = 4
_RANDOM = torch.Tag.nondeterministic_seeded


class KnownValues:
    """Real values by the identity of the fake tensors that stand for them."""

    def __init__(self) -> None:
        self._values: dict[int, tuple[Any, Any]] = {}
        self._spoiled: set[int] = set()

    def learn(self, fake: Any, real: Any) -> None:
        """Takes a copy of a small real tensor's value."""
        if real.device.type == "cpu" and not isinstance(real, FakeTensor) and _is_small(real):
            self._values[id(fake)] = (fake, real.detach().clone())

    def value_of(self, tensor: Any) -> Any:
        """The real tensor that a fake one stands for; None if it is not known."""
        try:
            return self._value(tensor)
        except KeyError:
            return None

    def computed(self, func: Any, args: Any, kwargs: Any) -> tuple[Any] | None:
        """The real result of a call, in a tuple; None if it is not known."""
        if _RANDOM in func.tags or (not self._values and _holds_tensor((args, kwargs))):
            return None
        if not _holds_tensor((args, kwargs)) and not _is_small_factory(func, args):
            return None
        try:
            real_args, real_kwargs = self._real(args), self._real(kwargs)
        except KeyError:
            self._spoil(func, args, kwargs)
            return None
        if not _is_view(func) and not _all_compact((real_args, real_kwargs)):
            return None
        with no_dispatch():
            try:
                result = func(*real_args, **real_kwargs)
            except Exception:  # noqa: BLE001 - then it is simply not known
                return None
        return (result,) if _all_small(result) else None

    def counted(self, func: Any, args: Any) -> int | None:
        """How many entries of a known mask are set, where a call looks for them."""
        place = _MASKS.get(func._schema.name)
        mask = None if place is None else self.value_of(args[place])
        return None if mask is None else int(mask.count_nonzero())

    def carry(self, fake: Any, real: Any) -> None:
        """The result of a call is known from now on."""
        if isinstance(fake, FakeTensor) and isinstance(real, torch.Tensor):
            self._values[id(fake)] = (fake, real)
        elif isinstance(fake, tuple | list) and isinstance(real, tuple | list):
            for fake_item, real_item in zip(fake, real):
                self.carry(fake_item, real_item)

    def _real(self, structure: Any) -> Any:
        """The same structure with real tensors; KeyError where one is not known."""
        if isinstance(structure, torch.Tensor):
            return self._value(structure)
        if isinstance(structure, tuple | list):
            return type(structure)(self._real(item) for item in structure)
        if isinstance(structure, dict):
            return {
                key: torch.device("cpu") if key == "device" else self._real(item)
                for key, item in structure.items()
            }
        return structure

    def _value(self, tensor: Any) -> Any:
        if isinstance(tensor, FakeTensor):
            real = self._values[id(tensor)][1]
            if real.untyped_storage()._cdata in self._spoiled:
                raise KeyError
            return real
        if tensor.device.type != "cpu" or not _is_small(tensor):
            raise KeyError
        return tensor.detach().clone()

    def _spoil(self, func: Any, args: Any, kwargs: Any) -> None:
        """Something unknown is written into what was known: it and its views are not any more."""
        if not func._schema.is_mutable:
            return
        for argument, value in zip(func._schema.arguments, args):
            written = argument.alias_info is not None and argument.alias_info.is_write
            held = self._values.get(id(value)) if written else None
            if held is not None:
                self._spoiled.add(held[1].untyped_storage()._cdata)


def _is_small(tensor: Any) -> bool:
    if type(tensor) not in (torch.Tensor, torch.nn.Parameter) or tensor.layout != torch.strided:
        return False
    is_float = tensor.is_floating_point() or tensor.is_complex()
    if is_float or tensor.is_quantized:
        return bool(tensor.numel() <= LARGEST_FLOAT and not tensor.is_quantized)
    stored = tensor.untyped_storage().nbytes() // tensor.itemsize
    return bool(min(tensor.numel(), stored) <= LARGEST and tensor.numel() <= LARGEST_VIEW)


def _all_compact(structure: Any) -> bool:
    """Whether nothing inside repeats so many numbers that it is too large to compute with."""
    if isinstance(structure, torch.Tensor):
        return bool(structure.numel() <= LARGEST)
    if isinstance(structure, dict):
        structure = tuple(structure.values())
    return not isinstance(structure, tuple | list) or all(map(_all_compact, structure))


def _is_view(func: Any) -> bool:
    """Whether the result of a call shares its argument's memory."""
    shared = (result.alias_info for result in func._schema.returns)
    return any(alias is not None and not alias.is_write for alias in shared)


#: Where a mask stands among the arguments of what looks for its entries.
_MASKS = {"aten::nonzero": 0, "aten::masked_select": 1}


def _all_small(result: Any) -> bool:
    if isinstance(result, torch.Tensor):
        return _is_small(result)
    if isinstance(result, tuple | list):
        return all(_all_small(item) for item in result)
    return True


def _is_small_factory(func: Any, args: Any) -> bool:
    """Whether a call that makes a tensor from numbers alone may be run for real."""
    name = func._schema.name
    if not name.startswith("aten::"):
        return False
    sizes = args[0] if args and isinstance(args[0], tuple | list) else ()
    total = 1
    for size in sizes:
        total *= size if isinstance(size, int) else 1
    if name in ("aten::arange", "aten::range"):
        return all(isinstance(bound, int) and abs(bound) <= LARGEST for bound in args)
    return name in _FACTORIES and total <= LARGEST


_FACTORIES = frozenset(
    {"aten::zeros", "aten::ones", "aten::full", "aten::scalar_tensor", "aten::eye", "aten::tensor"}
)


def _holds_tensor(structure: Any) -> bool:
    """Whether a tensor is inside."""
    if isinstance(structure, torch.Tensor):
        return True
    if isinstance(structure, tuple | list):
        return any(_holds_tensor(item) for item in structure)
    if isinstance(structure, dict):
        return any(_holds_tensor(item) for item in structure.values())
    return False
