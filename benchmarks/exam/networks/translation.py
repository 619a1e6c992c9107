"""An encoder and a decoder with cross-attention."""

from __future__ import annotations

import random

import torch
from torch import nn

from benchmarks.exam.paper import Paper, ask


class Made:
    """The drawn numbers."""

    def __init__(self, draw: random.Random) -> None:
        self.heads = draw.choice((3, 6))
        self.width = self.heads * draw.choice((32, 56))
        self.hidden = self.width * draw.choice((2, 5))
        self.encoder, self.decoder = draw.sample(range(2, 9), 2)
        self.act = draw.choice(("gelu", "relu"))
        self.first_norm = draw.random() < 0.5
        self.shared = draw.random() < 0.5
        self.read, self.written = draw.sample((5_000, 7_500, 11_000), 2)


class Net(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.read = nn.Embedding(made.read, made.width)
        self.written = self.read if made.shared else nn.Embedding(made.written, made.width)
        self.body = nn.Transformer(
            made.width,
            made.heads,
            made.encoder,
            made.decoder,
            made.hidden,
            dropout=0.0,
            activation=made.act,
            batch_first=True,
            norm_first=made.first_norm,
        )
        self.scores = nn.Linear(made.width, made.written)

    def forward(self, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1], device=target.device)
        y = self.body(self.read(source), self.written(target), tgt_mask=mask, tgt_is_causal=True)
        return self.scores(y)


def paper(draw: random.Random, name: str) -> Paper:
    made = Made(draw)
    with torch.device("meta"):
        model = Net(made).eval()
        inputs = {
            "source": torch.empty(1, 12, dtype=torch.int64),
            "target": torch.empty(1, 10, dtype=torch.int64),
        }
    layer = model.body.decoder.layers[0]
    return Paper(
        name,
        model,
        inputs,
        (
            ask("local", "How many heads does every attention have?", layer.self_attn.num_heads),
            ask(
                "local",
                "How many units does the wider dense layer of a layer have?",
                layer.linear1.out_features,
            ),
            ask(
                "local", "Which activation do the dense layers inside of the layers have?", made.act
            ),
            ask(
                "shape", "How wide is the tensor that the encoder gives to the decoder?", made.width
            ),
            ask("count", "How many layers does the encoder have?", len(model.body.encoder.layers)),
            ask("count", "How many layers does the decoder have?", len(model.body.decoder.layers)),
            ask("count", "How many attentions does one layer of the decoder have?", 2),
            ask(
                "topology",
                "Where do the keys and values of a decoder layer's second attention come from: "
                "encoder or decoder?",
                "encoder",
            ),
            ask(
                "topology",
                "Does a layer normalize before its attention (rather than after the addition)?",
                made.first_norm,
            ),
            ask(
                "semantics",
                "Do both inputs go through one embedding with the same weights?",
                made.shared,
            ),
            ask("semantics", "Is the decoder's first attention causal?", True),
        ),
    )
