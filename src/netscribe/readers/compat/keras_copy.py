"""Copies a Keras 3 model that has no weights yet, so that it need not be built in place.

In: an unbuilt model. Out: another of the same class and settings, or None if its class does not
tell its settings. Knows nothing of our Graph.
"""

from __future__ import annotations

from typing import Any

from netscribe.readers.compat.keras_classes import is_sequential
from netscribe.readers.compat.keras_config import configuration


def copy_of(model: Any) -> Any:
    """An unbuilt twin of `model`; None where its config does not tell all of it."""
    try:
        copy = _sequential_copy(model) if is_sequential(model) else _plain_copy(model)
    except Exception:  # noqa: BLE001 - a user's get_config and __init__ may raise anything
        return None
    return copy if _classes(copy) == _classes(model) else None


def _plain_copy(layer: Any) -> Any:
    try:
        return type(layer).from_config(dict(configuration(layer)))
    except Exception:  # noqa: BLE001 - as in copy_of; what the constructor was given is left
        return type(layer)(**layer._auto_config.config)


def _sequential_copy(model: Any) -> Any:
    """Layer by layer, since a config would name custom classes that Keras cannot find."""
    members = [
        _sequential_copy(layer) if is_sequential(layer) else _plain_copy(layer)
        for layer in model.layers
    ]
    return type(model)(members, name=model.name)


def _classes(layer: Any) -> list[type]:
    """The classes of a layer and of all layers inside, in order."""
    return [type(member) for member in layer._flatten_layers()]
