"""Modules and layers from the names that exporters give, and letters for open sizes."""

from __future__ import annotations

import pytest
from onnx import helper

from netscribe.readers.onnx.names import class_of, modules_around, name_of, own_name, path_of
from netscribe.readers.onnx.records import NodeRecord
from readers.onnx.files import INT64, model, port, read, stored


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("/layer1/layer1.0/conv1/Conv", ["layer1", "layer1.0", "layer1.0.conv1"]),
        ("/h.0/attn/MatMul_1", ["h.0", "h.0.attn"]),
        ("StatefulPartitionedCall/net/conv1/Conv2D__6", ["net", "net.conv1"]),
        ("net/block/dense/MatMul;net/block/dense/Bias", ["net", "net.block", "net.block.dense"]),
        ("/Add_2", []),
        ("Conv_12", []),
        ("", []),
    ],
)
def test_the_modules_around_a_node_are_in_its_name(name, paths) -> None:
    assert [item.path for item in modules_around(NodeRecord(name, "X"))] == paths


def test_the_exporters_own_words_on_modules_come_first() -> None:
    node = NodeRecord(
        "node_conv_3",
        "Conv",
        scopes=("", "layer1", "layer1.0", "conv2d_1"),
        classes=("net.Net", "torch.nn.modules.container.Sequential", "net.Block", "aten.conv2d"),
    )
    found = [(item.path, item.class_name) for item in modules_around(node)]
    assert found == [("layer1", "Sequential"), ("layer1.0", "Block")]


def test_paths_and_names_are_those_of_the_pytorch_reader() -> None:
    assert path_of("layer1.0.conv1") == "layer1/0/conv1"
    assert [name_of(name) for name in ("layer1.0.conv1", "layer1.0", "fc")] == [
        "conv1", "layer1.0", "fc",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "op", "own"),
    [
        ("Conv_12", "Conv", ""),
        ("node_Conv_292", "Conv", ""),
        ("n0", "Conv", ""),
        ("Transpose__45", "Transpose", ""),
        ("stem", "Conv", "stem"),
        ("res2a_branch1", "Conv", "res2a_branch1"),
    ],
)
def test_numbered_names_say_nothing(name, op, own) -> None:
    assert own_name(NodeRecord(name, op)) == own


def chain(*names: str):
    """Activations in a row under these names."""
    nodes = [
        helper.make_node("Relu", [f"v{place}"], [f"v{place + 1}"], name=name)
        for place, name in enumerate(names)
    ]
    return model(nodes, [port("v0", [1, 4])], [port(f"v{len(names)}", [1, 4])])


def test_a_module_of_one_operation_is_that_operation(tmp_path) -> None:
    graph = read(chain("/a/act/Relu", "/a/Relu", "/b/Relu"), tmp_path)
    assert [module.path for module in graph.modules] == ["a"]
    assert [(node.id, node.name) for node in graph.nodes] == [
        ("a/act", "act"), ("a/relu", ""), ("b", "b"),
    ]  # fmt: skip


def test_a_module_that_is_read_in_between_was_called_twice(tmp_path) -> None:
    names = ("/a/x/Relu", "/a/y/Relu", "/b/Relu", "/a/x/Relu_1", "/a/y/Relu_1")
    graph = read(chain(*names), tmp_path)
    assert [(module.id, module.call) for module in graph.modules] == [("a", 1), ("a@2", 2)]
    assert [node.id for node in graph.nodes] == ["a/x", "a/y", "b", "a/x@2", "a/y@2"]


def test_a_module_whose_nodes_stand_apart_is_one_call(tmp_path) -> None:
    nodes = [
        helper.make_node("Relu", ["x"], ["p"], name="/a/one/Relu"),
        helper.make_node("Relu", ["x"], ["q"], name="/b/Relu"),
        helper.make_node("Relu", ["x"], ["r"], name="/a/two/Relu"),
        helper.make_node("Sum", ["p", "q", "r"], ["y"], name="/Sum"),
    ]
    graph = read(model(nodes, [port("x", [4])], [port("y", [4])]), tmp_path)
    assert [module.id for module in graph.modules] == ["a"]
    assert [node.module for node in graph.nodes] == ["a", None, "a", None]


