"""The hierarchy, names, parameters and shapes of a module's graph are those of the module."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

import pytest
import torch
from tests.readers.torch_live.modules import Decoder, Does, SmallCnn, edges, graph_of, shape_out
from torch import nn

from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph


def messages(graph: Graph) -> str:
    return " | ".join(f"{note.message} @{note.where}" for note in graph.notes)


def test_layers_are_one_node_each_inside_their_modules() -> None:
    graph = graph_of(SmallCnn(), (2, 3, 16, 16))
    assert [(module.id, module.class_name) for module in graph.modules] == [
        ("stem", "Sequential"),
        ("block", "Residual"),
    ]
    assert graph.node["block/conv1"].module == "block"
    assert graph.node["stem/0"].name == "stem.0"
    assert graph.node["block/conv1"].name == "conv1"
    assert graph.node["fc"].op.kind is Kind.LINEAR


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_shapes_equal_those_of_a_real_run(device: str) -> None:
    real: dict[str, tuple[int, ...]] = {}
    module = SmallCnn()

    def remember(path: str) -> Any:
        return lambda _, args, out: real.update({path: tuple(out.shape)})

    for path, layer in module.named_modules():
        layer.register_forward_hook(remember(path))
    module(torch.zeros(2, 3, 16, 16))
    clean = SmallCnn().to(device)
    graph = graph_of(clean, (2, 3, 16, 16))
    drawn = {node.layer.replace("/", "."): node.id for node in reversed(graph.nodes)}
    for path in ("stem.0", "stem.1", "block.conv1", "block.conv2", "pool", "fc"):
        found = shape_out(graph, drawn[path])
        assert found is not None
        assert found[0] == "B"
        assert found[1:] == real[path][1:]


def test_each_layer_is_drawn_as_often_as_it_is_called() -> None:
    calls: Counter[str] = Counter()
    module = SmallCnn()

    def count(path: str) -> Any:
        return lambda _, args: calls.update([path])

    for path, layer in module.named_modules():
        if not list(layer.children()):
            layer.register_forward_pre_hook(count(path))
    module(torch.zeros(2, 3, 16, 16))
    graph = graph_of(SmallCnn(), (2, 3, 16, 16))
    drawn = Counter(node.layer.replace("/", ".") for node in graph.nodes)
    assert {path: drawn[path] for path in calls} == dict(calls)


def test_parameters_are_the_models_own_and_tied_ones_count_once() -> None:
    module = Decoder()
    graph = graph_of(module, torch.zeros(2, 16, dtype=torch.int64))
    assert graph.parameter_count == sum(item.numel() for item in module.parameters())
    assert [item.path for item in graph.parameters] == [
        path for path, _ in module.named_parameters()
    ]
    assert len(graph.parameter_users["parameter:embed.weight"]) == 2


def test_buffers_are_no_parameters() -> None:
    graph = graph_of(nn.BatchNorm2d(3), (2, 3, 4, 4))
    assert [item.path for item in graph.parameters] == ["weight", "bias"]


def test_what_is_not_used_is_a_card_without_edges(vectors: torch.Tensor) -> None:
    module = Does(lambda self, x: self.a(x), a=nn.Linear(8, 8), b=nn.Linear(3, 3))
    graph = graph_of(module, vectors)
    assert graph.parameter_count == 72 + 12
    (card,) = (node for node in graph.nodes if node.op.kind is Kind.UNUSED)
    assert (card.id, card.name, card.op.type_name) == ("b", "b", "Linear")
    assert (card.inputs, card.outputs) == ((), ())
    assert card.parameters == ("parameter:b.weight", "parameter:b.bias")


class Blocks(nn.Module):
    """Ten blocks of two layers each, of which none is called; and a parameter that is not read."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.used = nn.Linear(8, 8)
        self.used.extra = nn.Parameter(torch.zeros(3))
        self.blocks = nn.ModuleList([nn.Sequential(nn.Linear(8, 8)) for _ in range(count)])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.used(x)  # type: ignore[no-any-return]


