"""Preprocessing and augmentation layers.

In: entries. Out: `Function` facts of kind preprocess, with the settings worth a line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Function, Settings
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.activation import snake
from netscribe.readers.keras.layers.entries import Entries, plain_number, printed

#: Values that need no printing, whatever the layer.
_DEFAULTS: Mapping[str, object] = {
    "offset": 0.0,
    "invert": False,
    "sparse": False,
    "ragged": False,
    "pad_to_max_tokens": False,
    "crop_to_aspect_ratio": False,
    "pad_to_aspect_ratio": False,
    "antialias": False,
    "fill_value": 0.0,
    "num_oov_indices": 1,
    "output_mode": "int",
    "encoding": "utf-8",
    "expand_dims": False,
    "periodic": False,
}

_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "Rescaling": ("scale", "offset"),
    "Normalization": ("axis", "mean", "variance", "invert"),
    "Resizing": (
        "height",
        "width",
        "interpolation",
        "crop_to_aspect_ratio",
        "pad_to_aspect_ratio",
        "antialias",
    ),
    "CenterCrop": ("height", "width"),
    "RandomCrop": ("height", "width"),
    "RandomFlip": ("mode",),
    "RandomRotation": ("factor", "fill_mode", "interpolation", "fill_value"),
    "RandomTranslation": ("height_factor", "width_factor", "fill_mode", "interpolation"),
    "RandomZoom": ("height_factor", "width_factor", "fill_mode", "interpolation"),
    "RandomHeight": ("factor", "interpolation"),
    "RandomWidth": ("factor", "interpolation"),
    "RandomShear": ("x_factor", "y_factor", "fill_mode", "interpolation"),
    "RandomBrightness": ("factor", "value_range"),
    "RandomContrast": ("factor", "value_range"),
    "RandomColorDegeneration": ("factor", "value_range"),
    "RandomColorJitter": (
        "brightness_factor",
        "contrast_factor",
        "saturation_factor",
        "hue_factor",
        "value_range",
    ),
    "RandomElasticTransform": ("factor", "scale", "interpolation", "fill_mode"),
    "RandomErasing": ("factor", "scale", "fill_value"),
    "RandomGaussianBlur": ("factor", "kernel_size", "sigma"),
    "RandomGrayscale": ("factor",),
    "RandomHue": ("factor", "value_range"),
    "RandomInvert": ("factor", "value_range"),
    "RandomPerspective": ("factor", "scale", "interpolation"),
    "RandomPosterization": ("factor", "value_range"),
    "RandomSaturation": ("factor", "value_range"),
    "RandomSharpness": ("factor", "value_range"),
    "AugMix": ("num_chains", "chain_depth", "factor", "alpha"),
    "AutoContrast": ("value_range",),
    "ContrastLimitedAdaptiveHistogramEqualization": ("clip_limit", "tile_grid_size"),
    "CutMix": ("factor",),
    "Equalization": ("bins", "value_range"),
    "MaxNumBoundingBoxes": ("max_number", "fill_value"),
    "MixUp": ("alpha",),
    "RandAugment": ("num_ops", "factor", "interpolation"),
    "Solarization": ("addition_factor", "threshold_factor"),
    "CategoryEncoding": ("num_tokens", "output_mode", "sparse"),
    "Discretization": ("bin_boundaries", "num_bins", "output_mode", "sparse"),
    "HashedCrossing": ("num_bins", "output_mode", "sparse"),
    "Hashing": ("num_bins", "mask_value", "output_mode", "sparse"),
    "IntegerLookup": ("max_tokens", "num_oov_indices", "mask_token", "invert", "output_mode"),
    "StringLookup": ("max_tokens", "num_oov_indices", "mask_token", "invert", "output_mode"),
    "TextVectorization": (
        "max_tokens",
        "standardize",
        "split",
        "ngrams",
        "output_mode",
        "output_sequence_length",
    ),
    "MelSpectrogram": (
        "fft_length",
        "sequence_stride",
        "sequence_length",
        "window",
        "sampling_rate",
        "num_mel_bins",
        "min_freq",
        "max_freq",
    ),
    "STFTSpectrogram": (
        "mode",
        "frame_length",
        "frame_step",
        "fft_length",
        "window",
        "padding",
        "expand_dims",
    ),
}


def _preprocess(entries: Entries) -> LayerFacts:
    attributes = Function(
        function=snake(entries.class_name),
        settings=(*_said(entries), *_vocabulary(entries)),
    )
    return LayerFacts(Op(Kind.PREPROCESS, entries.class_name, entries.domain), attributes)


def _said(entries: Entries) -> Settings:
    """The settings of this class that differ from Keras' own defaults."""
    found = []
    for key in _SETTINGS[entries.class_name]:
        value = plain_number(entries.config.get(key))
        # Arrays have no plain truth value, so only scalars are compared with the defaults.
        plain = isinstance(value, (bool, int, float, str))
        if value is not None and not (plain and key in _DEFAULTS and value == _DEFAULTS[key]):
            found.append((key.replace("_", " "), printed(value)))
    return tuple(found)


def _vocabulary(entries: Entries) -> Settings:
    """How many words a lookup knows; the words themselves are data."""
    words = entries.config.get("vocabulary")
    if isinstance(words, (list, tuple)):
        return (("vocabulary", f"{len(words):,} entries"),)
    return (("vocabulary", printed(words)),) if isinstance(words, str) else ()


def _pipeline(entries: Entries) -> LayerFacts:
    """Preprocessing layers in a row, named by their classes."""
    inside = [item for item in entries.sequence("layers") if isinstance(item, Mapping)]
    names = ", ".join(str(item.get("class_name")) for item in inside)
    attributes = Function(function="pipeline", settings=(("layers", names),))
    return LayerFacts(Op(Kind.PREPROCESS, entries.class_name, entries.domain), attributes)


PREPROCESSINGS: dict[str, Callable[[Entries], LayerFacts]] = {
    **dict.fromkeys(_SETTINGS, _preprocess),
    "Pipeline": _pipeline,
}
