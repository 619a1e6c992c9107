"""Examples by argument name, for models whose forward speaks transformers' vocabulary.

In: an argument's name and a configuration's sizes. Out: tensors that it may take, the usual one
first; nothing for an argument that no rule knows. Shapes are those of that library's documentation:
images (B, C, H, W), videos (B, T, C, H, W), flat patches with their grid, spectra (B, mel, T),
waves (B, T), series (B, T) or (B, T, C), tokens (B, T).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import torch

from netscribe.readers.torch.inputs import BATCH, LENGTH, whole
from netscribe.readers.torch.inputs_asked import Asked, Rule
from netscribe.readers.torch.inputs_config import AUDIO, TEXT, VISION, ConfigSizes
from netscribe.readers.torch.inputs_series import (
    future,
    past_length,
    series,
    steps_of,
    time_features,
)

#: The decoder's sequence is shorter than the encoder's, so that neither is taken for the other.
DECODER_LENGTH = 11
#: Patches of one image, of models that take any number: rows and columns.
_GRID = (4, 4)


def examples_for(name: str, asked: Asked) -> list[torch.Tensor]:
    """What may be passed as `name`; empty where that is unknown."""
    rule = _RULES.get(name)
    if rule is not None:
        return rule(asked)
    for suffix, general in _SUFFIXES.items():
        if name.endswith(suffix):
            return general(asked)
    return []


def filler_token(sizes: ConfigSizes) -> int:
    """A token that means nothing in particular."""
    special = sizes.special_tokens()
    vocabulary = sizes.number(("vocab_size", "src_vocab_size"), 100, TEXT)
    free = (token for token in range(5, max(6, vocabulary)) if token not in special)
    return next(free, 0)


def _tokens(length: int) -> Rule:
    def rule(asked: Asked) -> list[torch.Tensor]:
        filler = filler_token(asked.sizes)
        books = asked.sizes.number(("num_codebooks", "num_vq"), 0)
        plain = torch.full((BATCH, length), filler)
        if not books:
            return [plain]
        deep = torch.full((BATCH, length, books), 1)
        text = torch.full((BATCH, length, books + 1), 1)  # a book more, for the text
        return [plain, torch.full((BATCH * books, length), 1), deep, deep.transpose(1, 2), text]

    return rule


def _hidden(*parts: str) -> Rule:
    """Vectors as wide as those of the model, or of the first of its `parts`."""

    def rule(asked: Asked) -> list[torch.Tensor]:
        names = ("hidden_size", "d_model", "n_embd", "dim", "embed_dim")
        return [asked.floats(BATCH, LENGTH, asked.sizes.number(names, 64, parts))]

    return rule


_SIDE_NAMES = ("image_size", "img_size", "input_size", "resolution", "crop_size")
_CHANNEL_NAMES = ("num_channels", "in_channels", "in_chans", "input_channels", "image_channels")


def side_of(asked: Asked) -> tuple[int, int]:
    """Height and width of an image."""
    if asked.side:
        return asked.side, asked.side
    return asked.sizes.sides(_SIDE_NAMES, 224, VISION)


def _channels(asked: Asked) -> int:
    return asked.sizes.number(_CHANNEL_NAMES, 3, VISION)


def _image(asked: Asked) -> list[torch.Tensor]:
    channels, sides = _channels(asked), side_of(asked)
    frames = asked.sizes.number(("num_frames",), 0, VISION)
    one = asked.floats(BATCH, channels, *sides)
    crops = [asked.floats(BATCH, count, channels, *sides) for count in (1, 3, 5, 2)]
    tiles = asked.floats(BATCH, 1, asked.sizes.number(("max_num_tiles",), 4), channels, *sides)
    video = [asked.floats(BATCH, frames, channels, *sides)] if frames else []
    flat = _patches(asked)
    if asked.names & {"image_grid_thw", "grid_thw", "spatial_shapes", "image_grid_hws"}:
        return [*flat, one]
    if "aspect_ratio_ids" in asked.names:
        return [tiles, one]
    return [*video, one, *crops, tiles, *flat]


def _patches(asked: Asked) -> list[torch.Tensor]:
    """Patches that are flat already, all images' behind each other."""
    patch = asked.sizes.number(("patch_size",), 16, VISION)
    frames = asked.sizes.number(("temporal_patch_size",), 1, VISION)
    width = _channels(asked) * frames * patch * patch
    count = prod(_GRID)
    rows = asked.floats(BATCH * count, width)
    batched = asked.floats(BATCH, count, width)
    square = asked.floats(BATCH * count, _channels(asked), patch, patch)
    return [batched, rows] if "spatial_shapes" in asked.names else [rows, square, batched]


