"""The calls of a saved layer, from the two ways in which Keras has written them.

In: the "inbound_nodes" entry. Out: `SavedCall` records. Keras 3 writes arguments in the user's
structure; Keras 2 writes lists of [layer, call, index, keywords].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netscribe.errors import ReadError
from netscribe.graph.types import Shape
from netscribe.readers.keras.document import SavedCall, TensorName

_AGAIN = "save the model again with model.save('name.keras')"
_CONSTANT = "_CONSTANT_VALUE"


def saved_calls(nodes: object, where: str, name: str) -> tuple[SavedCall, ...]:
    """The calls of the layer `name`.

    Raises:
        ReadError: they are written in neither way.
    """
    if nodes is None:
        return ()
    if not isinstance(nodes, list):
        raise _unreadable(where, name)
    found = []
    for node in nodes:
        if isinstance(node, Mapping) and "args" in node:
            found.append(_of_today(node, where, name))
        elif isinstance(node, (list, Mapping)):
            found.append(_of_keras_2(node))
        else:
            raise _unreadable(where, name)
    return tuple(found)


def _unreadable(where: str, name: str) -> ReadError:
    return ReadError(f"{where}: the calls of the layer {name[:80]!r} cannot be read", hint=_AGAIN)


def _of_today(node: Mapping[str, object], where: str, name: str) -> SavedCall:
    args, kwargs = node.get("args"), node.get("kwargs") or {}
    if not isinstance(args, list) or not isinstance(kwargs, Mapping):
        raise _unreadable(where, name)
    return SavedCall(
        tuple(_named(item) for item in args),
        {str(key): _named(value) for key, value in kwargs.items()},
    )


def _named(value: object) -> object:
    """The value with `TensorName` in place of serialized tensors, at any depth."""
    if isinstance(value, list):
        return [_named(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    config = value.get("config")
    if value.get("class_name") == "__keras_tensor__" and isinstance(config, Mapping):
        return _tensor(config)
    if isinstance(value.get("class_name"), str) and value["class_name"] != "__slice__":
        return value
    return {str(key): _named(item) for key, item in value.items()}


def _tensor(config: Mapping[str, object]) -> object:
    name = _reference(config.get("keras_history"))
    if name is None:
        return None
    shape, dtype = config.get("shape"), config.get("dtype")
    sizes = sizes_of(shape) if isinstance(shape, list) else None
    return TensorName(name.layer, name.call, name.index, sizes, str(dtype or ""))


def sizes_of(value: list[object]) -> Shape:
    """A shape out of JSON; None for a size that is no size."""
    return tuple(
        size if isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 2**63 else None
        for size in value
    )


def _reference(value: object) -> TensorName | None:
    """[layer, call, index, ...] as a name; None for any other list."""
    if not isinstance(value, list) or len(value) not in (3, 4):
        return None
    layer, call, index = value[:3]
    if not isinstance(layer, str) or isinstance(call, bool) or isinstance(index, bool):
        return None
    if not isinstance(call, int) or not isinstance(index, int) or call < 0:
        return None
    return TensorName(layer, call, index)


def structure_of(value: object) -> object:
    """The "input_layers" or "output_layers" entry: references in lists or mappings."""
    reference = _reference(value)
    if reference is not None:
        return reference
    if isinstance(value, Mapping):
        return {str(key): structure_of(item) for key, item in value.items()}
    if isinstance(value, list):
        return [structure_of(item) for item in value]
    return None


def _of_keras_2(node: list[object] | Mapping[str, object]) -> SavedCall:
    """One entry per tensor; the keywords stand with the first."""
    if isinstance(node, Mapping):
        return SavedCall((structure_of(node),))
    single = _entry(node)
    entries = [single] if single else [found for item in node if (found := _entry(item))]
    if not entries:
        return SavedCall()
    kwargs = {key: _keyword(value) for key, value in entries[0][1].items() if key != "name"}
    tensors = [tensor for tensor, _ in entries]
    return SavedCall((tensors[0] if len(tensors) == 1 else tensors,), kwargs)


def _entry(item: object) -> tuple[object, Mapping[str, object]] | None:
    """A tensor or a constant with its keywords."""
    if not isinstance(item, list) or len(item) not in (3, 4):
        return None
    keywords = item[3] if len(item) == 4 and isinstance(item[3], Mapping) else {}
    if item[0] == _CONSTANT:
        return item[2], keywords
    reference = _reference(item)
    return None if reference is None else (reference, keywords)


def _keyword(value: object) -> object:
    reference = _reference(value)
    if reference is not None:
        return reference
    if isinstance(value, list):
        return [_keyword(item) for item in value]
    return value


def is_of_keras_2(layers: object) -> bool:
    """Whether calls are written as lists, as Keras 2 did."""
    nodes = [
        node
        for layer in (layers if isinstance(layers, list) else [])
        if isinstance(layer, Mapping) and isinstance(layer.get("inbound_nodes"), list)
        for node in layer["inbound_nodes"]
    ]
    return any(isinstance(node, list) for node in nodes)


def shifted_names(structure: object, models: frozenset[str]) -> object:
    """The structure with the calls of these models counted from 0.

    Keras counts the calls of a model inside a model from 1, since putting it together was its
    first: Keras 3 does so for functional models in "output_layers" only, Keras 2 for every model
    everywhere.
    """
    if isinstance(structure, TensorName):
        return replace(structure, call=structure.call - (structure.layer in models))
    if isinstance(structure, Mapping):
        return {key: shifted_names(value, models) for key, value in structure.items()}
    if isinstance(structure, (list, tuple)):
        return [shifted_names(item, models) for item in structure]
    return structure


def shifted_calls(calls: tuple[SavedCall, ...], models: frozenset[str]) -> tuple[SavedCall, ...]:
    """Calls with the calls of these models counted from 0."""
    return tuple(
        SavedCall(
            tuple(shifted_names(item, models) for item in call.args),
            {key: shifted_names(value, models) for key, value in call.kwargs.items()},
        )
        for call in calls
    )
