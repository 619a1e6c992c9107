"""Dropout, noise, and layers that only add a penalty or a mask.

In: entries. Out: `Dropout` facts, or an identity.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Attributes, Dropout
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries


def _dropout(variant: str, key: str = "rate") -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        attributes = Dropout(
            rate=entries.number(key, 0.0),
            variant=variant,
            settings=entries.settings("noise_shape"),
        )
        return LayerFacts(Op(Kind.DROPOUT, entries.class_name, entries.domain), attributes)

    return describe


def _identity(*keys: str) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        attributes = Attributes(settings=entries.settings(*keys))
        return LayerFacts(Op(Kind.IDENTITY, entries.class_name, entries.domain), attributes)

    return describe


REGULARIZATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "Dropout": _dropout("element"),
    "SpatialDropout1D": _dropout("spatial"),
    "SpatialDropout2D": _dropout("spatial"),
    "SpatialDropout3D": _dropout("spatial"),
    "GaussianDropout": _dropout("gaussian dropout"),
    "GaussianNoise": _dropout("gaussian noise", "stddev"),
    "AlphaDropout": _dropout("alpha"),
    "ActivityRegularization": _identity("l1", "l2"),
    "Identity": _identity(),
    "Layer": _identity(),
    "Masking": _identity("mask_value"),
    "InputLayer": _identity(),
}
