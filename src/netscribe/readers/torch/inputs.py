"""What a forward pass is called with: the record of it, and what forward's signature tells.

In: a model. Out: `ExampleInputs`, `Candidate`, and the names of forward's arguments. Where examples
come from is for `inputs_given` (the user), `inputs_layers` and `inputs_transformers` (a search).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import torch

HINT = "pass inputs=: a tensor, a shape such as (1, 3, 224, 224), or a dictionary by argument name"
#: Two, since one would hide broadcasting, and normalization in training mode refuses it.
BATCH = 2
#: Steps of a sequence: enough that no step count is mistaken for a batch or a number of heads.
LENGTH = 16


@dataclass(frozen=True)
class ExampleInputs:
    """Arguments for one call of the model.

    Attributes:
        note: what was guessed, or "".
        batch_axis: which axis of sequences of vectors is the batch; 1 where time comes first.
    """

    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    batch_axis: int = 0


@dataclass(frozen=True)
class Candidate:
    """Inputs that may be what the model takes.

    Attributes:
        refined: given the message with which the model refused them, others that may fit better.
    """

    example: ExampleInputs
    refined: Refine | None = None


Refine: TypeAlias = Callable[[str], Iterable[Candidate]]


def parameter_names(model: Any) -> list[str]:
    """Names of forward's arguments, in order; empty where its signature does not tell."""
    return [parameter.name for parameter in _parameters(model) if parameter.kind in _NAMED]


def keyword_names(model: Any) -> list[str]:
    """Names of the arguments that forward takes by name only."""
    kind = inspect.Parameter.KEYWORD_ONLY
    return [parameter.name for parameter in _parameters(model) if parameter.kind is kind]


def takes_arguments(model: Any) -> bool:
    """Whether forward takes any; True where its signature does not tell."""
    try:
        return bool(inspect.signature(model.forward).parameters)
    except (AttributeError, TypeError, ValueError):
        return True


def required_names(model: Any) -> list[str]:
    """Names of the arguments that forward cannot do without."""
    return [
        parameter.name
        for parameter in _parameters(model)
        if parameter.kind in (*_NAMED, inspect.Parameter.KEYWORD_ONLY)
        and parameter.default is inspect.Parameter.empty
    ]


def takes_any_name(model: Any) -> bool:
    """Whether forward takes arguments of any name."""
    return any(item.kind is inspect.Parameter.VAR_KEYWORD for item in _parameters(model))


def written_type(model: Any, name: str) -> str:
    """The type that is written for an argument of forward, as text; "" where none is."""
    for parameter in _parameters(model):
        if parameter.name == name and parameter.annotation is not inspect.Parameter.empty:
            return str(parameter.annotation)
    return ""


_NAMED = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _parameters(model: Any) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(model.forward).parameters.values())
    except (AttributeError, TypeError, ValueError):
        return []


def float_of(model: Any) -> torch.dtype:
    """The dtype of the model's first weight that is a real number."""
    floats = (item.dtype for item in model.parameters() if item.is_floating_point())
    return next((dtype for dtype in floats if dtype.itemsize > 1), torch.get_default_dtype())


def floats(model: Any, *sizes: int) -> torch.Tensor:
    """Numbers of the model's own dtype; they own no memory."""
    return torch.empty(sizes, dtype=float_of(model), device="meta")


def whole(*sizes: int) -> torch.Tensor:
    """Whole numbers, whose values may decide a branch: ones, which any table of two holds."""
    return torch.ones(sizes, dtype=torch.int64)


def described(example: ExampleInputs, names: Iterable[str] = ()) -> str:
    """The shapes in one line: "2×3×224×224", or "input_ids 2×16, pixel_values 2×3×224×224"."""
    if not example.kwargs and len(example.args) == 1:
        return _described(example.args[0])
    known = [*names]
    places = [known[i] if i < len(known) else f"input {i}" for i in range(len(example.args))]
    pairs = [*zip(places, example.args), *example.kwargs.items()]
    return ", ".join(f"{name} {_described(value)}" for name, value in pairs) or "no argument"


def _described(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        printed = "×".join(map(str, value.shape)) or "a number"
        return printed if value.is_floating_point() else f"{printed} ({_word(value)})"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_described, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} {_described(item)}" for key, item in value.items()) + "}"
    return str(value)


def _word(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")
