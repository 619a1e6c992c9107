"""Operations written out in small steps are one node; what is not surely one stays as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from netscribe.graph.attributes import (
    Activation,
    Attention,
    Axis,
    Elementwise,
    Function,
    Linear,
    Normalization,
    Product,
    Reduction,
    Reshaping,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Module
from netscribe.graph.validation import check_accounting, validate
from netscribe.transforms.recognise import recognise
from small_networks import Network

BTD = (None, 6, 8)
HEADS = (None, 4, 6, 8)


def kinds(graph: Graph) -> list[str]:
    return [node.op.kind.value for node in graph.nodes]


def checked(graph: Graph) -> Graph:
    made = recognise(graph)
    validate(made)
    check_accounting(graph, made)
    return made


def constant(net: Network, operator: str, value: str, x: str, shape: tuple[int | None, ...]) -> str:
    return net.call(Kind.ELEMENTWISE, Elementwise(operator=operator, constant=value), x, shape)


def both(net: Network, operator: str, x: str, y: str, shape: tuple[int | None, ...]) -> str:
    return net.call(Kind.ELEMENTWISE, Elementwise(operator=operator), (x, y), shape)


def rms_norm(net: Network, x: str, *, axis: int = -1, weight: bool = True) -> str:
    square = constant(net, "power", "2", x, BTD)
    mean = net.call(Kind.REDUCE, Reduction(axis=(axis,), keepdims=True), square, (None, 6, 1))
    shifted = constant(net, "add", "1e-06", mean, (None, 6, 1))
    root = net.call(Kind.MATH, Function(function="rsqrt"), shifted, (None, 6, 1))
    scaled = both(net, "multiply", x, root, BTD)
    if not weight:
        return scaled
    times = Elementwise(operator="multiply")
    return net.call(Kind.ELEMENTWISE, times, scaled, BTD, weights=((8,),))


@pytest.mark.parametrize("weight", [True, False])
def test_rms_norm_is_one_node_with_its_epsilon_and_weight(weight: bool) -> None:
    net = Network()
    x = net.input(*BTD)
    graph = checked(net.finish(rms_norm(net, x, weight=weight)))
    (node,) = graph.nodes
    assert isinstance(node.attributes, Normalization)
    assert (node.attributes.method, node.attributes.epsilon) == ("rms", 1e-6)
    assert node.attributes.scale is weight
    assert [argument.value for argument in node.inputs] == [x]
    assert len(node.parameters) == int(weight)


def test_norm_over_another_axis_is_left_alone() -> None:
    net = Network()
    graph = net.finish(rms_norm(net, net.input(*BTD), axis=1))
    assert checked(graph) is graph


def test_norm_whose_inside_is_an_output_is_left_alone() -> None:
    net = Network()
    x = net.input(*BTD)
    square = constant(net, "power", "2", x, BTD)
    mean = net.call(Kind.REDUCE, Reduction(axis=(-1,), keepdims=True), square, (None, 6, 1))
    shifted = constant(net, "add", "1e-06", mean, (None, 6, 1))
    root = net.call(Kind.MATH, Function(function="rsqrt"), shifted, (None, 6, 1))
    graph = net.finish(both(net, "multiply", x, root, BTD), mean)
    assert checked(graph) is graph


def test_norm_that_fills_its_module_takes_its_name() -> None:
    net = Network()
    x = net.input(*BTD)
    with net.builder.module("norm", "input_norm", "LlamaRMSNorm"):
        y = rms_norm(net, x)
    (node,) = checked(net.finish(y)).nodes
    assert (node.name, node.op.type_name, node.module) == ("input_norm", "LlamaRMSNorm", None)


def test_gelu_in_its_tanh_form_is_one_activation() -> None:
    net = Network()
    x = net.input(*BTD)
    half = constant(net, "multiply", "0.5", x, BTD)
    part = constant(net, "multiply", "0.044715", constant(net, "power", "3", x, BTD), BTD)
    inner = constant(net, "multiply", "0.7978845608028654", both(net, "add", x, part, BTD), BTD)
    tanh = net.call(Kind.ACTIVATION, Activation(function="tanh"), inner, BTD)
    gelu = both(net, "multiply", half, constant(net, "add", "1.0", tanh, BTD), BTD)
    (node,) = checked(net.finish(gelu)).nodes
    assert node.attributes == Activation(function="gelu", approximate=True)


def test_gelu_with_the_error_function_is_one_activation() -> None:
    net = Network()
    x = net.input(*BTD)
    scaled = constant(net, "divide", "1.4142135623730951", x, BTD)
    error = net.call(Kind.MATH, Function(function="erf"), scaled, BTD)
    product = both(net, "multiply", x, constant(net, "add", "1.0", error, BTD), BTD)
    (node,) = checked(net.finish(constant(net, "multiply", "0.5", product, BTD))).nodes
    assert node.attributes == Activation(function="gelu")


def test_tanh_gate_with_other_numbers_is_no_gelu() -> None:
    net = Network()
    x = net.input(*BTD)
    tanh = net.call(Kind.ACTIVATION, Activation(function="tanh"), x, BTD)
    graph = net.finish(both(net, "multiply", x, constant(net, "add", "1.0", tanh, BTD), BTD))
    assert checked(graph) is graph


def rotary(net: Network, x: str, cosine: str, sine: str, *, half: int = 4) -> str:
    shape = (None, 4, 6, half)
    lower = net.call(Kind.SLICE, Slicing(index=f"..., :{half}"), x, shape)
    upper = net.call(Kind.SLICE, Slicing(index=f"..., {half}:"), x, (None, 4, 6, 8 - half))
    negated = net.call(Kind.MATH, Function(function="negative"), upper, (None, 4, 6, 8 - half))
    rotated = net.call(Kind.CONCAT, Axis(axis=-1), (negated, lower), HEADS)
    straight = both(net, "multiply", x, cosine, HEADS)
    return both(net, "add", straight, both(net, "multiply", rotated, sine, HEADS), HEADS)


def test_rotary_embedding_is_one_node_with_its_tables() -> None:
    net = Network()
    x = net.input(*HEADS)
    cosine, sine = net.input(6, 8, name="cos"), net.input(6, 8, name="sin")
    (node,) = checked(net.finish(rotary(net, x, cosine, sine))).nodes
    assert node.op.type_name == "Rotary"
    assert [(item.value, item.role) for item in node.inputs] == [
        (x, ""),
        (cosine, "cos"),
        (sine, "sin"),
    ]


def test_parts_that_are_no_halves_are_no_rotary_embedding() -> None:
    net = Network()
    x, cosine, sine = net.input(*HEADS), net.input(6, 8, name="c"), net.input(6, 8, name="s")
    graph = net.finish(rotary(net, x, cosine, sine, half=3))
    assert checked(graph) is graph


@pytest.mark.parametrize("masked", [True, False])
def test_attention_in_steps_is_one_node_with_roles_and_heads(masked: bool) -> None:
    net = Network()
    query, key, value = (net.input(*HEADS, name=name) for name in ("q", "k", "v"))
    mask = net.input(None, 1, 6, 6, name="m")
    scores = (None, 4, 6, 6)
    swapped = Reshaping(function="permute", order=(0, 1, 3, 2))
    turned = net.call(Kind.RESHAPE, swapped, key, (None, 4, 8, 6))
    weights = net.call(Kind.MATMUL, Product(), (query, turned), scores)
    weights = constant(net, "divide", "2.828", weights, scores)
    if masked:
        weights = both(net, "add", weights, mask, scores)
    weights = net.call(Kind.ACTIVATION, Activation(function="softmax", axis=(-1,)), weights, scores)
    mixed = net.call(Kind.MATMUL, Product(), (weights, value), HEADS)
    (node,) = checked(net.finish(mixed)).nodes
    assert isinstance(node.attributes, Attention)
    assert (node.attributes.heads, node.attributes.key_dim) == (4, 8)
    wanted = [(query, "query"), (key, "key"), (value, "value")]
    wanted += [(mask, "mask")] if masked else []
    assert [(item.value, item.role) for item in node.inputs] == wanted


def test_softmax_between_products_of_another_kind_is_left_alone() -> None:
    net = Network()
    query, key = net.input(*HEADS, name="q"), net.input(None, 4, 8, 6, name="k")
    weights = net.call(Kind.MATMUL, Product(), (query, key), (None, 4, 6, 6))
    softmax = Activation(function="softmax", axis=(-1,))
    graph = net.finish(net.call(Kind.ACTIVATION, softmax, weights, (None, 4, 6, 6)))
    assert checked(graph) is graph


def linear(net: Network, x: str, units: int) -> str:
    weights = ((8, units),)
    return net.call(Kind.LINEAR, Linear(units=units), x, (None, 6, units), weights=weights)


def in_module(class_name: str, build: Callable[[Network, str, str], str]) -> Module:
    """The module that `build` fills, after recognition; it gets two tensors from outside."""
    net = Network()
    x, y = net.input(*BTD), net.input(*BTD, name="y")
    with net.builder.module("block", "block", class_name):
        made = build(net, x, y)
    return checked(net.finish(made)).modules[0]


def gated(net: Network, x: str, y: str, *, second: str | None = None) -> str:
    gate = linear(net, x, 32)
    gate = net.call(Kind.ACTIVATION, Activation(function="silu"), gate, (None, 6, 32))
    up = linear(net, second or x, 32)
    return linear(net, both(net, "multiply", gate, up, (None, 6, 32)), 8)


def test_gated_mlp_is_named_with_its_width() -> None:
    module = in_module("FeedForward", gated)
    assert (module.meaning, module.facts) == ("Gated MLP", ("32 hidden units",))


def test_gate_and_value_of_different_tensors_are_no_gated_mlp() -> None:
    assert in_module("GatedMLP", lambda net, x, y: gated(net, x, y, second=y)).meaning == ""


def attended(net: Network, x: str, y: str, *, keys: int = 8) -> str:
    query, key, value = linear(net, x, 8), linear(net, y, keys), linear(net, y, keys)
    shape = (None, 2, 6, 4)
    split = Reshaping(function="reshape", target=(2, 6, 4))
    parts = (
        Argument(net.call(Kind.RESHAPE, split, tensor, shape), role)
        for tensor, role in ((query, "query"), (key, "key"), (value, "value"))
    )
    attention = Attention(heads=2, key_dim=4, projections=False)
    return net.call(Kind.ATTENTION, attention, tuple(parts), shape)


def test_attention_over_its_own_input_is_self_attention() -> None:
    assert in_module("Block", lambda net, x, y: attended(net, x, x)).meaning == "Self-attention"


def test_attention_over_another_input_is_cross_attention() -> None:
    assert in_module("Block", attended).meaning == "Cross-attention"


def test_fewer_key_heads_are_grouped_queries_or_one_head() -> None:
    module = in_module("Block", lambda net, x, y: attended(net, x, x, keys=4))
    assert module.facts == ("one key head",)


def test_squeeze_and_excitation_is_named() -> None:
    def build(net: Network, x: str, y: str) -> str:
        pooled = net.call(Kind.REDUCE, Reduction(axis=(1,), keepdims=True), x, (None, 1, 8))
        squeezed = net.call(Kind.LINEAR, Linear(units=2), pooled, (None, 1, 2))
        gate = net.call(Kind.LINEAR, Linear(units=8), squeezed, (None, 1, 8))
        gate = net.call(Kind.ACTIVATION, Activation(function="sigmoid"), gate, (None, 1, 8))
        return both(net, "multiply", x, gate, BTD)

    assert in_module("Anything", build).meaning == "Squeeze-and-excitation"


def test_choice_of_the_best_is_a_mixture_of_experts_only_where_the_author_says_so() -> None:
    def build(net: Network, x: str, y: str) -> str:
        return net.call(Kind.MATH, Function(), linear(net, x, 4), (None, 6, 2), type_name="topk")

    assert in_module("SparseMoeBlock", build).meaning == "Mixture of experts"
    assert in_module("ProposalHead", build).meaning == ""
