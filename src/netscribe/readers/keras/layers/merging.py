"""Layers that join tensors: add, multiply, concatenate, dot, ...

In: entries. Out: `Elementwise`, `Axis` and `Product` facts.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Axis, Elementwise, Product
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries


def _elementwise(operator: str) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        op = Op(Kind.ELEMENTWISE, entries.class_name, entries.domain)
        return LayerFacts(op, Elementwise(operator=operator))

    return describe


def _concatenate(entries: Entries) -> LayerFacts:
    op = Op(Kind.CONCAT, entries.class_name, entries.domain)
    return LayerFacts(op, Axis(axis=entries.integer("axis", -1)))


def _dot(entries: Entries) -> LayerFacts:
    attributes = Product(axes=entries.sizes("axes", 2), normalize=entries.flag("normalize", False))
    return LayerFacts(Op(Kind.MATMUL, entries.class_name, entries.domain), attributes)


MERGINGS: dict[str, Callable[[Entries], LayerFacts]] = {
    **{
        word.capitalize(): _elementwise(word)
        for word in ("add", "subtract", "multiply", "average", "maximum", "minimum")
    },
    "Concatenate": _concatenate,
    "Dot": _dot,
}
