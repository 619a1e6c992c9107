"""Shapes that the onnx package infers where the house's own rules do not reach."""

from __future__ import annotations

import sys

import onnx
import pytest
from onnx import TensorProto, helper

import netscribe
from netscribe.readers.onnx.shapes.table import RULES
from netscribe.readers.onnx.stripped import stripped
from netscribe.readers.protobuf import message_of, opened_message
from readers.onnx.files import model, port, stored, write

_SAYS = "the shapes of 2 tensors come from the inference of the onnx package"


@pytest.fixture
def without_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the operator were newer than the house's rules."""
    monkeypatch.delitem(RULES[""], "Transpose")


def turned() -> onnx.ModelProto:
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["h"]),
        helper.make_node("Transpose", ["h"], ["t"], perm=[0, 2, 1]),
        helper.make_node("Relu", ["t"], ["y"]),
    ]
    weights = [stored("w", 8, 4000)]
    return model(nodes, [port("x", ["N", 5, 8])], [port("y", None)], weights)


def shape_of_output(path) -> object:
    graph = netscribe.read(path)
    return graph.value[graph.outputs[0].value].type.shape


def notes_of(path) -> list[str]:
    return [note.message for note in netscribe.read(path).notes]


@pytest.mark.usefixtures("without_a_rule")
def test_the_package_tells_what_no_rule_does_and_a_note_says_so(tmp_path) -> None:
    path = write(turned(), tmp_path)
    assert shape_of_output(path) == ("B", 4000, 5)
    assert notes_of(path) == [_SAYS]


def test_the_package_is_not_asked_where_rules_reach(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    path = write(turned(), tmp_path)
    assert shape_of_output(path) == ("B", 4000, 5)
    assert notes_of(path) == []


@pytest.mark.usefixtures("without_a_rule")
def test_without_the_package_the_shape_is_unknown(tmp_path, monkeypatch) -> None:
    path = write(turned(), tmp_path)
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert shape_of_output(path) is None
    assert notes_of(path) == []


@pytest.mark.usefixtures("without_a_rule")
def test_a_package_that_fails_changes_nothing(tmp_path, monkeypatch) -> None:
    def fails(*given: object, **settings: object) -> None:
        raise RuntimeError("[ShapeInferenceError]")

    monkeypatch.setattr(onnx.shape_inference, "infer_shapes", fails)
    assert shape_of_output(write(turned(), tmp_path)) is None


@pytest.mark.usefixtures("without_a_rule")
def test_weights_in_other_files_are_not_looked_for(tmp_path, monkeypatch) -> None:
    made = turned()
    weight = made.graph.initializer[0]
    weight.ClearField("raw_data")
    weight.ClearField("float_data")
    weight.data_location = TensorProto.EXTERNAL
    weight.external_data.add(key="location", value="../elsewhere.bin")
    seen: list[bytes] = []
    infer = onnx.shape_inference.infer_shapes

    def watched(copy: bytes, **settings: bool) -> onnx.ModelProto:
        seen.append(copy)
        return infer(copy, **settings)

    monkeypatch.setattr(onnx.shape_inference, "infer_shapes", watched)
    assert shape_of_output(write(made, tmp_path)) == ("B", 4000, 5)
    assert len(seen) == 1
    assert b"elsewhere" not in seen[0]


def test_a_copy_has_the_graph_and_few_elements_only(tmp_path) -> None:
    made = turned()
    made.graph.initializer.append(helper.make_tensor("shape", TensorProto.INT64, [2], [3, 4]))
    constant = helper.make_tensor("c", TensorProto.FLOAT, [4096], bytes(4 * 4096), raw=True)
    made.graph.node.append(helper.make_node("Constant", [], ["c"], value=constant))
    body = helper.make_graph(
        [helper.make_node("Identity", ["c"], ["d"])], "b", [], [port("d", None)]
    )
    made.graph.node.append(
        helper.make_node("If", ["cond"], ["e"], then_branch=body, else_branch=body)
    )
    with opened_message(write(made, tmp_path)) as message:
        copy = stripped(message)
    assert copy is not None
    assert len(copy) < 2000
    found = onnx.load_from_string(copy)
    assert [node.op_type for node in found.graph.node] == [n.op_type for n in made.graph.node]
    assert [list(item.dims) for item in found.graph.initializer] == [[8, 4000], [2]]
    assert onnx.numpy_helper.to_array(found.graph.initializer[1]).tolist() == [3, 4]
    assert found.graph.node[3].attribute[0].t.dims == [4096]
    assert not found.graph.node[3].attribute[0].t.raw_data
    assert found.graph.node[4].attribute[0].g == made.graph.node[4].attribute[0].g
    assert found.opset_import == made.opset_import


def test_a_copy_that_would_be_large_is_not_made() -> None:
    node = helper.make_node("Relu", ["x"], ["y"], name="n" * 2**26)
    made = model([node], [port("x", None)], [port("y", None)])
    assert stripped(message_of(made.SerializeToString(), "the file")) is None
