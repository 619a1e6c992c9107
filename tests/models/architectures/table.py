"""All well-known architectures by name, in the order of the gallery."""

from __future__ import annotations

from typing import Any

from tests.models.architectures.entry import Architecture
from tests.models.architectures.from_keras import KERAS
from tests.models.architectures.from_torchvision import TORCHVISION
from tests.models.architectures.from_transformers import TRANSFORMERS


def _alexnet() -> Any:
    from tests.models.architectures.own_vision import AlexNet

    return AlexNet()


def _unet() -> Any:
    from tests.models.architectures.own_vision import UNet

    return UNet()


def _transformer() -> Any:
    from tests.models.architectures.own_sequences import Transformer

    return Transformer()


def _translator() -> Any:
    from tests.models.architectures.own_sequences import Translator

    return Translator()


def _small_translator() -> Any:
    from tests.models.architectures.own_sequences import Translator

    return Translator(width=100, words=1000)


def _two_texts() -> Any:
    import torch

    tokens = {"dtype": torch.int64, "device": "meta"}
    return {"source": torch.empty(1, 12, **tokens), "target": torch.empty(1, 10, **tokens)}


_PAPER = "a PyTorch module as in the paper"

OWN: dict[str, Architecture] = {
    "alexnet": Architecture("AlexNet", "torch", _PAPER, _alexnet, lambda: (3, 227, 227)),
    "unet": Architecture("U-Net", "torch", _PAPER, _unet, lambda: (1, 572, 572)),
    "transformer": Architecture("Transformer base", "torch", _PAPER, _transformer, _two_texts),
    "translator": Architecture(
        "LSTM translator with attention",
        "torch",
        _PAPER,
        _translator,
        _two_texts,
        make_small=_small_translator,
    ),
}

ARCHITECTURES: dict[str, Architecture] = {**OWN, **TORCHVISION, **TRANSFORMERS, **KERAS}
