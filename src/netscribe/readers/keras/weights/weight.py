"""One weight as the rules tell it.

In: made by the weight rules. Out: read by the file reader, which declares parameters from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from netscribe.graph.types import Dim, Shape
from netscribe.readers.keras.shapes.step import Step


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight's path below its layer, its shape, and how it is kept.

    `dtype` "" stands for the layer's own variable dtype.
    """

    path: str
    shape: tuple[Dim, ...]
    dtype: str = ""
    trainable: bool = True


Weights: TypeAlias = tuple[Weight, ...]
WeightRule: TypeAlias = Callable[[Step], Weights]


def kernel_and_bias(kernel: Shape, bias: Shape | None, name: str = "kernel") -> Weights:
    """The usual pair; no bias if `bias` is None."""
    weights = (Weight(name, kernel),)
    return weights if bias is None else (*weights, Weight("bias", bias))


def below(prefix: str, weights: Weights) -> Weights:
    """The weights of a layer inside another."""
    return tuple(
        Weight(f"{prefix}/{weight.path}", weight.shape, weight.dtype, weight.trainable)
        for weight in weights
    )


def none(step: Step) -> Weights:
    """A layer without weights."""
    return ()
