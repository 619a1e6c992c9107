"""Outputs are called class scores only where the model says how many classes it has."""

from __future__ import annotations

import pytest
import torch
from tests.readers.torch_live.modules import graph_of
from torch import nn


class Classifier(nn.Module):
    def __init__(self, units: int = 10, num_classes: int = 10) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, units))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x)


class Counting(nn.Module):
    def __init__(self, units: int, num_classes: int) -> None:
        super().__init__()
        self.num_classes = num_classes
        self.body = nn.Linear(4, units)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x)


class Probable(Counting):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x).softmax(-1)


@pytest.mark.parametrize(
    ("model", "meaning"),
    [
        (Classifier(), "class scores"),
        (Classifier(units=4), ""),  # the head was replaced, by what is not known
        (Counting(7, 7), "class scores"),
        (Counting(7, 6), ""),
        (Counting(1, 1), ""),
        (Probable(7, 7), "class probabilities"),
        (nn.Sequential(nn.Linear(4, 10)), ""),
    ],
)
def test_the_meaning_of_the_output(model: nn.Module, meaning: str) -> None:
    graph = graph_of(model, torch.rand(2, 4))
    assert [port.meaning for port in graph.outputs] == [meaning]


def test_scores_at_every_position_are_not_called_so() -> None:
    graph = graph_of(Counting(7, 7), torch.rand(2, 5, 4))
    assert [port.meaning for port in graph.outputs] == [""]