def test_whole_modules_and_single_parameters_are_told_as_what_they_are(
    vectors: torch.Tensor,
) -> None:
    graph = graph_of(Blocks(10), vectors)
    cards = [node for node in graph.nodes if node.op.kind is Kind.UNUSED]
    assert [(card.name, card.op.type_name) for card in cards] == [
        ("used.extra", "Parameter"),
        ("blocks", "ModuleList"),
    ]
    assert sum(graph.parameter[name].size or 0 for name in cards[1].parameters) == 720


def test_many_unused_modules_are_put_together_by_what_holds_them(vectors: torch.Tensor) -> None:
    module = Blocks(10)
    module.forward = lambda x: module.used(module.blocks[3](x))  # type: ignore[method-assign]
    graph = graph_of(module, vectors)
    cards = [node for node in graph.nodes if node.op.kind is Kind.UNUSED]
    assert [(card.name, card.op.type_name) for card in cards] == [
        ("used.extra", "Parameter"),
        ("blocks", "9 modules"),
    ]


def test_a_frozen_weight_is_not_trainable(vectors: torch.Tensor) -> None:
    linear = nn.Linear(8, 4)
    linear.weight.requires_grad_(False)
    assert graph_of(linear, vectors).trainable_count == 4


def test_a_module_called_twice_is_two_nodes_that_share(vectors: torch.Tensor) -> None:
    linear = nn.Linear(8, 8)
    graph = graph_of(nn.Sequential(linear, nn.ReLU(), linear), vectors)
    assert [node.id for node in graph.nodes] == ["0", "1", "0@2"]
    assert graph.node["0"].parameters == graph.node["0@2"].parameters


def test_a_users_module_with_one_operation_is_that_operation(vectors: torch.Tensor) -> None:
    graph = graph_of(Does(lambda self, x: self.act(x), act=Does(lambda _, x: x.relu())), vectors)
    assert [node.id for node in graph.nodes] == ["act"]
    assert graph.modules == ()


def test_letters_for_batch_and_length_follow_through_the_model() -> None:
    graph = graph_of(Decoder(), torch.zeros(2, 16, dtype=torch.int64))
    assert shape_out(graph, "view") == ("B", "T", 3, 2, 8)
    assert graph.value[graph.outputs[0].value].type.shape == ("B", "T", 20)
    assert graph.outputs[0].name == "scores"


def test_a_size_that_the_model_fixes_stays_a_number(vectors: torch.Tensor) -> None:
    graph = graph_of(Does(lambda _, x: x + torch.ones(2, 1)), vectors)
    assert graph.value[graph.outputs[0].value].type.shape == (2, 8)
    assert "example input" in messages(graph)


def test_two_lengths_get_two_letters() -> None:
    attention = nn.MultiheadAttention(8, 2, batch_first=True).eval()
    keys = torch.randn(2, 7, 8)
    graph = graph_of(attention, (torch.randn(2, 5, 8), keys, keys))
    assert [graph.value[port.value].type.shape for port in graph.inputs] == [
        ("B", "T", 8),
        ("B", "S", 8),
    ]
    assert graph.value[graph.nodes[0].outputs[1]].type.shape == ("B", "T", "S")


def test_time_first_is_told_by_the_layer() -> None:
    graph = graph_of(nn.LSTM(8, 16), torch.randn(5, 2, 8))
    assert shape_out(graph, "lstm") == ("T", "B", 16)


def test_tensors_in_any_output_structure_are_outputs(vectors: torch.Tensor) -> None:
    @dataclasses.dataclass
    class Result:
        mean: torch.Tensor
        parts: list[Any]

    def forward(_: Any, x: torch.Tensor) -> Result:
        return Result(x + 1, [x * 2, {"rest": x - 1}])

    graph = graph_of(Does(forward), vectors)
    assert [port.name for port in graph.outputs] == ["mean", "parts.0", "parts.1.rest"]


def test_the_same_model_gives_the_same_graph() -> None:
    first, second = (graph_of(SmallCnn(), (2, 3, 16, 16)) for _ in range(2))
    assert first.to_json() == second.to_json()


def test_a_gru_with_a_state_reads_both() -> None:
    found = edges(graph_of(nn.GRU(8, 16), (torch.randn(5, 2, 8), torch.randn(1, 2, 16))))
    assert found == {("input:input", "gru"), ("input:hx", "gru")}
