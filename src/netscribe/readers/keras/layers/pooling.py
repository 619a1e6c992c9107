"""Pooling layers and operations: max and average; sized, global, adaptive.

In: entries. Out: `Pool` facts.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Pool
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries


def _op(entries: Entries) -> Op:
    return Op(Kind.POOL, entries.class_name, entries.domain)


def _sized(method: str, rank: int | None) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        size = entries.lengths(
            "pool_size", rank or _spatial_rank(entries), default=(2,) * (rank or 0)
        )
        attributes = Pool(
            method=method,
            size=size,
            stride=entries.lengths("strides", len(size), default=size),
            padding=entries.text("padding", "valid"),
            channels_first=entries.channels_first,
        )
        return LayerFacts(_op(entries), attributes)

    return describe


def _spatial_rank(entries: Entries) -> int | None:
    shape = entries.input_shapes[0] if entries.input_shapes else None
    return len(shape) - 2 if shape is not None and len(shape) > 2 else None


def _global(method: str) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        attributes = Pool(
            method=method,
            is_global=True,
            keepdims=entries.flag("keepdims", False),
            channels_first=entries.channels_first,
        )
        return LayerFacts(_op(entries), attributes)

    return describe


def _adaptive(method: str, rank: int | None) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        attributes = Pool(
            method=method,
            size=entries.lengths("output_size", rank or _spatial_rank(entries)),
            adaptive=True,
            channels_first=entries.channels_first,
        )
        return LayerFacts(_op(entries), attributes)

    return describe


def _named() -> dict[str, Callable[[Entries], LayerFacts]]:
    table: dict[str, Callable[[Entries], LayerFacts]] = {}
    for rank in (1, 2, 3):
        for word, method in (("Max", "max"), ("Average", "average"), ("Avg", "average")):
            for pool in ("Pool", "Pooling"):
                table[f"{word}{pool}{rank}D"] = _sized(method, rank)
                table[f"Global{word}{pool}{rank}D"] = _global(method)
                table[f"Adaptive{word}{pool}{rank}D"] = _adaptive(method, rank)
    return table


POOLINGS = _named()

POOLING_OPERATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "MaxPool": _sized("max", None),
    "AveragePool": _sized("average", None),
    "AdaptiveMaxPool": _adaptive("max", None),
    "AdaptiveAveragePool": _adaptive("average", None),
}