def test_a_root_around_everything_is_the_model_itself(tmp_path) -> None:
    graph = read(chain("net/a/one/Relu", "net/a/two/Relu", "net/b/Relu"), tmp_path)
    assert [module.path for module in graph.modules] == ["a"]


def test_nodes_without_a_module_lie_where_they_are_read(tmp_path) -> None:
    graph = read(chain("/a/one/Relu", "Relu_7", "/a/two/Relu", "/Relu"), tmp_path)
    assert [node.module for node in graph.nodes] == ["a", "a", "a", None]


def test_layers_without_names_are_called_by_their_weights(tmp_path) -> None:
    node = helper.make_node("Conv", ["x", "stem.conv.weight"], ["y"])
    tensors = [stored("stem.conv.weight", 4, 3, 3, 3)]
    graph = read(model([node], [port("x", [1, 3, 8, 8])], [port("y", None)], tensors), tmp_path)
    assert graph.nodes[0].name == "conv"


def test_open_sizes_of_one_name_share_a_letter(tmp_path) -> None:
    inputs = [
        port("ids", ["batch_size", "sequence"], INT64),
        port("mask", ["batch_size", "sequence"], INT64),
        port("past", ["batch_size", "past_length"], INT64),
        port("image", ["batch_size", 3, "height", "width"]),
    ]
    node = helper.make_node("Identity", ["ids"], ["y"])
    graph = read(model([node], inputs, [port("y", None, INT64)]), tmp_path)
    shapes = [graph.value[item.value].type.shape for item in graph.inputs]
    assert shapes == [("B", "T"), ("B", "T"), ("B", "S"), ("B", 3, "H", "W")]


def test_stored_tensors_among_the_inputs_are_no_inputs(tmp_path) -> None:
    node = helper.make_node("Conv", ["x", "w"], ["y"])
    inputs = [port("x", [1, 3, 8, 8]), port("w", [4, 3, 3, 3])]
    graph = read(model([node], inputs, [port("y", None)], [stored("w", 4, 3, 3, 3)]), tmp_path)
    assert [item.name for item in graph.inputs] == ["x"]
    assert graph.parameter_count == 108


def test_a_file_that_contradicts_itself_says_so(tmp_path) -> None:
    nodes = [helper.make_node("Relu", ["x"], ["h"]), helper.make_node("Relu", ["h"], ["y"])]
    made = model(nodes, [port("x", [1, 4])], [port("y", None)], values=[port("h", [1, 5])])
    graph = read(made, tmp_path)
    assert [(note.message, note.where) for note in graph.notes] == [
        ("the file says size 5 where 4 follows", "h")
    ]


def test_stored_weights_that_nothing_reads_are_noted_and_not_counted(tmp_path) -> None:
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    tensors = [stored("w", 4, 4), stored("forgotten", 8, 8)]
    graph = read(model([node], [port("x", [1, 4])], [port("y", None)], tensors), tmp_path)
    assert graph.parameter_count == 16
    assert [(note.message, note.where) for note in graph.notes] == [
        ("is stored, but no operation reads it", "forgotten")
    ]


def test_nodes_without_a_module_lie_with_the_owner_of_their_weights(tmp_path) -> None:
    nodes = [
        helper.make_node("Relu", ["x"], ["p"], name="/enc/layer.0/act/Relu"),
        helper.make_node("MatMul", ["p", "net.enc.layer.0.fc.weight"], ["q"], name="Fused_0"),
        helper.make_node("Relu", ["q"], ["y"], name="/Relu"),
    ]
    tensors = [stored("net.enc.layer.0.fc.weight", 4, 4)]
    graph = read(model(nodes, [port("x", [1, 4])], [port("y", None)], tensors), tmp_path)
    assert [node.module for node in graph.nodes] == ["enc/layer/0", "enc/layer/0", None]


@pytest.mark.parametrize(
    ("path", "class_name"),
    [
        ("layer1.0", "Layer"),
        ("inception3a", "Inception"),
        ("encoder.self_attn", "SelfAttn"),
        ("block.0.DenseReluDense", "DenseReluDense"),
    ],
)
def test_a_name_without_numbers_is_written_as_a_class(path: str, class_name: str) -> None:
    assert class_of(path) == class_name
