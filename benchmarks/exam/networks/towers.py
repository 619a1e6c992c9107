"""Two inputs through towers that may share their weights, then one comparison."""

from __future__ import annotations

import random

import torch
from torch import nn

from benchmarks.exam.paper import Paper, ask, features_last, output_shapes

MERGES = {
    "subtract": ("subtract", "subtraction", "difference"),
    "multiply": ("multiply", "multiplication", "product"),
    "concat": ("concat", "concatenation"),
}


class Made:
    """The drawn numbers."""

    def __init__(self, draw: random.Random) -> None:
        self.shared = draw.random() < 0.5
        self.filters = draw.choice((14, 22, 30))
        self.kernels = tuple(draw.sample((3, 5, 7), 2))
        self.groups = draw.choice((1, 2))
        self.merge = draw.choice(sorted(MERGES))
        self.units = draw.choice((45, 75))
        self.rows = draw.choice((3, 5))
        self.side = draw.choice((48, 80))


class Tower(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        first, second = made.kernels
        self.rough = nn.Conv2d(1, made.filters, first, stride=2, padding=first // 2)
        self.fine = nn.Conv2d(
            made.filters, 2 * made.filters, second, padding=second // 2, groups=made.groups
        )
        self.act = nn.SELU()
        self.pool = nn.MaxPool2d(4)
        self.code = nn.Linear(2 * made.filters * (made.side // 8) ** 2, made.units)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.act(self.fine(self.act(self.rough(x))))
        return self.code(self.pool(x).flatten(1))


class Net(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.tower = Tower(made)
        self.other = self.tower if made.shared else Tower(made)
        self.merge = made.merge
        width = 2 * made.units if made.merge == "concat" else made.units
        self.judge = nn.Linear(width, made.rows)
        self.end = nn.Softmax(dim=-1)

    def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        one, two = self.tower(left), self.other(right)
        merged = {
            "subtract": lambda: one - two,
            "multiply": lambda: one * two,
            "concat": lambda: torch.cat([one, two], dim=-1),
        }[self.merge]()
        return self.end(self.judge(merged))


def paper(draw: random.Random, name: str) -> Paper:
    made = Made(draw)
    size = (1, made.side, made.side)
    with torch.device("meta"):
        model = Net(made).eval()
        shapes = output_shapes(model, torch.empty(1, *size), torch.empty(1, *size))
    return Paper(
        name,
        model,
        {"left": size, "right": size},
        (
            ask("local", "What is the kernel size of the layer named rough?", made.kernels[0]),
            ask("local", "How many filters does the layer named fine have?", 2 * made.filters),
            ask("local", "In how many groups does the layer named fine work?", made.groups),
            ask("local", "Which activation follows the convolutions?", "SELU"),
            ask(
                "shape",
                "Which shape leaves the layer named rough?",
                features_last(shapes["tower.rough"]),
            ),
            ask("shape", "How many numbers leave each tower?", made.units),
            ask("count", "How many inputs does the network have?", 2),
            ask(
                "topology",
                "How are the two towers' results merged: add, subtract, multiply or concat?",
                *MERGES[made.merge],
            ),
            ask("semantics", "Do the two towers share their weights?", made.shared),
            ask(
                "semantics",
                "Does the network give probabilities (a softmax at its end)?",
                True,
            ),
        ),
    )
