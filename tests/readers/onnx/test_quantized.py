"""Quantised graphs: pairs are folded, operators in whole numbers say int8, and nothing is lost."""

from __future__ import annotations

from onnx import helper

from netscribe.graph.kinds import Kind
from netscribe.graph.validation import check_accounting
from netscribe.transforms.pipeline import simplified
from readers.onnx.files import INT8, edges, model, port, read, stored, told

SCALES = [told("s", 0.1, "float32"), told("z", 0, "int8")]


def pair(name: str, result: str) -> list:
    return [
        helper.make_node("QuantizeLinear", [name, "s", "z"], [f"{name}_q"]),
        helper.make_node("DequantizeLinear", [f"{name}_q", "s", "z"], [result]),
    ]


def paired():
    """Convolution, ReLU and a sum with a shortcut, all between pairs."""
    nodes = [
        *pair("x", "x_d"),
        helper.make_node("DequantizeLinear", ["w", "s", "z"], ["w_d"]),
        helper.make_node("Conv", ["x_d", "w_d"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c"], ["r"]),
        *pair("r", "r_d"),
        helper.make_node("Add", ["r_d", "x_d"], ["a"]),
        *pair("a", "y"),
    ]
    tensors = [*SCALES, stored("w", 4, 4, 3, 3, dtype="int8")]
    return model(nodes, [port("x", [1, 4, 8, 8])], [port("y", [1, 4, 8, 8])], tensors)


def test_pairs_are_folded_into_the_operators_between_them(tmp_path) -> None:
    graph = read(paired(), tmp_path)
    assert [node.op.type_name for node in graph.nodes] == ["Conv", "Relu", "Add"]
    assert {node.qualifiers for node in graph.nodes} == {("int8",)}
    assert len(graph.hidden) == 7
    assert edges(graph) == {("input:x", "conv"), ("conv", "add"), ("input:x", "add")}


def test_folding_pairs_keeps_parameters_and_accounts_for_every_node(tmp_path) -> None:
    graph = read(paired(), tmp_path)
    (weight,) = graph.parameters
    assert (weight.path, weight.type.dtype, weight.size) == ("w", "int8", 144)
    check_accounting(graph, simplified(graph))


def test_an_activation_joins_its_convolution_where_both_run_in_whole_numbers(tmp_path) -> None:
    drawn = simplified(read(paired(), tmp_path))
    assert [(node.op.type_name, len(node.after)) for node in drawn.nodes] == [
        ("Conv", 1),
        ("Add", 0),
    ]


def test_whole_numbers_that_leave_the_model_are_drawn(tmp_path) -> None:
    nodes = [helper.make_node("QuantizeLinear", ["x", "s", "z"], ["y"])]
    graph = read(model(nodes, [port("x", [4])], [port("y", [4], INT8)], SCALES), tmp_path)
    (node,) = graph.nodes
    assert (node.op.kind, node.op.type_name) == (Kind.MATH, "QuantizeLinear")
    assert graph.value[graph.outputs[0].value].type.dtype == "int8"
    assert not graph.hidden


def test_operators_on_whole_numbers_are_what_they_are_in_int8(tmp_path) -> None:
    nodes = [
        helper.make_node(
            "QLinearConv", ["x", "s", "z", "w", "s", "z", "s", "z", "b"], ["y"],
            kernel_shape=[3, 3], strides=[2, 2],
        )
    ]  # fmt: skip
    tensors = [*SCALES, stored("w", 8, 4, 3, 3, dtype="int8"), stored("b", 8, dtype="int32")]
    graph = read(
        model(nodes, [port("x", [1, 4, 9, 9], INT8)], [port("y", None, INT8)], tensors), tmp_path
    )
    (node,) = graph.nodes
    assert (node.op.kind, node.qualifiers) == (Kind.CONV, ("int8",))
    assert (node.attributes.filters, node.attributes.bias, len(node.inputs)) == (8, True, 1)
    assert graph.parameter_count == 8 * 4 * 9 + 8
