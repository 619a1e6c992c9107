"""Watches the calls of layers inside the legacy Keras (tf_keras), and leaves no patch behind.

In: a listener, as for Keras 3. Out: nothing. There a bare TensorFlow function on a symbolic tensor
is a layer too (TFOpLambda), so layers are all there is to watch.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from netscribe.readers.compat.keras_watch import Listener, watched_layer_call

_BASE = "engine.base_layer"


@contextmanager
def watched_legacy(listener: Listener, model: Any) -> Iterator[None]:
    """The calls of layers are told to `listener` for as long as this is open."""
    layer_class = _layer_class(model)
    call, symbolic_call = layer_class.__call__, layer_class._keras_tensor_symbolic_call

    def open_call(self: Any, inputs: Any, input_masks: Any, args: Any, kwargs: Any) -> Any:
        if listener.expected is not self:
            return symbolic_call(self, inputs, input_masks, args, kwargs)
        self._maybe_build(inputs)
        return listener.body_entered(self, (inputs, *args), kwargs)

    layer_class.__call__ = watched_layer_call(listener, call)
    layer_class._keras_tensor_symbolic_call = open_call
    try:
        yield
    finally:
        layer_class.__call__ = call
        layer_class._keras_tensor_symbolic_call = symbolic_call


def _layer_class(model: Any) -> Any:
    """The legacy base class of all layers, from the package that the model is from."""
    for base in type(model).__mro__:
        if base.__name__ == "Layer" and base.__module__.endswith(_BASE):
            return vars(importlib.import_module(base.__module__))["Layer"]
    raise TypeError(f"{type(model).__name__} is no layer")


@contextmanager
def legacy_names_kept(model: Any) -> Iterator[None]:
    """The legacy Keras' counters for names are the same before and after."""
    package = type_package(model)
    backend = importlib.import_module(f"{package}.backend")
    counters = getattr(backend, "PER_GRAPH_OBJECT_NAME_UIDS", {})
    kept = {graph: dict(names) for graph, names in counters.items()}
    try:
        yield
    finally:
        for graph, names in list(counters.items()):
            names.clear()
            names.update(kept.get(graph, {}))


def type_package(model: Any) -> str:
    """The package that holds the legacy Keras' source: "tf_keras.src", or "keras.src"."""
    for base in type(model).__mro__:
        if base.__name__ == "Layer" and base.__module__.endswith(_BASE):
            return str(base.__module__.removesuffix(f".{_BASE}"))
    return "tf_keras.src"
