"""Small networks that are saved in every form, and what two Graphs are compared by."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from netscribe.errors import ReadError
from netscribe.graph.types import Graph
from netscribe.readers.protocol import ReadRequest
from netscribe.registry import READER_OF_SUFFIX, READERS


class Block(nn.Module):
    """A residual block that writes in place."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(channels)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.bn(self.conv(x))) + x


class Images(nn.Module):
    """Convolutions, functions, and a block that is called twice."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2)
        self.body = nn.Sequential(Block(8), Block(8))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(0.2)
        self.fc = nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.stem(x))
        x = self.body[0](self.body(x))
        return self.fc(self.drop(self.pool(x).flatten(1)))


class Words(nn.Module):
    """Attention, recurrence, and a head that shares the embedding's weights."""

    def __init__(self) -> None:
        super().__init__()
        self.emb = nn.Embedding(50, 16)
        self.att = nn.MultiheadAttention(16, 4, batch_first=True)
        self.norm = nn.LayerNorm(16)
        self.lstm = nn.LSTM(16, 8, batch_first=True, bidirectional=True)
        self.head = nn.Linear(16, 50, bias=False)
        self.head.weight = self.emb.weight

    def forward(self, tokens: Tensor) -> dict[str, Tensor]:
        x = self.emb(tokens)
        x = self.norm(x + self.att(x, x, x, need_weights=False)[0])
        return {"logits": self.head(self.lstm(x)[0])}


class Parts(nn.Module):
    """Splits, joins, resizes, and writes into a part."""

    def __init__(self) -> None:
        super().__init__()
        self.up = nn.Upsample(scale_factor=2.0)
        self.conv = nn.Conv2d(4, 8, 3, padding=1, padding_mode="reflect")

    def forward(self, x: Tensor) -> Tensor:
        left, right = torch.chunk(x, 2, dim=1)
        right.mul_(2.0)
        y = self.up(torch.cat([right, left, x], dim=1)[:, 4:])
        return self.conv(y) * torch.sigmoid(x.mean())


def images() -> tuple[nn.Module, tuple[Tensor, ...]]:
    return Images().eval(), (torch.zeros(2, 3, 16, 16),)


def words() -> tuple[nn.Module, tuple[Tensor, ...]]:
    return Words().eval(), (torch.zeros(2, 6, dtype=torch.long),)


def parts() -> tuple[nn.Module, tuple[Tensor, ...]]:
    return Parts().eval(), (torch.zeros(2, 4, 8, 8),)


NETWORKS = {"images": images, "words": words, "parts": parts}


def reader_of(source: object) -> str:
    """The name of the one reader that claims a source, or of the one that its suffix names."""
    claiming = [name for name in READERS.names() if READERS.load(name).claims(source)]
    (name,) = claiming or [READER_OF_SUFFIX[Path(str(source)).suffix]]
    return name


def read(source: object) -> Graph:
    """The Graph, by the reader that claims the source."""
    graph = READERS.load(reader_of(source)).read(source, ReadRequest())
    assert isinstance(graph, Graph)
    return graph


def refusal(path: Path) -> str:
    """The one line in which a file is refused."""
    try:
        read(path)
    except ReadError as error:
        assert "\n" not in error.message
        return error.message
    raise AssertionError(f"{path.name} was read")


def layers(graph: Graph) -> list[tuple[object, ...]]:
    """Every layer's call: path, operation, attributes, weights, module."""
    named = [node for node in graph.nodes if node.name]
    return [
        (
            node.layer,
            node.call,
            node.op,
            node.attributes,
            tuple(graph.parameter[name].path for name in node.parameters),
            node.module,
        )
        for node in named
    ]


def operations(graph: Graph) -> list[tuple[object, ...]]:
    """Every operation in order, with what it does."""
    return [(node.op.kind, node.attributes, node.module) for node in graph.nodes]


def wiring(graph: Graph) -> set[tuple[str, str]]:
    """Which node reads from which; inputs under their names."""
    producers = {value.id: value.producer or value.id for value in graph.values}
    return {
        (producers[argument.value], node.id) for node in graph.nodes for argument in node.inputs
    }


def made_shapes(graph: Graph) -> dict[str, object]:
    """The first result's shape of every layer's call."""
    return {node.id: graph.value[node.outputs[0]].type.shape for node in graph.nodes if node.name}
