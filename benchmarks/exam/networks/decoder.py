"""A language model of decoder layers: grouped queries, gated units, order of norms drawn."""

from __future__ import annotations

import random

import torch
from torch import nn
from torch.nn import functional

from benchmarks.exam.paper import Paper, ask, parameters


class Made:
    """The drawn numbers."""

    def __init__(self, draw: random.Random) -> None:
        self.head = draw.choice((48, 80))
        self.kv_heads = draw.choice((2, 3))
        self.heads = self.kv_heads * draw.choice((2, 4))
        self.width = self.head * self.heads
        self.hidden = draw.choice((1100, 1900))
        self.depth = draw.choice((7, 13, 19))
        self.vocabulary = draw.choice((9_000, 14_500))
        self.tied = draw.random() < 0.5
        self.side_by_side = draw.random() < 0.5
        self.gated = draw.random() < 0.5
        self.bias = draw.random() < 0.5


class Mix(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.heads, self.kv_heads, self.head = made.heads, made.kv_heads, made.head
        self.ask = nn.Linear(made.width, made.heads * made.head, bias=made.bias)
        self.offer = nn.Linear(made.width, made.kv_heads * made.head, bias=made.bias)
        self.give = nn.Linear(made.width, made.kv_heads * made.head, bias=made.bias)
        self.out = nn.Linear(made.heads * made.head, made.width, bias=made.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape
        q = self.ask(x).view(batch, length, self.heads, self.head).transpose(1, 2)
        k = self.offer(x).view(batch, length, self.kv_heads, self.head).transpose(1, 2)
        v = self.give(x).view(batch, length, self.kv_heads, self.head).transpose(1, 2)
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        return self.out(y.transpose(1, 2).reshape(batch, length, self.heads * self.head))


class Feed(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.up = nn.Linear(made.width, made.hidden, bias=False)
        self.gate = nn.Linear(made.width, made.hidden, bias=False) if made.gated else None
        self.down = nn.Linear(made.hidden, made.width, bias=False)
        self.act = nn.GELU() if made.gated else nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.gate is None:
            return self.down(self.act(self.up(x)))
        return self.down(self.act(self.gate(x)) * self.up(x))


class Layer(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.norm_a = nn.RMSNorm(made.width)
        self.mix = Mix(made)
        self.norm_b = None if made.side_by_side else nn.RMSNorm(made.width)
        self.feed = Feed(made)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm_a(x)
        if self.norm_b is None:
            return x + self.mix(y) + self.feed(y)
        x = x + self.mix(y)
        return x + self.feed(self.norm_b(x))


class Net(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.words = nn.Embedding(made.vocabulary, made.width)
        self.layers = nn.ModuleList(Layer(made) for _ in range(made.depth))
        self.norm = nn.RMSNorm(made.width)
        self.next = nn.Linear(made.width, made.vocabulary, bias=False)
        if made.tied:
            self.next.weight = self.words.weight

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        x = self.words(ids)
        for layer in self.layers:
            x = layer(x)
        return self.next(self.norm(x))


def paper(draw: random.Random, name: str) -> Paper:
    made = Made(draw)
    with torch.device("meta"):
        model = Net(made).eval()
        ids = torch.empty(1, 12, dtype=torch.int64)
    layer = model.layers[0]
    return Paper(
        name,
        model,
        ids,
        (
            ask("local", "How many heads do the queries have?", made.heads),
            ask("local", "How many heads do the keys and values have?", made.kv_heads),
            ask(
                "local",
                "How many units does the wider dense layer after the attention have?",
                layer.feed.up.out_features,
            ),
            ask(
                "local",
                "Do the dense layers that make queries, keys and values have a bias?",
                made.bias,
            ),
            ask("shape", "How wide is the tensor between the repeated layers?", made.width),
            ask("count", "How many repeated layers are there?", len(model.layers)),
            ask(
                "count",
                "How many normalizations does one repeated layer have?",
                1 if made.side_by_side else 2,
            ),
            ask(
                "topology",
                "Do the attention and the dense layers after it read the same normalized tensor?",
                made.side_by_side,
            ),
            ask(
                "topology",
                "Is there a gate: are two dense layers' results multiplied with one another?",
                made.gated,
            ),
            ask(
                "semantics",
                "Are the embedding's weights used again by the last layer?",
                made.tied,
            ),
            ask("semantics", "How many parameters does the network have?", parameters(model)),
        ),
    )
