"""Weights that are cut and joined again in another order are the weights of the layer."""

from __future__ import annotations

from pathlib import Path

import pytest
from onnx import helper
from tests.readers.onnx.files import model, port, read, stored, told

from netscribe.graph.types import Graph


def _reordered(spans: list[tuple[int, int]], folder: Path) -> Graph:
    """x times rows of W, which is cut at `spans` and joined in that order."""
    numbers = sorted({number for span in spans for number in span})
    tensors = [stored("W", 8, 4), told("axis", [0]), told("one", [1])]
    tensors += [told(f"n{number}", [number]) for number in numbers]
    nodes = [
        helper.make_node("Slice", ["W", f"n{start}", f"n{end}", "axis", "one"], [f"part{at}"])
        for at, (start, end) in enumerate(spans)
    ]
    parts = [f"part{at}" for at in range(len(spans))]
    nodes.append(helper.make_node("Concat", parts, ["whole"], axis=0))
    nodes.append(helper.make_node("Gemm", ["x", "whole"], ["y"], transB=1))
    return read(model(nodes, [port("x", [1, 4])], [port("y", None)], tensors), folder)


def test_gates_in_another_order_are_the_same_weights(tmp_path: Path) -> None:
    graph = _reordered([(0, 2), (6, 8), (2, 4), (4, 6)], tmp_path)
    assert [node.op.kind.value for node in graph.nodes] == ["linear"]
    assert graph.parameter_count == 32
    assert len(graph.hidden) == 5


@pytest.mark.parametrize("spans", [[(0, 2), (4, 8)], [(0, 4), (2, 8)], [(0, 4), (0, 4)]])
def test_pieces_that_are_not_the_whole_once_stay(
    spans: list[tuple[int, int]], tmp_path: Path
) -> None:
    graph = _reordered(spans, tmp_path)
    assert "concat" in [node.op.kind.value for node in graph.nodes]
