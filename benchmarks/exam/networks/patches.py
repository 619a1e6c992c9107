"""A transformer over patches of an image."""

from __future__ import annotations

import random

import torch
from torch import nn

from benchmarks.exam.paper import Paper, ask, output_shapes


class Made:
    """The drawn numbers."""

    def __init__(self, draw: random.Random) -> None:
        self.patch = draw.choice((10, 20))
        self.head = draw.choice((24, 40))
        self.heads = draw.choice((5, 7, 9))
        self.width = self.head * self.heads
        self.hidden = self.width * draw.choice((2, 3))
        self.depth = draw.choice((5, 9, 14))
        self.first_norm = draw.random() < 0.5
        self.token = draw.random() < 0.5
        self.act = draw.choice(("gelu", "relu"))
        self.classes = draw.choice((23, 77))
        self.side = 20 * draw.choice((8, 11))


class Net(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.cut = nn.Conv2d(3, made.width, made.patch, stride=made.patch)
        count = (made.side // made.patch) ** 2
        self.token = nn.Parameter(torch.zeros(1, 1, made.width)) if made.token else None
        self.places = nn.Parameter(torch.zeros(1, count + made.token, made.width))
        layer = nn.TransformerEncoderLayer(
            made.width,
            made.heads,
            made.hidden,
            dropout=0.0,
            activation=made.act,
            batch_first=True,
            norm_first=made.first_norm,
        )
        self.layers = nn.TransformerEncoder(layer, made.depth, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(made.width)
        self.answer = nn.Linear(made.width, made.classes)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        x = self.cut(picture).flatten(2).transpose(1, 2)
        if self.token is not None:
            x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1)
        x = self.norm(self.layers(x + self.places))
        return self.answer(x[:, 0] if self.token is not None else x.mean(1))


def paper(draw: random.Random, name: str) -> Paper:
    made = Made(draw)
    with torch.device("meta"):
        model = Net(made).eval()
        shapes = output_shapes(model, torch.empty(1, 3, made.side, made.side))
    layer = model.layers.layers[0]
    return Paper(
        name,
        model,
        (3, made.side, made.side),
        (
            ask(
                "local",
                "What are kernel size and stride of the first convolution? (one number)",
                made.patch,
            ),
            ask("local", "How many heads does the attention have?", layer.self_attn.num_heads),
            ask(
                "local",
                "How many units does the wider dense layer of a repeated layer have?",
                layer.linear1.out_features,
            ),
            ask("local", "Which activation stands between a layer's two dense layers?", made.act),
            ask("shape", "Which shape goes into the first repeated layer?", shapes["layers"][1:]),
            ask(
                "count", "How many transformer layers follow one another?", len(model.layers.layers)
            ),
            ask(
                "count",
                "How many additions does one repeated layer have?",
                2,
            ),
            ask(
                "topology",
                "Does normalization stand before the attention (and not after its addition)?",
                made.first_norm,
            ),
            ask(
                "topology",
                "Is a learned token put before the patches?",
                made.token,
            ),
            ask(
                "semantics",
                "What does the last dense layer read: the first position, or the mean of all?",
                "first position" if made.token else "mean",
                "first" if made.token else "mean of all",
            ),
        ),
    )
