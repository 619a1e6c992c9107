"""Functional and Sequential models: who reads whom, under which names, with which parameters."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops
from tests.models.keras_zoo import MODELS

from netscribe.graph.attributes import Attention, Convolution, Elementwise
from netscribe.graph.types import Graph
from netscribe.readers.keras import live
from netscribe.readers.protocol import ReadRequest


def graph_of(name: str, **said: Any) -> Graph:
    return live.read(MODELS[name].build(), ReadRequest(**said))


def test_the_quick_start_cnn_is_told_literally() -> None:
    graph = graph_of("cnn")
    assert [node.id for node in graph.nodes] == [
        "conv1", "conv1/activation", "pool1", "flatten", "fc1", "fc1/activation",
        "output_layer", "output_layer/activation",
    ] or graph.nodes[3].op.type_name == "Flatten"  # fmt: skip
    conv = graph.node["conv1"].attributes
    assert isinstance(conv, Convolution)
    assert (conv.filters, conv.kernel_size, conv.padding) == (32, (3, 3), "same")
    assert graph.value[graph.inputs[0].value].type.shape == ("B", 28, 28, 1)
    assert [port.name for port in graph.outputs] == ["output_layer"]
    paths = [parameter.path for parameter in graph.parameters]
    assert paths[:2] == ["conv1/kernel", "conv1/bias"]


def test_a_shared_layer_is_three_calls_with_one_set_of_weights() -> None:
    graph = graph_of("looped")
    calls = [node for node in graph.nodes if node.op.type_name == "Dense"]
    assert [node.id for node in calls] == ["shared", "shared@2", "shared@3"]
    assert len({node.parameters for node in calls}) == 1
    assert graph.parameter_count == 8 * 8 + 8


def test_each_call_of_a_nested_model_is_a_module_call() -> None:
    graph = graph_of("siamese")
    assert [(module.id, module.path, module.call) for module in graph.modules] == [
        ("tower", "tower", 1),
        ("tower@2", "tower", 2),
    ]
    first, second = (node for node in graph.nodes if node.op.type_name == "Subtract"), graph
    subtract = next(first)
    assert len({argument.value for argument in subtract.inputs}) == 2
    assert second.parameter_count == 177


def test_modules_inside_modules_know_their_parents() -> None:
    graph = graph_of("nested_deep")
    parents = {module.id: module.parent for module in graph.modules}
    assert parents["middle/core"] == "middle"
    assert parents["middle"] is None
    assert len(graph.modules) == 6


def test_ports_go_by_the_keys_of_dictionaries() -> None:
    graph = graph_of("dictionaries")
    assert {port.name for port in graph.inputs} == {"title", "body", "tags"}
    assert [port.name for port in graph.outputs] == ["department", "priority"]


def test_outputs_that_one_layer_makes_get_distinct_names() -> None:
    names = [port.name for port in graph_of("many_outputs").outputs]
    assert len(set(names)) == 3
    assert names[1] == f"{names[0]}_1"


def test_names_of_the_user_replace_those_of_the_code() -> None:
    graph = graph_of("cross_attention", input_names={"query": "question"}, output_names=("answer",))
    assert [port.name for port in graph.inputs] == ["question", "memory"]
    assert [port.name for port in graph.outputs] == ["answer"]


def test_attention_tells_query_value_and_key_apart() -> None:
    graph = graph_of("cross_attention")
    node = graph.node["cross"]
    keys = graph.node["keys"].outputs[0]
    found = {argument.role: argument.value for argument in node.inputs}
    assert found == {"query": "input:query", "value": "input:memory", "key": keys}
    assert isinstance(node.attributes, Attention)
    assert not node.attributes.self_attention


def test_one_tensor_as_query_and_value_is_self_attention() -> None:
    nodes = [node for node in graph_of("gpt").nodes if isinstance(node.attributes, Attention)]
    assert [node.attributes.self_attention for node in nodes] == [True, True]
    assert [node.attributes.causal for node in nodes] == [True, True]


def test_constants_of_operations_are_attributes() -> None:
    x = keras.Input((3,), name="x")
    graph = live.read(keras.Model(x, 1.0 - ops.relu(x)), ReadRequest())
    attributes = graph.nodes[-1].attributes
    assert isinstance(attributes, Elementwise)
    assert (attributes.operator, attributes.constant, attributes.constant_first) == (
        "subtract", "1", True,
    )  # fmt: skip


def test_what_runs_at_each_time_step_says_so_and_keeps_the_time_axis() -> None:
    graph = graph_of("video")
    module = graph.module["each_frame"]
    assert module.qualifiers == ("each time step",)
    inside = [node for node in graph.nodes if node.module == "each_frame"]
    shape = graph.value[inside[0].outputs[0]].type.shape
    assert shape is not None
    assert isinstance(shape[1], str)
    assert (shape[0], *shape[2:]) == ("B", 14, 14, 4)


def test_a_nested_model_called_with_another_length_has_that_length_inside() -> None:
    graph = graph_of("nested_other_shape")
    inside = next(node for node in graph.nodes if node.op.type_name == "Conv1D")
    assert graph.value[inside.outputs[0]].type.shape == ("B", 10, 6)
    assert graph.notes == ()


def test_masks_that_keras_carries_along_a_chain_are_no_operations() -> None:
    kinds = [node.op.type_name for node in graph_of("lstm_classifier").nodes]
    assert "NotEqual" not in kinds


def test_masks_that_keras_carries_along_a_graph_are_none_but_the_users_are() -> None:
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = layers.Embedding(9, 4, mask_zero=True)(ids)
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)
    carried = keras.Model(ids, layers.GlobalAveragePooling1D()(x))
    types = [node.op.type_name for node in live.read(carried, ReadRequest()).nodes]
    assert types == ["Embedding", "Bidirectional", "GlobalAveragePooling1D"]
    y = layers.LSTM(3, name="lstm")(layers.Embedding(9, 4)(ids), mask=ops.not_equal(ids, 0))
    graph = live.read(keras.Model(ids, y), ReadRequest())
    roles = {item.role: graph.value[item.value].producer for item in graph.node["lstm"].inputs}
    assert graph.node[str(roles["mask"])].op.type_name == "NotEqual"


def test_a_layer_alone_is_a_network_of_one_operation() -> None:
    graph = live.read(layers.Dense(3, name="alone"), ReadRequest(inputs=(4,)))
    assert [node.id for node in graph.nodes] == ["alone"]
    assert graph.parameter_count == 15
