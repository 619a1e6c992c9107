"""What exporters write out in steps is one operation again, under the name of its author."""

from __future__ import annotations

import pytest

from netscribe.graph.attributes import (
    Activation,
    Attention,
    Axis,
    Convolution,
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
from netscribe.graph.types import Argument, Graph, Node, Shape
from netscribe.graph.validation import check_accounting, validate
from netscribe.transforms.recognise import recognise
from small_networks import Network

BTD: Shape = ("B", 6, 8)
HEADS: Shape = ("B", 4, 6, 8)
SCORES: Shape = ("B", 4, 6, 6)


class Steps(Network):
    """Networks in small steps."""

    def number(self, operator: str, constant: str, x: str, *, first: bool = False) -> str:
        attributes = Elementwise(operator=operator, constant=constant, constant_first=first)
        return self.call(Kind.ELEMENTWISE, attributes, x, self.shape(x))

    def both(self, operator: str, x: str, y: str, shape: Shape | None = None) -> str:
        attributes = Elementwise(operator=operator)
        return self.call(Kind.ELEMENTWISE, attributes, (x, y), shape or self.shape(x))

    def weighted(self, operator: str, x: str, weight: Shape) -> str:
        attributes = Elementwise(operator=operator)
        return self.call(Kind.ELEMENTWISE, attributes, x, self.shape(x), weights=(weight,))

    def function(self, name: str, x: str) -> str:
        return self.call(Kind.MATH, Function(function=name), x, self.shape(x))

    def activation(self, name: str, x: str, **settings: float) -> str:
        return self.call(Kind.ACTIVATION, Activation(function=name, **settings), x, self.shape(x))

    def mean(self, x: str) -> str:
        shape = (*self.shape(x)[:-1], 1)
        return self.call(Kind.REDUCE, Reduction(axis=(-1,), keepdims=True), x, shape)

    def permuted(self, x: str, *order: int) -> str:
        shape = tuple(self.shape(x)[axis] for axis in order)
        return self.call(Kind.RESHAPE, Reshaping(function="permute", order=order), x, shape)

    def reshaped(self, x: str, *shape: int | str) -> str:
        return self.call(Kind.RESHAPE, Reshaping(function="reshape"), x, shape)

    def product(self, x: str, y: str, shape: Shape) -> str:
        return self.call(Kind.MATMUL, Product(), (x, y), shape)

    def shape(self, value: str) -> Shape:
        return self.builder.type_of(value).shape or ()


def recognised(net: Network, *outputs: str) -> tuple[Node, ...]:
    """The nodes after recognition; nothing is lost on the way."""
    return checked(net.finish(*outputs)).nodes


def checked(graph: Graph) -> Graph:
    made = recognise(graph)
    validate(made)
    check_accounting(graph, made)
    return made


@pytest.mark.parametrize(("bias", "found"), [((8,), True), ((1, 8), True), ((6, 1), False)])
def test_a_bias_that_is_added_belongs_to_the_linear_layer(bias: Shape, found: bool) -> None:
    net = Steps()
    x = net.call(Kind.LINEAR, Linear(units=8, bias=False), net.input(*BTD), BTD, weights=((8, 8),))
    nodes = recognised(net, net.weighted("add", x, bias))
    assert len(nodes) == (1 if found else 2)
    assert nodes[0].attributes == Linear(units=8, bias=found)


def test_a_tensor_that_is_added_is_no_bias() -> None:
    net = Steps()
    x = net.input(*BTD)
    y = net.call(Kind.LINEAR, Linear(units=8, bias=False), x, BTD, weights=((8, 8),))
    assert len(recognised(net, net.both("add", y, x))) == 2


def test_a_tensor_times_its_own_sigmoid_is_silu() -> None:
    net = Steps()
    x = net.input(*BTD)
    (node,) = recognised(net, net.both("multiply", x, net.activation("sigmoid", x)))
    assert node.attributes == Activation(function="silu")


def test_another_tensor_times_a_sigmoid_is_a_gate_and_stays() -> None:
    net = Steps()
    x, y = net.input(*BTD), net.input(*BTD, name="y")
    assert len(recognised(net, net.both("multiply", x, net.activation("sigmoid", y)))) == 2


def test_a_steeper_sigmoid_is_the_quick_form_of_gelu() -> None:
    net = Steps()
    x = net.input(*BTD)
    gate = net.activation("sigmoid", net.number("multiply", "1.702", x))
    (node,) = recognised(net, net.both("multiply", x, gate))
    assert isinstance(node.attributes, Activation)
    assert (node.attributes.function, node.attributes.settings) == (
        "gelu",
        (("form", "x σ(1.702 x)"),),
    )


def test_mish_and_both_forms_of_hard_silu() -> None:
    net = Steps()
    x = net.input(*BTD)
    mish = net.both("multiply", x, net.function("tanh", net.activation("softplus", x)))
    hard = net.both("multiply", x, net.activation("hard_sigmoid", x))
    shifted = net.activation("relu", net.number("add", "3", x), max_value=6.0)
    relu6 = net.number("divide", "6", net.both("multiply", x, shifted))
    found = [node.attributes for node in recognised(net, mish, hard, relu6)]
    assert found == [Activation(function=name) for name in ("mish", "hard_silu", "hard_silu")]


@pytest.mark.parametrize(("weight", "bias"), [(False, False), (True, False), (True, True)])
def test_layer_norm_in_steps(weight: bool, bias: bool) -> None:
    net = Steps()
    x = net.input(*BTD)
    centred = net.both("subtract", x, net.mean(x))
    variance = net.mean(net.number("power", "2", centred))
    root = net.function("sqrt", net.number("add", "1e-05", variance))
    y = net.both("divide", centred, root)
    y = net.weighted("multiply", y, (8,)) if weight else y
    y = net.weighted("add", y, (8,)) if bias else y
    (node,) = recognised(net, y)
    assert node.attributes == Normalization(method="layer", epsilon=1e-5, center=bias, scale=weight)
    assert [argument.value for argument in node.inputs] == [x]


def test_the_variance_of_another_tensor_is_no_layer_norm() -> None:
    net = Steps()
    x, y = net.input(*BTD), net.input(*BTD, name="y")
    centred = net.both("subtract", x, net.mean(x))
    variance = net.mean(net.number("power", "2", y))
    root = net.function("sqrt", net.number("add", "1e-05", variance))
    assert len(recognised(net, net.both("divide", centred, root))) == 7


@pytest.mark.parametrize("form", ["reciprocal", "one over", "quotient"])
def test_rms_norm_in_the_forms_of_exporters(form: str) -> None:
    net = Steps()
    x = net.input(*BTD)
    mean = net.mean(net.number("power", "2", x))
    root = net.function("sqrt", net.number("add", "1e-06", mean))
    if form == "quotient":
        y = net.both("divide", x, root)
    else:
        whole = form == "reciprocal"
        divided = net.number("divide", "1", root, first=True) if not whole else ""
        inverse = net.function("reciprocal", root) if whole else divided
        y = net.both("multiply", x, inverse)
    (node,) = recognised(net, net.weighted("multiply", y, (8,)))
    assert node.attributes == Normalization(method="rms", epsilon=1e-6, center=False)


def attended(
    net: Steps, query: str, key: str, value: str, *, safe: bool = False, mask: str = ""
) -> str:
    """Attention from queries, keys that are transposed already, and values."""
    scores = net.product(query, key, SCORES)
    scores = net.both("add", mask, scores, SCORES) if mask else scores
    weights = net.activation("softmax", scores)
    if safe:
        test = net.function("isnan", weights)
        weights = net.call(
            Kind.MATH,
            Function(function="where"),
            (Argument(test, "condition"), weights),
            SCORES,
        )
    return net.product(weights, value, HEADS)


def the_attention(nodes: tuple[Node, ...]) -> Node:
    (node,) = [node for node in nodes if node.op.kind is Kind.ATTENTION]
    return node


def test_scales_on_both_sides_and_a_mask_in_front_belong_to_attention() -> None:
    net = Steps()
    query, key, value = (net.input(*HEADS, name=name) for name in ("q", "k", "v"))
    mask = net.input("B", 1, 6, 6, name="m")
    turned = net.number("multiply", "0.42", net.permuted(key, 0, 1, 3, 2))
    scaled = net.number("multiply", "0.42", query)
    (node,) = recognised(net, attended(net, scaled, turned, value, safe=True, mask=mask))
    assert [(item.value, item.role) for item in node.inputs] == [
        (query, "query"),
        (key, "key"),
        (value, "value"),
        (mask, "mask"),
    ]
    assert isinstance(node.attributes, Attention)
    assert (node.attributes.heads, node.attributes.key_dim) == (4, 8)


def test_keys_whose_heads_and_swap_are_one_permutation_keep_the_heads() -> None:
    net = Steps()
    query, value = net.input(*HEADS, name="q"), net.input(*HEADS, name="v")
    flat = net.input("B", 6, 32, name="k")
    turned = net.permuted(net.reshaped(flat, "B", 6, 4, 8), 0, 2, 3, 1)
    graph = checked(net.finish(attended(net, query, turned, value)))
    heads, attention = graph.nodes
    assert heads.op.type_name == "split heads"
    assert graph.value[heads.outputs[0]].type.shape == HEADS
    assert attention.inputs[1].value == heads.outputs[0]


def test_keys_that_are_flattened_to_be_swapped() -> None:
    net = Steps()
    query, key, value = (net.input(*HEADS, name=name) for name in ("q", "k", "v"))
    flat = net.permuted(net.reshaped(key, "4B", 6, 8), 0, 2, 1)
    turned = net.reshaped(flat, "B", 4, 8, 6)
    assert (
        the_attention(recognised(net, attended(net, query, turned, value))).inputs[1].value == key
    )


def test_repeated_keys_and_values_are_grouped_queries() -> None:
    net = Steps()
    query = net.input(*HEADS, name="q")
    sources = [net.input("B", 2, 6, 8, name=name) for name in ("k", "v")]
    repeated = []
    for source in sources:
        opened = net.call(
            Kind.RESHAPE, Reshaping(function="expand", axis=2), source, ("B", 2, 1, 6, 8)
        )
        stretched = net.call(
            Kind.RESHAPE, Reshaping(function="broadcast"), opened, ("B", 2, 2, 6, 8)
        )
        repeated.append(net.reshaped(stretched, *(size or 0 for size in HEADS)))
    turned = net.permuted(repeated[0], 0, 1, 3, 2)
    (node,) = recognised(net, attended(net, query, turned, repeated[1]))
    assert isinstance(node.attributes, Attention)
    assert (node.attributes.heads, node.attributes.kv_heads) == (4, 2)
    assert [item.value for item in node.inputs] == [query, *sources]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2)])
