"""Real calls of PyTorch, bound as a capture binds them: by position and by name, no signatures.

Tensors live on the meta device, so that nothing is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from netscribe.graph.types import TensorType
from netscribe.readers.torch.facts import (
    FunctionCall,
    OperationFacts,
    ParameterArgument,
    TensorArgument,
)
from netscribe.readers.torch.operations import describe


def tensor(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.empty(shape, dtype=dtype, device="meta")


def integers(*shape: int) -> torch.Tensor:
    return tensor(*shape, dtype=torch.int64)


def weight(*shape: int) -> torch.nn.Parameter:
    return torch.nn.Parameter(tensor(*shape))


def type_of(value: torch.Tensor) -> TensorType:
    return TensorType(str(value.dtype).removeprefix("torch."), tuple(value.shape))


class _Recorder(TorchFunctionMode):
    """Keeps the outermost calls that give tensors."""

    def __init__(self, module_class: str, settings: dict[str, object]) -> None:
        super().__init__()
        self.calls: list[FunctionCall] = []
        self._module = (module_class, settings)
        self._deep = False

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if self._deep or getattr(func, "__name__", "") == "__get__":
            return func(*args, **kwargs)
        self._deep = True
        try:
            with self:
                result = func(*args, **kwargs)
        finally:
            self._deep = False
        found = _tensors(result)
        if found:
            self.calls.append(self._call(func.__name__, args, kwargs, found))
        return result

    def _call(self, name: str, args: Any, kwargs: Any, results: list[torch.Tensor]) -> FunctionCall:
        inputs: list[TensorType] = []

        def placed(value: Any) -> Any:
            if isinstance(value, torch.nn.Parameter):
                return ParameterArgument("weight", type_of(value))
            if isinstance(value, torch.Tensor):
                inputs.append(type_of(value))
                return TensorArgument(len(inputs) - 1)
            if isinstance(value, (tuple, list)):
                return tuple(placed(item) for item in value)
            return value

        arguments = {str(place): placed(value) for place, value in enumerate(args)}
        arguments |= {key: placed(value) for key, value in kwargs.items()}
        outputs = tuple(map(type_of, results))
        return FunctionCall(name, arguments, tuple(inputs), outputs, *self._module)


def _tensors(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (tuple, list)):
        return [found for item in value for found in _tensors(item)]
    return []


def calls_of(
    run: Callable[[], object], module: torch.nn.Module | None = None
) -> list[FunctionCall]:
    """The calls that `run` makes; `module` is the leaf module around them."""
    settings = {} if module is None else plain_settings(module)
    name = "" if module is None else type(module).__name__
    recorder = _Recorder(name, settings)
    with recorder, torch.no_grad():
        run()
    return recorder.calls


def facts_of(run: Callable[[], object]) -> OperationFacts:
    """The facts of the one operation that `run` calls."""
    described = [describe(call) for call in calls_of(run)]
    (facts,) = [facts for facts in described if facts is not None]
    return facts


def plain_settings(module: torch.nn.Module) -> dict[str, object]:
    """A leaf module's attributes, its weights as placeholders, absent ones as None."""
    weights = {
        name: None if held is None else ParameterArgument(name, type_of(held))
        for name, held in module._parameters.items()
    }
    plain = {key: value for key, value in vars(module).items() if not key.startswith("_")}
    return {**plain, **weights}


def module_facts(module: torch.nn.Module, *inputs: torch.Tensor) -> OperationFacts:
    """The facts of the one call that is the module's own work."""
    described = [describe(call) for call in calls_of(lambda: module(*inputs), module)]
    (facts,) = [
        facts for facts in described if facts and facts.op.type_name == type(module).__name__
    ]
    return facts
