"""Upsampling, zero padding and cropping.

In: entries. Out: `Resize` and `Margins` facts.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Margins, Resize
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries


def _upsampling(rank: int) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        attributes = Resize(
            factors=entries.lengths("size", rank, default=(2,) * rank),
            method=entries.text("interpolation", "nearest"),
            channels_first=entries.channels_first,
        )
        return LayerFacts(Op(Kind.RESIZE, entries.class_name, entries.domain), attributes)

    return describe


def margins(entries: Entries, key: str, rank: int) -> tuple[tuple[int, int], ...]:
    """(before, after) per axis from Keras' four ways of writing them.

    One number; (before, after) of the one axis; one number per axis; one pair per axis.
    """
    value = entries.raw(key)
    if value is None:
        return ((1, 1),) * rank if key == "padding" else ((0, 0),) * rank
    if not isinstance(value, (list, tuple)):
        amount = entries.integer(key, 0)
        return ((amount, amount),) * rank
    if all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in value):
        flat = tuple(Entries(entries.class_name, {key: pair}).sizes(key, 2) for pair in value)
        return tuple((before, after) for before, after in flat)
    amounts = entries.sizes(key)
    if rank == 1 and len(amounts) == 2:
        return ((amounts[0], amounts[1]),)
    return tuple((amount, amount) for amount in entries.sizes(key, rank))


def _margin(kind: Kind, key: str, rank: int) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        attributes = Margins(
            amounts=margins(entries, key, rank), channels_first=entries.channels_first
        )
        return LayerFacts(Op(kind, entries.class_name, entries.domain), attributes)

    return describe


RESAMPLINGS: dict[str, Callable[[Entries], LayerFacts]] = {
    **{f"UpSampling{rank}D": _upsampling(rank) for rank in (1, 2, 3)},
    **{f"ZeroPadding{rank}D": _margin(Kind.PAD, "padding", rank) for rank in (1, 2, 3)},
    **{f"Cropping{rank}D": _margin(Kind.CROP, "cropping", rank) for rank in (1, 2, 3)},
}
