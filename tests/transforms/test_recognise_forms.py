"""Forms that the field has one word for: unit norms, windows, scans, experts, causal padding."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.models.architectures.stored import stored

from netscribe.graph.attributes import (
    Attributes,
    Convolution,
    Elementwise,
    Function,
    Linear,
    Normalization,
    Reduction,
    Reshaping,
    Slicing,
)
from netscribe.graph.counts import multiply_adds, total_of
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph
from netscribe.graph.validation import check_accounting, validate
from netscribe.transforms.pipeline import simplified
from netscribe.transforms.recognise import recognise
from netscribe.transforms.turned_back import without_turning_back
from small_networks import Network

BTD, BT1 = (None, 6, 8), (None, 6, 1)


def checked(graph: Graph) -> Graph:
    made = recognise(graph)
    validate(made)
    check_accounting(graph, made)
    return made


def words(graph: Graph) -> Counter[str]:
    return Counter(node.op.type_name for node in graph.nodes)


def number(
    net: Network, operator: str, value: str, x: str, shape: tuple[int | None, ...] = BT1
) -> str:
    return net.call(Kind.ELEMENTWISE, Elementwise(operator=operator, constant=value), x, shape)


def pair(net: Network, operator: str, one: str, two: str) -> str:
    return net.call(Kind.ELEMENTWISE, Elementwise(operator=operator), (one, two), BTD)


def reduced(net: Network, function: str, x: str, axis: int = -1) -> str:
    return net.call(Kind.REDUCE, Reduction(function=function, axis=(axis,), keepdims=True), x, BT1)


def squares(net: Network, x: str) -> str:
    return reduced(net, "sum", number(net, "power", "2", x, BTD))


def function(net: Network, word: str, x: str, settings: tuple[tuple[str, str], ...] = ()) -> str:
    return net.call(Kind.MATH, Function(function=word, settings=settings), x, BT1)


def written_out(net: Network, x: str, form: str) -> str:
    """One tensor by its length, in the ways in which libraries write it."""
    if form == "power":
        return pair(net, "divide", x, number(net, "power", "0.5", squares(net, x)))
    if form == "norm":
        return pair(net, "divide", x, reduced(net, "norm", x))
    if form == "guarded norm":
        guarded = function(net, "clip", reduced(net, "norm", x), (("min", "1e-12"),))
        return pair(net, "divide", x, guarded)
    if form == "reciprocal root":
        guarded = number(net, "maximum", "1e-12", squares(net, x))
        return pair(net, "multiply", x, function(net, "rsqrt", guarded))
    return pair(net, "divide", x, function(net, "sqrt", squares(net, x)))


FORMS = ("power", "norm", "guarded norm", "reciprocal root", "root")


@pytest.mark.parametrize("form", FORMS)
def test_a_tensor_by_its_length_is_one_unit_norm(form: str) -> None:
    net = Network()
    x = net.input(*BTD)
    (node,) = checked(net.finish(written_out(net, x, form))).nodes
    assert isinstance(node.attributes, Normalization)
    assert (node.attributes.method, node.attributes.axis) == ("unit", (-1,))
    assert [item.value for item in node.inputs] == [x]


def test_a_tensor_by_the_length_of_another_is_left_alone() -> None:
    net = Network()
    x, y = net.input(*BTD), net.input(*BTD, name="y")
    graph = net.finish(pair(net, "divide", x, reduced(net, "norm", y)))
    assert checked(graph) is graph


def test_a_sum_without_a_root_is_no_length() -> None:
    net = Network()
    x = net.input(*BTD)
    graph = net.finish(pair(net, "divide", x, squares(net, x)))
    assert checked(graph) is graph


def test_a_length_that_something_else_reads_stays() -> None:
    net = Network()
    x = net.input(*BTD)
    length = reduced(net, "norm", x)
    graph = net.finish(pair(net, "divide", x, length), length)
    assert checked(graph) is graph


def learned(net: Network, operator: str, x: str, shape: tuple[int | None, ...] = BTD) -> str:
    return net.call(Kind.ELEMENTWISE, Elementwise(operator=operator), x, shape, weights=((8,),))


def test_an_rms_norm_by_one_plus_a_weight_says_so() -> None:
    net = Network()
    x = net.input(*BTD)
    mean = reduced(net, "mean", number(net, "power", "2", x, BTD))
    root = function(net, "rsqrt", number(net, "add", "1e-06", mean))
    one_more = Elementwise(operator="add", constant="1")
    weight = net.call(Kind.ELEMENTWISE, one_more, (), (8,), weights=((8,),))
    graph = checked(net.finish(pair(net, "multiply", pair(net, "multiply", x, root), weight)))
    (node,) = graph.nodes
    assert isinstance(node.attributes, Normalization)
    assert (node.attributes.method, node.attributes.scale) == ("rms", True)
    assert node.attributes.settings == (("scale", "1 + weight"),)
    assert len(node.parameters) == 1


@pytest.mark.parametrize("other", [False, True])
def test_a_mean_may_be_taken_away_twice_in_a_layer_norm(other: bool) -> None:
    """But twice the same one."""
    net = Network()
    x, y = net.input(*BTD), net.input(*BTD, name="y")
    mean = reduced(net, "mean", x)
    spread = number(net, "power", "2", pair(net, "subtract", y if other else x, mean), BTD)
    root = function(net, "sqrt", number(net, "add", "1e-05", reduced(net, "mean", spread)))
    scaled = learned(net, "multiply", pair(net, "divide", pair(net, "subtract", x, mean), root))
    graph = checked(net.finish(learned(net, "add", scaled)))
    methods = [node.op.kind for node in graph.nodes]
    assert (methods == [Kind.NORM]) is not other


def conv(net: Network, padding: tuple[int, int], left: int, kernel: int = 4) -> Graph:
    """A convolution over 16 positions of which the first `left` results are kept."""
    attributes = Convolution(
        filters=8, kernel_size=(kernel,), stride=(1,), padding=(padding,), dilation=(1,)
    )
    length = 16 + sum(padding) - kernel + 1
    made = net.call(
        Kind.CONV, attributes, net.input(None, 16, 8), (None, length, 8), weights=((kernel, 8, 8),)
    )
    cut = net.call(Kind.SLICE, Slicing(index=f":, :{left}, :"), made, (None, left, 8))
    return net.finish(cut)


@pytest.mark.parametrize(
    ("padding", "left", "expected"),
    [((3, 3), 16, "causal"), ((2, 2), 16, ((2, 1),))],
)
def test_a_cut_end_is_padding_that_was_too_much(
    padding: tuple[int, int], left: int, expected: object
) -> None:
    (node,) = checked(conv(Network(), padding, left)).nodes
    assert isinstance(node.attributes, Convolution)
    assert node.attributes.padding == expected


def test_a_cut_into_what_was_not_padded_stays() -> None:
    graph = conv(Network(), (3, 3), 12)
    assert checked(graph) is graph


def test_a_permutation_and_its_inverse_are_nothing() -> None:
    net = Network()
    x = net.input(None, 6, 8)
    turn = Reshaping(function="permute", order=(0, 2, 1))
    there = net.call(Kind.RESHAPE, turn, x, (None, 8, 6))
    back = net.call(Kind.RESHAPE, turn, there, (None, 6, 8))
    graph = net.finish(number(net, "add", "1", back, BTD))
    made = without_turning_back(graph)
    check_accounting(graph, made)
    assert [node.op.kind for node in made.nodes] == [Kind.ELEMENTWISE]
    assert len(made.hidden) == 2


def test_a_permutation_that_something_else_reads_stays_when_it_is_turned_back() -> None:
    net = Network()
    turn = Reshaping(function="permute", order=(0, 2, 1))
    there = net.call(Kind.RESHAPE, turn, net.input(None, 6, 8), (None, 8, 6))
    back = net.call(Kind.RESHAPE, turn, there, (None, 6, 8))
    graph = net.finish(number(net, "add", "1", back, BTD), there)
    made = without_turning_back(graph)
    check_accounting(graph, made)
    assert [node.op.kind for node in made.nodes] == [Kind.RESHAPE, Kind.ELEMENTWISE]


def take(net: Network, ids: str, x: str, token: str) -> str:
    equal = net.call(
        Kind.ELEMENTWISE,
        Elementwise(operator="equal", constant=token),
        ids,
        (None, 6),
        dtype="bool",
    )
    place = net.call(
        Kind.REDUCE, Reduction(function="argmax", axis=(-1,)), equal, (None,), dtype="int64"
    )
    row = net.call(
        Kind.CONSTANT,
        Attributes(settings=(("start", "0"),)),
        (),
        (None,),
        type_name="arange",
        dtype="int64",
    )
    read = (Argument(x), Argument(row, "index"), Argument(place, "index"))
    return net.call(Kind.SLICE, Slicing(index="…, …"), read, (None, 8))


def test_features_at_the_first_of_a_token_are_one_operation() -> None:
    net = Network()
    ids, x = net.input(None, 6, dtype="int64", name="ids"), net.input(*BTD)
    (node,) = checked(net.finish(take(net, ids, x, "7"))).nodes
    assert [item.value for item in node.inputs] == [x, ids]
    assert dict(node.attributes.settings) == {"at first token": "7"}


def test_a_selective_scan_is_one_operation_that_costs_the_same() -> None:
    source = stored("mamba")
    graph = simplified(source)
    scans = [node for node in graph.nodes if node.op.type_name == "selective scan"]
    assert len(scans) == 24
    assert [item.role for item in scans[0].inputs] == ["x", "Δ", "A", "B", "C"]
    assert all(multiply_adds(graph)[node.id] == 1536 * 16 * 16 for node in scans)
    assert not words(graph)["stack"]
    padded = [node.attributes for node in graph.nodes if isinstance(node.attributes, Convolution)]
    assert {attributes.padding for attributes in padded} == {"causal"}


def test_windows_are_cut_and_joined_around_attention_in_swin() -> None:
    graph = simplified(stored("swin"))
    found = words(graph)
    assert (found["split windows"], found["merge windows"]) == (12, 12)
    assert found["MultiheadAttention"] == 12
    roles = [{item.role for item in node.inputs} for node in graph.nodes]
    shifted = [given for given in roles if "mask" in given]
    assert len(shifted) == 5
    assert all("bias" in given for given in shifted)


def test_experts_are_linear_layers_between_dispatch_and_combination() -> None:
    graph = simplified(stored("mixtral"))
    found = words(graph)
    assert (found["dispatch to experts"], found["combine experts"]) == (32, 32)
    experts = [node for node in graph.nodes if ("each of", "8 experts") in node.attributes.settings]
    units = Counter(
        node.attributes.units for node in experts if isinstance(node.attributes, Linear)
    )
    assert units == {28672: 32, 4096: 32}


@pytest.mark.parametrize("name", ["clip", "detr", "mixtral", "swin", "t5", "whisper"])
def test_recognition_keeps_parameters_and_known_costs(name: str) -> None:
    source = stored(name)
    graph = simplified(source)
    assert graph.parameter_count == source.parameter_count
    before, after = (total_of(multiply_adds(one)) for one in (source, graph))
    if not before.unknown_nodes:
        assert after.known == before.known
