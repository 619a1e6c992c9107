"""The networks of the gallery with random weights, and what goes into them, for an export to ONNX.

In: a name of the gallery. Out: a `Live`. Language models have as many layers as published and
narrower ones, so that a file of each can be written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from tests.models.architectures.table import ARCHITECTURES
from tests.zoo.onnx_exports import Live, with_random_weights

_LENGTH, _OTHER_LENGTH, _WORDS = 16, 12, 1000
_IMAGE = (3, 224, 224)


def live(name: str) -> Live:
    """The model and its inputs by name."""
    torch.manual_seed(0)
    entry = ARCHITECTURES[name]
    if entry.library == "transformers":
        found = Live(entry.with_weights(), _INPUTS[name](), by_name=True)
    elif name in ("transformer", "translator"):
        found = Live(entry.with_weights(), {"source": _ids(), "target": _ids(_OTHER_LENGTH)})
    else:
        shape = _IMAGE if entry.inputs is None else entry.inputs()
        found = Live(entry.with_weights(), {"image": torch.rand(1, *shape)})
    return with_random_weights(found)


def _ids(length: int = _LENGTH) -> torch.Tensor:
    return torch.randint(3, _WORDS, (1, length))


def _text() -> dict[str, torch.Tensor]:
    return {"input_ids": _ids()}


def _masked_text() -> dict[str, torch.Tensor]:
    return {"input_ids": _ids(), "attention_mask": torch.ones(1, _LENGTH, dtype=torch.long)}


def _two_texts() -> dict[str, torch.Tensor]:
    return {"input_ids": _ids(), "decoder_input_ids": _ids(_OTHER_LENGTH)}


def _text_and_image() -> dict[str, torch.Tensor]:
    return {**_masked_text(), "pixel_values": torch.rand(1, *_IMAGE)}


def _spectrum_and_text() -> dict[str, torch.Tensor]:
    return {"input_features": torch.rand(1, 80, 3000), "decoder_input_ids": _ids(_OTHER_LENGTH)}


_INPUTS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "bert": _masked_text,
    "gpt2": _masked_text,
    "llama": _masked_text,
    "mixtral": _masked_text,
    "mamba": _text,
    "t5": _two_texts,
    "clip": _text_and_image,
    "whisper": _spectrum_and_text,
    "wav2vec2": lambda: {"input_values": torch.rand(1, 16_000)},
    "detr": lambda: {"pixel_values": torch.rand(1, 3, 800, 800)},
}