def test_a_packed_projection_makes_a_layer_only_in_its_order(order: tuple[int, ...]) -> None:
    net = Steps()
    x = net.input("B", 6, 32)
    with net.builder.module("attention", "attention", "MultiheadAttention"):
        shape = ("B", 6, 96)
        packed = net.call(Kind.LINEAR, Linear(units=96), x, shape, weights=((32, 96), (96,)))
        parts = net.permuted(net.reshaped(packed, "B", 6, 3, 4, 8), 2, 0, 3, 1, 4)
        cut = [net.call(Kind.SLICE, Slicing(index=str(part)), parts, HEADS) for part in order]
        mixed = attended(net, cut[0], net.permuted(cut[1], 0, 1, 3, 2), cut[2])
        merged = net.reshaped(net.permuted(mixed, 0, 2, 1, 3), "B", 6, 32)
        y = net.call(Kind.LINEAR, Linear(units=32), merged, ("B", 6, 32), weights=((32, 32), (32,)))
    nodes = recognised(net, y)
    if order != (0, 1, 2):
        assert len(nodes) > 1
        return
    (node,) = nodes
    assert node.op.type_name == "MultiheadAttention"
    assert isinstance(node.attributes, Attention)
    assert node.attributes.projections and node.attributes.self_attention
    assert len(node.parameters) == 4
    assert {item.value for item in node.inputs} == {x}


