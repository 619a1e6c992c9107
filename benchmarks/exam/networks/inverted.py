"""Blocks that widen, filter each channel, and narrow; with or without squeeze and excitation."""

from __future__ import annotations

import random
from typing import Any

import torch
from torch import nn

from benchmarks.exam.paper import Paper, ask, features_last, output_shapes


class Squeeze(nn.Module):
    def __init__(self, channels: int, ratio: int) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.less = nn.Conv2d(channels, channels // ratio, 1)
        self.act = nn.ReLU()
        self.more = nn.Conv2d(channels // ratio, channels, 1)
        self.gate = nn.Hardsigmoid()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.gate(self.more(self.act(self.less(self.pool(x)))))


class Unit(nn.Module):
    def __init__(self, channels: int, row: Any, stride: int, made: Any) -> None:
        super().__init__()
        wide = channels * row.factor
        self.grow = nn.Sequential(
            nn.Conv2d(channels, wide, 1, bias=False), nn.BatchNorm2d(wide), made.act()
        )
        self.mix = nn.Sequential(
            nn.Conv2d(wide, wide, row.kernel, stride, row.kernel // 2, groups=wide, bias=False),
            nn.BatchNorm2d(wide),
            made.act(),
        )
        self.squeeze = Squeeze(wide, made.ratio) if made.squeezes else nn.Identity()
        self.shrink = nn.Sequential(
            nn.Conv2d(wide, row.channels, 1, bias=False), nn.BatchNorm2d(row.channels)
        )
        self.skips = stride == 1 and channels == row.channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.shrink(self.squeeze(self.mix(self.grow(x))))
        return x + y if self.skips else y


class Row:
    """One stage: widening factor, kernel, channels, repeats, stride."""

    def __init__(self, factor: int, kernel: int, channels: int, repeats: int, stride: int) -> None:
        self.factor, self.kernel, self.channels = factor, kernel, channels
        self.repeats, self.stride = repeats, stride


class Made:
    """The drawn numbers."""

    def __init__(self, draw: random.Random) -> None:
        self.act = draw.choice((nn.ReLU6, nn.Hardswish))
        self.squeezes = draw.random() < 0.5
        self.ratio = draw.choice((4, 8))
        self.first = draw.choice((16, 24))
        repeats = draw.sample(range(2, 6), 3)
        kernels = draw.sample((3, 5, 7), 3)
        factors = draw.choices((3, 4, 5), k=3)
        channels = (self.first + 16, self.first + 40, self.first + 80)
        self.rows = tuple(map(Row, factors, kernels, channels, repeats, (2, 2, 1)))
        self.last = draw.choice((640, 960))
        self.classes = draw.choice((53, 130))
        self.side = draw.choice((128, 192))


class Net(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.entry = nn.Sequential(
            nn.Conv2d(3, made.first, 3, 2, 1, bias=False), nn.BatchNorm2d(made.first), made.act()
        )
        channels, stages = made.first, []
        for row in made.rows:
            units = []
            for place in range(row.repeats):
                units.append(Unit(channels, row, 1 if place else row.stride, made))
                channels = row.channels
            stages.append(nn.Sequential(*units))
        self.stage_a, self.stage_b, self.stage_c = stages
        self.exit = nn.Sequential(
            nn.Conv2d(channels, made.last, 1, bias=False), nn.BatchNorm2d(made.last), made.act()
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.answer = nn.Linear(made.last, made.classes)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        x = self.stage_c(self.stage_b(self.stage_a(self.entry(picture))))
        return self.answer(self.pool(self.exit(x)).flatten(1))


def paper(draw: random.Random, name: str) -> Paper:
    made = Made(draw)
    with torch.device("meta"):
        model = Net(made).eval()
        shapes = output_shapes(model, torch.empty(1, 3, made.side, made.side))
    second = model.stage_b[1]
    return Paper(
        name,
        model,
        (3, made.side, made.side),
        (
            ask(
                "local",
                "In the second stage (stage_b): "
                "what is the kernel size of the depthwise convolution?",
                second.mix[0].kernel_size[0],
            ),
            ask(
                "local",
                "In the second stage (stage_b): "
                "how many filters does the last convolution of a block have?",
                second.shrink[0].out_channels,
            ),
            ask(
                "local",
                "By which factor does the first convolution of "
                "the third stage's (stage_c) blocks widen its input?",
                model.stage_c[0].grow[0].out_channels // model.stage_c[0].grow[0].in_channels,
            ),
            ask(
                "local",
                "Which activation follows the very first convolution?",
                made.act.__name__,
                *(("Hard SiLU", "HardSwish") if made.act is nn.Hardswish else ()),
            ),
            ask(
                "shape",
                "Which shape leaves the second stage (stage_b)?",
                features_last(shapes["stage_b"]),
            ),
            ask(
                "shape", "Which shape goes into the global pooling?", features_last(shapes["exit"])
            ),
            ask(
                "count", "How many blocks does the third stage (stage_c) have?", len(model.stage_c)
            ),
            ask(
                "count",
                "How many blocks are there in all three stages?",
                sum(row.repeats for row in made.rows),
            ),
            ask(
                "topology",
                "Does the first block of the second stage (stage_b) "
                "have a skip that is added at its end?",
                model.stage_b[0].skips,
            ),
            ask(
                "topology",
                "Does an activation follow the last convolution of a block, before the addition?",
                False,
            ),
            ask(
                "semantics",
                "Do the blocks rescale their channels by gates computed from a global pooling?",
                made.squeezes,
            ),
        ),
    )
