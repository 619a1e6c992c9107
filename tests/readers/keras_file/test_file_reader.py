"""What the file reader says of hand-made `.keras` files; no Keras is needed or imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from netscribe.errors import InputError
from netscribe.graph.attributes import Attention, Convolution, Elementwise, Recurrent, Slicing
from netscribe.graph.types import Graph
from netscribe.readers.keras import file
from netscribe.readers.protocol import ReadRequest

from .archives import Json, call, entry, functional, layer, saved, sequential, small, tensor


def read(model: Json, request: ReadRequest | None = None) -> Graph:
    return file.read(json.dumps(model), request or ReadRequest())


def shapes(graph: Graph) -> dict[str, object]:
    """Shape of the first result of each node."""
    return {node.id: graph.value[node.outputs[0]].type.shape for node in graph.nodes}


def network(*layers: Json, out: str, shape: list[int | None] | None = None) -> Json:
    """A network with the one input "x"."""
    first = entry("x", shape or [None, 4])
    return functional([first, *layers], [["x", 0, 0]], [[out, 0, 0]])


CNN = sequential(
    entry("image", [None, 28, 28, 1], network=False),
    layer("Conv2D", "conv1", filters=32, kernel_size=[3, 3], strides=[1, 1], padding="same",
          activation="relu"),
    layer("MaxPooling2D", "pool1", pool_size=[2, 2], strides=[2, 2], padding="valid"),
    layer("Flatten", "flatten"),
    layer("Dense", "fc1", units=128, activation="relu"),
    layer("Dense", "output_layer", units=10, activation="softmax"),
    name="cnn",
)  # fmt: skip


def test_small_cnn_has_the_facts_of_its_file() -> None:
    graph = read(CNN)
    assert graph.name == "cnn"
    assert graph.parameter_count == 804_554
    assert shapes(graph) == {
        "conv1": ("B", 28, 28, 32),
        "conv1/activation": ("B", 28, 28, 32),
        "pool1": ("B", 14, 14, 32),
        "flatten": ("B", 6272),
        "fc1": ("B", 128),
        "fc1/activation": ("B", 128),
        "output_layer": ("B", 10),
        "output_layer/activation": ("B", 10),
    }
    convolution = graph.node["conv1"].attributes
    assert isinstance(convolution, Convolution)
    assert (convolution.filters, convolution.kernel_size, convolution.padding) == (
        32,
        (3, 3),
        "same",
    )
    assert [item.path for item in graph.parameters][:2] == ["conv1/kernel", "conv1/bias"]
    assert (graph.inputs[0].name, graph.outputs[0].name) == ("image", "output_layer")


def test_archive_folder_json_file_and_text_give_the_same_graph(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CNN))
    bare = tmp_path / "model.json"
    bare.write_text(json.dumps(CNN))
    sources = [saved(tmp_path / "model.keras", CNN), folder, bare, json.dumps(CNN)]
    assert all(file.claims(source) for source in sources)
    graphs = [file.read(source, ReadRequest()) for source in sources]
    assert all(graph == graphs[0] for graph in graphs)
    assert graphs[0].origin.version == "3.15.0"


@pytest.mark.parametrize("source", [3, None, "package.module:name", "picture.png", {}, [1]])
def test_other_sources_are_not_claimed(source: object) -> None:
    assert not file.claims(source)


def test_shared_layer_is_two_nodes_and_one_set_of_weights() -> None:
    graph = read(
        network(
            layer("Dense", "shared", [call(tensor("x")), call(tensor("shared"))], units=4),
            layer("Add", "sum", [call([tensor("shared"), tensor("shared", 1)])]),
            out="sum",
        )
    )
    assert [node.id for node in graph.nodes] == ["shared", "shared@2", "sum"]
    assert graph.node["shared"].parameters == graph.node["shared@2"].parameters
    assert graph.parameter_count == 20
    assert [item.value for item in graph.node["sum"].inputs] == ["shared:0", "shared@2:0"]


def test_model_inside_a_model_is_a_module_at_each_call() -> None:
    inner = functional(
        [entry("inner_in", [None, 4]), layer("Dense", "d", [call(tensor("inner_in"))], units=4)],
        [["inner_in", 0, 0]],
        [["d", 0, 0]],
        "inner",
    )
    calls = [call(tensor("x"), mask=None), call(tensor("inner"), mask=None)]
    last = functional(
        [entry("x", [None, 4]), {**inner, "name": "inner", "inbound_nodes": calls}],
        [["x", 0, 0]],
        # In "output_layers" Keras counts the calls of a functional model from 1.
        [["inner", 2, 0]],
    )
    graph = read(last)
    assert [(item.id, item.path) for item in graph.modules] == [
        ("inner", "inner"),
        ("inner@2", "inner"),
    ]
    assert [(node.id, node.module) for node in graph.nodes] == [
        ("inner/d", "inner"),
        ("inner/d@2", "inner@2"),
    ]
    assert graph.outputs[0].value == "inner/d@2:0"
    assert graph.parameter_count == 20


def test_inputs_and_outputs_go_by_their_keys() -> None:
    model = functional(
        [
            entry("first", [None, 4]),
            entry("second", [None, 4]),
            layer("Subtract", "minus", [call([tensor("second"), tensor("first")])]),
        ],
        {"b": ["second", 0, 0], "a": ["first", 0, 0]},
        {"difference": ["minus", 0, 0], "also": [["first", 0, 0]]},
    )
    graph = read(model)
    assert [(port.name, port.value) for port in graph.inputs] == [
        ("a", "input:a"),
        ("b", "input:b"),
    ]
    assert [port.name for port in graph.outputs] == ["also", "difference"]
    assert [item.value for item in graph.node["minus"].inputs] == ["input:b", "input:a"]


def operation(class_name: str, name: str, calls: list[Json], **config: object) -> Json:
    return {
        "module": "keras.src.ops.numpy",
        "class_name": class_name,
        "config": {"name": name, **config},
        "registered_name": class_name,
        "name": name,
        "inbound_nodes": calls,
    }


def test_constants_of_operations_are_told() -> None:
    part = {"class_name": "__slice__", "config": {"start": None, "stop": None, "step": 2}}
    graph = read(
        network(
            operation("Subtract", "rest", [call(1.5, tensor("x"))]),
            operation("GetItem", "part", [call(tensor("rest"), [part, -1])]),
            out="part",
        )
    )
    rest, part_node = (graph.node[name].attributes for name in ("rest", "part"))
    assert isinstance(rest, Elementwise)
    assert (rest.constant, rest.constant_first) == ("1.5", True)
    assert isinstance(part_node, Slicing)
    assert part_node.index == "::2, -1"


def test_attention_knows_its_roles_and_whether_it_attends_to_itself() -> None:
    config = {"num_heads": 2, "key_dim": 3}
    graph = read(
        network(
            layer("MultiHeadAttention", "own",
                  [call(tensor("x"), tensor("x"), use_causal_mask=True)], **config),
            layer("MultiHeadAttention", "cross",
                  [call(tensor("x"), value=tensor("own"))], **config),
            out="cross",
            shape=[None, 5, 6],
        )
    )  # fmt: skip
    own, cross = graph.node["own"], graph.node["cross"]
    assert isinstance(own.attributes, Attention)
    assert isinstance(cross.attributes, Attention)
    assert (own.attributes.causal, own.attributes.self_attention) == (True, True)
    assert (cross.attributes.causal, cross.attributes.self_attention) == (False, False)
    assert [item.role for item in cross.inputs] == ["query", "value"]
    assert graph.value["cross:0"].type.shape == ("B", 5, 6)


def test_bidirectional_is_one_recurrent_node() -> None:
    lstm = layer("LSTM", "forward_lstm", units=5, return_sequences=True, dropout=0.1)
    graph = read(
        network(
            layer("Bidirectional", "both", [call(tensor("x"))], layer=lstm, merge_mode="concat"),
            out="both",
            shape=[None, None, 3],
        )
    )
    record = graph.node["both"].attributes
    assert isinstance(record, Recurrent)
    assert (record.cell, record.units, record.bidirectional) == ("LSTM", (5,), True)
    assert graph.value["both:0"].type.shape == ("B", "T", 10)
    assert graph.parameter_count == 2 * 4 * 5 * (3 + 5 + 1)


def test_model_at_each_time_step_keeps_the_time_axis_outside() -> None:
    inner = sequential(layer("Dense", "d", units=5), name="inner")
    graph = read(
        network(
            layer("TimeDistributed", "steps", [call(tensor("x"))], layer=inner),
            layer("LSTM", "last", [call(tensor("steps"))], units=2),
            out="last",
            shape=[None, 7, 3],
        )
    )
    assert graph.modules[0].qualifiers == ("each time step",)
    assert graph.value["steps/d:0"].type.shape == ("B", 7, 5)
    assert graph.parameter_count == 3 * 5 + 5 + 4 * 2 * (5 + 2 + 1)


def test_half_precision_computes_in_half_and_keeps_weights_whole() -> None:
    policy = {"class_name": "DTypePolicy", "config": {"name": "mixed_float16"}}
    graph = read(network(layer("Dense", "d", [call(tensor("x"))], units=3, dtype=policy), out="d"))
    assert graph.value["d:0"].type.dtype == "float16"
    assert {item.type.dtype for item in graph.parameters} == {"float32"}


def test_frozen_layer_has_no_trainable_weights() -> None:
    graph = read(
        network(layer("Dense", "d", [call(tensor("x"))], units=3, trainable=False), out="d")
    )
    assert (graph.parameter_count, graph.trainable_count) == (15, 0)


def test_custom_layer_is_a_node_with_a_note_and_the_shape_that_follows() -> None:
    own: Json = {
        "module": None,
        "class_name": "Gate",
        "config": {"name": "gate", "width": 3, "dtype": "float32"},
        "registered_name": "mine>Gate",
        "name": "gate",
        "inbound_nodes": [call(tensor("x", shape=[None, 4]))],
    }
    after = layer("Dense", "d", [call(tensor("gate", shape=[None, 9]))], units=2)
    graph = read(network(own, after, out="d"))
    gate = graph.node["gate"]
    assert (gate.custom, gate.op.type_name, gate.op.domain) == (True, "Gate", "mine")
    assert gate.attributes.settings == (("width", "3"),)
    assert graph.value["gate:0"].type.shape == ("B", 9)
    assert [note.where for note in graph.notes] == ["gate"]
    assert graph.parameter_count == 9 * 2 + 2


def test_chain_without_a_shape_takes_the_one_given() -> None:
    model = sequential(layer("Dense", "d", units=3))
    graph = read(model, ReadRequest(inputs=(4,), name="mine", output_names=("scores",)))
    assert graph.name == "mine"
    assert shapes(graph) == {"d": ("B", 3)}
    assert graph.outputs[0].name == "scores"


def test_given_shape_must_fit_the_file() -> None:
    with pytest.raises(InputError, match=r"input 'pixels' has the shape \(4\), not \(5\)"):
        read(small(), ReadRequest(inputs=(5,)))


def test_given_shape_fills_in_unknown_sizes() -> None:
    model = sequential(
        entry("series", [None, None, 3], network=False),
        layer("Conv1D", "c", filters=2, kernel_size=3),
    )
    assert shapes(read(model, ReadRequest(inputs=(10, 3)))) == {"c": ("B", 8, 2)}


def test_keras_2_calls_are_understood() -> None:
    def old(class_name: str, name: str, nodes: list[object], **config: object) -> Json:
        return {
            "class_name": class_name,
            "config": {"name": name, "dtype": "float32", **config},
            "name": name,
            "inbound_nodes": nodes,
        }

    model = functional(
        [
            old("InputLayer", "x", [], batch_input_shape=[None, 4]),
            old("Dense", "d", [[["x", 0, 0, {}]], [["d", 0, 0, {}]]], units=4),
            old("Add", "a", [[["d", 0, 0, {}], ["d", 1, 0, {}]]]),
            old("TFOpLambda", "tf.math.multiply", [["a", 0, 0, {"y": 2.0, "name": None}]],
                function="math.multiply"),
        ],
        [["x", 0, 0]],
        [["tf.math.multiply", 0, 0]],
    )  # fmt: skip
    graph = read(model)
    assert [node.id for node in graph.nodes] == ["d", "d@2", "a", "tf.math.multiply"]
    record = graph.nodes[-1].attributes
    assert isinstance(record, Elementwise)
    assert (record.operator, record.constant) == ("multiply", "2")
    assert graph.value["tf.math.multiply:0"].type.shape == ("B", 4)


def test_reading_is_the_same_in_every_run_and_loads_no_framework() -> None:
    program = (
        "import sys; from netscribe.readers.keras import file;"
        "from netscribe.readers.protocol import ReadRequest;"
        "print(file.read(sys.argv[1], ReadRequest()).to_json());"
        "print([m for m in ('keras', 'tensorflow', 'torch', 'jax', 'numpy', 'h5py')"
        " if m in sys.modules])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program, json.dumps(CNN)],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert said.pop().rstrip().endswith("[]")
