"""Example inputs for a forward pass: what the user gave, or a first guess from the first layer.

In: a model and `ReadRequest.inputs` in any form: tensors, arrays, shapes, tuples and dictionaries
of those. Out: `ExampleInputs`, tensors in the structure of the call. Example tensors own no memory
to speak of, except whole numbers, whose values may decide a branch.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from netscribe.errors import InputError
from netscribe.readers.compat.torch_classes import layer_class_of
from netscribe.readers.protocol import ReadRequest

HINT = "pass inputs=: a tensor, a shape such as (1, 3, 224, 224), or a dictionary by argument name"
#: Two, since one would hide broadcasting, and normalization in training mode refuses it.
BATCH = 2
_IMAGE, _LENGTH = 224, 16


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


def example_inputs(model: Any, request: ReadRequest) -> ExampleInputs:
    """The arguments of a call of `model`.

    Raises:
        InputError: nothing was given and nothing can be guessed, or what was given is no input.
    """
    example = _guessed(model) if request.inputs is None else _given(model, request.inputs)
    return replace(example, batch_axis=_batch_axis(model))


def _batch_axis(model: Any) -> int:
    """Where the first layer that reads sequences expects the batch."""
    orders = (getattr(module, "batch_first", None) for module in model.modules())
    return 1 if next((order for order in orders if isinstance(order, bool)), True) is False else 0


def parameter_names(model: Any) -> list[str]:
    """Names of forward's arguments, in order; empty where its signature does not tell."""
    try:
        parameters = inspect.signature(model.forward).parameters.values()
    except (TypeError, ValueError):
        return []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter.name for parameter in parameters if parameter.kind in kinds]


def _given(model: Any, inputs: Any) -> ExampleInputs:
    if isinstance(inputs, Mapping):
        named = {str(key): _example(model, value) for key, value in inputs.items()}
        if set(named) <= set(parameter_names(model)) or _takes_any_name(model):
            return ExampleInputs((), named)
        return ExampleInputs((named,))
    if isinstance(inputs, tuple | list) and not _is_shape(inputs):
        return ExampleInputs(tuple(_example(model, item) for item in inputs))
    return ExampleInputs((_example(model, inputs),))


def _takes_any_name(model: Any) -> bool:
    parameters = inspect.signature(model.forward).parameters.values()
    return any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters)


def _is_shape(value: object) -> bool:
    sizes = value if isinstance(value, tuple | list) else ()
    plain = all(size is None or (isinstance(size, int) and size >= 0) for size in sizes)
    return bool(sizes) and plain and not any(isinstance(size, bool) for size in sizes)


def _example(model: Any, value: Any) -> Any:
    """A tensor for a shape or array; structures and plain values pass."""
    if isinstance(value, torch.Tensor):
        return value
    if _is_shape(value):
        return _of_shape(model, tuple(value))
    if isinstance(value, Mapping):
        return {key: _example(model, item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_example(model, item) for item in value)
    if hasattr(value, "__array__") and hasattr(value, "dtype"):
        return torch.as_tensor(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise InputError(f"inputs= holds a {type(value).__name__}, which is no tensor", hint=HINT)


def _of_shape(model: Any, shape: tuple[int | None, ...]) -> torch.Tensor:
    """An example of a shape, in the dtype that the first layer asks for; a batch is put before a
    shape that lacks one.
    """
    layer = _first_layer(model)
    word = layer_class_of(layer) if layer is not None else ""
    wanted = _RANKS.get(word)
    if wanted is not None and len(shape) == wanted - 1:
        shape = (BATCH, *shape)
    sizes = tuple(
        (BATCH if axis == 0 else _LENGTH) if size is None else size
        for axis, size in enumerate(shape)
    )
    if word.startswith("Embedding"):
        return torch.zeros(sizes, dtype=torch.int64)
    return torch.empty(sizes, dtype=_float_of(model), device="meta")


_RANKS = {"Conv1d": 3, "Conv2d": 4, "Conv3d": 5, "Embedding": 2}


def _float_of(model: Any) -> torch.dtype:
    """The dtype of the model's first weight that is no whole number."""
    floats = (item.dtype for item in model.parameters() if item.is_floating_point())
    return next(floats, torch.get_default_dtype())


def _first_layer(model: Any) -> Any:
    """The first layer, in the order of definition, that says what it takes."""
    layers = (module for module in model.modules() if layer_class_of(module) in _GUESSES)
    return next(layers, None)


def _guessed(model: Any) -> ExampleInputs:
    layer = _first_layer(model)
    required = _required(model)
    if layer is None or required > 1:
        raise InputError(
            f"the inputs of {type(model).__name__} cannot be guessed from its layers", hint=HINT
        )
    word = layer_class_of(layer)
    shape, dtype = _GUESSES[word](layer)
    if dtype is None:
        example = torch.empty(shape, dtype=_float_of(model), device="meta")
    else:
        example = torch.zeros(shape, dtype=dtype)
    printed = "×".join(map(str, shape))
    return ExampleInputs(
        (example,), {}, f"no input was given: {printed} was assumed from the first layer, a {word}"
    )


def _required(model: Any) -> int:
    parameters = inspect.signature(model.forward).parameters.values()
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(
        parameter.kind in kinds and parameter.default is inspect.Parameter.empty
        for parameter in parameters
    )


def _image(layer: Any, axes: int) -> tuple[tuple[int, ...], None]:
    size = {1: 1024, 2: _IMAGE, 3: 32}[axes]
    return (BATCH, layer.in_channels, *(size,) * axes), None


_GUESSES: dict[str, Any] = {
    "Conv1d": lambda layer: _image(layer, 1),
    "Conv2d": lambda layer: _image(layer, 2),
    "Conv3d": lambda layer: _image(layer, 3),
    "Linear": lambda layer: ((BATCH, layer.in_features), None),
    "LSTM": lambda layer: (_sequence(layer), None),
    "GRU": lambda layer: (_sequence(layer), None),
    "RNN": lambda layer: (_sequence(layer), None),
    "Embedding": lambda layer: ((BATCH, _LENGTH), torch.int64),
}


def _sequence(layer: Any) -> tuple[int, ...]:
    first = (BATCH, _LENGTH) if layer.batch_first else (_LENGTH, BATCH)
    return (*first, layer.input_size)
