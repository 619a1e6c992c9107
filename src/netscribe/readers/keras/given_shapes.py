"""Input types for a saved model: from its file, or from what the user says.

In: a `SavedModel` and `request.inputs`. Out: name and type of each input, in the model's order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netscribe.errors import InputError
from netscribe.graph.types import Dim, Shape, TensorType
from netscribe.readers.keras.document import SavedLayer, SavedModel, with_paths
from netscribe.readers.keras.document_reading import shape_of
from netscribe.readers.keras.policy import dtypes_of

HINT = "pass the shape without the batch: inputs=(28, 28, 1), or --input 28,28,1"

Named = tuple[tuple[str, TensorType], ...]


def input_types(model: SavedModel, given: object) -> Named:
    """Name and type of each input.

    Raises:
        InputError: the file tells no shape and none was given, or what was given does not fit.
    """
    saved = _of_chain(model) if model.sequential else _of_network(model)
    if given is None:
        if any(tensor.shape is None for _, tensor in saved):
            raise InputError(f"{model.class_name} {model.name!r} has no input shape yet", hint=HINT)
        return saved
    shapes = _given_shapes([name for name, _ in saved], given)
    return tuple(
        (name, _replaced(name, tensor, shape))
        for (name, tensor), shape in zip(saved, shapes, strict=True)
    )


def _of_network(model: SavedModel) -> Named:
    layers = {layer.name: layer for layer in model.layers}
    found = []
    keyed = isinstance(model.inputs, Mapping)
    for key, name in with_paths(model.inputs):
        layer = layers.get(name.layer)
        found.append((key if keyed and key else name.layer, _input_type(layer)))
    return tuple(found)


def _input_type(layer: SavedLayer | None) -> TensorType:
    config = layer.config if layer is not None else {}
    written = config.get("batch_shape", config.get("batch_input_shape"))
    dtype = dtypes_of(config.get("dtype"))[0]
    return TensorType(dtype, shape_of(written))


def _of_chain(model: SavedModel) -> Named:
    """The chain's input layer; else the shape with which it, or its first layer, was built."""
    first = model.layers[0] if model.layers else None
    if first is None:
        return (("inputs", TensorType("", model.build_shape)),)
    if first.is_input:
        return ((first.name, _input_type(first)),)
    if first.model is not None:
        return input_types_of_first(first.model)
    found = _input_type(first)
    shape = found.shape or model.build_shape or first.build_shape
    return (("inputs", TensorType(found.dtype, shape)),)


def input_types_of_first(model: SavedModel) -> Named:
    """A chain that begins with a model takes what that model takes."""
    inner = _of_chain(model) if model.sequential else _of_network(model)
    return tuple(("inputs", tensor) for _, tensor in inner[:1])


def _given_shapes(names: Sequence[str], given: object) -> list[Shape | None]:
    """One shape per input; None where the user gave none."""
    if isinstance(given, Mapping):
        unknown = [str(name) for name in given if name not in names]
        if unknown:
            raise InputError(
                f"the model has no input named {unknown[0]!r}", hint=f"it has {', '.join(names)}"
            )
        return [_shape(given[name]) if name in given else None for name in names]
    if _is_shape(given):
        several: Sequence[object] = [given]
    elif isinstance(given, (list, tuple)):
        several = given
    else:
        several = [given]
    if len(several) != len(names):
        raise InputError(
            f"{len(several)} input shapes were given, the model has {len(names)} inputs",
            hint=f"its inputs are {', '.join(names)}",
        )
    return [_shape(item) for item in several]


def _is_shape(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(
        size is None or isinstance(size, int) for size in value
    )


def _shape(value: object) -> Shape:
    """A shape with its batch, from sizes with or without one, or from a thing with a `.shape`."""
    shape = getattr(value, "shape", None)
    if shape is not None:
        return (None, *tuple(shape)[1:])
    if isinstance(value, (list, tuple)) and len(value) == 2 and isinstance(value[1], str):
        value = value[0]
    if not isinstance(value, (list, tuple)) or not _is_shape(value):
        raise InputError(f"inputs has {value!r}, which is no shape", hint=HINT)
    if any(isinstance(size, bool) or (isinstance(size, int) and size < 1) for size in value):
        raise InputError(f"inputs has the sizes {list(value)}, expected sizes from 1", hint=HINT)
    if len(value) > 1 and value[0] is None:
        return tuple(value)
    return (None, *value)


def _replaced(name: str, saved: TensorType, shape: Shape | None) -> TensorType:
    """The saved type with the user's sizes, if they fit."""
    if shape is None:
        return saved
    if saved.shape is not None and not _fits(saved.shape, shape):
        raise InputError(
            f"input {name!r} has the shape {_text(saved.shape)}, not {_text(shape)}",
            hint="leave the shape out, or fill in only its unknown sizes",
        )
    return TensorType(saved.dtype, shape)


def _fits(saved: Shape, given: Shape) -> bool:
    if len(saved) != len(given):
        return False
    return all(
        size is None or other is None or size == other
        for size, other in zip(saved[1:], given[1:], strict=True)
    )


def _text(shape: Shape) -> str:
    def word(size: Dim) -> str:
        return "any" if size is None else str(size)

    return "(" + ", ".join(word(size) for size in shape[1:]) + ")"
