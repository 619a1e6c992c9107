"""Densely connected layers: each layer reads all that was made before in its group."""

from __future__ import annotations

import random

import torch
from torch import nn

from benchmarks.exam.paper import Paper, ask, features_last, output_shapes


class Layer(nn.Module):
    def __init__(self, channels: int, made: Made) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.act = nn.ReLU()
        self.conv = nn.Conv2d(
            channels, made.growth, made.kernel, padding=made.kernel // 2, bias=False
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(self.act(self.norm(x)))


class Group(nn.Module):
    def __init__(self, channels: int, count: int, made: Made) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            Layer(channels + place * made.growth, made) for place in range(count)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = torch.cat([x, layer(x)], dim=1)
        return x


class Between(nn.Sequential):
    def __init__(self, channels: int, narrowed: int, made: Made) -> None:
        pool = nn.AvgPool2d if made.pool == "average" else nn.MaxPool2d
        super().__init__(
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, narrowed, 1, bias=False),
            pool(2),
        )


class Made:
    """The drawn numbers."""

    def __init__(self, draw: random.Random) -> None:
        self.growth = draw.choice((12, 20, 28))
        self.kernel = draw.choice((3, 5))
        self.counts = tuple(draw.sample(range(3, 9), 3))
        self.first = draw.choice((32, 48))
        self.pool = draw.choice(("average", "max"))
        self.classes = draw.choice((19, 61))
        self.side = draw.choice((64, 96))


class Net(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.entry = nn.Conv2d(3, made.first, 3, stride=1, padding=1, bias=False)
        channels, parts = made.first, []
        for place, count in enumerate(made.counts):
            parts.append(Group(channels, count, made))
            channels += count * made.growth
            if place < 2:
                parts.append(Between(channels, channels // 2, made))
                channels //= 2
        self.group1, self.between1, self.group2, self.between2, self.group3 = parts
        self.norm = nn.BatchNorm2d(channels)
        self.act = nn.ReLU()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.answer = nn.Linear(channels, made.classes)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        x = self.between1(self.group1(self.entry(picture)))
        x = self.group3(self.between2(self.group2(x)))
        return self.answer(self.pool(self.act(self.norm(x))).flatten(1))


def paper(draw: random.Random, name: str) -> Paper:
    made = Made(draw)
    with torch.device("meta"):
        model = Net(made).eval()
        shapes = output_shapes(model, torch.empty(1, 3, made.side, made.side))
    return Paper(
        name,
        model,
        (3, made.side, made.side),
        (
            ask(
                "local",
                "How many filters does the convolution of each repeated layer have?",
                made.growth,
            ),
            ask("local", "What is the kernel size in the repeated layers?", made.kernel),
            ask(
                "local",
                "Which kind of pooling halves the size between the first two groups: "
                "average or max?",
                made.pool,
            ),
            ask("shape", "Which shape leaves the first group?", features_last(shapes["group1"])),
            ask(
                "shape",
                "Which shape goes into the second group of repeated layers?",
                features_last(shapes["between1"]),
            ),
            ask("count", "How many layers does the second group have?", made.counts[1]),
            ask("count", "How many repeated layers are there in all?", sum(made.counts)),
            ask(
                "topology",
                "How is what a layer makes merged with what it read: add, concat or multiply?",
                "concat",
                "concatenation",
                "concatenate",
            ),
            ask(
                "topology",
                "Put in order for a repeated layer: convolution, normalization, activation.",
                "normalization, activation, convolution",
                "BatchNorm, ReLU, convolution",
                "BatchNorm, ReLU, Conv",
                "norm, activation, conv",
            ),
            ask("semantics", "How many numbers does the network give?", made.classes),
        ),
    )
