"""Modules that are hard to follow, one difficulty each; every entry makes a module and its inputs.

All of them run eagerly on CPU with the inputs given here.
"""

from __future__ import annotations

import copy
import dataclasses
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch.utils.checkpoint import checkpoint

Made = tuple[nn.Module, Any]


class Forward(nn.Module):
    """A module around one function, with layers by name."""

    def __init__(self, function: Callable[..., Any], **layers: nn.Module) -> None:
        super().__init__()
        self.function = function
        for name, layer in layers.items():
            self.add_module(name, layer)

    def forward(self, x: torch.Tensor) -> Any:
        return self.function(self, x)


def _of(function: Callable[..., Any], inputs: Any = None, **layers: nn.Module) -> Made:
    return Forward(function, **layers).eval(), torch.rand(2, 8) if inputs is None else inputs


def _small_cnn() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(8, 4),
    )


IMAGE = (1, 3, 16, 16)


def in_place() -> Made:
    return _of(lambda m, x: m.fc(x).relu_().add_(1).mul_(2), fc=nn.Linear(8, 8))


def write_through_view() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        y = m.fc(x)
        y[:, :4] = m.inner(y[:, 4:])
        return y.sum(1)

    return _of(forward, fc=nn.Linear(8, 8), inner=nn.Linear(4, 4))


def shared_module() -> Made:
    return _of(lambda m, x: m.fc(F.relu(m.fc(m.fc(x)))), fc=nn.Linear(8, 8))


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(20, 8)
        self.out = nn.Linear(8, 20, bias=False)
        self.out.weight = self.embed.weight

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.out(self.embed(ids))


def tied_weights() -> Made:
    return Tied().eval(), torch.randint(0, 20, (2, 7))


def unused_layers() -> Made:
    return _of(lambda m, x: m.used(x), used=nn.Linear(8, 4), unused=nn.Linear(100, 100))


def data_dependent_branch() -> Made:
    return _of(lambda m, x: m.a(x) if x.sum() > 0 else m.b(x), a=nn.Linear(8, 4), b=nn.Linear(8, 4))


def item_as_size() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        count = int((x[0, 0] > -1).sum().item())
        return m.fc(x)[:, :count]

    return _of(forward, fc=nn.Linear(8, 8))


def boolean_mask() -> Made:
    return _of(lambda m, x: m.fc(x[x[:, 0] > -1]), fc=nn.Linear(8, 4))


def nonzero_sizes() -> Made:
    return _of(lambda m, x: m.fc(x)[torch.nonzero(x[:, 0] > -1)[:, 0]], fc=nn.Linear(8, 4))


