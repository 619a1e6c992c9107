"""A real call of a Keras model, watched from outside: the witness against which facts are checked.

Shares no code with the reader: it wraps `Layer.__call__` alone and looks at real arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class RealCall:
    """One call of one layer: shapes of its results, and which calls made its arguments."""

    layer: Any
    shapes: list[tuple[int, ...]]
    sources: list[int]
    outermost: bool


@dataclass
class Recording:
    """All calls in order of their end, and the result of the model."""

    calls: list[RealCall] = field(default_factory=list)
    makers: dict[int, int] = field(default_factory=dict)
    kept: list[Any] = field(default_factory=list)
    depth: int = 0


@contextmanager
def recorded() -> Iterator[Recording]:
    """Records every layer call while it is open."""
    from keras.src import tree
    from keras.src.layers.layer import Layer

    original, recording = Layer.__call__, Recording()

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        arguments = [leaf for leaf in tree.flatten((args, kwargs)) if hasattr(leaf, "shape")]
        sources = [recording.makers.get(id(leaf), -1) for leaf in arguments]
        recording.kept.append(arguments)
        recording.depth += 1
        start = len(recording.calls)
        try:
            outputs = original(self, *args, **kwargs)
        finally:
            recording.depth -= 1
        results = [leaf for leaf in tree.flatten(outputs) if hasattr(leaf, "shape")]
        recording.kept.append(results)
        shapes = [tuple(leaf.shape) for leaf in results]
        recording.calls.append(RealCall(self, shapes, sources, recording.depth == 0))
        for leaf in results:
            # What a layer inside made and this one only hands on stays the inner one's.
            if recording.makers.get(id(leaf), -1) < start:
                recording.makers[id(leaf)] = len(recording.calls) - 1
        return outputs

    Layer.__call__ = call
    try:
        yield recording
    finally:
        Layer.__call__ = original


def batch_for(model: Any, inputs: Any) -> tuple[list[Any], dict[str, Any]]:
    """Arguments of a real call, of two examples: from the model's own inputs, or `inputs`."""
    from keras.src import tree

    struct = getattr(model, "_inputs_struct", None)
    functional = getattr(model, "_functional", None)
    if struct is None and functional is not None:
        struct = functional._inputs_struct
    if struct is not None:
        return [tree.map_structure(_array, struct)], {}
    if isinstance(inputs, dict):
        arrays = {key: _array_of((None, *shape), "float32") for key, shape in inputs.items()}
        return [arrays], {}
    if isinstance(inputs, list):
        return [_array_of((None, *shape), "float32") for shape in inputs], {}
    if isinstance(inputs[-1], str):
        return [_array_of((None, *inputs[0]), inputs[1])], {}
    return [_array_of((None, *inputs), "float32")], {}


def _array(tensor: Any) -> Any:
    return _array_of(tensor.shape, tensor.dtype)


def _array_of(shape: Any, dtype: str) -> Any:
    import keras
    import numpy as np

    sizes = [size or (16 if axis else 2) for axis, size in enumerate(shape)]
    if dtype == "string":
        return keras.ops.convert_to_tensor(np.full(sizes, "a", dtype=object))
    if dtype.startswith(("int", "uint", "bool")):
        return keras.ops.ones(sizes, dtype=dtype)
    return keras.ops.convert_to_tensor(np.linspace(0, 1, int(np.prod(sizes))).reshape(sizes), dtype)