def convolved(net: Steps, x: str, *, back: tuple[int, ...]) -> str:
    """A convolution with the channels first, between two moves of the channels."""
    moved = net.permuted(x, 0, 3, 1, 2)
    attributes = Convolution(filters=4, kernel_size=(1, 1), bias=False, channels_first=True)
    made = net.call(Kind.CONV, attributes, moved, ("B", 4, 8, 9), weights=((4, 3, 1, 1),))
    return net.permuted(made, *back)


def test_a_convolution_between_moves_of_the_channels_has_them_last() -> None:
    net = Steps()
    x = net.input("B", 8, 9, 3)
    (node,) = recognised(net, convolved(net, x, back=(0, 2, 3, 1)))
    assert node.attributes == Convolution(filters=4, kernel_size=(1, 1), bias=False)
    assert [item.value for item in node.inputs] == [x]


def test_a_move_of_other_axes_stays() -> None:
    net = Steps()
    assert len(recognised(net, convolved(net, net.input("B", 8, 9, 3), back=(0, 3, 2, 1)))) == 3


@pytest.mark.parametrize(("bias", "found"), [((3,), 1), ((9, 1), 3)])
def test_batch_norm_at_inference_is_matched_on_one_axis(bias: Shape, found: int) -> None:
    net = Steps()
    x = net.weighted("subtract", net.input("B", 8, 9, 3), (3,))
    nodes = recognised(net, net.weighted("add", net.weighted("multiply", x, (3,)), bias))
    assert len(nodes) == found
    if found == 1:
        assert nodes[0].attributes == Normalization(method="batch", axis=(3,))
        assert len(nodes[0].parameters) == 3


