"""Steps that an exporter writes once, into the first of the modules that need them."""

from __future__ import annotations

from pathlib import Path

from onnx import helper
from tests.readers.onnx.files import BOOL, model, port, read, stored

from netscribe.graph.types import Graph


def _layers(made_by: str, folder: Path) -> Graph:
    """Two layers that add what the first of them makes of the mask."""
    nodes = [
        helper.make_node(made_by, ["mask"], ["bias"], name=f"/layer.0/{made_by}", to=1)
        if made_by == "Cast"
        else helper.make_node(made_by, ["mask", "W"], ["bias"], name=f"/layer.0/{made_by}"),
        helper.make_node("Add", ["x", "bias"], ["a"], name="/layer.0/Add"),
        helper.make_node("Relu", ["a"], ["b"], name="/layer.0/Relu"),
        helper.make_node("Add", ["b", "bias"], ["c"], name="/layer.1/Add"),
        helper.make_node("Relu", ["c"], ["y"], name="/layer.1/Relu"),
    ]
    kind = BOOL if made_by == "Cast" else 1
    inputs = [port("x", [1, 4]), port("mask", [1, 4], kind)]
    return read(model(nodes, inputs, [port("y", None)], [stored("W", 4, 4)]), folder)


def test_what_lays_a_mask_out_for_all_layers_stands_around_them(tmp_path: Path) -> None:
    graph = _layers("Cast", tmp_path)
    assert [(node.op.kind.value, node.module) for node in graph.nodes] == [
        ("cast", None),
        *[("elementwise", "layer/0"), ("activation", "layer/0")],
        *[("elementwise", "layer/1"), ("activation", "layer/1")],
    ]


def test_what_a_layer_computes_for_others_stays_in_it(tmp_path: Path) -> None:
    graph = _layers("MatMul", tmp_path)
    assert graph.nodes[0].module == "layer/0"
