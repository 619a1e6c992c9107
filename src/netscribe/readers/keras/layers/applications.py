"""Layers that Keras defines beside its ready-made networks: ConvNeXt, Inception-ResNet.

In: entries. Out: facts in the kinds of the operations that these layers are.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Dropout, Elementwise
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries, printed


def _layer_scale(entries: Entries) -> LayerFacts:
    """A learned factor per channel (Touvron et al. 2021)."""
    start = entries.optional_number("init_values")
    starts = () if start is None else (("initially", printed(start)),)
    settings = (("per channel", "yes"), *starts)
    attributes = Elementwise(operator="multiply", settings=settings)
    return LayerFacts(Op(Kind.ELEMENTWISE, entries.class_name, entries.domain), attributes)


def _stochastic_depth(entries: Entries) -> LayerFacts:
    attributes = Dropout(
        rate=entries.number("drop_path_rate", 0.0), settings=(("drops", "whole paths"),)
    )
    return LayerFacts(Op(Kind.DROPOUT, entries.class_name, entries.domain), attributes)


def _scaled_sum(entries: Entries) -> LayerFacts:
    """The first tensor plus the second times a constant."""
    scale = printed(entries.raw("scale"))
    attributes = Elementwise(operator="add", settings=(("second times", scale),))
    return LayerFacts(Op(Kind.ELEMENTWISE, entries.class_name, entries.domain), attributes)


APPLICATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "LayerScale": _layer_scale,
    "StochasticDepth": _stochastic_depth,
    "CustomScaleLayer": _scaled_sum,
}
