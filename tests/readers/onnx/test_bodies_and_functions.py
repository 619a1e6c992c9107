"""If, Loop, Scan and local functions: containers with their nodes, and edges from outside."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, helper

from netscribe.errors import ReadError
from netscribe.graph.kinds import Kind
from readers.onnx.files import BOOL, FLOAT, INT64, edges, model, port, read, stored, told


def branch(op: str, *inputs: str):
    node = helper.make_node(op, list(inputs), [f"{op}_out"])
    return helper.make_graph([node], op, [], [port(f"{op}_out", None)])


def selected():
    """Relu or the sum with the input, by a condition."""
    return helper.make_node(
        "If",
        ["c"],
        ["y"],
        then_branch=branch("Relu", "h"),
        else_branch=branch("Add", "h", "x"),
    )


def test_branches_are_containers_that_read_the_tensors_around(tmp_path) -> None:
    before = helper.make_node("Tanh", ["x"], ["h"])
    inputs = [port("x", ["N", 8]), port("c", [], BOOL)]
    graph = read(model([before, selected()], inputs, [port("y", ["N", 8])]), tmp_path)
    assert [module.path for module in graph.modules] == ["if/if", "if/then", "if/else"]
    assert graph.node["if/then/relu"].module == "if/then"
    assert edges(graph) >= {
        ("tanh", "if/then/relu"),
        ("tanh", "if/else/add"),
        ("input:x", "if/else/add"),
        ("input:c", "if"),
        ("if/then/relu", "if"),
        ("if/else/add", "if"),
    }
    assert [item.role for item in graph.node["if"].inputs] == ["condition", "then", "else"]


def looped(trips: int | None):
    step = [
        helper.make_node("MatMul", ["state", "w"], ["next"]),
        helper.make_node("Identity", ["going"], ["still"]),
    ]
    body = helper.make_graph(
        step,
        "body",
        [port("turn", [], INT64), port("going", [], BOOL), port("state", None)],
        [port("still", [], BOOL), port("next", None)],
    )
    node = helper.make_node("Loop", ["trips", "", "x"], ["y"], body=body)
    tensors = [stored("w", 8, 8), *([] if trips is None else [told("trips", trips)])]
    inputs = [port("x", ["N", 8]), *([port("trips", [], INT64)] if trips is None else [])]
    return model([node], inputs, [port("y", ["N", 8])], tensors)


def test_a_loop_is_a_container_that_says_how_often_it_runs(tmp_path) -> None:
    graph = read(looped(5), tmp_path)
    (module,) = graph.modules
    assert (module.class_name, module.qualifiers) == ("Loop", ("5 times",))
    product = graph.node["loop/body/matmul"]
    assert (product.module, product.op.kind) == (module.id, Kind.LINEAR)
    assert ("input:x", product.id) in edges(graph)
    assert graph.parameter_count == 64


def test_a_number_of_turns_that_flows_is_an_edge(tmp_path) -> None:
    graph = read(looped(None), tmp_path)
    assert graph.modules[0].qualifiers == ("a number of times",)
    assert edges(graph) == {
        ("input:x", "loop/body/matmul"),
        ("loop/body/matmul", "loop"),
        ("input:trips", "loop"),
    }


def test_a_scan_reads_one_step_of_a_sequence(tmp_path) -> None:
    body = helper.make_graph(
        [
            helper.make_node("Add", ["state", "step"], ["sum"]),
            helper.make_node("Identity", ["sum"], ["told"]),
        ],
        "body",
        [port("state", [8]), port("step", [8])],
        [port("sum", [8]), port("told", [8])],
    )
    node = helper.make_node("Scan", ["s", "x"], ["last", "all"], body=body, num_scan_inputs=1)
    inputs = [port("s", [8]), port("x", ["T", 8])]
    graph = read(model([node], inputs, [port("last", [8]), port("all", None)]), tmp_path)
    step = graph.node["scan/body/step"]
    assert graph.value[step.outputs[0]].type.shape == (8,)
    assert {
        ("input:x", step.id),
        (step.id, "scan/body/add"),
        ("input:s", "scan/body/add"),
    } <= edges(graph)


def function(name: str, nodes, inputs=("a", "b"), domain: str = "my.own", attributes=()):
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("my.own", 1)]
    return helper.make_function(
        domain, name, list(inputs), ["out"], nodes, opsets, attributes=list(attributes)
    )


OPSETS = (("", 20), ("my.own", 1))


def test_a_function_of_the_file_is_a_module_per_call(tmp_path) -> None:
    inside = [
        helper.make_node("MatMul", ["a", "b"], ["product"]),
        helper.make_node("Relu", ["product"], ["out"]),
    ]
    nodes = [
        helper.make_node("Layer", ["x", "w1"], ["h"], domain="my.own"),
        helper.make_node("Layer", ["h", "w2"], ["y"], domain="my.own"),
    ]
    made = model(
        nodes, [port("x", [2, 8])], [port("y", [2, 8])], [stored("w1", 8, 8), stored("w2", 8, 8)],
        functions=[function("Layer", inside)], opsets=OPSETS,
    )  # fmt: skip
    graph = read(made, tmp_path)
    assert [module.class_name for module in graph.modules] == ["Layer", "Layer"]
    assert [node.module for node in graph.nodes] == ["layer"] * 2 + ["layer_1"] * 2
    assert [node.op.kind for node in graph.nodes] == [Kind.LINEAR, Kind.ACTIVATION] * 2
    assert graph.parameter_count == 128


def test_attributes_of_a_function_reach_its_nodes(tmp_path) -> None:
    inner = helper.make_node("LeakyRelu", ["a"], ["out"])
    reference = inner.attribute.add()
    reference.name, reference.ref_attr_name, reference.type = "alpha", "slope", 1
    node = helper.make_node("Bend", ["x"], ["y"], domain="my.own", slope=0.3)
    made = model(
        [node], [port("x", [2])], [port("y", [2])],
        functions=[function("Bend", [inner], ("a",), attributes=["slope"])], opsets=OPSETS,
    )  # fmt: skip
    graph = read(made, tmp_path)
    (node,) = graph.nodes
    assert node.attributes.slope == pytest.approx(0.3)
    assert not graph.modules


def test_functions_without_end_are_refused(tmp_path) -> None:
    again = helper.make_node("Again", ["a"], ["out"], domain="my.own")
    made = model(
        [helper.make_node("Again", ["x"], ["y"], domain="my.own")],
        [port("x", [2])], [port("y", [2])],
        functions=[function("Again", [again], ("a",))], opsets=OPSETS,
    )  # fmt: skip
    with pytest.raises(ReadError, match="levels deep"):
        read(made, tmp_path)


def test_nodes_in_any_order_are_sorted_and_circles_refused(tmp_path) -> None:
    nodes = [helper.make_node("Relu", ["h"], ["y"]), helper.make_node("Tanh", ["x"], ["h"])]
    graph = read(model(nodes, [port("x", [2])], [port("y", [2])]), tmp_path)
    assert [node.op.type_name for node in graph.nodes] == ["Tanh", "Relu"]
    nodes = [helper.make_node("Add", ["x", "y"], ["h"]), helper.make_node("Relu", ["h"], ["y"])]
    with pytest.raises(ReadError, match="own result"):
        read(model(nodes, [port("x", [2])], [port("y", [2])]), tmp_path)
    with pytest.raises(ReadError, match="nothing makes"):
        read(model(nodes[1:], [port("x", [2])], [port("y", [2])]), tmp_path)


def test_sequences_and_optionals_pass_through(tmp_path) -> None:
    nodes = [
        helper.make_node("SequenceConstruct", ["x", "x"], ["s"]),
        helper.make_node("SequenceAt", ["s", "first"], ["item"]),
        helper.make_node("Optional", ["item"], ["maybe"]),
        helper.make_node("OptionalGetElement", ["maybe"], ["y"]),
    ]
    made = model(nodes, [port("x", [2, 3])], [port("y", [2, 3])], [told("first", 0)])
    graph = read(made, tmp_path)
    assert graph.value[graph.outputs[0].value].type.shape == (2, 3)
    sequence = helper.make_tensor_sequence_value_info("s", FLOAT, [2, 3])
    node = helper.make_node("ConcatFromSequence", ["s"], ["y"], axis=0)
    graph = read(model([node], [sequence], [port("y", None)]), tmp_path)
    assert graph.value[graph.inputs[0].value].type.dtype == "float32"
    assert np.dtype("float32") == helper.tensor_dtype_to_np_dtype(TensorProto.FLOAT)
