"""Pictures without block cards, read back: the folded graph comes out, operation by operation."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.models.architectures.stored import stored
from tests.round_trip.decoded import decode
from tests.round_trip.net import differences, net_of_graph, net_of_panel

import netscribe as ns
from netscribe.graph.types import Graph
from netscribe.transforms.pipeline import simplified

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.keras"))
SMALL = ("alexnet", "vgg16", "translator", "unet", "resnet18", "keras_vgg16")


def _check(graph: Graph) -> None:
    figure = decode(ns.diagram(graph, detail="layers").svg())
    source = simplified(graph)
    assert differences(net_of_panel(figure.panels[0], figure.legend), net_of_graph(source)) == []
    assert figure.total == graph.parameter_count
    counts = [node.parameters for node in figure.panels[0].nodes.values()]
    assert sum(counts) == graph.parameter_count


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_comes_back_from_its_picture(path: Path) -> None:
    _check(ns.read(path))


@pytest.mark.parametrize("name", SMALL)
def test_a_small_architecture_comes_back_from_its_picture(name: str) -> None:
    _check(stored(name))
