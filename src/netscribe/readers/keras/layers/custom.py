"""Layers of the user's own, and those that hold code: their inside is not told by their config.

In: entries. Out: facts of kind custom with the scalar entries as settings. Decodes no code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Attributes, Settings
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.activation import function_name
from netscribe.readers.keras.layers.entries import Entries, printed

#: Entries that every layer has and no reader asks for.
_EVERYONES = frozenset(
    {"name", "trainable", "dtype", "seed", "autocast", "activity_regularizer", "batch_input_shape"}
)


def custom(entries: Entries) -> LayerFacts:
    """A class that this table does not know."""
    settings: Settings = tuple(
        (key.replace("_", " "), printed(value))
        for key, value in entries.config.items()
        if key not in _EVERYONES and _is_scalar(value)
    )
    return _facts(entries, settings)


def _is_scalar(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return bool(value) and all(isinstance(item, (int, float)) for item in value)
    return isinstance(value, (str, int, float))


def _facts(entries: Entries, settings: Settings) -> LayerFacts:
    op = Op(Kind.CUSTOM, entries.class_name, entries.domain)
    return LayerFacts(op, Attributes(settings=settings))


def _lambda(entries: Entries) -> LayerFacts:
    """A function's name if the config gives one; marshalled code stays unread."""
    function = entries.config.get("function")
    known = function is not None and not isinstance(function, (list, tuple))
    settings: Settings = (("function", function_name(function)),) if known else ()
    if isinstance(function, (list, tuple)):
        settings = (("function", "lambda"),)
    arguments = entries.config.get("arguments")
    if isinstance(arguments, Mapping):
        settings += tuple((str(key), printed(value)) for key, value in arguments.items())
    return _facts(entries, settings)


def _foreign(*keys: str) -> Callable[[Entries], LayerFacts]:
    """Layers that wrap another library's model."""

    def describe(entries: Entries) -> LayerFacts:
        return _facts(entries, entries.settings(*keys))

    return describe


CUSTOMS: dict[str, Callable[[Entries], LayerFacts]] = {
    "Lambda": _lambda,
    "TFSMLayer": _foreign("call_endpoint"),
    "JaxLayer": _foreign(),
    "FlaxLayer": _foreign("method"),
    "TorchModuleWrapper": _foreign(),
}
