"""Layers that wrap one other layer: at each time step, with a normalized weight, ...

In: entries, and `describe` for the layer inside. Out: the inner layer's facts with a qualifier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.domain import domain_of
from netscribe.readers.keras.layers.entries import Entries

Describe: TypeAlias = Callable[[Entries], LayerFacts]


def inner_of(entries: Entries) -> tuple[str, Mapping[str, object], str]:
    """Class name, config and domain of the wrapped layer."""
    layer = entries.raw("layer")
    config = layer.get("config") if isinstance(layer, Mapping) else None
    if not isinstance(layer, Mapping) or not isinstance(config, Mapping):
        raise entries.wrong("layer", "a serialized layer", layer)
    module, registered = layer.get("module"), layer.get("registered_name")
    domain = domain_of(
        module if isinstance(module, str) else None,
        registered if isinstance(registered, str) else None,
    )
    return str(layer.get("class_name")), config, domain


def _qualified(*qualifiers: str) -> Callable[[LayerFacts], LayerFacts]:
    def qualify(facts: LayerFacts) -> LayerFacts:
        return replace(facts, qualifiers=(*qualifiers, *facts.qualifiers))

    return qualify


#: Wrapper's class name -> what it does to the facts of the layer inside.
WRAPPERS: dict[str, Callable[[LayerFacts], LayerFacts]] = {
    "TimeDistributed": _qualified("each time step"),
    "SpectralNormalization": _qualified("spectral norm"),
    "Wrapper": _qualified(),
}


def without_time(entries: Entries) -> Entries:
    """The entries as the layer inside `TimeDistributed` sees them: axis 1 is gone."""
    if entries.class_name != "TimeDistributed":
        return entries
    shapes = tuple(
        shape[:1] + shape[2:] if shape is not None and len(shape) > 1 else None
        for shape in entries.input_shapes
    )
    return replace(entries, input_shapes=shapes)
