"""Weights of normalization layers.

In: a step. Out: scales, shifts, running statistics.
"""

from __future__ import annotations

from netscribe.graph.attributes import Normalization
from netscribe.graph.types import Dim, Shape
from netscribe.readers.keras.layers.domain import KERAS_OPERATIONS
from netscribe.readers.keras.layers.entries import plain_number
from netscribe.readers.keras.shapes.lengths import axis_index
from netscribe.readers.keras.shapes.step import Step
from netscribe.readers.keras.weights.weight import Weight, Weights


def normalization(step: Step) -> Weights:
    """By method; `keras.ops` normalizations hold nothing."""
    record = step.attributes(Normalization)
    if step.facts.op.domain == KERAS_OPERATIONS or record.method == "unit":
        return ()
    sizes = _sizes(step, record)
    if record.method == "rms":
        return (Weight("scale", sizes),)
    dtype = _statistics_dtype(step) if record.method == "batch" else ""
    found = []
    if record.scale:
        found.append(Weight("gamma", sizes, dtype))
    if record.center and not _rms_scaling(step):
        found.append(Weight("beta", sizes, dtype))
    if record.method == "batch":
        found.append(Weight("moving_mean", sizes, dtype, trainable=False))
        found.append(Weight("moving_variance", sizes, dtype, trainable=False))
        found.extend(_renorm(step, sizes, dtype))
    return tuple(found)


def _rms_scaling(step: Step) -> bool:
    return step.entries.raw("rms_scaling") is True


def _statistics_dtype(step: Step) -> str:
    """Half-precision layers keep their statistics in float32."""
    return "float32" if step.variable_dtype in ("float16", "bfloat16") else ""


def _renorm(step: Step, sizes: tuple[Dim, ...], dtype: str) -> Weights:
    if step.entries.raw("renorm") is not True:
        return ()
    names = ("moving_stddev", "renorm_mean", "renorm_stddev")
    return tuple(Weight(name, sizes, dtype, trainable=False) for name in names)


def _sizes(step: Step, record: Normalization) -> tuple[Dim, ...]:
    """Sizes of the normalized axes."""
    shape: Shape | None = step.shape
    if shape is None:
        return (None,)
    places = [axis_index(axis, len(shape)) for axis in record.axis]
    return tuple(None if place is None else shape[place] for place in places)


def preprocessing(step: Step) -> Weights:
    """A Normalization layer that is adapted to data keeps what it saw."""
    entries = step.entries
    if entries.class_name != "Normalization" or plain_number(entries.raw("mean")) is not None:
        return ()
    shape = step.shape
    axes = entries.sizes("axis") if entries.raw("axis") is not None else ()
    sizes: tuple[Dim, ...] = ()
    if axes:
        places = sorted(axis % len(shape) for axis in axes) if shape else []
        sizes = tuple(shape[place] for place in places) if shape else (None,)
    return (
        Weight("mean", sizes, trainable=False),
        Weight("variance", sizes, trainable=False),
        Weight("count", (), "int32", trainable=False),
    )
