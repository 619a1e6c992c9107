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


def quantised_while_running():
    """What dynamic quantisation makes of a product with a stored matrix and a bias."""
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "qs", "qz"]),
        helper.make_node("MatMulInteger", ["q", "w", "qz"], ["a"]),
        helper.make_node("Cast", ["a"], ["c"], to=1),
        helper.make_node("Mul", ["qs", "s"], ["p"]),
        helper.make_node("Mul", ["c", "p"], ["m"]),
        helper.make_node("Add", ["m", "b"], ["y"]),
    ]
    tensors = [SCALES[0], stored("w", 16, 8, dtype="int8"), stored("b", 8)]
    return nodes, [port("x", ["N", 16])], tensors


def test_products_that_are_quantised_while_running_are_linear_in_int8(tmp_path) -> None:
    nodes, inputs, tensors = quantised_while_running()
    graph = read(model(nodes, inputs, [port("y", ["N", 8])], tensors), tmp_path)
    product, added = graph.nodes
    assert (product.op.kind, product.attributes.units) == (Kind.LINEAR, 8)
    assert product.qualifiers == added.qualifiers == ("int8",)
    assert graph.value[product.outputs[0]].type.dtype == "float32"
    assert graph.parameter_count == 16 * 8 + 8
    assert len(graph.nodes) + len(graph.hidden) == len(nodes)


def test_such_a_group_stays_where_something_else_reads_its_inside(tmp_path) -> None:
    nodes, inputs, tensors = quantised_while_running()
    outputs = [port("y", ["N", 8]), port("qs", [])]
    graph = read(model(nodes, inputs, outputs, tensors), tmp_path)
    assert [node.op.type_name for node in graph.nodes] == ["DynamicQuantizeLinear", "MatMul", "Add"]
    outputs = [port("y", ["N", 8]), port("c", None)]
    graph = read(model(nodes, inputs, outputs, tensors), tmp_path)
    assert len(graph.nodes) == len(nodes)


def test_weights_in_another_order_or_dtype_are_the_same_weights(tmp_path) -> None:
    nodes = [
        helper.make_node("Transpose", ["w"], ["t"]),
        helper.make_node("MatMul", ["x", "t"], ["h"]),
        helper.make_node("MatMul", ["h", "w"], ["y"]),
    ]
    graph = read(
        model(nodes, [port("x", [2, 16])], [port("y", None)], [stored("w", 8, 16)]), tmp_path
    )
    assert [(node.op.kind, node.attributes.units) for node in graph.nodes] == [
        (Kind.LINEAR, 8), (Kind.LINEAR, 16),
    ]  # fmt: skip
    assert graph.parameter_count == 128
    assert [len(node.parameters) for node in graph.nodes] == [1, 1]
