"""Probes of a legacy (tf_keras) model's recorded graph, in the words of `keras_graph`.

In: legacy models, layers and tensors. Out: plain values. Knows nothing of our Graph.
"""

from __future__ import annotations

from typing import Any


def legacy_graph_of(model: Any, *, sequential: bool) -> Any:
    """A Sequential model is its own graph once it has shapes."""
    if sequential and not getattr(model, "_graph_initialized", False):
        return None
    return model if hasattr(model, "_nested_inputs") else None


def legacy_structures(graph: Any) -> tuple[Any, Any]:
    """Inputs and outputs in the lists and dictionaries that the user gave."""
    return graph._nested_inputs, graph._nested_outputs


def legacy_operations(graph: Any) -> list[Any]:
    """The layers of a recorded graph, in the model's order."""
    return list(graph._self_tracked_trackables)


def legacy_sublayers(layer: Any) -> list[Any]:
    """The layers that a layer tracks."""
    return list(layer._flatten_layers(recursive=False, include_self=False))


def legacy_variables(layer: Any) -> list[Any]:
    """The weights that a layer holds itself."""
    return [*layer._trainable_weights, *layer._non_trainable_weights]


def legacy_build_shapes(layer: Any) -> dict[str, Any] | None:
    """The shape of the first argument that a layer was built with, if it kept it."""
    shape: Any = getattr(layer, "_build_input_shape", None)
    if hasattr(shape, "as_list"):
        return {"input_shape": tuple(shape.as_list())}
    return {"input_shape": shape} if isinstance(shape, list | tuple | dict) else None
