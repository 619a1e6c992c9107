"""Modules that are hard to follow: wrapped, scripted, lazy, custom, driven by data."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from tests.readers.torch_live.modules import Does, SmallCnn, edges, graph_of, shape_out
from torch import nn
from torch.utils.checkpoint import checkpoint

from netscribe.errors import InputError
from netscribe.graph.kinds import Kind
from netscribe.readers.torch import live

LAYERS = nn.Sequential(nn.Linear(8, 4), nn.ReLU())


class Scale(torch.autograd.Function):
    """A custom function with a weight."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        return x * weight

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> Any:
        return grad, grad


@pytest.mark.parametrize(
    "wrapped",
    [
        torch.compile(LAYERS),
        nn.DataParallel(LAYERS),
        nn.Sequential(torch.compile(LAYERS[0]), LAYERS[1]),
        torch.fx.symbolic_trace(LAYERS),
    ],
    ids=["compiled", "data_parallel", "compiled_inside", "fx"],
)
def test_wrappers_do_not_show(wrapped: nn.Module, vectors: torch.Tensor) -> None:
    graph = graph_of(wrapped, vectors)
    assert [(node.id, node.op.type_name) for node in graph.nodes] == [
        ("0", "Linear"),
        ("1", "ReLU"),
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("make", [torch.jit.script, lambda m: torch.jit.trace(m, torch.ones(2, 8))])
def test_torchscript_shows_its_operations_and_says_so(make: Any, vectors: torch.Tensor) -> None:
    graph = graph_of(make(LAYERS), vectors)
    assert graph.nodes[-1].op.kind is Kind.ACTIVATION
    assert graph.parameter_count == 36
    assert any("TorchScript" in note.message for note in graph.notes)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "make", [torch.jit.script, lambda m: torch.jit.trace(m, torch.ones(2, 3, 16, 16))]
)
def test_torchscript_layers_are_whole_and_have_their_names(make: Any) -> None:
    graph = graph_of(make(SmallCnn().eval()), (2, 3, 16, 16))
    live = graph_of(SmallCnn().eval(), (2, 3, 16, 16))
    weighted = [(node.layer, node.op.kind) for node in graph.nodes if node.parameters]
    assert weighted == [(node.layer, node.op.kind) for node in live.nodes if node.parameters]
    assert [node.op.kind for node in graph.nodes] == [node.op.kind for node in live.nodes]
    assert [node.attributes for node in graph.nodes] == [node.attributes for node in live.nodes]


@pytest.mark.filterwarnings("ignore")
def test_a_part_of_a_layer_in_torchscript_is_not_called_the_layer() -> None:
    layer = torch.jit.script(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True))
    graph = graph_of(layer, (2, 5, 8))
    assert "self_attn" not in {node.name for node in graph.nodes}
    assert {"linear1", "linear2", "norm1", "norm2"} <= {node.name for node in graph.nodes}


@pytest.mark.filterwarnings("ignore")
def test_a_scripted_function_inside_is_followed(vectors: torch.Tensor) -> None:
    @torch.jit.script
    def scripted(x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x) + 1

    graph = graph_of(Does(lambda self, x: self.fc(scripted(x)), fc=nn.Linear(8, 4)), vectors)
    assert edges(graph) == {("input:x", "relu"), ("relu", "add"), ("add", "fc")}


def test_a_custom_function_is_one_node_with_its_weight(vectors: torch.Tensor) -> None:
    module = Does(lambda self, x: Scale.apply(x, self.weight) + 1)
    module.weight = nn.Parameter(torch.ones(8))
    node = graph_of(module, vectors).nodes[0]
    assert (node.op.kind, node.op.type_name, node.custom) == (Kind.CUSTOM, "Scale", True)
    assert node.parameters == ("parameter:weight",)


def test_checkpointing_is_looked_into(vectors: torch.Tensor) -> None:
    def forward(self: Any, x: torch.Tensor) -> torch.Tensor:
        return checkpoint(self.fc, x, use_reentrant=True) + checkpoint(
            self.fc, x, use_reentrant=False
        )

    found = edges(graph_of(Does(forward, fc=nn.Linear(8, 8)), vectors))
    assert {("fc", "add"), ("fc@2", "add")} <= found


def test_a_parametrized_layer_is_one_node(vectors: torch.Tensor) -> None:
    layer = nn.utils.parametrizations.weight_norm(nn.Linear(8, 4))
    graph = graph_of(nn.Sequential(layer, nn.ReLU()), vectors)
    assert [node.op.type_name for node in graph.nodes] == ["Linear", "ReLU"]
    assert graph.parameter_count == sum(item.numel() for item in layer.parameters())


def test_lazy_layers_are_sized_on_a_copy(vectors: torch.Tensor) -> None:
    module = nn.Sequential(nn.LazyLinear(4), nn.ReLU())
    graph = graph_of(module, vectors)
    assert graph.parameter_count == 36
    assert type(module[0]).__name__ == "LazyLinear"
    assert module[0].has_uninitialized_params()


def test_a_branch_on_data_says_so(vectors: torch.Tensor) -> None:
    graph = graph_of(Does(lambda _, x: x.relu() if x.sum() > 0 else x.tanh()), vectors)
    assert graph.nodes[-1].op.type_name == "tanh"
    assert any("the data decides" in note.message for note in graph.notes)


def test_a_branch_on_known_whole_numbers_is_no_guess(vectors: torch.Tensor) -> None:
    mask = torch.ones(2, 8, dtype=torch.bool)
    module = Does(lambda _, x, keep: x.relu() if keep.all() else x.tanh())
    graph = graph_of(module, (vectors, mask))
    assert graph.nodes[-1].op.type_name == "relu"
    assert not any("the data decides" in note.message for note in graph.notes)


