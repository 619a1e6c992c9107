"""Example inputs from what the user gave: tensors, arrays, shapes, and structures of those.

In: a model and `ReadRequest.inputs`. Out: candidates, the literal reading first; then, for shapes
only, with a batch put before them and with the other kind of numbers. Example tensors own no memory
to speak of, except whole numbers, whose values may decide a branch.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch

from netscribe.errors import InputError
from netscribe.graph.types import TensorType
from netscribe.readers.compat.torch_classes import layer_class_of
from netscribe.readers.torch.inputs import (
    BATCH,
    HINT,
    LENGTH,
    Candidate,
    ExampleInputs,
    float_of,
    keyword_names,
    parameter_names,
    takes_any_name,
)
from netscribe.registry import nearest_hint

#: Rank of what the first layer takes, batch included.
_RANKS = {"Linear": 2, "Conv1d": 3, "Conv2d": 4, "Conv3d": 5, "Embedding": 2, "EmbeddingBag": 2}
_RECURRENT = ("LSTM", "GRU", "RNN")
_RANKS |= dict.fromkeys(_RECURRENT, 3)
#: Words in an argument's name that stand for whole numbers.
_WHOLE_WORDS = ("ids", "token", "index", "indices", "label", "position", "timestep", "tokens")


@dataclass(frozen=True)
class _Reading:
    """How shapes are read: with a batch put before them, with whole numbers instead of reals."""

    batched: bool = False
    swapped: bool = False


_READINGS = tuple(
    _Reading(batched, swapped) for swapped, batched in itertools.product((False, True), repeat=2)
)


def given_candidates(model: Any, inputs: Any) -> Iterator[Candidate]:
    """Candidates for what the user gave; each structure once.

    Raises:
        InputError: what was given is no input.
    """
    seen: list[str] = []
    for reading in _READINGS:
        example = _example_inputs(_Maker(model, reading), inputs)
        printed = repr((example.args, sorted(example.kwargs.items())))
        if printed not in seen:
            seen.append(printed)
            yield Candidate(replace(example, batch_axis=_batch_axis(model)))


def _batch_axis(model: Any) -> int:
    """Where the first layer that reads sequences expects the batch."""
    orders = (getattr(module, "batch_first", None) for module in model.modules())
    return 1 if next((order for order in orders if isinstance(order, bool)), True) is False else 0


def _example_inputs(maker: _Maker, inputs: Any) -> ExampleInputs:
    model = maker.model
    if isinstance(inputs, Mapping):
        named = {str(key): maker.example(value, str(key)) for key, value in inputs.items()}
        if set(named) <= {*parameter_names(model), *keyword_names(model)} or takes_any_name(model):
            return ExampleInputs((), named)
        _refuse_misspelled(model, named)
        return ExampleInputs((named,))
    names = parameter_names(model)
    if isinstance(inputs, tuple | list) and not is_shape(inputs) and not is_typed_shape(inputs):
        places = [names[i] if i < len(names) else "" for i in range(len(inputs))]
        return ExampleInputs(tuple(map(maker.example, inputs, places)))
    return ExampleInputs((maker.example(inputs, names[0] if names else ""),))


def _refuse_misspelled(model: Any, named: Mapping[str, Any]) -> None:
    """Some names fit and some do not: a slip, and no dictionary that is an argument itself."""
    known = [*parameter_names(model), *keyword_names(model)]
    unknown = [name for name in named if name not in known]
    if len(unknown) < len(named) or len(known) != 1:
        raise InputError(
            f"{type(model).__name__}.forward() has no argument {unknown[0]!r}; "
            f"it takes {', '.join(known)}",
            hint=nearest_hint(unknown[0], tuple(known)) or HINT,
        )


def is_shape(value: object) -> bool:
    """Whether it is a tuple or list of sizes, None for one that varies."""
    sizes = value if isinstance(value, tuple | list) else ()
    plain = all(size is None or (isinstance(size, int) and size >= 0) for size in sizes)
    return bool(sizes) and plain and not any(isinstance(size, bool) for size in sizes)


def is_typed_shape(value: object) -> bool:
    """Whether it is a pair of a shape and a dtype."""
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and is_shape(value[0])
        and isinstance(value[1], str | torch.dtype)
    )


class _Maker:
    """Makes example tensors in one reading."""

    def __init__(self, model: Any, reading: _Reading) -> None:
        self.model = model
        self._reading = reading
        layers = (layer_class_of(module) for module in model.modules())
        self._first = next((word for word in layers if word in _RANKS), "")
        self._lacks_batch: bool | None = None

    def example(self, value: Any, name: str) -> Any:
        """A tensor for a shape or array; structures and plain values pass."""
        if isinstance(value, torch.Tensor):
            return value
        if isinstance(value, TensorType):
            return self._of_shape(value.shape or (), dtype_of(value.dtype), name)
        if is_typed_shape(value):
            return self._of_shape(tuple(value[0]), dtype_of(value[1]), name)
        if is_shape(value):
            return self._of_shape(tuple(value), None, name)
        if isinstance(value, Mapping):
            return {key: self.example(item, str(key)) for key, item in value.items()}
        if isinstance(value, tuple | list):
            return type(value)(self.example(item, name) for item in value)
        if hasattr(value, "__array__") and hasattr(value, "dtype"):
            return torch.as_tensor(value)
        if value is None or isinstance(value, bool | int | float | str):
            return value
        raise InputError(f"inputs= holds a {type(value).__name__}, which is no tensor", hint=HINT)

    def _of_shape(
        self, shape: tuple[Any, ...], dtype: torch.dtype | None, name: str
    ) -> torch.Tensor:
        if self._lacks_batch is None:  # the first input tells for all
            self._lacks_batch = len(shape) == _RANKS.get(self._first, 0) - 1
        if self._lacks_batch != self._reading.batched:
            place = _batch_axis(self.model) if self._first in _RECURRENT else 0
            shape = (*shape[:place], BATCH, *shape[place:])
        sizes = tuple(
            (BATCH if axis == 0 else LENGTH) if not isinstance(size, int) else size
            for axis, size in enumerate(shape)
        )
        dtype = self._usual_dtype(name) if dtype is None else dtype
        if dtype.is_floating_point or dtype.is_complex:
            return torch.empty(sizes, dtype=dtype, device="meta")
        return torch.ones(sizes, dtype=dtype)

    def _usual_dtype(self, name: str) -> torch.dtype:
        words = name.lower().split("_")
        names = parameter_names(self.model)
        reads_tokens = self._first.startswith("Embedding") and name in ("", *names[:1])
        whole = any(word in words for word in _WHOLE_WORDS) or reads_tokens
        if "mask" in words and not whole:
            return torch.bool if self._reading.swapped else torch.int64
        return float_of(self.model) if whole == self._reading.swapped else torch.int64


def dtype_of(word: str | torch.dtype) -> torch.dtype | None:
    """The dtype of that name; None for "".

    Raises:
        InputError: torch has none of that name.
    """
    if isinstance(word, torch.dtype) or not word:
        return word if isinstance(word, torch.dtype) else None
    found = getattr(torch, word, None)
    if not isinstance(found, torch.dtype):
        raise InputError(
            f"{word!r} is not a dtype", hint="use float32, float16, bfloat16, int64, int32 or bool"
        )
    return found
