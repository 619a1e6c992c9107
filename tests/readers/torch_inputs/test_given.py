"""Inputs that the user gave: tensors, shapes, names, dtypes, with or without a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from netscribe.errors import InputError
from netscribe.graph.types import Graph
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch import live


def read(model: nn.Module, inputs: Any) -> Graph:
    return live.read(model, ReadRequest(inputs=inputs))


def types(graph: Graph) -> dict[str, tuple[str, Any]]:
    found = {port.name: graph.value[port.value].type for port in graph.inputs}
    return {name: (item.dtype, item.shape) for name, item in found.items()}


class Both(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed, self.dense = nn.Embedding(100, 8), nn.Linear(6, 8)

    def forward(self, ids: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        return self.embed(ids) + self.dense(x)


CNN = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())


@pytest.mark.parametrize(
    "inputs",
    [
        torch.zeros(2, 3, 20, 20),
        np.zeros((2, 3, 20, 20), np.float32),
        (2, 3, 20, 20),
        (3, 20, 20),
        (None, 3, 20, 20),
        [(3, 20, 20)],
        {"input": (3, 20, 20)},
        ((3, 20, 20), "float32"),
        ((3, 20, 20), torch.float32),
    ],
)
def test_every_form_gives_the_same_input(inputs: Any) -> None:
    assert types(read(CNN, inputs)) == {"input": ("float32", ("B", 3, 20, 20))}


@pytest.mark.parametrize(
    "inputs",
    [
        {"ids": (16,), "x": (16, 6)},
        {"ids": (2, 16), "x": (2, 16, 6)},
        {"ids": ((16,), "int32"), "x": (16, 6)},
        [(16,), (16, 6)],
    ],
)
def test_inputs_of_one_call_agree_on_their_batch(inputs: Any) -> None:
    found = types(read(Both(), inputs))
    assert found["ids"][1] == ("B", "T")
    assert found["x"] == ("float32", ("B", "T", 6))


def test_tokens_are_whole_numbers_and_the_dtype_can_be_chosen() -> None:
    assert types(read(Both(), [(16,), (16, 6)]))["ids"][0] == "int64"
    assert types(read(Both(), {"ids": ((16,), "int32"), "x": (16, 6)}))["ids"][0] == "int32"


def test_a_shape_takes_the_dtype_of_the_models_weights() -> None:
    model = nn.Linear(4, 2).to(torch.bfloat16)
    assert types(read(model, (1, 4)))["input"][0] == "bfloat16"


def test_a_sequence_without_batch_gets_it_where_the_layer_wants_it() -> None:
    assert types(read(nn.LSTM(5, 6), (9, 5)))["input"][1] == ("T", "B", 5)
    assert types(read(nn.LSTM(5, 6, batch_first=True), (9, 5)))["input"][1] == ("B", "T", 5)


class MakesLayer(nn.Module):
    """Swaps its layer for another with the same weight, as sparse attention of short texts does."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        swapped = nn.Linear(8, 4, bias=False)
        swapped.weight = self.fc.weight
        return swapped(x)


def test_a_layer_made_inside_forward_is_followed() -> None:
    graph = read(MakesLayer(), (8,))
    made, unused = graph.nodes[-2:]
    assert made.op.type_name == "Linear"
    assert made.inputs[0].value == graph.inputs[0].value
    assert graph.parameter_count == 8 * 4 + 4
    assert [graph.parameter[name].path for name in unused.parameters] == ["fc.bias"]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"idz": (16,), "x": (16, 6)}, "no argument 'idz'"),
        ({"ids": ((16,), "int65"), "x": (16, 6)}, "'int65' is not a dtype"),
        (object(), "which is no tensor"),
        ([(16,), (16, 7)], "in Both: 'dense' .Linear. takes 6 features and is given 7"),
    ],
)
def test_a_mistake_is_named(inputs: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(Both(), inputs)
