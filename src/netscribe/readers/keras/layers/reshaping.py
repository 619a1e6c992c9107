"""Layers that only move numbers about: flatten, reshape, permute, repeat.

In: entries. Out: `Reshaping` facts.
"""

from __future__ import annotations

from collections.abc import Callable

from netscribe.graph.attributes import Reshaping
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries


def _facts(entries: Entries, attributes: Reshaping) -> LayerFacts:
    return LayerFacts(Op(Kind.RESHAPE, entries.class_name, entries.domain), attributes)


def _flatten(entries: Entries) -> LayerFacts:
    return _facts(entries, Reshaping(function="flatten"))


def _reshape(entries: Entries) -> LayerFacts:
    target = tuple(
        -1
        if size is None
        else Entries(entries.class_name, {"target_shape": size}).integer("target_shape", -1)
        for size in entries.sequence("target_shape")
    )
    return _facts(entries, Reshaping(function="reshape", target=target))


def _permute(entries: Entries) -> LayerFacts:
    return _facts(entries, Reshaping(function="permute", order=(0, *entries.sizes("dims"))))


def _repeat(entries: Entries) -> LayerFacts:
    return _facts(entries, Reshaping(function="repeat", times=entries.integer("n", 1)))


RESHAPINGS: dict[str, Callable[[Entries], LayerFacts]] = {
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Permute": _permute,
    "RepeatVector": _repeat,
}
