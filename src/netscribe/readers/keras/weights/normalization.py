"""Weights of normalization layers.

In: a step. Out: scales, shifts, running statistics.
"""

from __future__ import annotations

from netscribe.graph.attributes import Normalization
from netscribe.graph.types import Dim, Shape
from netscribe.readers.keras.layers.domain import KERAS_OPERATIONS
from netscribe.readers.keras.layers.entries import Entries, plain_number
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
    found = []
    if record.scale:
        found.append(Weight("gamma", sizes))
    if record.center and not _rms_scaling(step):
        found.append(Weight("beta", sizes))
    if record.method == "batch":
        found.append(Weight("moving_mean", sizes, trainable=False))
        found.append(Weight("moving_variance", sizes, trainable=False))
        found.extend(_renorm(step, sizes))
    return tuple(found)


def _rms_scaling(step: Step) -> bool:
    return step.entries.raw("rms_scaling") is True


def _renorm(step: Step, sizes: tuple[Dim, ...]) -> Weights:
    if step.entries.raw("renorm") is not True:
        return ()
    names = ("moving_stddev", "renorm_mean", "renorm_stddev")
    return tuple(Weight(name, sizes, trainable=False) for name in names)


def _sizes(step: Step, record: Normalization) -> tuple[Dim, ...]:
    """Sizes of the normalized axes."""
    shape: Shape | None = step.shape
    if shape is None:
        return (None,)
    places = [axis_index(axis, len(shape)) for axis in record.axis]
    return tuple(None if place is None else shape[place] for place in places)


def preprocessing(step: Step) -> Weights:
    """What preprocessing layers hold: statistics of the data, or the waves of a spectrogram."""
    entries = step.entries
    if entries.class_name == "STFTSpectrogram":
        return _waves(entries)
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


def _waves(entries: Entries) -> Weights:
    """A spectrogram's real and imaginary waves, (frame, 1, frequencies) each."""
    frame = entries.integer("frame_length", 256)
    shape = (frame, 1, entries.integer("fft_length", frame) // 2 + 1)
    mode = entries.text("mode", "log")
    names = [name for name in ("real", "imag") if mode not in ("real", "imag") or mode == name]
    return tuple(Weight(f"{name}_kernel", shape) for name in names)
