"""Custom layers and subclassed models are opened: by a symbolic call, or else on examples."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops
from tests.models.keras_zoo import MODELS

from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph
from netscribe.readers.keras import live
from netscribe.readers.protocol import ReadRequest


def graph_of(name: str) -> Graph:
    entry = MODELS[name]
    return live.read(entry.build(), ReadRequest(inputs=entry.inputs))


def readers_of(graph: Graph, node: str) -> list[str]:
    return [reader for value in graph.node[node].outputs for reader, _ in graph.consumers[value]]


def test_layers_of_a_subclass_go_by_the_attributes_that_hold_them() -> None:
    graph = graph_of("subclassed_resnet")
    assert [module.path for module in graph.modules if module.parent is None] == [
        "blocks.0", "blocks.1", "blocks.2",
    ]  # fmt: skip
    assert graph.module["blocks.1/shortcut"].parent == "blocks.1"
    assert {"stem", "blocks.0/conv1", "pool", "head"} <= set(graph.node)


def test_both_paths_of_a_residual_block_reach_the_addition() -> None:
    graph = graph_of("subclassed_resnet")
    add = graph.node["blocks.1/add"]
    makers = {graph.value[argument.value].producer for argument in add.inputs}
    assert makers == {"blocks.1/norm2", "blocks.1/shortcut/batch_normalization"}


def test_weights_used_in_call_belong_to_the_operation_that_uses_them() -> None:
    graph = graph_of("own_weights")
    used = {node.op.type_name: node.parameters for node in graph.nodes}
    assert used == {
        "Matmul": ("parameter:affine/w",),
        "Add": ("parameter:affine/b",),
        "Relu": (),
        "Multiply": ("parameter:affine/scale",),
    }


def test_an_embedding_that_is_used_again_is_one_parameter_of_two_operations() -> None:
    graph = graph_of("tied_weights")
    users = [
        node.op.kind for node in graph.nodes if "parameter:table/embeddings" in node.parameters
    ]
    assert users == [Kind.EMBEDDING, Kind.MATMUL]
    assert graph.parameter_count == 30 * 8 + 8 * 8 + 8


def test_a_subclass_that_only_sets_arguments_stays_the_layer_it_is() -> None:
    graph = graph_of("only_arguments")
    assert [node.op.type_name for node in graph.nodes] == ["Conv2D", "relu"]
    assert graph.modules == ()


def test_weights_that_no_call_uses_are_counted_and_noted() -> None:
    graph = graph_of("unused_layer")
    assert graph.parameter_count == 3 * 4 + 4 + 3 * 5 + 5
    assert [note.where for note in graph.notes] == ["unused"]


def test_random_functions_are_operations_and_draw_nothing() -> None:
    graph = graph_of("sampling_vae")
    noise = next(node for node in graph.nodes if node.op.kind is Kind.RANDOM)
    assert noise.op.type_name == "normal"
    assert readers_of(graph, noise.id) == ["sampling/multiply_1"]


def test_a_call_that_needs_a_length_is_followed_with_example_lengths() -> None:
    graph = graph_of("any_length_gpt")
    assert [note.where for note in graph.notes] == ["positions"]
    assert "example sizes" in graph.notes[0].message
    assert [port.name for port in graph.outputs] == [graph.nodes[-1].name]
    assert graph.value[graph.outputs[0].value].type.shape[0] == "B"
    assert readers_of(graph, "positions/table") == ["positions/add"]


def test_a_call_that_branches_on_values_is_run_on_zeros() -> None:
    graph = graph_of("branches_on_values")
    assert [node.id for node in graph.nodes if node.layer in ("first", "second")] == [
        "first", "second",
    ]  # fmt: skip
    assert graph.value[graph.outputs[0].value].type.shape == ("B", 4)
    assert any("zeros" in note.message for note in graph.notes)


def test_what_is_not_keras_own_becomes_a_custom_node_between_its_neighbours() -> None:
    graph = graph_of("backend_functions")
    unseen = next(node for node in graph.nodes if node.custom)
    assert [graph.value[item.value].producer for item in unseen.inputs] == ["foreign/before"]
    assert readers_of(graph, unseen.id) == ["foreign/after"]
    assert graph.value[unseen.outputs[0]].type.shape == ("B", 4)


def test_a_layer_that_runs_nowhere_is_one_dashed_box_with_its_shape() -> None:
    class Closed(layers.Layer):
        def call(self, x: Any) -> Any:
            raise OSError("no file here")

        def compute_output_shape(self, input_shape: Any) -> Any:
            return (*input_shape[:-1], 9)

    inputs = keras.Input((4,))
    graph = live.read(keras.Model(inputs, Closed(name="closed")(inputs)), ReadRequest())
    node = graph.node["closed"]
    assert node.custom
    assert node.op.kind is Kind.CUSTOM
    assert graph.value[node.outputs[0]].type.shape == ("B", 9)
    assert [note.where for note in graph.notes] == ["closed"]


def test_the_mask_that_call_asks_for_comes_from_the_masked_tensor() -> None:
    class Masked(layers.Layer):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.supports_masking = True

        def call(self, x: Any, mask: Any = None) -> Any:
            return x * ops.cast(ops.expand_dims(mask, -1), x.dtype)

    class Reading(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.table = layers.Embedding(9, 4, mask_zero=True)
            self.masked = Masked()

        def call(self, ids: Any) -> Any:
            return self.masked(self.table(ids))

    graph = live.read(Reading(), ReadRequest(inputs=((7,), "int32")))
    mask = graph.node["masked/mask"]
    assert [graph.value[item.value].producer for item in mask.inputs] == ["table"]


def test_a_built_subclass_knows_its_shapes() -> None:
    graph = graph_of("built_subclass")
    assert graph.value[graph.inputs[0].value].type.shape == ("B", 12)
    assert "built" in graph.notes[0].message


def test_a_configuration_that_cannot_be_told_is_left_out() -> None:
    class Secret(layers.Dense):
        def get_config(self) -> Any:
            raise NotImplementedError("secret")

    inputs = keras.Input((4,))
    graph = live.read(keras.Model(inputs, Secret(3, name="secret")(inputs)), ReadRequest())
    assert graph.node["secret"].op.type_name == "Dense"
    assert graph.parameter_count == 15


def test_real_numbers_of_the_model_stay_out_of_the_graph() -> None:
    model = MODELS["own_weights"].build()
    model.set_weights([np.full(weight.shape, np.nan) for weight in model.weights])
    graph = live.read(model, ReadRequest())
    assert "nan" not in repr(graph)
