"""Candidates for models of the transformers library, from their configuration.

In: a model that carries a configuration. Out: candidates by argument name: first every modality
that forward takes at once, then fewer, then the library's own dummy inputs. Where a model counts
placeholder tokens for its images, the count is taken from the message with which it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch

from netscribe.readers.torch.inputs import (
    BATCH,
    Candidate,
    ExampleInputs,
    float_of,
    parameter_names,
    required_names,
)
from netscribe.readers.torch.inputs_arguments import examples_for, filler_token, side_of
from netscribe.readers.torch.inputs_asked import Asked
from netscribe.readers.torch.inputs_config import TEXT, ConfigSizes

_NOTE = "the model's configuration"
#: Arguments that bring in data, by modality; of each modality the first that forward takes.
_MODALITIES: tuple[tuple[str, ...], ...] = (
    ("input_ids",),
    ("pixel_values", "pixel_values_videos", "flattened_patches", "images"),
    ("input_features", "input_values", "audio_values", "spectrogram", "audio_mel"),
    ("past_values",),
    ("states",),
)
#: Arguments that go with another where forward takes both.
_COMPANIONS: Mapping[str, tuple[str, ...]] = {
    "input_ids": ("decoder_input_ids", "bbox"),
    "pixel_values": (
        "decoder_input_ids",
        "image_grid_thw",
        "image_grid_hws",
        "grid_thw",
        "spatial_shapes",
        "image_sizes",
        "aspect_ratio_ids",
        "aspect_ratio_mask",
        "image_attention_mask",
        "image_embeds_position_mask",
    ),
    "pixel_values_videos": (),
    "flattened_patches": ("decoder_input_ids",),
    "input_features": (
        "decoder_input_ids",
        "input_features_mask",
        "feature_attention_mask",
        "is_longer",
    ),
    "input_values": ("decoder_input_ids",),
    "past_values": (
        "past_time_features",
        "past_observed_mask",
        "future_time_features",
        "future_values",
        "static_categorical_features",
    ),
    "states": ("actions", "rewards", "returns_to_go", "timesteps"),
}
#: Companions that a model seldom insists on.
_SELDOM = (
    *("image_sizes", "bbox", "future_values", "future_time_features"),
    *("input_features_mask", "feature_attention_mask", "is_longer"),
    *("image_attention_mask", "image_embeds_position_mask"),
)
#: These say which frames of a spectrum are there, in whole numbers or in truth values.
_FRAME_MASKS = {
    "input_features_mask": ("input_features", torch.int64),
    "feature_attention_mask": ("input_features", torch.int64),
    "audio_mel_mask": ("audio_mel", torch.bool),
}
_TILED = ("pixel_values",)
#: Which word of a message, and which token, belong to an argument.
_PLACEHOLDERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pixel_values": ("image", ("image_token_id", "image_token_index", "image_tokens_id")),
    "pixel_values_videos": ("video", ("video_token_id", "video_token_index")),
    "input_features": ("audio", ("audio_token_id", "audio_token_index")),
    "input_values": ("audio", ("audio_token_id", "audio_token_index")),
}
_COUNTED = re.compile(r"tokens:?\s*(\d+)[,;]?\s*(?:and\s+)?(?:\w+\s)?features:?\s*(\d+)")
_MOST_TOKENS = 20000
#: What Python says where an argument that is not required is made use of all the same.
_NOTHING = "'NoneType' object"
#: Axes of several images per sample.
_SEVERAL_AXES = 5
_DEPTH = 4


def is_transformers(model: Any) -> bool:
    """Whether the model carries a configuration as that library makes them."""
    config = getattr(model, "config", None)
    return hasattr(config, "model_type") and hasattr(config, "to_dict")


def transformers_candidates(model: Any) -> Iterator[Candidate]:
    """The fullest call first."""
    names = parameter_names(model)
    asked = Asked(ConfigSizes(model.config), float_of(model), frozenset(names))
    data = _data_arguments(names)
    main = getattr(model, "main_input_name", "")
    single = [main] if main in names else []
    groups = [data, *(_pairs(data)), single, *([name] for name in data)]
    for group in _distinct(groups):
        for plan in _plans(model, asked, group):
            yield _candidate(model, asked, plan)
    yield from _dummies(model)


def _data_arguments(names: Sequence[str]) -> list[str]:
    """One argument per modality."""
    found = ((name for name in modality if name in names) for modality in _MODALITIES)
    return [name for name in (next(options, "") for options in found) if name]


def _pairs(data: list[str]) -> list[list[str]]:
    """Text with one other modality, where there are three."""
    return [["input_ids", name] for name in data[1:]] if data[:1] == ["input_ids"] else []


def _distinct(groups: list[list[str]]) -> list[list[str]]:
    found = [group for index, group in enumerate(groups) if group not in groups[:index]]
    return [group for group in found if group] or [[]]


@dataclass(frozen=True)
class _Plan:
    """Arguments of one call: which of its examples each takes, and placeholders per sample."""

    choice: Mapping[str, int]
    placeholders: Mapping[str, int]


def _plans(model: Any, asked: Asked, group: list[str]) -> Iterator[_Plan]:
    """The usual example of every argument; then others, one argument at a time."""
    needed = required_names(model)
    names = list(dict.fromkeys((*group, *_companions(group, asked), *needed)))
    known = {name: len(examples_for(name, asked)) for name in names}
    usual = {name: 0 for name, count in known.items() if count}
    lean = {name: 0 for name in usual if name not in _SELDOM or name in needed}
    yield _Plan(lean, {})
    if lean != usual:
        yield _Plan(usual, {})
    for name in usual:
        for other in range(1, known[name]):
            yield _Plan({**(usual if name in _TILED else lean), name: other}, {})


def _companions(group: list[str], asked: Asked) -> list[str]:
    found = (name for main in group for name in _COMPANIONS.get(main, ()))
    return [name for name in found if name in asked.names]


def _candidate(model: Any, asked: Asked, plan: _Plan, depth: int = _DEPTH) -> Candidate:
    example = ExampleInputs((), _arguments(asked, plan), _NOTE)

    def refined(message: str) -> Iterator[Candidate]:
        if depth:
            for told, other in _corrected(asked, plan, message):
                yield _candidate(model, told, other, depth - 1)

    return Candidate(example, refined)


def _arguments(asked: Asked, plan: _Plan) -> dict[str, Any]:
    made = {name: examples_for(name, asked)[index] for name, index in plan.choice.items()}
    given = [name for name in _PLACEHOLDERS if plan.placeholders.get(name)]
    if "input_ids" in made and given:
        made["input_ids"] = _with_placeholders(asked, plan, given)
        types = torch.zeros_like(made["input_ids"])
        for name in given:
            token = asked.sizes.value(_PLACEHOLDERS[name][1])
            types[made["input_ids"] == token] = 1 if name == "pixel_values" else 2
        if "mm_token_type_ids" in asked.names:
            made["mm_token_type_ids"] = types
        if "attention_mask" in made:
            made["attention_mask"] = torch.ones_like(made["input_ids"])
    places = made.get("image_embeds_position_mask")
    if places is not None and "input_ids" in made:
        made["input_ids"] = torch.full_like(places, filler_token(asked.sizes))
    for name, (spectrum, dtype) in _FRAME_MASKS.items():
        if name in made and spectrum in made:
            frames = max(made[spectrum].shape[-2:])
            made[name] = torch.ones((BATCH, frames), dtype=dtype)
    return made


def _with_placeholders(asked: Asked, plan: _Plan, given: list[str]) -> torch.Tensor:
    """Tokens with as many placeholders per sample as the data has features."""
    filler = filler_token(asked.sizes)
    row = [filler]
    for name in given:
        word, tokens = _PLACEHOLDERS[name]
        start = asked.sizes.value((f"{word}_start_token_id", "vision_start_token_id"))
        row += [start] if isinstance(start, int) else []
        row += [int(asked.sizes.value(tokens))] * plan.placeholders[name]
    return torch.tensor([[*row, *[filler] * 8]] * BATCH)


def _corrected(asked: Asked, plan: _Plan, message: str) -> Iterator[tuple[Asked, _Plan]]:
    """What a refusal tells: how many placeholders, which image size, which other argument."""
    counted = _COUNTED.search(message)
    if counted is not None:
        features = int(counted[2])
        width = asked.sizes.number(("hidden_size", "d_model", "n_embd"), 1, TEXT)
        rows = features // BATCH
        for name in _counted_arguments(asked, plan, message):
            for count in dict.fromkeys((rows, features, rows // width)):
                if 0 < count <= _MOST_TOKENS:
                    yield asked, replace(plan, placeholders={**plan.placeholders, name: count})
        return
    if _NOTHING in message:
        yield from ((asked, other) for other in _with_masks(asked, plan))
    for name in sorted(set(re.findall(r"\w+", message)) & asked.names - set(plan.choice)):
        if examples_for(name, asked):
            yield asked, replace(plan, choice={**plan.choice, name: 0})
    side = side_of(asked)[0]
    mentioned = dict.fromkeys(int(word) for word in re.findall(r"\d+", message))
    if side in mentioned and ("mage" in message or "eight" in message):
        for number in mentioned:
            if number != side and 8 <= number <= 2048:
                yield replace(asked, side=number), plan


def _with_masks(asked: Asked, plan: _Plan) -> Iterator[_Plan]:
    """With a mask of what is passed, also for images that come several to a sample."""
    images = examples_for("pixel_values", asked) if "pixel_values" in plan.choice else []
    several = [index for index, image in enumerate(images) if image.dim() == _SEVERAL_AXES][:1]
    subjects = {name.partition("_")[0] for name in plan.choice}
    masks = sorted(name for name in asked.names - set(plan.choice) if name.endswith("_mask"))
    for name in (name for name in masks if name.partition("_")[0] in subjects):
        for index in range(len(examples_for(name, asked))):
            with_mask = {**plan.choice, name: index}
            yield replace(plan, choice=with_mask)
            for image in several:
                yield replace(plan, choice={**with_mask, "pixel_values": image})


def _counted_arguments(asked: Asked, plan: _Plan, message: str) -> list[str]:
    """The arguments that a message about placeholders may mean, those it names first."""
    known = [
        name
        for name, (_, tokens) in _PLACEHOLDERS.items()
        if name in plan.choice and isinstance(asked.sizes.value(tokens), int)
    ]
    named = [name for name in known if _PLACEHOLDERS[name][0] in message.lower()]
    return named or known


def _dummies(model: Any) -> Iterator[Candidate]:
    """What the library itself uses for a trial."""
    try:
        held = model.dummy_inputs
    except Exception:  # noqa: BLE001 - the model's own code
        return
    if isinstance(held, Mapping) and set(held) <= set(parameter_names(model)):
        yield Candidate(ExampleInputs((), dict(held), "its own dummy inputs"))
