"""Code that asks for numbers is run for real, if the user allows it, and then on copies."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from tests.readers.torch_live.modules import Does, edges
from tests.readers.torch_live.test_untouched import assert_same, state_of, state_of_torch
from torch import Tensor, nn

import netscribe as ns
from netscribe.errors import InputError
from netscribe.graph.types import Graph


def _through_numpy(self: Any, x: Tensor) -> Tensor:
    scores = self.norm(self.fc(x))
    best = torch.from_numpy(scores.detach().numpy().max(axis=-1, keepdims=True))
    return self.head(scores - best)


def _numpy_module() -> nn.Module:
    return Does(_through_numpy, fc=nn.Linear(8, 8), norm=nn.BatchNorm1d(8), head=nn.Linear(8, 4))


def _writes(self: Any, x: Tensor) -> Tensor:
    self.fc.weight.data.mul_(2)
    self.table.add_(1)
    x.add_(float(x.numpy().sum()))
    return self.fc(x) + self.table


def computed(module: nn.Module, inputs: Any = (2, 8)) -> Graph:
    return ns.read(module, inputs, compute=True)


def test_without_leave_the_error_tells_of_the_way_out() -> None:
    with pytest.raises(InputError, match="numpy") as caught:
        ns.read(_numpy_module(), (2, 8))
    assert caught.value.hint is not None and "compute=True" in caught.value.hint


def test_without_leave_and_inputs_the_error_tells_of_it_too() -> None:
    with pytest.raises(InputError) as caught:
        ns.read(_numpy_module())
    assert caught.value.hint is not None and "compute=True" in caught.value.hint


def test_a_wrong_input_does_not_hint_at_computing() -> None:
    with pytest.raises(InputError) as caught:
        ns.read(nn.Linear(8, 4), (2, 7))
    assert caught.value.hint is not None and "compute" not in caught.value.hint


def test_with_leave_it_is_read_and_a_note_says_how() -> None:
    graph = computed(_numpy_module())
    assert {("fc", "norm"), ("norm", "sub"), ("sub", "head")} <= edges(graph)
    assert any("run for real" in note.message for note in graph.notes)
    assert graph.value[graph.outputs[0].value].type.shape == ("B", 4)
    assert graph.parameter_count == 8 * 8 + 8 + 2 * 8 + 8 * 4 + 4


def test_weights_and_buffers_and_given_tensors_are_not_written_to() -> None:
    module = Does(_writes, fc=nn.Linear(8, 8), table=torch.zeros(8))
    given = torch.ones(2, 8)
    before, torch_before = state_of(module), state_of_torch()
    graph = computed(module, given)
    assert_same(before, state_of(module))
    assert_same(torch_before, state_of_torch())
    assert torch.equal(module.table, torch.zeros(8))
    assert torch.equal(given, torch.ones(2, 8))
    assert any("run for real" in note.message for note in graph.notes)


def test_running_means_stay_as_they_were() -> None:
    module = _numpy_module()
    before = state_of(module)
    computed(module)
    assert_same(before, state_of(module))


def test_leave_is_not_used_where_it_is_not_needed() -> None:
    graph = computed(nn.Sequential(nn.Linear(8, 4), nn.ReLU()))
    assert graph.notes == ()


def test_a_model_without_numbers_gets_some() -> None:
    with torch.device("meta"):
        module = _numpy_module()
    assert ("norm", "sub") in edges(computed(module))


def test_the_branch_that_the_numbers_take_is_drawn() -> None:
    def forward(self: Any, x: Tensor) -> Tensor:
        return torch.relu(x) if x.numpy().sum() > 0 else torch.sigmoid(x)

    kinds = [computed(Does(forward), torch.full((2, 3), sign)).nodes[0].id for sign in (1.0, -1.0)]
    assert kinds == ["relu", "sigmoid"]
