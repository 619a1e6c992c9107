"""Normalization layers: batch, layer, group, RMS, unit.

In: entries. Out: `Normalization` facts.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Normalization
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries


def _normalization(method: str, epsilon: float | None) -> Callable[[Entries], LayerFacts]:
    """The describer of one method; `epsilon` is Keras' default."""

    def describe(entries: Entries) -> LayerFacts:
        found = entries.optional_number("epsilon")
        batch, group = method == "batch", method == "group"
        attributes = Normalization(
            method=method,
            axis=entries.sizes("axis", default=(-1,)),
            epsilon=epsilon if found is None else found,
            groups=entries.integer("groups", 32) if group else None,
            center=entries.flag("center", True) and method not in ("rms", "unit"),
            scale=entries.flag("scale", True) and method != "unit",
            momentum=entries.number("momentum", 0.99) if batch else None,
            settings=_flags(entries, "renorm", "synchronized", "rms_scaling"),
        )
        return LayerFacts(Op(Kind.NORM, entries.class_name, entries.domain), attributes)

    return describe


def _flags(entries: Entries, *keys: str) -> tuple[tuple[str, str], ...]:
    """Switches are printed only when they are on."""
    return tuple((key.replace("_", " "), "yes") for key in keys if entries.raw(key) is True)


NORMALIZATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "BatchNormalization": _normalization("batch", 1e-3),
    "SyncBatchNormalization": _normalization("batch", 1e-3),
    "LayerNormalization": _normalization("layer", 1e-3),
    "GroupNormalization": _normalization("group", 1e-3),
    "RMSNormalization": _normalization("rms", 1e-6),
    "UnitNormalization": _normalization("unit", None),
}

NORMALIZATION_OPERATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "BatchNorm": _normalization("batch", 1e-3),
    "LayerNorm": _normalization("layer", 1e-3),
    "RMSNorm": _normalization("rms", 1e-6),
    "Normalize": _normalization("unit", None),
}
