"""Small PyTorch modules and a short way to read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from netscribe.graph.types import Graph
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch import live


class Does(nn.Module):
    """A module whose forward is the function it was given; modules by keyword."""

    def __init__(self, function: Callable[..., Any], **modules: Any) -> None:
        super().__init__()
        self.function = function
        for name, module in modules.items():
            setattr(self, name, module)

    def forward(self, x: Any, *more: Any) -> Any:
        return self.function(self, x, *more)


class SmallCnn(nn.Module):
    """Convolution, normalization, activation, a residual block, a classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8))
        self.block = Residual(8)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.block(torch.relu(self.stem(x)))
        return self.fc(torch.flatten(self.pool(x), 1))


class Residual(nn.Module):
    """x + convolution of x, with one in-place activation called twice."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = self.conv2(self.relu(self.conv1(x)))
        out += x
        return self.relu(out)


class Decoder(nn.Module):
    """Token ids to scores over the vocabulary, with the embedding's weight tied."""

    def __init__(self, width: int = 16, words: int = 20) -> None:
        super().__init__()
        self.embed = nn.Embedding(words, width)
        self.qkv = nn.Linear(width, 3 * width)
        self.head = nn.Linear(width, words, bias=False)
        self.head.weight = self.embed.weight

    def forward(self, ids: torch.Tensor) -> dict[str, torch.Tensor]:
        batch, steps = ids.shape
        x = self.embed(ids)
        parts = self.qkv(x).view(batch, steps, 3, 2, -1).permute(2, 0, 3, 1, 4)
        query, key, value = parts.unbind(0)
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + mixed.transpose(1, 2).reshape(batch, steps, -1)
        return {"scores": self.head(x)}


def graph_of(module: nn.Module, inputs: Any = None) -> Graph:
    """The graph of a module."""
    return live.read(module, ReadRequest(inputs=inputs))


def edges(graph: Graph) -> set[tuple[str, str]]:
    """Who feeds whom, by id; inputs by their name."""
    made_by = {value.id: value.producer or value.id for value in graph.values}
    return {(made_by[arg.value], node.id) for node in graph.nodes for arg in node.inputs}


def shape_out(graph: Graph, node: str) -> tuple[Any, ...] | None:
    """The shape of a node's first result."""
    return graph.value[graph.node[node].outputs[0]].type.shape
