"""A port of a card is named by what makes its tensor only where that is so in every use."""

from __future__ import annotations

from tests.models.architectures.stored import stored

from netscribe.transforms.pipeline import simplified
from netscribe.transforms.port_names import ports


def test_makers_of_one_name_name_a_port_and_different_ones_do_not() -> None:
    graph = simplified(stored("resnet18"))
    named = {node.name: node.outputs[0] for node in graph.nodes if node.name}
    assert {"conv1", "maxpool", "fc"} <= named.keys()
    first, made, other = named["maxpool"], named["conv1"], named["fc"]
    same = ports(graph, [(first, made), (first, made)], "input")
    assert [port.name for port in same] == ["input", "conv1"]
    different = ports(graph, [(first, made), (first, other)], "input")
    assert [port.name for port in different] == ["input", "input 2"]
    absent = ports(graph, [(first, made), (first, None)], "input")
    assert [port.name for port in absent] == ["input", "conv1"]