def test_sizes_that_the_data_decides_are_guessed(vectors: torch.Tensor) -> None:
    graph = graph_of(Does(lambda _, x: x[x > 0].sum()), vectors)
    assert [node.op.type_name for node in graph.nodes] == ["gt", "getitem", "sum"]
    assert any("nonzero" in note.message for note in graph.notes)
    assert graph.value["getitem:0"].type.shape == ("N",)


def test_packed_sequences_are_followed_with_the_given_lengths() -> None:
    def forward(self: Any, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        packed = nn.utils.rnn.pack_padded_sequence(
            x, lengths, batch_first=True, enforce_sorted=False
        )
        return nn.utils.rnn.pad_packed_sequence(self.rnn(packed)[0], batch_first=True)[0]

    module = Does(forward, rnn=nn.LSTM(8, 16, batch_first=True, bidirectional=True))
    graph = graph_of(module, (torch.randn(2, 5, 8), torch.tensor([5, 3])))
    rnn = next(node for node in graph.nodes if node.op.kind is Kind.RECURRENT)
    assert graph.value[rnn.outputs[0]].type.shape[1:] == (32,)
    assert graph.value[graph.outputs[0].value].type.shape == ("B", 5, 32)


def test_attention_in_a_transformer_takes_the_plain_path() -> None:
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    graph = graph_of(nn.TransformerEncoder(layer, 2).eval(), torch.randn(2, 5, 8))
    kinds = [node.op.kind for node in graph.nodes]
    assert kinds.count(Kind.ATTENTION) == 2
    assert kinds.count(Kind.LINEAR) == 4


def test_complex_numbers_and_vmap_are_followed(vectors: torch.Tensor) -> None:
    def forward(_: Any, x: torch.Tensor) -> torch.Tensor:
        spectrum = torch.fft.fft(x)
        return torch.vmap(torch.relu)(torch.fft.ifft(spectrum).real)

    graph = graph_of(Does(forward), vectors)
    assert edges(graph) >= {("fft_fft", "fft_ifft"), ("fft_ifft", "real"), ("real", "relu")}


def test_a_model_on_meta_in_half_precision_is_read() -> None:
    with torch.device("meta"):
        module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten()).half()
    graph = graph_of(module, (2, 3, 8, 8))
    assert graph.value[graph.outputs[0].value].type.dtype == "float16"
    assert shape_out(graph, "2") == ("B", 144)


def test_an_exception_inside_is_one_line_with_its_module(vectors: torch.Tensor) -> None:
    module = Does(lambda self, x: self.inner(x), inner=nn.Sequential(nn.Linear(3, 3)))
    with pytest.raises(InputError) as caught:
        graph_of(module, vectors)
    assert "'inner.0' (Linear) takes 3 features and is given 8" in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_only_torch_modules_are_claimed() -> None:
    assert live.claims(nn.Linear(2, 2))
    assert not live.claims(torch.ones(2))
    assert not live.claims(nn.Linear)
    assert not live.claims("model.pt")


class Parts(nn.Module):
    """Splits its rows by numbers that it reads, which must add up."""

    def forward(self, x: torch.Tensor, sizes: torch.Tensor) -> torch.Tensor:
        parts = x.split((sizes.long() + x.argmax(0)).tolist())
        return torch.cat([part * 2 for part in parts])


def test_numbers_that_are_read_are_guessed_so_that_they_add_up() -> None:
    graph = graph_of(Parts(), {"x": torch.rand(12, 4), "sizes": torch.rand(4)})
    assert [node.op.type_name for node in graph.nodes].count("mul") == 4
    assert graph.value[graph.outputs[0].value].type.shape == (12, 4)


def test_a_length_that_is_read_is_guessed_from_what_torch_says() -> None:
    def forward(_: nn.Module, x: torch.Tensor) -> torch.Tensor:
        longest = int(x.sum().item())
        out = x.new_zeros(x.shape[0], longest)
        out[:, :16] = x
        return out

    graph = graph_of(Does(forward), torch.rand(2, 16))
    assert any("decides" in note.message for note in graph.notes)


def test_padding_by_a_computed_number_claims_no_amounts() -> None:
    def forward(_: nn.Module, x: torch.Tensor) -> torch.Tensor:
        extra = torch.ceil(torch.tensor(x.shape[-1] / 4)).to(torch.int64) * 4 - x.shape[-1]
        return nn.functional.pad(x, (1, extra))

    graph = graph_of(Does(forward), torch.rand(2, 3, 18))
    (pad,) = (node for node in graph.nodes if node.op.kind is Kind.PAD)
    assert getattr(pad.attributes, "amounts", None) == ()
    shape = graph.value[pad.outputs[0]].type.shape
    assert shape is not None
    assert shape[-1] == 21


class Reversible(torch.autograd.Function):
    """A custom function that is given layers, as reversible networks are."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, layers: nn.ModuleList) -> torch.Tensor:
        for layer in layers:
            x = x + layer(x)
        return x

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> Any:
        return grad, None


def test_layers_inside_a_custom_function_are_seen(vectors: torch.Tensor) -> None:
    layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])
    graph = graph_of(Does(lambda self, x: Reversible.apply(x, self.layers), layers=layers), vectors)
    assert [node.id for node in graph.nodes] == [
        *("layers/0", "Reversible/add", "layers/1", "Reversible/add_1"),
    ]
    assert {graph.module[node.module or ""].class_name for node in graph.nodes} == {"Reversible"}
    assert ("Reversible/add", "layers/1") in edges(graph)