def _grid(asked: Asked) -> list[torch.Tensor]:
    return [torch.tensor([[1, *_GRID]] * BATCH)]


def _grid_of_two(asked: Asked) -> list[torch.Tensor]:
    return [torch.tensor([[*_GRID]] * BATCH)]


def _video(asked: Asked) -> list[torch.Tensor]:
    channels, sides = _channels(asked), side_of(asked)
    names = ("num_frames", "frames_per_clip", "max_num_frames", "num_image_with_embedding")
    frames = min(asked.sizes.number(names, 8, VISION), 64)
    return [asked.floats(BATCH, count, channels, *sides) for count in dict.fromkeys((frames, 16))]


_MEL_NAMES = (
    *("num_mel_bins", "feature_size", "input_feat_per_channel", "input_feature_size", "num_mels"),
    *("n_mels", "feature_projection_input_dim", "input_dim", "n_mel_channels", "mel_bins"),
    *("spec_num_mel_bins", "input_channels", "model_in_dim", "num_features"),
)


def _spectrum(asked: Asked) -> list[torch.Tensor]:
    """Bands and frames, in either order; whole windows where the positions are fixed."""
    bands = asked.sizes.number(_MEL_NAMES, 80, AUDIO)
    positions = asked.sizes.number(("max_source_positions",), 0, AUDIO)
    window = asked.sizes.number(("max_length", "spec_size"), 1024, AUDIO)
    made = []
    for frames in dict.fromkeys((2 * positions, 128, window, 3000)):
        if 0 < frames <= 6000:
            made.append(asked.floats(BATCH, bands, frames))
            made.append(asked.floats(BATCH, frames, bands))
    made.append(asked.floats(BATCH, 1, window, bands))
    made.append(asked.floats(BATCH, 1, 1001, 64))
    return made


def _wave(asked: Asked) -> list[torch.Tensor]:
    """Samples of sound; a spectrum where the model has bands."""
    channels = asked.sizes.number(("audio_channels", "num_channels"), 1, AUDIO)
    samples = asked.sizes.number(("num_samples",), 16000, AUDIO)
    waves = [asked.floats(BATCH, samples), asked.floats(BATCH, channels, samples)]
    spectra = _spectrum(asked)
    bands = asked.sizes.value(("num_mel_bins",), AUDIO)
    window = asked.sizes.number(("max_length",), 1024, AUDIO)
    if isinstance(bands, int):
        return [asked.floats(BATCH, window, bands), *waves, *spectra]
    return [*waves, *spectra[:4], asked.floats(BATCH, 32000), whole(BATCH, LENGTH)]


def _regions(name: str, default: int) -> Rule:
    """A vector for each of some regions of an image."""
    return lambda asked: [asked.floats(BATCH, 10, asked.sizes.number((name,), default))]


def _image_places(asked: Asked) -> list[torch.Tensor]:
    """Which tokens stand for parts of an image: the first ones, as many as there are parts."""
    count = asked.sizes.number(("latent_query_num",), 4)
    places = torch.arange(max(LENGTH, count + 1)) < count
    return [places.to(torch.int64).repeat(BATCH, 1)]


def _image_sides(asked: Asked) -> list[torch.Tensor]:
    return [torch.tensor([side_of(asked)] * BATCH)]


def _pixel_mask(asked: Asked) -> list[torch.Tensor]:
    return [torch.ones((BATCH, *side_of(asked)), dtype=torch.int64)]


def _flattened(asked: Asked) -> list[torch.Tensor]:
    width = asked.sizes.number(("patch_embed_hidden_size", "patch_size"), 16, VISION)
    patch = asked.sizes.number(("patch_size",), 16, VISION)
    found = asked.floats(BATCH, LENGTH, 2 + 3 * patch * patch)
    return [found, asked.floats(BATCH, LENGTH, 2 + width)]


