"""The PyTorch networks behind tests/data/onnx, which both of torch's exporters wrote.

`python -m tools.model_files.onnx` builds the files from these.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Perceptron(nn.Module):
    """Three layers over features."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 16), nn.Tanh())
        self.head = nn.Linear(16, 3)

    def forward(self, features: Tensor) -> Tensor:
        return self.head(self.inner(features)).softmax(-1)


class Block(nn.Module):
    """Two convolutions and a shortcut; one ReLU layer is called twice."""

    def __init__(self, width: int, wider: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, wider, 3, stride, 1)
        self.conv2 = nn.Conv2d(wider, wider, 3, 1, 1)
        self.relu = nn.ReLU()
        self.shortcut = nn.Conv2d(width, wider, 1, stride) if width != wider else None

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv2(self.relu(self.conv1(x)))
        return self.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class Residual(nn.Module):
    """A stem, two stages of blocks, a pool and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, 2, 1)
        self.pool = nn.MaxPool2d(2)
        self.stage1 = nn.Sequential(Block(4, 4), Block(4, 4))
        self.stage2 = nn.Sequential(Block(4, 8, 2), Block(8, 8))
        self.average = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(8, 5)

    def forward(self, image: Tensor) -> Tensor:
        x = self.stage2(self.stage1(self.pool(self.stem(image).relu())))
        return self.head(self.average(x).flatten(1))


class Words(nn.Module):
    """Embedding, one encoder layer, an LSTM."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(50, 8)
        self.encoder = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.recurrent = nn.LSTM(8, 6, batch_first=True)
        self.tags = nn.Linear(6, 4)

    def forward(self, ids: Tensor) -> Tensor:
        return self.tags(self.recurrent(self.encoder(self.embedding(ids)))[0])


def _image() -> Tensor:
    return torch.zeros(1, 3, 32, 32)


NETWORKS = {
    "perceptron": (Perceptron, lambda: torch.zeros(1, 12)),
    "residual": (Residual, _image),
    "words": (Words, lambda: torch.zeros(1, 7, dtype=torch.int64)),
}


def made(name: str) -> tuple[nn.Module, Tensor]:
    """A network with random weights, the same every time, and an example input."""
    torch.manual_seed(0)
    network, example = NETWORKS[name]
    model = network().eval()
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -0.5, 0.5)
    return model, example()
