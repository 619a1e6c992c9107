"""A residual network with bottlenecks, its numbers and the place of its activation drawn."""

from __future__ import annotations

import random
from typing import Any

import torch
from torch import nn

from benchmarks.exam.paper import Paper, ask, features_last, output_shapes, parameters

ACTIVATIONS: dict[str, Any] = {"GELU": nn.GELU, "SiLU": nn.SiLU, "ELU": nn.ELU}


class Block(nn.Module):
    def __init__(self, channels: int, width: int, stride: int, made: Any) -> None:
        super().__init__()
        wide = made.factor * width
        self.narrow = nn.Conv2d(channels, width, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(width)
        self.spread = nn.Conv2d(
            width, width, made.kernel, stride, padding=made.kernel // 2, bias=False
        )
        self.norm2 = nn.BatchNorm2d(width)
        self.widen = nn.Conv2d(width, wide, 1, bias=False)
        self.norm3 = nn.BatchNorm2d(wide)
        self.act = ACTIVATIONS[made.activation]()
        self.side = (
            nn.Sequential(nn.Conv2d(channels, wide, 1, stride, bias=False), nn.BatchNorm2d(wide))
            if stride > 1 or channels != wide
            else None
        )
        self.late = made.late

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.act(self.norm1(self.narrow(x)))
        y = self.act(self.norm2(self.spread(y)))
        y = self.norm3(self.widen(y))
        side = x if self.side is None else self.side(x)
        return self.act(y + side) if self.late else self.act(y) + side


class Net(nn.Module):
    def __init__(self, made: Any) -> None:
        super().__init__()
        self.entry = nn.Conv2d(3, made.first, made.entry_kernel, 2, made.entry_kernel // 2)
        self.norm = nn.BatchNorm2d(made.first)
        self.act = ACTIVATIONS[made.activation]()
        channels, stages = made.first, []
        for number, (width, count) in enumerate(zip(made.widths, made.counts, strict=True)):
            blocks = []
            for place in range(count):
                stride = 2 if number and not place else 1
                blocks.append(Block(channels, width, stride, made))
                channels = made.factor * width
            stages.append(nn.Sequential(*blocks))
        self.part1, self.part2, self.part3, self.part4 = stages
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(made.rate)
        self.answer = nn.Linear(channels, made.classes)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        x = self.act(self.norm(self.entry(picture)))
        x = self.part4(self.part3(self.part2(self.part1(x))))
        return self.answer(self.drop(self.pool(x).flatten(1)))


class Made:
    """The drawn numbers."""

    def __init__(self, draw: random.Random) -> None:
        self.first = draw.choice((24, 40, 56))
        self.entry_kernel = draw.choice((5, 9))
        self.kernel = draw.choice((3, 5))
        self.factor = draw.choice((2, 3))
        base = draw.choice((20, 36, 44))
        self.widths = (base, 2 * base, 3 * base, 5 * base)
        self.counts = tuple(draw.sample(range(2, 8), 4))
        self.activation = draw.choice(sorted(ACTIVATIONS))
        self.late = draw.random() < 0.5
        self.rate = draw.choice((0.15, 0.25, 0.35))
        self.classes = draw.choice((37, 84, 211))
        self.side = draw.choice((160, 192))


def paper(draw: random.Random, name: str) -> Paper:
    made = Made(draw)
    with torch.device("meta"):
        model = Net(made).eval()
        shapes = output_shapes(model, torch.empty(1, 3, made.side, made.side))
    stride = model.part3[0].spread.stride[0]
    return Paper(
        name,
        model,
        (3, made.side, made.side),
        (
            ask("local", "What is the kernel size of the first convolution?", made.entry_kernel),
            ask("local", "What is the dropout rate?", made.rate),
            ask(
                "local",
                "Which activation function is used inside of the repeated blocks?",
                made.activation,
            ),
            ask(
                "local",
                "In the third stage (part3): "
                "how many filters does the middle convolution of a block have?",
                model.part3[0].spread.out_channels,
            ),
            ask(
                "local",
                "In the third stage (part3): "
                "what is the stride of the middle convolution of the first block?",
                stride,
            ),
            ask(
                "shape",
                "Which shape leaves the second stage (part2)?",
                features_last(shapes["part2"]),
            ),
            ask("count", "How many blocks does the fourth stage (part4) have?", len(model.part4)),
            ask("count", "How many blocks are there in all?", sum(made.counts)),
            ask(
                "topology",
                "Is there an activation after the addition in a block?",
                made.late,
            ),
            ask(
                "topology",
                "What is the kernel size of the convolution on the shortcut of a first block?",
                1,
            ),
            ask("semantics", "How many parameters does the network have?", parameters(model)),
        ),
    )