def dynamic_loop() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        for _ in range(x.shape[1] // 2):
            x = torch.tanh(m.fc(x))
        return x

    return _of(forward, fc=nn.Linear(8, 8))


def list_output() -> Made:
    return _of(lambda m, x: [m.a(x), {"b": m.b(x)}], a=nn.Linear(8, 4), b=nn.Linear(8, 2))


@dataclasses.dataclass
class Result:
    mean: torch.Tensor
    extra: list[torch.Tensor]


def dataclass_output() -> Made:
    return _of(lambda m, x: Result(m.a(x), [m.b(x)]), a=nn.Linear(8, 4), b=nn.Linear(8, 2))


class Pair(NamedTuple):
    first: torch.Tensor
    second: torch.Tensor


def named_tuple_output() -> Made:
    return _of(lambda m, x: Pair(*m.fc(x).chunk(2, -1)), fc=nn.Linear(8, 8))


class DictInput(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.image = nn.Linear(8, 4)
        self.text = nn.Linear(6, 4)

    def forward(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        return self.image(batch["image"]) + self.text(batch["text"])


def dictionary_input() -> Made:
    return DictInput().eval(), [{"image": torch.rand(2, 8), "text": torch.rand(2, 6)}]


class KeywordInput(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(8, 4)
        self.key = nn.Linear(6, 4)

    def forward(self, query: torch.Tensor, *, key: torch.Tensor) -> torch.Tensor:
        return self.query(query) @ self.key(key).mT


def keyword_only_input() -> Made:
    return KeywordInput().eval(), {"query": torch.rand(2, 8), "key": torch.rand(2, 6)}


def list_input() -> Made:
    return (
        Forward(lambda m, x: torch.cat([m.fc(item) for item in x], 0), fc=nn.Linear(8, 4)).eval(),
        [[torch.rand(2, 8), torch.rand(3, 8)]],
    )


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> torch.Tensor:
        return 2 * ctx.saved_tensors[0] * grad


def custom_function() -> Made:
    return _of(lambda m, x: Square.apply(m.fc(x)), fc=nn.Linear(8, 4))


def checkpointed() -> Made:
    return _of(
        lambda m, x: checkpoint(m.body, x, use_reentrant=False),
        body=nn.Sequential(nn.Linear(8, 8), nn.ReLU()),
    )


def attention_fast_path() -> Made:
    layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
    return nn.TransformerEncoder(layer, 2).eval(), torch.rand(2, 5, 16)


def whole_transformer() -> Made:
    model = nn.Transformer(16, 2, 1, 1, 32, batch_first=True).eval()
    return model, [torch.rand(2, 5, 16), torch.rand(2, 7, 16)]


def scaled_dot_product() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        q, k, v = m.qkv(x).view(*x.shape[:2], 3, 2, 8).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return m.out(mixed.transpose(1, 2).flatten(2))

    return _of(forward, torch.rand(2, 5, 16), qkv=nn.Linear(16, 48), out=nn.Linear(16, 16))


def two_layer_lstm() -> Made:
    return _of(
        lambda m, x: m.head(m.lstm(x)[0][:, -1]),
        torch.rand(2, 5, 8),
        lstm=nn.LSTM(8, 16, 2, batch_first=True, bidirectional=True),
        head=nn.Linear(32, 3),
    )


def lstm_cells() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        state = None
        for step in x.unbind(1):
            state = m.cell(step, state)
        return state[0]

    return _of(forward, torch.rand(2, 4, 8), cell=nn.LSTMCell(8, 6))


class Packed(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gru = nn.GRU(8, 6, batch_first=True)

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        return pad_packed_sequence(self.gru(packed)[0], batch_first=True)[0]


def packed_sequence() -> Made:
    return Packed().eval(), [torch.rand(3, 5, 8), torch.tensor([5, 3, 2])]


def complex_numbers() -> Made:
    return _of(lambda m, x: m.fc(torch.fft.rfft(x).abs()), fc=nn.Linear(5, 4))


def complex_weights() -> Made:
    return _of(lambda m, x: m.fc(x.to(torch.complex64)).real, fc=nn.Linear(8, 4).to(torch.cfloat))


def einsum() -> Made:
    return _of(lambda m, x: torch.einsum("bi,bj->bij", m.a(x), x), a=nn.Linear(8, 4))


def weight_norm() -> Made:
    return _of(lambda m, x: m.fc(x), fc=parametrizations.weight_norm(nn.Linear(8, 4)))


def spectral_norm() -> Made:
    return _of(lambda m, x: m.fc(x), fc=parametrizations.spectral_norm(nn.Linear(8, 4)))


class LowRank(nn.Module):
    """LoRA: a frozen layer and two small ones beside it."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base.requires_grad_(False)
        self.down = nn.Linear(base.in_features, 2, bias=False)
        self.up = nn.Linear(2, base.out_features, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.base(x) + self.up(self.down(x)) * 0.5


def low_rank() -> Made:
    return nn.Sequential(LowRank(nn.Linear(8, 8)), nn.ReLU()).eval(), torch.rand(2, 8)


def hooks() -> Made:
    model = _small_cnn().eval()
    model[0].register_forward_hook(lambda module, args, output: output * 2)
    return model, torch.rand(IMAGE)


def scripted() -> Made:
    return torch.jit.script(_small_cnn().eval()), torch.rand(IMAGE)


def traced() -> Made:
    return torch.jit.trace(_small_cnn().eval(), torch.rand(IMAGE)), torch.rand(IMAGE)


def compiled() -> Made:
    return torch.compile(_small_cnn().eval(), backend="eager"), torch.rand(IMAGE)


def data_parallel() -> Made:
    return nn.DataParallel(_small_cnn()).eval(), torch.rand(IMAGE)


def in_training_mode() -> Made:
    return _small_cnn().train(), torch.rand(4, 3, 16, 16)


def in_half_precision() -> Made:
    return _small_cnn().to(torch.bfloat16).eval(), torch.rand(IMAGE, dtype=torch.bfloat16)


def lazy_layers() -> Made:
    return nn.Sequential(nn.LazyLinear(8), nn.ReLU(), nn.LazyLinear(4)).eval(), torch.rand(2, 5)


def quantized() -> Made:
    model = nn.Sequential(nn.Linear(8, 8), nn.ReLU()).eval()
    return torch.ao.quantization.quantize_dynamic(model, {nn.Linear}), torch.rand(2, 8)


def vmapped() -> Made:
    return _of(
        lambda m, x: torch.vmap(lambda row: F.linear(row, m.fc.weight))(x), fc=nn.Linear(8, 4)
    )


def gradient_inside() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        with torch.enable_grad():
            y = x.detach().requires_grad_()
            return torch.autograd.grad(m.fc(y).sum(), y)[0]

    return _of(forward, fc=nn.Linear(8, 4))


class Buffered(nn.Module):
    """Keeps a running sum in a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("total", torch.zeros(8))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.total += x.sum(0)
        return x - self.total


def buffer_that_changes() -> Made:
    return Buffered().eval(), torch.rand(2, 8)


def module_dictionary() -> Made:
    layers = nn.ModuleDict({"a": nn.Linear(8, 8), "b": nn.Linear(8, 8)})
    return _of(lambda m, x: sum(layer(x) for layer in m.layers.values()), layers=layers)


class Experts(nn.Module):
    """A mixture whose routing the data decides."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = nn.Linear(8, 4)
        self.experts = nn.ModuleList(nn.Linear(8, 8) for _ in range(4))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        weights, chosen = self.gate(x).softmax(-1).topk(2)
        out = torch.zeros_like(x)
        for index, expert in enumerate(self.experts):
            rows, slots = torch.where(chosen == index)
            out.index_add_(0, rows, expert(x[rows]) * weights[rows, slots, None])
        return out


def routed_experts() -> Made:
    return Experts().eval(), torch.rand(6, 8)


def numpy_round_trip() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        shift = torch.from_numpy(m.fc(x).detach().numpy().copy())
        return m.out(shift)

    return _of(forward, fc=nn.Linear(8, 4), out=nn.Linear(4, 2))


def conditional_operator() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        return torch.where(x > 0, m.a(x), m.b(x)).clamp(min=0)

    return _of(forward, a=nn.Linear(8, 8), b=nn.Linear(8, 8))


def dense_links() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        found = [x]
        for layer in m.layers:
            found.append(F.relu(layer(torch.cat(found, 1))))
        return torch.cat(found, 1)

    layers = nn.ModuleList(nn.Linear(8 + 4 * index, 4) for index in range(3))
    return _of(forward, layers=layers)


def autoencoder_in_time() -> Made:
    body = OrderedDict(
        down=nn.Conv1d(2, 8, 4, 2, 1), act=nn.GELU(), up=nn.ConvTranspose1d(8, 2, 4, 2, 1)
    )
    return nn.Sequential(body).eval(), torch.rand(2, 2, 32)


def copied_model() -> Made:
    model = _small_cnn().eval()
    return nn.Sequential(model, copy.deepcopy(model[5:6]).append(nn.Identity()))[:1], torch.rand(
        IMAGE
    )


def autocast_inside() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return m.fc(x).float()

    return _of(forward, fc=nn.Linear(8, 4))


def layer_made_inside() -> Made:
    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        swapped = nn.Linear(8, 4)
        swapped.weight = m.fc.weight
        return swapped(x)

    return _of(forward, fc=nn.Linear(8, 4))


def embedding_bag() -> Made:
    return nn.Sequential(nn.EmbeddingBag(50, 8), nn.Linear(8, 2)).eval(), torch.randint(
        0, 50, (3, 6)
    )


MODELS: Mapping[str, Callable[[], Made]] = {
    make.__name__: make
    for make in (
        *(in_place, write_through_view, shared_module, tied_weights, unused_layers),
        *(data_dependent_branch, item_as_size, boolean_mask, nonzero_sizes, dynamic_loop),
        *(list_output, dataclass_output, named_tuple_output, dictionary_input),
        *(keyword_only_input, list_input, custom_function, checkpointed, attention_fast_path),
        *(whole_transformer, scaled_dot_product, two_layer_lstm, lstm_cells, packed_sequence),
        *(complex_numbers, complex_weights, einsum, weight_norm, spectral_norm, low_rank, hooks),
        *(scripted, traced, compiled, data_parallel, in_training_mode, in_half_precision),
        *(lazy_layers, quantized, vmapped, gradient_inside, buffer_that_changes),
        *(module_dictionary, routed_experts, numpy_round_trip, conditional_operator, dense_links),
        *(autoencoder_in_time, copied_model, autocast_inside, layer_made_inside),
        *(embedding_bag,),
    )
}