@pytest.mark.parametrize(("scope", "found"), [("batchnorm", 1), ("scaled", 2)])
def test_a_product_and_a_sum_are_a_batch_norm_only_in_a_scope_of_that_name(
    scope: str, found: int
) -> None:
    net = Steps()
    x = net.input("B", 8, 9, 3)
    with net.builder.module(f"stem/{scope}", scope, ""):
        x = net.weighted("add", net.weighted("multiply", x, (3,)), (3,))
    assert len(recognised(net, x)) == found


@pytest.mark.parametrize(
    ("axis", "index", "found"), [(0, "2:3", "2"), (1, ":, 2:3", None), (0, ":1", "0")]
)
def test_a_slice_of_one_and_the_loss_of_that_axis_is_an_index(
    axis: int, index: str, found: str | None
) -> None:
    net = Steps()
    x = net.call(Kind.SLICE, Slicing(index=index), net.input(3, 5, 8), (1, 5, 8))
    lost = Reshaping(function="squeeze", axis=axis)
    nodes = recognised(net, net.call(Kind.RESHAPE, lost, x, (5, 8)))
    if found is None:
        assert len(nodes) == 2
    else:
        assert [node.attributes for node in nodes] == [Slicing(index=found)]


def test_a_roll_is_one_operation() -> None:
    net = Steps()
    x = net.input("B", 8, 9)
    upper = net.call(Kind.SLICE, Slicing(index=":, 3:"), x, ("B", 5, 9))
    lower = net.call(Kind.SLICE, Slicing(index=":, :3"), x, ("B", 3, 9))
    (node,) = recognised(net, net.call(Kind.CONCAT, Axis(axis=1), (upper, lower), ("B", 8, 9)))
    assert node.attributes == Reshaping((("shifts", "-3"),), function="roll", axis=1)


def test_a_mask_per_window_belongs_to_attention() -> None:
    net = Steps()
    query, key, value = (net.input("6B", 4, 6, 8, name=name) for name in ("q", "k", "v"))
    mask = net.input(1, 6, 1, 6, 6, name="m")
    scores = net.product(query, net.permuted(key, 0, 1, 3, 2), ("6B", 4, 6, 6))
    windows = net.reshaped(net.weighted("add", scores, (1, 4, 6, 6)), "B", 6, 4, 6, 6)
    masked = net.reshaped(net.both("add", windows, mask), "6B", 4, 6, 6)
    mixed = net.product(net.activation("softmax", masked), value, ("6B", 4, 6, 8))
    (node,) = recognised(net, mixed)
    assert node.op.kind is Kind.ATTENTION
    assert [item.value for item in node.inputs] == [query, key, value, mask]
    assert len(node.parameters) == 1


@pytest.mark.parametrize("scaled", [True, False])
def test_groups_normalised_as_instances_are_a_group_norm(scaled: bool) -> None:
    net = Steps()
    x = net.input("B", 6, 8, 9)
    instance = Normalization(method="instance", axis=(1,), epsilon=1e-5)
    grouped = net.reshaped(x, "B", 2, 216)
    normal = net.call(Kind.NORM, instance, grouped, ("B", 2, 216), weights=((2,), (2,)))
    y = net.reshaped(normal, "B", 6, 8, 9)
    if scaled:
        y = net.weighted("add", net.weighted("multiply", y, (6, 1, 1)), (6, 1, 1))
    (node,) = recognised(net, y)
    assert node.attributes == Normalization(
        method="group", axis=(1,), epsilon=1e-5, groups=2, center=scaled, scale=scaled
    )
    assert len(node.parameters) == (4 if scaled else 2)


def test_a_bias_behind_a_convolution_with_the_channels_last_belongs_to_it() -> None:
    net = Steps()
    y = convolved(net, net.input("B", 8, 9, 3), back=(0, 2, 3, 1))
    (node,) = recognised(net, net.weighted("add", y, (4,)))
    assert node.attributes == Convolution(filters=4, kernel_size=(1, 1), bias=True)
    assert len(node.parameters) == 2
