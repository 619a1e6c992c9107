"""Shapes and dtypes of preprocessing layers.

In: a step. Out: the shape of its result, and its dtype where that is not the layer's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.graph.types import Dim, Shape, TensorType
from netscribe.readers.keras.layers.entries import Entries
from netscribe.readers.keras.layers.preprocessing import PREPROCESSINGS
from netscribe.readers.keras.shapes.lengths import broadcast, known, windows
from netscribe.readers.keras.shapes.spatial import positions_of, with_positions
from netscribe.readers.keras.shapes.step import UNKNOWN, ShapeRule, Shapes, Step, same


def _to_size(step: Step) -> Shapes:
    """Images get the height and width of the layer; batched or not."""
    shape, entries = step.shape, step.entries
    if shape is None or len(shape) < 3:
        return UNKNOWN
    size = (entries.integer("height", 0), entries.integer("width", 0))
    first = entries.channels_first
    if len(shape) == 3:
        return ((shape[0], *size) if first else (*size, shape[-1]),)
    return (with_positions(shape, size, shape[1] if first else shape[-1], first),)


def _categories(step: Step) -> Shapes:
    """What the `output_mode` of lookups, hashing and encoding makes of the shape."""
    shape, entries = step.shape, step.entries
    mode = entries.text("output_mode", _MODES.get(entries.class_name, "int"))
    if shape is None or mode == "int":
        return (shape,)
    if entries.class_name == "HashedCrossing":
        merged = broadcast([tensor.shape for tensor in step.inputs])
        shape = merged if merged is not None else shape
    depth = _depth(entries)
    if mode == "one_hot":
        return ((*(shape[:-1] if shape and shape[-1] == 1 else shape), depth),)
    if len(shape) == 1 and entries.class_name != "CategoryEncoding":
        return ((shape[0], depth),)
    return ((*shape[:-1], depth),)


_MODES = {"CategoryEncoding": "multi_hot"}


def _depth(entries: Entries) -> Dim:
    """How many categories come out; lookups count the words they know."""
    for key in ("num_tokens", "num_bins"):
        if entries.has(key):
            return entries.optional_integer(key)
    if entries.class_name == "Discretization":
        return len(entries.sequence("bin_boundaries")) + 1
    words = entries.config.get("vocabulary")
    if entries.raw("pad_to_max_tokens") is True or not isinstance(words, (list, tuple)):
        return entries.optional_integer("max_tokens")
    extra = entries.integer("num_oov_indices", 1) + (1 if entries.has("mask_token") else 0)
    return len(words) + extra


def _text(step: Step) -> Shapes:
    """Texts become sequences of token ids, or one vector per text."""
    shape, entries = step.shape, step.entries
    if shape is None:
        return UNKNOWN
    if entries.text("output_mode", "int") != "int":
        width = entries.optional_integer("max_tokens")
        return ((shape[0], width if entries.raw("pad_to_max_tokens") is True else None),)
    length = entries.optional_integer("output_sequence_length")
    if len(shape) == 0:
        return ((length,),)
    return ((shape[0], length) if len(shape) <= 2 else (*shape[:-1], length),)


def _mel(step: Step) -> Shapes:
    """(..., mel bins, frames)."""
    shape, entries = step.shape, step.entries
    if not shape:
        return UNKNOWN
    stride = entries.integer("sequence_stride", 512)
    size = known(shape[-1])
    frames = None if size is None or stride < 1 else size // stride + 1
    return ((*shape[:-1], entries.integer("num_mel_bins", 128), frames),)


def _spectrogram(step: Step) -> Shapes:
    """(N, frames, frequencies) per channel."""
    shape, entries = step.shape, step.entries
    if shape is None or len(shape) < 2:
        return UNKNOWN
    length = entries.integer("frame_length", 256)
    window = (length, entries.integer("frame_step", max(length // 2, 1)), 1)
    transform = entries.integer("fft_length", length)
    frequencies = transform // 2 + 1
    mode = entries.text("mode", "log")
    first = entries.channels_first
    if len(shape) == 2:
        shape = (*shape, 1)
    size = shape[2] if first else shape[1]
    channels = shape[1] if first else shape[-1]
    frames = windows(size, window, entries.text("padding", "valid"))
    count = channels if isinstance(channels, int) else None
    if mode == "stft":
        frequencies *= 2
    if entries.flag("expand_dims", False):
        sizes: Shape = (shape[0], count, frames, frequencies)
        return (sizes if first else (shape[0], frames, frequencies, count),)
    width = None if count is None else count * frequencies
    return ((shape[0], frames, width),)


def _boxes(step: Step) -> Shapes:
    return UNKNOWN


def _random_size(axis: int) -> Callable[[Step], Shapes]:
    """Keras 2's RandomHeight and RandomWidth leave one size open."""

    def rule(step: Step) -> Shapes:
        shape = step.shape
        if shape is None or len(shape) < 3:
            return UNKNOWN
        sizes: list[Dim] = list(positions_of(shape, False))
        sizes[axis] = None
        return (with_positions(shape, sizes, shape[-1], False),)

    return rule


def _pipeline(step: Step) -> Shapes:
    """Each layer's rule in turn; unknown behind a layer that is no preprocessing."""
    shape = step.shape
    for item in step.entries.sequence("layers"):
        config = item.get("config") if isinstance(item, Mapping) else None
        if not isinstance(item, Mapping) or not isinstance(config, Mapping):
            return UNKNOWN
        name = str(item.get("class_name"))
        if name not in PREPROCESSINGS or name == "Pipeline":
            return UNKNOWN
        inside = replace(
            step,
            entries=Entries(name, config),
            inputs=(TensorType(step.dtype, shape), *step.inputs[1:]),
        )
        shape = _SPECIAL.get(name, same)(inside)[0]
    return (shape,)


_SPECIAL: dict[str, ShapeRule] = {
    **dict.fromkeys(("Resizing", "CenterCrop", "RandomCrop"), _to_size),
    **dict.fromkeys(
        (
            "CategoryEncoding",
            "Discretization",
            "HashedCrossing",
            "Hashing",
            "IntegerLookup",
            "StringLookup",
        ),
        _categories,
    ),
    "TextVectorization": _text,
    "MelSpectrogram": _mel,
    "STFTSpectrogram": _spectrogram,
    "MaxNumBoundingBoxes": _boxes,
    "Pipeline": _pipeline,
    "RandomHeight": _random_size(0),
    "RandomWidth": _random_size(1),
}

#: Layers whose result is a number of an entry unless `output_mode` makes it a vector.
_INDEXING = frozenset(
    {
        "Discretization",
        "HashedCrossing",
        "Hashing",
        "IntegerLookup",
        "StringLookup",
        "TextVectorization",
    }
)


def preprocessing(step: Step) -> Shapes:
    """Most keep the shape; the table tells which do not."""
    return _SPECIAL.get(step.entries.class_name, same)(step)


def preprocessing_dtype(step: Step) -> str:
    """int64 for token ids and categories; the layer's own dtype else."""
    entries = step.entries
    if entries.class_name in _INDEXING and entries.text("output_mode", "int") == "int":
        if entries.class_name == "Discretization":
            return "int32"
        inverted = entries.raw("invert") is True
        return "string" if inverted and entries.class_name == "StringLookup" else "int64"
    return "float32" if step.compute_dtype == "int64" else step.compute_dtype
