"""Edges are true: through in-place operations, views, lists, hooks, weights made on the way."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from tests.readers.torch_live.modules import Does, SmallCnn, edges, graph_of
from torch import nn


def read_edges(function: Any, inputs: Any, **modules: Any) -> set[tuple[str, str]]:
    return edges(graph_of(Does(function, **modules), inputs))


def test_a_residual_block_joins_both_paths() -> None:
    found = edges(graph_of(SmallCnn(), (2, 3, 16, 16)))
    assert {("block/conv2", "block/add"), ("relu", "block/add")} <= found
    assert ("block/add", "block/relu@2") in found
    assert ("block/conv1", "block/relu") in found


def test_a_write_through_a_view_reaches_the_base(vectors: torch.Tensor) -> None:
    def forward(_: Any, x: torch.Tensor) -> torch.Tensor:
        doubled = x * 2
        doubled[:, :4].add_(1)
        return doubled

    found = read_edges(forward, vectors)
    assert {("mul", "setitem"), ("add", "setitem"), ("getitem", "add")} <= found


def test_an_old_view_sees_a_write_to_its_base(vectors: torch.Tensor) -> None:
    def forward(_: Any, x: torch.Tensor) -> torch.Tensor:
        doubled = x * 2
        flat = doubled.view(-1)
        doubled.add_(1)
        return flat.relu()

    found = read_edges(forward, vectors)
    assert {("mul", "add"), ("add", "view_1"), ("view_1", "relu")} <= found


def test_a_write_to_one_half_leaves_the_other_alone(vectors: torch.Tensor) -> None:
    def forward(_: Any, x: torch.Tensor) -> torch.Tensor:
        doubled = x * 2
        left, right = doubled[:, :4], doubled[:, 4:]
        left.mul_(3)
        return right + 1

    graph = graph_of(Does(forward), vectors)
    assert ("getitem_1", "add") in edges(graph)
    assert all(source != "mul_1" for source, _ in edges(graph))


def test_an_assignment_to_a_slice_keeps_what_was_there(vectors: torch.Tensor) -> None:
    def forward(_: Any, x: torch.Tensor) -> torch.Tensor:
        made = torch.zeros(x.shape[0], 4)
        made[:, :2] = x[:, :2]
        return made

    assert {("zeros", "setitem"), ("getitem", "setitem")} <= read_edges(forward, vectors)


def test_a_result_written_into_a_given_tensor_is_that_tensor(vectors: torch.Tensor) -> None:
    def forward(_: Any, x: torch.Tensor) -> torch.Tensor:
        made = torch.empty_like(x)
        torch.add(x, 1, out=made)
        return made * 2

    assert ("add", "mul") in read_edges(forward, vectors)


def test_a_buffer_that_was_written_flows(vectors: torch.Tensor) -> None:
    def forward(self: Any, x: torch.Tensor) -> torch.Tensor:
        self.mean[:] = x.mean(0)
        return x - self.mean

    module = Does(forward)
    module.register_buffer("mean", torch.zeros(8))
    assert {("mean", "setitem"), ("setitem", "sub")} <= edges(graph_of(module, vectors))


def test_dropout_in_evaluation_is_an_operation_of_its_own(vectors: torch.Tensor) -> None:
    def forward(self: Any, x: torch.Tensor) -> torch.Tensor:
        return x + self.linear(self.drop(x))

    module = Does(forward, drop=nn.Dropout(), linear=nn.Linear(8, 8)).eval()
    found = edges(graph_of(module, vectors))
    assert {("input:x", "drop"), ("drop", "linear"), ("input:x", "add")} <= found
    assert ("drop", "add") not in found


def test_what_a_hook_does_is_drawn(vectors: torch.Tensor) -> None:
    linear = nn.Linear(8, 4)
    linear.register_forward_hook(lambda module, args, output: output * 2)
    found = edges(graph_of(nn.Sequential(linear, nn.ReLU()), vectors))
    assert {("0/linear", "0/mul"), ("0/mul", "1")} <= found


def test_a_hook_that_only_looks_changes_nothing(vectors: torch.Tensor) -> None:
    linear, seen = nn.Linear(8, 4), []
    linear.register_forward_hook(lambda module, args, output: seen.append(output.shape))
    graph = graph_of(nn.Sequential(linear, nn.ReLU()), vectors)
    assert [node.id for node in graph.nodes] == ["0", "1"]


@pytest.mark.filterwarnings("ignore")
def test_a_weight_made_by_a_hook_feeds_its_layer(vectors: torch.Tensor) -> None:
    module = nn.Sequential(nn.utils.weight_norm(nn.Linear(8, 4)), nn.ReLU())
    graph = graph_of(module, vectors)
    assert ("0/weight_norm", "0/linear") in edges(graph)
    users = {path: len(nodes) for path, nodes in graph.parameter_users.items()}
    assert set(users.values()) == {1}


def test_a_gradient_taken_inside_is_no_copy_of_its_sum(vectors: torch.Tensor) -> None:
    def forward(_: Any, x: torch.Tensor) -> torch.Tensor:
        return torch.func.grad(lambda z: (z**2).sum())(x)

    graph = graph_of(Does(forward), vectors)
    assert graph.outputs[0].value == "gradient:0"


def test_iterating_over_a_tensor_splits_it(vectors: torch.Tensor) -> None:
    found = read_edges(lambda _, x: sum(row for row in x), vectors)
    assert {("input:x", "unbind"), ("unbind", "add"), ("add", "add_1")} <= found


def test_operators_with_a_number_on_the_left_have_one_input(vectors: torch.Tensor) -> None:
    graph = graph_of(Does(lambda _, x: (1 - x) / 2), vectors)
    assert [len(node.inputs) for node in graph.nodes] == [1, 1]


def test_a_concatenation_with_nothing_is_no_operation(vectors: torch.Tensor) -> None:
    graph = graph_of(Does(lambda _, x: torch.cat([torch.tensor([]), x.relu()])), vectors)
    assert graph.outputs[0].value == "relu:0"


def test_a_tensor_made_of_others_comes_from_them(vectors: torch.Tensor) -> None:
    def forward(_: Any, x: torch.Tensor) -> torch.Tensor:
        return torch.tensor([[x.amax(), 1], [x.amin(), 2]], dtype=torch.float64)

    graph = graph_of(Does(forward), vectors)
    (output,) = graph.outputs
    assert {("amax", "tensor"), ("amin", "tensor")} <= edges(graph)
    assert graph.value[output.value].type.dtype == "float64"
    assert graph.value[output.value].type.shape == (2, 2)


@pytest.mark.parametrize("name", ["view_as", "reshape_as", "expand_as", "type_as"])
def test_a_tensor_that_lends_its_shape_or_dtype_is_no_input(name: str) -> None:
    def forward(self: Any, x: torch.Tensor) -> torch.Tensor:
        like = self.fc(x).double() if name == "type_as" else self.fc(x)
        return getattr(x * 2, name)(like) * 3 + like.sum()

    found = read_edges(forward, torch.ones(2, 8), fc=nn.Linear(8, 8))
    assert ("fc", name) not in found
    assert {source for source, target in found if target == name} <= {"mul"}
