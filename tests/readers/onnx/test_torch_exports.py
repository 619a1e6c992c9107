"""Files that PyTorch's exporters wrote: the same network as the live model that they came from."""

from __future__ import annotations

from functools import cache

import pytest
from onnx import helper

from cross_framework.comparison import operations, read_as
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.types import Graph
from readers.model_files import DATA
from readers.onnx.files import model, port, read, stored
from readers.onnx.torch_networks import NETWORKS, made

EXPORTERS = ("script", "dynamo")
#: Networks that exporters leave in one piece.
WHOLE = ("perceptron", "residual")


@cache
def live(name: str) -> Graph:
    return read_as(name, *made(name))


@cache
def exported(name: str, exporter: str) -> Graph:
    return read_as(name, DATA / "onnx" / f"{name}.{exporter}.onnx", None)


@pytest.mark.parametrize("exporter", EXPORTERS)
@pytest.mark.parametrize("name", WHOLE)
def test_operations_attributes_shapes_and_wiring_are_those_of_the_live_model(
    name, exporter
) -> None:
    assert operations(exported(name, exporter)) == operations(live(name))


@pytest.mark.parametrize("exporter", EXPORTERS)
@pytest.mark.parametrize("name", WHOLE)
def test_modules_and_layers_have_the_names_of_the_code(name, exporter) -> None:
    first, second = live(name), exported(name, exporter)
    assert [(item.path, item.name) for item in second.modules] == [
        (item.path, item.name) for item in first.modules
    ]
    assert {node.layer for node in second.nodes if node.parameters} == {
        node.layer for node in first.nodes if node.parameters
    }
    assert [item.path for item in second.parameters] == [item.path for item in first.parameters]


def test_classes_are_told_where_the_exporter_tells_them() -> None:
    classes = [item.class_name for item in exported("residual", "dynamo").modules]
    assert classes == [item.class_name for item in live("residual").modules]


@pytest.mark.parametrize("exporter", EXPORTERS)
@pytest.mark.parametrize("name", NETWORKS)
def test_parameters_and_inputs_are_those_of_the_live_model(name, exporter) -> None:
    first, second = live(name), exported(name, exporter)
    assert second.parameter_count == first.parameter_count
    assert [port.meaning for port in second.inputs] == [port.meaning for port in first.inputs]
    types = [graph.value[graph.inputs[0].value].type for graph in (first, second)]
    assert types[0].dtype == types[1].dtype
    assert types[1].shape is not None and types[1].shape[0] == "B"


@pytest.mark.parametrize("exporter", EXPORTERS)
@pytest.mark.parametrize("name", WHOLE)
def test_multiply_adds_are_those_of_the_live_model(name, exporter) -> None:
    assert total_multiply_adds(exported(name, exporter)) == total_multiply_adds(live(name))


def test_a_group_norm_in_steps_keeps_its_own_weights_alone(tmp_path) -> None:
    """The newer exporter: ones and zeros per instance, then scale and shift under new names."""
    nodes = [
        helper.make_node("InstanceNormalization", ["x", "val_1", "val_2"], ["n"]),
        helper.make_node("Mul", ["n", "val_3"], ["m"]),
        helper.make_node("Add", ["m", "val_4"], ["y"]),
    ]
    for node in nodes:
        node.metadata_props.add(key="pkg.torch.onnx.name_scopes", value="['', 'norm', 'step']")
        classes = "['Net', 'torch.nn.modules.normalization.GroupNorm', 'aten.group_norm']"
        node.metadata_props.add(key="pkg.torch.onnx.class_hierarchy", value=classes)
    tensors = [stored("val_1", 4), stored("val_2", 4), stored("val_3", 4, 1), stored("val_4", 4, 1)]
    found = model(nodes, [port("x", [1, 4, 6])], [port("y", [1, 4, 6])], tensors)
    signature = "x: USER_INPUT\nw: PARAMETER target='norm.weight'\nb: PARAMETER target='norm.bias'"
    key = "pkg.torch.export.ExportedProgram.graph_signature"
    found.graph.metadata_props.add(key=key, value=signature)
    assert [item.path for item in read(found, tmp_path).parameters] == ["val_3", "val_4"]
