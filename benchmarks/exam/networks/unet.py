"""A network that goes down and up again, with skips between equal sizes."""

from __future__ import annotations

import random

import torch
from torch import nn

from benchmarks.exam.paper import Paper, ask, features_last, output_shapes


class Convs(nn.Sequential):
    def __init__(self, channels: int, filters: int, made: Made) -> None:
        layers: list[nn.Module] = []
        for place in range(made.convs):
            given = filters if place else channels
            layers += [
                nn.Conv2d(given, filters, made.kernel, padding=made.kernel // 2),
                nn.LeakyReLU(made.slope),
            ]
        super().__init__(*layers)


class Made:
    """The drawn numbers."""

    def __init__(self, draw: random.Random) -> None:
        self.levels = draw.choice((3, 4))
        base = draw.choice((12, 20, 28))
        self.widths = tuple(base * (level + 1) for level in range(self.levels))
        self.bottom = base * 6
        self.convs = draw.choice((1, 2, 3))
        self.kernel = draw.choice((3, 5))
        self.slope = draw.choice((0.05, 0.2))
        self.adds = draw.random() < 0.5
        self.resizes = draw.random() < 0.5
        self.maps = draw.choice((4, 7))
        self.channels = draw.choice((1, 4))
        self.sigmoid = draw.random() < 0.5
        self.side = draw.choice((96, 160))


class Rise(nn.Module):
    def __init__(self, channels: int, filters: int, made: Made) -> None:
        super().__init__()
        if made.resizes:
            self.larger: nn.Module = nn.Sequential(
                nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(channels, filters, 1)
            )
        else:
            self.larger = nn.ConvTranspose2d(channels, filters, 2, stride=2)
        self.convs = Convs(filters if made.adds else 2 * filters, filters, made)
        self.adds = made.adds

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        x = self.larger(x)
        merged = x + skip if self.adds else torch.cat([skip, x], dim=1)
        return self.convs(merged)


class Net(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        widths = made.widths
        self.fall = nn.ModuleList(
            Convs(channels, filters, made)
            for channels, filters in zip((made.channels, *widths), widths, strict=False)
        )
        self.pool = nn.MaxPool2d(2)
        self.bottom = Convs(widths[-1], made.bottom, made)
        wider = (made.bottom, *widths[:0:-1])
        self.rise = nn.ModuleList(
            Rise(channels, filters, made)
            for channels, filters in zip(wider, widths[::-1], strict=True)
        )
        self.maps = nn.Conv2d(widths[0], made.maps, 1)
        self.end = nn.Sigmoid() if made.sigmoid else nn.Identity()

    def forward(self, scan: torch.Tensor) -> torch.Tensor:
        skips, x = [], scan
        for fall in self.fall:
            x = fall(x)
            skips.append(x)
            x = self.pool(x)
        x = self.bottom(x)
        for rise, skip in zip(self.rise, skips[::-1], strict=True):
            x = rise(x, skip)
        return self.end(self.maps(x))


def paper(draw: random.Random, name: str) -> Paper:
    made = Made(draw)
    with torch.device("meta"):
        model = Net(made).eval()
        given = torch.empty(1, made.channels, made.side, made.side)
        shapes = output_shapes(model, given)
    merge = ("add", "addition", "sum") if made.adds else ("concat", "concatenation")
    larger = (
        ("resize", "upsample", "bilinear upsampling", "upsampling")
        if made.resizes
        else ("transposed convolution", "transposed conv")
    )
    return Paper(
        name,
        model,
        (made.channels, made.side, made.side),
        (
            ask("local", "What is the kernel size of the very first convolution?", made.kernel),
            ask("local", "What is the slope of the leaky ReLU?", made.slope),
            ask(
                "local",
                "How many filters do the convolutions at the lowest resolution have?",
                made.bottom,
            ),
            ask(
                "shape",
                "Which shape comes out at the lowest resolution?",
                features_last(shapes["bottom"]),
            ),
            ask("shape", "Which shape does the network give?", features_last(shapes["maps"])),
            ask("count", "How many skips lead from the way down to the way up?", made.levels),
            ask(
                "count",
                "How many convolutions does each level of the way down have?",
                made.convs,
            ),
            ask("topology", "How do the skips join the way up: add, concat or multiply?", *merge),
            ask(
                "topology",
                "What makes the size larger on the way up: a transposed convolution, or resizing "
                "(upsampling)?",
                *larger,
            ),
            ask("semantics", "Is there a sigmoid at the end?", made.sigmoid),
        ),
    )