def _fixed(*sizes: int, dtype: torch.dtype = torch.int64) -> Rule:
    return lambda asked: [torch.ones(sizes, dtype=dtype)]


_RULES: Mapping[str, Rule] = {
    "input_ids": _tokens(LENGTH),
    "decoder_input_ids": _tokens(DECODER_LENGTH),
    "qformer_input_ids": _tokens(LENGTH),
    "bbox": _fixed(BATCH, LENGTH, 4),
    "pixel_values": _image,
    "images": _image,
    "pixel_values_videos": _video,
    "prompt_pixel_values": _image,
    "prompt_masks": lambda asked: [asked.floats(BATCH, 3, *side_of(asked))],
    "hidden_states": lambda asked: (
        _patches(asked) if "grid_thw" in asked.names else _hidden()(asked)
    ),
    "inputs_embeds": _hidden(),
    "action_embeds": _hidden("dit", "action", "expert"),
    "encoder_hidden_states": lambda asked: [
        asked.floats(BATCH, LENGTH, asked.sizes.number(("encoder_hidden_size", "hidden_size"), 64))
    ],
    "image_grid_thw": _grid,
    "grid_thw": _grid,
    "video_grid_thw": _grid,
    "image_grid_hws": _grid_of_two,
    "spatial_shapes": _grid_of_two,
    "image_sizes": _image_sides,
    "target_sizes": _image_sides,
    "pixel_mask": _pixel_mask,
    "pixel_attention_mask": lambda asked: [
        whole(BATCH, prod(_GRID)) if "spatial_shapes" in asked.names else _pixel_mask(asked)[0],
        whole(BATCH, 1),
    ],
    "is_longer": lambda asked: [torch.ones((BATCH, 1), dtype=torch.bool)],
    "aspect_ratio_ids": _fixed(BATCH, 1),
    "aspect_ratio_mask": lambda asked: [
        whole(BATCH, 1, asked.sizes.number(("max_num_tiles",), 4, VISION))
    ],
    "merge_sizes": _fixed(BATCH),
    "flattened_patches": _flattened,
    "input_features": _spectrum,
    "audio_mel": _spectrum,
    "spectrogram": lambda asked: _spectrum(asked)[1::2],
    "input_values": _wave,
    "audio_values": _wave,
    "past_values": series,
    "past_observed_mask": series,
    "past_time_features": time_features(of_past=True),
    "future_time_features": time_features(of_past=False),
    "future_values": future,
    "static_categorical_features": lambda asked: [
        whole(BATCH, count)
        for count in [asked.sizes.number(("num_static_categorical_features",), 0)]
        if count
    ],
    "past_values_padding": lambda asked: [torch.zeros((BATCH, past_length(asked)))],
    "freq": _fixed(BATCH, 1),
    "states": steps_of("state_dim"),
    "actions": steps_of("act_dim"),
    "rewards": steps_of(""),
    "returns_to_go": steps_of(""),
    "timesteps": _fixed(BATCH, LENGTH),
    "task_inputs": lambda asked: [whole(BATCH, asked.sizes.number(("task_seq_len",), 77))],
    "latents": lambda asked: [
        asked.floats(BATCH, asked.sizes.number(("hidden_size", "latent_dim"), 64), LENGTH)
    ],
    "attention_mask": _fixed(BATCH, LENGTH),
    "token_type_ids": lambda asked: [torch.zeros((BATCH, LENGTH), dtype=torch.int64)],
    "image_attention_mask": _fixed(BATCH, LENGTH, 1),
    "image_embeds_position_mask": _image_places,
    "visual_feats": _regions("visual_feat_dim", 2048),
    "visual_pos": _regions("visual_pos_dim", 4),
    "classes_structure": lambda asked: [torch.ones(BATCH, dtype=torch.int64)],
}
#: For arguments that are required and have no rule of their own.
_SUFFIXES: Mapping[str, Rule] = {
    "_ids": _tokens(LENGTH),
    "_mask": _fixed(BATCH, LENGTH),
    "_embeds": _hidden(),
    "hidden_states": _hidden(),
    "pixel_values": _image,
    "input_features": _spectrum,
    "input_values": _wave,
    "inputs": lambda asked: [*_tokens(LENGTH)(asked), *_hidden()(asked)],
}
