"""Candidates for models of the transformers library, from their configuration.

In: a model that carries a configuration. Out: candidates by argument name: first every modality
that forward takes at once, then fewer, then the library's own dummy inputs. Where a model counts
placeholder tokens for its images, the count is taken from the message with which it refuses:
`inputs_refusals`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from netscribe.readers.torch.inputs import (
    Candidate,
    ExampleInputs,
    float_of,
    parameter_names,
    required_names,
)
from netscribe.readers.torch.inputs_arguments import examples_for
from netscribe.readers.torch.inputs_asked import Asked
from netscribe.readers.torch.inputs_config import ConfigSizes
from netscribe.readers.torch.inputs_plan import Plan, arguments
from netscribe.readers.torch.inputs_refusals import corrected

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
_TILED = ("pixel_values",)
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


def _plans(model: Any, asked: Asked, group: list[str]) -> Iterator[Plan]:
    """The usual example of every argument; then others, one argument at a time."""
    needed = required_names(model)
    names = list(dict.fromkeys((*group, *_companions(group, asked), *needed)))
    known = {name: len(examples_for(name, asked)) for name in names}
    usual = {name: 0 for name, count in known.items() if count}
    lean = {name: 0 for name in usual if name not in _SELDOM or name in needed}
    yield Plan(lean)
    if lean != usual:
        yield Plan(usual)
    for name in usual:
        for other in range(1, known[name]):
            yield Plan({**(usual if name in _TILED else lean), name: other})


def _companions(group: list[str], asked: Asked) -> list[str]:
    found = (name for main in group for name in _COMPANIONS.get(main, ()))
    return [name for name in found if name in asked.names]


def _candidate(model: Any, asked: Asked, plan: Plan, depth: int = _DEPTH) -> Candidate:
    example = ExampleInputs((), arguments(asked, plan), _NOTE)

    def refined(message: str) -> Iterator[Candidate]:
        if depth:
            for told, other in corrected(asked, plan, message):
                yield _candidate(model, told, other, depth - 1)

    return Candidate(example, refined)


def _dummies(model: Any) -> Iterator[Candidate]:
    """What the library itself uses for a trial."""
    try:
        held = model.dummy_inputs
    except Exception:  # noqa: BLE001 - the model's own code
        return
    if isinstance(held, Mapping) and set(held) <= set(parameter_names(model)):
        yield Candidate(ExampleInputs((), dict(held), "its own dummy inputs"))
