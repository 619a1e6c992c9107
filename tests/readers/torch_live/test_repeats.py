"""Calls that were made before on tensors of the same sizes are taken over; nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from tests.models.torch_awkward import MODELS
from tests.readers.torch_live.modules import Does, edges, graph_of
from torch import nn

from netscribe.errors import NetscribeError
from netscribe.readers.compat.torch_repeats import RepeatedCalls


def _asked_each_time(self: Any, function: Any, args: Any, kwargs: Any) -> Any:
    return function(*args, **kwargs)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_graph_is_that_of_calls_made_each_time(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, inputs = MODELS[name]()
    try:
        graph = graph_of(model, inputs)
    except NetscribeError:
        pytest.skip("asks for numbers")
    monkeypatch.setattr(RepeatedCalls, "called", _asked_each_time)
    assert graph_of(model, inputs).to_json() == graph.to_json()


class Counted(nn.Module):
    """Twenty equal blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*[nn.Sequential(nn.Linear(8, 8), nn.ReLU())] * 20)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.blocks(x)  # type: ignore[no-any-return]


def test_equal_blocks_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    learn = RepeatedCalls._learn

    def counted(self: Any, key: Any, result: Any, tensors: Any) -> None:
        made.append(key)
        learn(self, key, result, tensors)

    monkeypatch.setattr(RepeatedCalls, "_learn", counted)
    assert len(graph_of(Counted(), torch.rand(2, 8)).nodes) == 40
    assert len(made) == 2 * 2  # each function once in either run


def test_a_view_that_was_taken_over_lies_in_its_base() -> None:
    def forward(_: nn.Module, x: torch.Tensor) -> torch.Tensor:
        for _ in range(2):
            x = x * 1.0
            x[:, 0].add_(1)
        return x

    found = edges(graph_of(Does(forward), torch.rand(2, 8)))
    assert {("add", "setitem"), ("setitem", "mul_1"), ("add_1", "setitem_1")} <= found


def test_equal_numbers_of_another_type_are_another_call() -> None:
    def forward(_: nn.Module, x: torch.Tensor) -> torch.Tensor:
        whole = x.long()
        return (whole * 2).float() + whole * 2.0

    graph = graph_of(Does(forward), torch.rand(2, 8))
    kinds = {node.id: graph.value[node.outputs[0]].type.dtype for node in graph.nodes}
    assert [kinds[name] for name in ("mul", "mul_1")] == ["int64", "float32"]


def test_a_write_beside_a_view_of_the_same_memory_has_one_result() -> None:
    def forward(_: nn.Module, x: torch.Tensor) -> torch.Tensor:
        x = x * 2
        x[:, 1:] = x[:, :1]
        return x

    written = graph_of(Does(forward), torch.rand(2, 8)).node["setitem"]
    assert len(written.outputs) == 1


class Slope(nn.Module):
    """Its answer is a derivative by its weights."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(8, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.autograd.grad(self.inner(x).sum(), self.inner.weight)[0]


def test_derivatives_by_weights_are_followed() -> None:
    graph = graph_of(Slope(), torch.rand(2, 8))
    assert [node.op.type_name for node in graph.nodes][:2] == ["Linear", "sum"]
    assert graph.value[graph.outputs[0].value].type.shape == (1, 8)
