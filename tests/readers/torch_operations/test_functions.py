"""Real calls of functions, tensor methods and operators: what the tables say of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from netscribe.graph.attributes import (
    Activation,
    Attention,
    Attributes,
    Axis,
    Casting,
    Convolution,
    Dropout,
    Einsum,
    Elementwise,
    Embedding,
    Function,
    Linear,
    Margins,
    Normalization,
    Pool,
    Product,
    Recurrent,
    Reduction,
    Reshaping,
    Resize,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape, TensorType
from netscribe.readers.torch.facts import FunctionCall, TensorArgument
from netscribe.readers.torch.operations import describe
from readers.torch_operations.recording import (
    calls_of,
    facts_of,
    integers,
    tensor,
    weight,
)

_Case = tuple[Callable[[], object], Attributes]
X = tensor(2, 3, 4, 6)
T = tensor(2, 5, 8)
ONES, SAME = (1, 1), "same"


def _conv(filters: int | None, size: int, stride: int = 1, **others: object) -> Convolution:
    settings: dict[str, object] = {
        "filters": filters,
        "kernel_size": (size, size),
        "stride": (stride, stride),
        "dilation": ONES,
        "channels_first": True,
        "bias": False,
    }
    return Convolution(**{**settings, **others})  # type: ignore[arg-type]


CASES: dict[str, _Case] = {
    "conv centred": (lambda: F.conv2d(X, weight(8, 3, 3, 3), padding=1), _conv(8, 3, padding=SAME)),
    "conv valid with bias": (
        lambda: F.conv2d(X, weight(8, 3, 3, 3), weight(8)),
        _conv(8, 3, bias=True),
    ),
    "conv strided": (
        lambda: F.conv2d(X, weight(8, 3, 3, 3), None, 2, 1),
        _conv(8, 3, 2, padding=((1, 1), (1, 1))),
    ),
    "conv dilated": (
        lambda: F.conv2d(X, weight(8, 3, 3, 3), dilation=2, padding=2),
        _conv(8, 3, padding=SAME, dilation=(2, 2)),
    ),
    "conv off centre": (
        lambda: F.conv2d(X, weight(8, 3, 3, 3), padding=(2, 1)),
        _conv(8, 3, padding=((2, 2), (1, 1))),
    ),
    "conv even kernel": (
        lambda: F.conv2d(X, weight(8, 3, 2, 2), padding=1),
        _conv(8, 2, padding=((1, 1), (1, 1))),
    ),
    "depthwise": (
        lambda: F.conv2d(X, weight(6, 1, 3, 3), groups=3),
        _conv(6, 3, groups=3, variant="depthwise", depth_multiplier=2),
    ),
    "grouped": (
        lambda: F.conv2d(tensor(1, 8, 4, 4), weight(8, 4, 1, 1), groups=2),
        _conv(8, 1, groups=2),
    ),
    "transposed whole": (
        lambda: F.conv_transpose2d(X, weight(3, 8, 4, 4), stride=2, padding=1),
        _conv(8, 4, 2, variant="transposed", padding=SAME),
    ),
    "transposed uneven": (
        lambda: F.conv_transpose2d(X, weight(3, 8, 3, 3), None, 2, 1, 1),
        _conv(8, 3, 2, variant="transposed", padding=((1, 1), (1, 1)), output_padding=ONES),
    ),
    "max pool": (
        lambda: F.max_pool2d(X, 3, 2, 1),
        Pool(size=(3, 3), stride=(2, 2), padding=((1, 1), (1, 1)), channels_first=True),
    ),
    "max pool default stride": (
        lambda: F.max_pool2d(X, 2),
        Pool(size=(2, 2), stride=(2, 2), channels_first=True),
    ),
    "average pool counting its padding": (
        lambda: F.avg_pool2d(X, 3, 1, 1),
        Pool(
            (("counts", "padding"),),
            "average",
            (3, 3),
            ONES,
            ((1, 1), (1, 1)),
            channels_first=True,
        ),
    ),
    "average pool as Keras": (
        lambda: F.avg_pool2d(X, 3, 1, 1, count_include_pad=False),
        Pool(method="average", size=(3, 3), stride=ONES, padding=SAME, channels_first=True),
    ),
    "global pool": (
        lambda: F.adaptive_avg_pool2d(X, 1),
        Pool(method="average", is_global=True, keepdims=True, channels_first=True),
    ),
    "adaptive pool": (
        lambda: F.adaptive_max_pool2d(X, (2, None)),
        Pool(method="max", size=(2, 6), adaptive=True, channels_first=True),
    ),
    "linear": (lambda: F.linear(T, weight(7, 8)), Linear(units=7, bias=False)),
    "addmm as linear": (
        lambda: torch.addmm(weight(7), tensor(5, 8), weight(8, 7)),
        Linear(units=7),
    ),
    "matmul with a weight": (lambda: T @ weight(8, 7), Linear(units=7, bias=False)),
    "matmul": (lambda: T @ T.mT, Product()),
    "baddbmm": (
        lambda: torch.baddbmm(tensor(2, 5, 5), T, tensor(2, 8, 5), beta=0, alpha=0.5),
        Product((("beta", "0"), ("alpha", "0.5"))),
    ),
    "einsum": (
        lambda: torch.einsum("bid,bjd->bij", T, T),
        Einsum(equation="bid,bjd->bij"),
    ),
    "einsum without a result": (
        lambda: torch.einsum("ij,jk", tensor(2, 3), tensor(3, 4)),
        Einsum(equation="ij,jk->ik"),
    ),
    "embedding": (
        lambda: F.embedding(integers(2, 5), weight(100, 8)),
        Embedding(vocabulary=100, width=8),
    ),
    "batch norm": (
        lambda: F.batch_norm(X, weight(3), weight(3), weight(3), weight(3), False, 0.1, 1e-5),
        Normalization(method="batch", axis=(1,), epsilon=1e-5, momentum=0.9),
    ),
    "layer norm": (
        lambda: F.layer_norm(T, (8,), weight(8), weight(8), 1e-6),
        Normalization(method="layer", axis=(-1,), epsilon=1e-6),
    ),
    "rms norm": (
        lambda: F.rms_norm(T, (8,), weight(8)),
        Normalization(method="rms", axis=(-1,), center=False),
    ),
    "group norm": (
        lambda: F.group_norm(X, 3),
        Normalization(method="group", axis=(1,), epsilon=1e-5, groups=3, center=False, scale=False),
    ),
    "unit norm": (
        lambda: F.normalize(T, dim=-1),
        Normalization(method="unit", axis=(-1,), center=False, scale=False),
    ),
    "softmax last": (lambda: T.softmax(2), Activation(function="softmax")),
    "softmax over channels": (
        lambda: F.softmax(X, dim=1),
        Activation(function="softmax", axis=(1,)),
    ),
    "gelu tanh": (
        lambda: F.gelu(T, approximate="tanh"),
        Activation(function="gelu", approximate=True),
    ),
    "hardtanh as relu6": (
        lambda: F.hardtanh(T, 0.0, 6.0),
        Activation(function="relu", max_value=6.0),
    ),
    "in place": (lambda: T.clone().relu_(), Activation(function="relu")),
    "dropout in evaluation": (lambda: F.dropout(T, 0.1, training=False), Dropout(rate=0.1)),
    "attention": (
        lambda: F.scaled_dot_product_attention(
            tensor(1, 8, 5, 16),
            tensor(1, 2, 5, 16),
            tensor(1, 2, 5, 16),
            is_causal=True,
            enable_gqa=True,
            scale=0.25,
        ),
        Attention(heads=8, kv_heads=2, key_dim=16, causal=True, bias=False, projections=False),
    ),
    "interpolate": (
        lambda: F.interpolate(X, scale_factor=2),
        Resize(factors=(2, 2), channels_first=True),
    ),
    "interpolate to a size": (
        lambda: F.interpolate(X, (8, 8), mode="bilinear", align_corners=True),
        Resize((("aligned", "corners"),), size=(8, 8), method="bilinear", channels_first=True),
    ),
    "pad": (
        lambda: F.pad(X, (1, 2, 0, 3)),
        Margins(amounts=((0, 3), (1, 2)), channels_first=True),
    ),
    "crop": (
        lambda: F.pad(X, (-1, -1)),
        Margins(amounts=((0, 0), (1, 1)), channels_first=True),
    ),
    "pad of channels": (
        lambda: F.pad(X, (0, 0, 0, 0, 1, 1)),
        Margins(amounts=((0, 0), (1, 1), (0, 0), (0, 0)), channels_first=True),
    ),
    "flatten": (lambda: X.flatten(1), Reshaping(function="flatten")),
    "view as flatten": (lambda: X.view(2, -1), Reshaping(function="flatten")),
    "view": (lambda: T.view(2, -1, 4, 2), Reshaping(target=(-1, 4, 2))),
    "view that moves the batch": (lambda: T.view(-1, 8), Reshaping(target=(8,))),
    "reshape of a tuple": (lambda: T.reshape((2, 40)), Reshaping(function="flatten")),
    "permute": (lambda: X.permute(0, 2, 3, -3), Reshaping(function="permute", order=(0, 2, 3, 1))),
    "transpose": (lambda: T.transpose(-1, 1), Reshaping(function="permute", order=(0, 2, 1))),
    "movedim": (
        lambda: torch.movedim(X, 1, -1),
        Reshaping(function="permute", order=(0, 2, 3, 1)),
    ),
    "unsqueeze": (lambda: T[:, 0].unsqueeze(1), Reshaping(function="expand", axis=1)),
    "expand": (
        lambda: tensor(1, 1, 8).expand(2, -1, 8),
        Reshaping(function="broadcast", target=(1, 8)),
    ),
    "repeat": (lambda: T.repeat(1, 2, 1), Reshaping((("repeats", "1, 2, 1"),), "tile")),
    "pixel shuffle": (
        lambda: F.pixel_shuffle(tensor(1, 8, 3, 3), 2),
        Reshaping((("block size", "2"),), "depth to space"),
    ),
    "cat": (lambda: torch.cat([X, X], 1), Axis(axis=1)),
    "cat along the last": (lambda: torch.cat((T, T), dim=2), Axis(axis=-1)),
    "stack": (lambda: torch.stack([T, T], 1), Axis(axis=1)),
    "chunk": (lambda: T.chunk(2, dim=-1), Axis(axis=-1, sections=(2,))),
    "split to sizes": (lambda: T.split([2, 6], 2), Axis(axis=-1, sections=(2, 6))),
    "split by size": (lambda: torch.split(T, 3, dim=2), Axis(axis=-1, sections=(3, 3, 2))),
    "unbind": (lambda: T.unbind(1), Axis(axis=1)),
    "slice": (lambda: X[:, -1, ::2, None], Slicing(index=":, -1, ::2, None")),
    "ellipsis": (lambda: X[..., :3], Slicing(index="..., :3")),
    "narrow": (lambda: T.narrow(1, 1, 3), Slicing(index=":, 1:4")),
    "select": (lambda: T.select(-1, 0), Slicing(index=":, :, 0")),
    "gather": (lambda: T.gather(1, integers(2, 5, 8)), Slicing((("axis", "1"),))),
    "add": (lambda: T + T, Elementwise(operator="add")),
    "add a number": (lambda: 1 + T, Elementwise(operator="add", constant="1")),
    "add scaled": (
        lambda: torch.add(T, T, alpha=2),
        Elementwise((("alpha", "2"),), operator="add"),
    ),
    "subtract from": (
        lambda: 1.0 - T,
        Elementwise(operator="subtract", constant="1", constant_first=True),
    ),
    "divide": (lambda: T / 8**0.5, Elementwise(operator="divide", constant="2.82843")),
    "floor divide": (lambda: T // 2, Elementwise(operator="floor_divide", constant="2")),
    "power": (lambda: T**2, Elementwise(operator="power", constant="2")),
    "exponentials": (
        lambda: torch.pow(2, T),
        Elementwise(operator="power", constant="2", constant_first=True),
    ),
    "compare": (lambda: T >= 0, Elementwise(operator="greater_equal", constant="0")),
    "maximum": (lambda: torch.max(T, T), Elementwise(operator="maximum")),
    "mean over positions": (lambda: X.mean((2, 3)), Reduction(function="mean", axis=(2, 3))),
    "mean over features": (
        lambda: T.mean(-1, keepdim=True),
        Reduction(function="mean", axis=(-1,), keepdims=True),
    ),
    "max along": (lambda: T.max(dim=1), Reduction(function="max", axis=(1,))),
    "sum": (lambda: T.sum(), Reduction(function="sum")),
    "variance": (
        lambda: T.var(1, unbiased=False),
        Reduction(function="var", axis=(1,)),
    ),
    "argmax": (lambda: T.argmax(-1), Reduction(function="argmax", axis=(-1,))),
    "clamp": (lambda: T.clamp(min=0), Function((("min", "0"),), "clip")),
    "where": (lambda: torch.where(T > 0, T, 0.0), Function((("other", "0"),), "where")),
    "masked fill": (
        lambda: T.masked_fill(T.new_ones(2, 5, 8, dtype=torch.bool), -1e9),
        Function((("value", "-1e+09"),), "masked_fill"),
    ),
    "cumsum": (lambda: T.cumsum(1), Function((("axis", "1"),), "cumsum")),
    "sine": (lambda: T.sin(), Function(function="sin")),
    "cast": (lambda: T.half(), Casting(dtype="float16")),
    "to a dtype": (lambda: T.to(torch.bfloat16), Casting(dtype="bfloat16")),
    "lstm": (
        lambda: torch.nn.LSTM(8, 4, 2, bidirectional=True, batch_first=True, device="meta")(T),
        Recurrent(
            cell="LSTM",
            units=(4, 4),
            bidirectional=True,
            returns_sequence=True,
            returns_state=True,
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_call_has_these_attributes(case: str) -> None:
    run, expected = CASES[case]
    described = [describe(call) for call in calls_of(run)]
    found = [facts.attributes for facts in described if facts is not None]
    assert found[-1] == expected


SILENT: dict[str, Callable[[], object]] = {
    "contiguous": lambda: T.contiguous(),
    "clone": lambda: T.clone(),
    "detach": lambda: T.detach(),
    "to the same dtype": lambda: T.to(torch.float32),
    "float of a float": lambda: T.float(),
    "to the same device": lambda: T.to("meta"),
}


@pytest.mark.parametrize("case", SILENT)
def test_what_hands_on_the_same_numbers_is_no_operation(case: str) -> None:
    calls = calls_of(SILENT[case])
    assert calls and [describe(call) for call in calls] == [None] * len(calls)


def test_attention_names_its_inputs() -> None:
    mask = tensor(5, 5)
    facts = facts_of(lambda: F.scaled_dot_product_attention(T, T, T, mask))
    assert facts.roles == ("query", "key", "value", "mask")


def test_states_of_a_recurrent_layer_have_a_role() -> None:
    layer = torch.nn.GRU(8, 4, device="meta")
    facts = describe(calls_of(lambda: layer(T, tensor(1, 5, 4)), layer)[-1])
    assert facts is not None and facts.roles == ("", "initial_state")
    assert facts.attributes.settings == (("time", "first"),)


def test_packed_sequences_are_told() -> None:
    layer = torch.nn.LSTM(8, 4, device="meta")
    packed = torch.nn.utils.rnn.PackedSequence(tensor(7, 8), torch.tensor([3, 2, 2]))
    (call,) = [c for c in calls_of(lambda: layer(packed), layer) if c.name == "lstm"]
    facts = describe(call)
    assert facts is not None and facts.roles[1] == "batch sizes"
    assert facts.attributes.settings == (("packed", "sequences"),)
    assert isinstance(facts.attributes, Recurrent) and facts.attributes.units == (4,)


def test_a_cell_runs_one_step() -> None:
    cell = torch.nn.LSTMCell(8, 4, bias=False, device="meta")
    calls = calls_of(lambda: cell(tensor(2, 8), (tensor(2, 4), tensor(2, 4))), cell)
    facts = describe(calls[-1])
    assert facts is not None and facts.qualifiers == ("one step",)
    assert facts.attributes == Recurrent(cell="LSTM", units=(4,), bias=False)


def test_the_addend_of_a_product_is_told_from_its_factors() -> None:
    addend, right = tensor(2, 5, 5), tensor(2, 8, 5)
    facts = facts_of(lambda: torch.baddbmm(addend, T, right))
    assert facts.op.kind is Kind.MATMUL and facts.roles == ("addend",)


def _reshaped(source: Shape, made: Shape, *asked: int | None) -> tuple[int | None, ...]:
    types = TensorType("float32", source), TensorType("float32", made)
    call = FunctionCall("view", {"0": TensorArgument(0), "1": asked}, types[:1], types[1:])
    facts = describe(call)
    assert facts is not None and isinstance(facts.attributes, Reshaping)
    return facts.attributes.target


def test_an_axis_is_left_to_be_inferred_only_where_the_batch_surely_stays() -> None:
    assert _reshaped((None, None, 64), (None, None, 4, 16), None, -1, 4, 16) == (-1, 4, 16)
    # batch x heads, which both are free: the inferred axis is no longer heads x time
    assert _reshaped((None, 4, None, 16), (None, None, 16), None, -1, 16) == (None, 16)


def _index(index: tuple[object, ...], made: Shape) -> str:
    types = TensorType("float32", (None, None, 8)), TensorType("float32", made)
    arguments = {"0": TensorArgument(0), "1": index}
    facts = describe(FunctionCall("__getitem__", arguments, types[:1], types[1:]))
    assert facts is not None and isinstance(facts.attributes, Slicing)
    return facts.attributes.index


def test_an_index_that_follows_a_free_size_is_no_new_axis() -> None:
    assert _index((slice(None), None), (None, 8)) == ":, …"
    assert _index((slice(None), None), (None, 1, None, 8)) == ":, None"


def test_a_number_that_follows_a_free_size_is_told_as_such() -> None:
    types = (TensorType("float32", (None, 8)),)
    facts = describe(FunctionCall("mul", {"0": TensorArgument(0), "1": None}, types, types))
    assert facts is not None and facts.attributes == Elementwise(operator="multiply", constant="…")


def test_a_packed_quantized_convolution_claims_only_what_its_module_says() -> None:
    types = (TensorType("quint8", (1, 3, 8, 8)), TensorType("quint8", (1, 6, 4, 4)))
    call = FunctionCall("conv2d", {"0": TensorArgument(0), "1": "packed"}, types[:1], types[1:])
    bare = describe(call)
    assert bare is not None and bare.op.kind is Kind.CUSTOM
    settings = {
        "in_channels": 3,
        "out_channels": 6,
        "kernel_size": (3, 3),
        "stride": (2, 2),
        "padding": (1, 1),
    }
    held = describe(replace(call, module_class="Conv2d", module_settings=settings))
    assert held is not None
    expected = _conv(6, 3, 2, padding=((1, 1), (1, 1)), bias=True)
    assert held.attributes == replace(expected, settings=(("weights", "quantized"),))
