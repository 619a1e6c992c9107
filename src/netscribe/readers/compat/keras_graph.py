"""Probes of a Keras model's recorded graph: the one place that touches its private attributes.

In: a Functional model, a Sequential or a Function. Out: its calls as plain records. Knows nothing
of our Graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netscribe.readers.compat.keras_classes import is_graph, is_legacy, is_sequential
from netscribe.readers.compat.keras_tensors import flat
from netscribe.readers.compat.legacy_graph import (
    legacy_build_shapes,
    legacy_graph_of,
    legacy_operations,
    legacy_structures,
    legacy_sublayers,
    legacy_variables,
)


@dataclass(frozen=True, eq=False)
class RecordedCall:
    """One call in a recorded graph: who was called, with what, and what came out.

    `key` holds the layer's place in the model and the call's place among the layer's calls.
    """

    key: tuple[int, int]
    operation: Any
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outputs: tuple[Any, ...]
    inputs: tuple[Any, ...]


def graph_of(model: Any) -> Any:
    """The object that holds the recorded graph of `model`, or None if there is none (yet)."""
    if is_legacy(model):
        sequential = is_sequential(model)
        return (
            legacy_graph_of(model, sequential=sequential) if sequential or is_graph(model) else None
        )
    if is_graph(model):
        return model
    if is_sequential(model):
        return getattr(model, "_functional", None)
    return None


def graph_inputs(graph: Any) -> tuple[Any, ...]:
    """The symbolic tensors that go into the graph, flat."""
    return tuple(graph.inputs)


def graph_outputs(graph: Any) -> tuple[Any, ...]:
    """The symbolic tensors that come out of the graph, flat."""
    return tuple(graph.outputs)


def structures(graph: Any) -> tuple[Any, Any]:
    """Inputs and outputs in the lists and dictionaries that the user gave."""
    if is_legacy(graph):
        return legacy_structures(graph)
    return graph._inputs_struct, graph._outputs_struct


def recorded_calls(graph: Any) -> list[RecordedCall]:
    """The graph's calls, without its inputs, in the model's order of layers and of their calls."""
    members = {node for nodes in graph._nodes_by_depth.values() for node in nodes}
    own_inputs = {id(tensor) for tensor in graph.inputs}
    found = []
    for layer_index, operation in enumerate(operations_of(graph)):
        kept = [node for node in operation._inbound_nodes if node in members]
        for call_index, node in enumerate(kept):
            if not node.is_input and not own_inputs & {id(item) for item in flat(node.outputs)}:
                found.append(_recorded((layer_index, call_index), operation, node))
    return found


def _recorded(key: tuple[int, int], operation: Any, node: Any) -> RecordedCall:
    legacy = not hasattr(node, "arguments")
    return RecordedCall(
        key=key,
        operation=operation,
        args=tuple(node.call_args if legacy else node.arguments.args),
        kwargs=dict(node.call_kwargs if legacy else node.arguments.kwargs),
        outputs=tuple(flat(node.outputs)),
        inputs=tuple(node.keras_inputs if legacy else node.input_tensors),
    )


def producer_of(tensor: Any) -> Any:
    """The layer or operation that made a symbolic tensor, or None."""
    history = getattr(tensor, "_keras_history", None)
    return history[0] if history else None


def sublayers(layer: Any) -> list[Any]:
    """The layers that a layer tracks, in order of creation."""
    return legacy_sublayers(layer) if is_legacy(layer) else list(getattr(layer, "_layers", ()))


def attribute_names(layer: Any) -> dict[int, str]:
    """For each tracked layer, by identity, the attribute that holds it: "conv1", "blocks.0"."""
    names: dict[int, str] = {}
    held = {**vars(layer), **vars(layer).get("_modules", {})}
    for attribute, value in held.items():
        if not attribute.startswith("_"):
            _name_members(value, attribute, names)
    return names


def _name_members(value: Any, name: str, names: dict[int, str]) -> None:
    """Names `value`, or each member of it where it is a list or a dictionary."""
    if hasattr(value, "_inbound_nodes"):
        names.setdefault(id(value), name)
    elif isinstance(value, Mapping):
        for key in value:
            _name_members(value[key], f"{name}.{key}", names)
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            _name_members(member, f"{name}.{index}", names)


def own_variables(layer: Any) -> list[Any]:
    """The weights that a layer holds itself, without those of its sublayers."""
    if is_legacy(layer):
        return legacy_variables(layer)
    return [*layer._trainable_variables, *layer._non_trainable_variables]


def mask_of(tensor: Any) -> Any:
    """The mask that Keras carries along with a tensor, or None."""
    return getattr(tensor, "_keras_mask", None)


def build_shapes(layer: Any) -> dict[str, Any] | None:
    """The shapes a layer was built with, by argument of `build`; None if it does not know."""
    if is_legacy(layer):
        return legacy_build_shapes(layer)
    return getattr(layer, "_build_shapes_dict", None)


def operations_of(graph: Any) -> list[Any]:
    """The layers and operations of a recorded graph, in the model's order."""
    return legacy_operations(graph) if is_legacy(graph) else list(graph._operations)
