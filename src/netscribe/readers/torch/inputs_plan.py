"""One call of a model with a configuration: which example each argument takes, and what is told.

In: a `Plan` and what rules know of the model. Out: the arguments by name, which fit each other:
as many placeholder tokens as the data has features, masks as long as what they mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from netscribe.readers.torch.inputs import BATCH
from netscribe.readers.torch.inputs_arguments import examples_for, filler_token
from netscribe.readers.torch.inputs_asked import Asked

#: Which word of a message, and which token, belong to an argument.
PLACEHOLDERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pixel_values": ("image", ("image_token_id", "image_token_index", "image_tokens_id")),
    "pixel_values_videos": ("video", ("video_token_id", "video_token_index")),
    "input_features": ("audio", ("audio_token_id", "audio_token_index")),
    "input_values": ("audio", ("audio_token_id", "audio_token_index")),
}
#: These say which frames of a spectrum are there, in whole numbers or in truth values.
_FRAME_MASKS = {
    "input_features_mask": ("input_features", torch.int64),
    "feature_attention_mask": ("input_features", torch.int64),
    "audio_mel_mask": ("audio_mel", torch.bool),
}


@dataclass(frozen=True)
class Plan:
    """Arguments of one call.

    Attributes:
        choice: which of its examples each argument takes.
        placeholders: how many tokens per sample stand for the features of an argument.
        shapes: of arguments that a refusal told another shape of than their example's.
    """

    choice: Mapping[str, int]
    placeholders: Mapping[str, int] = field(default_factory=dict)
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def arguments(asked: Asked, plan: Plan) -> dict[str, Any]:
    """The tensors of a plan, by name."""
    made = {name: examples_for(name, asked)[index] for name, index in plan.choice.items()}
    made |= {name: asked.floats(*shape) for name, shape in plan.shapes.items() if name in made}
    given = [name for name in PLACEHOLDERS if plan.placeholders.get(name)]
    if "input_ids" in made and given:
        made |= _with_placeholders(asked, plan, given, masked="attention_mask" in made)
    places = made.get("image_embeds_position_mask")
    if places is not None and "input_ids" in made:
        made["input_ids"] = torch.full_like(places, filler_token(asked.sizes))
    for name, (spectrum, dtype) in _FRAME_MASKS.items():
        if name in made and spectrum in made:
            frames = max(made[spectrum].shape[-2:])
            made[name] = torch.ones((BATCH, frames), dtype=dtype)
    return made


def _with_placeholders(
    asked: Asked, plan: Plan, given: list[str], *, masked: bool
) -> dict[str, torch.Tensor]:
    """Tokens with as many placeholders per sample as the data has features, and their kinds."""
    filler = filler_token(asked.sizes)
    row, kinds = [filler], [0]
    for name in given:
        word, tokens = PLACEHOLDERS[name]
        start = asked.sizes.value((f"{word}_start_token_id", "vision_start_token_id"))
        begun = [start] if isinstance(start, int) else []
        count, kind = plan.placeholders[name], 1 if name == "pixel_values" else 2
        row += [*begun, *[int(asked.sizes.value(tokens))] * count]
        kinds += [*[0] * len(begun), *[kind] * count]
    row, kinds = [*row, *[filler] * 8], [*kinds, *[0] * 8]
    made = {"input_ids": torch.tensor([row] * BATCH)}
    if "mm_token_type_ids" in asked.names:
        made["mm_token_type_ids"] = torch.tensor([kinds] * BATCH)
    if masked:
        made["attention_mask"] = torch.ones_like(made["input_ids"])
    return made
