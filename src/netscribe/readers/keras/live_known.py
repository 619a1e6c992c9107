"""The shapes that a built model remembers, where the user gave none.

In: a built model whose inside is Python. Out: `GivenInputs`, or None if it remembers nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netscribe.readers.compat.keras_graph import build_shapes, sublayers
from netscribe.readers.compat.keras_tensors import default_float, package_for, symbolic
from netscribe.readers.keras.live_inputs import GivenInputs, call_names


def known_inputs(model: Any) -> GivenInputs | None:
    """A call with the shapes that the model was built with, of any batch."""
    if not getattr(model, "built", False):
        return None
    names, package = call_names(model), package_for(model)
    shapes = build_shapes(model)
    if not shapes and len(names) == 1:
        shapes = _first_built(model)
    if not shapes:
        return None
    if len(shapes) == 1:
        tensors = _tensors(next(iter(shapes.values())), package)
        return None if tensors is None else GivenInputs((tensors,), {}, _named(tensors, names[0]))
    kwargs = {key.removesuffix("_shape"): _tensors(shape, package) for key, shape in shapes.items()}
    kwargs = {key: value for key, value in kwargs.items() if value is not None}
    named = tuple(pair for key, value in kwargs.items() for pair in _named(value, key))
    return GivenInputs((), kwargs, named)


def _first_built(layer: Any) -> dict[str, Any] | None:
    """The shapes that the first layer inside was built with, which often are the model's own."""
    for child in sublayers(layer):
        shapes = build_shapes(child) or _first_built(child)
        if shapes:
            return shapes if len(shapes) == 1 else None
    return None


def _tensors(shape: Any, package: str) -> Any:
    """Symbolic tensors in the structure of the shapes; None where there is no shape."""
    if isinstance(shape, Mapping):
        return {key: _tensors(value, package) for key, value in shape.items()}
    if not isinstance(shape, list | tuple) or not shape:
        return None
    if all(size is None or isinstance(size, int) for size in shape):
        return symbolic((None, *shape[1:]), default_float(), package)
    return [_tensors(item, package) for item in shape]


def _named(tensors: Any, name: str) -> tuple[tuple[str, Any], ...]:
    if isinstance(tensors, Mapping):
        return tuple((str(key), value) for key, value in tensors.items())
    if isinstance(tensors, list):
        return tuple((f"{name}_{index}", value) for index, value in enumerate(tensors))
    return ((name, tensors),)
