"""The JSON form: an exact way there and back, and a clear line for anything else."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from netscribe.errors import GraphError, ReadError
from netscribe.graph.attributes import (
    ATTRIBUTES_OF,
    Activation,
    Convolution,
    Linear,
    Normalization,
    Reshaping,
)
from netscribe.graph.json_form import from_json, to_json
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Hidden, Note
from small_networks import Network
from strategies import graphs


def small() -> Graph:
    net = Network()
    image = net.input(None, None, None, 3)
    conv = Convolution(filters=8, kernel_size=(3, 3), padding=((0, 1), (0, 1)), groups=None)
    made = net.call(Kind.CONV, conv, image, (None, None, None, 8), weights=((3, 3, 3, 8),))
    norm = Normalization(axis=(-1,), epsilon=1e-3, settings=(("renorm", "yes"),))
    made = net.call(Kind.NORM, norm, made, (None, None, None, 8))
    leaky = Activation(function="relu", max_value=math.inf)
    made = net.call(Kind.ACTIVATION, leaky, made, (None, None, None, 8))
    shaped = Reshaping(function="reshape", target=(None, 8))
    made = net.call(Kind.RESHAPE, shaped, made, (None, None, 8))
    net.builder.note("a size was guessed", "conv_1")
    return net.finish(made)


@given(graphs())
def test_any_graph_comes_back_as_it_was(graph: Graph) -> None:
    text = to_json(graph)
    found = from_json(text)
    assert found == graph
    assert found.origin == graph.origin
    assert to_json(found) == text
    assert from_json(to_json(graph, indent=None)) == graph


def test_pairs_unions_missing_and_infinite_numbers_come_back_exactly() -> None:
    graph = small()
    found = from_json(to_json(graph))
    assert found == graph
    assert [node.attributes for node in found.nodes] == [node.attributes for node in graph.nodes]
    json.loads(to_json(graph), parse_constant=lambda word: pytest.fail(f"not JSON: {word}"))


def test_folded_hidden_and_noted_things_come_back() -> None:
    graph = small()
    conv, norm, relu, shaped = graph.nodes
    inner = replace(norm, after=(relu,))
    covers = (conv.id, norm.id, relu.id)
    folded = replace(conv, after=(inner,), covers=covers, outputs=relu.outputs, repeat=2)
    graph = replace(
        graph,
        nodes=(folded, shaped),
        hidden=(Hidden("other", "a detour"),),
        notes=(Note("seen", "here"),),
    )
    assert from_json(to_json(graph)) == graph


def test_every_kind_reads_its_own_attributes() -> None:
    for kind, record in ATTRIBUTES_OF.items():
        net = Network()
        value = net.call(kind, record(settings=(("a", "b"),)), net.input(None, 4), (None, 4))
        graph = net.finish(value)
        assert from_json(to_json(graph)).nodes[0].attributes == graph.nodes[0].attributes


def test_the_text_starts_with_format_and_version_and_leaves_defaults_out() -> None:
    content = json.loads(to_json(small()))
    assert list(content)[:3] == ["format", "version", "name"]
    assert (content["format"], content["version"]) == ("netscribe-graph", 1)
    assert content["nodes"][0]["op"]["kind"] == "conv"
    assert "stride" not in content["nodes"][0]["attributes"]
    assert "repeat" not in content["nodes"][0]


def test_letters_are_written_as_they_are() -> None:
    assert '"HW"' in to_json(small()) or '"H' in to_json(small())
    assert "\\u" not in to_json(small())


def changed(change: Callable[[Any], object]) -> str:
    content = json.loads(to_json(small()))
    change(content)
    return json.dumps(content)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.pop("format"), "not a netscribe graph"),
        (lambda c: c.update(version=2), "version 2, newer than 1"),
        (lambda c: c.update(version="1"), "version of this graph is '1'"),
        (lambda c: c.pop("nodes"), "at the top: the field 'nodes' is missing"),
        (lambda c: c.update(colour="red"), "at the top: unknown field 'colour'"),
        (lambda c: c["nodes"][0].pop("op"), r"at nodes\[0\]: the field 'op' is missing"),
        (lambda c: c["nodes"][0]["op"].update(kind="magic"), "'magic' is no known kind"),
        (
            lambda c: c["nodes"][0]["attributes"].update(kernel_size="3x3"),
            r"nodes\[0\].attributes.kernel_size: expected a list, found '3x3'",
        ),
        (lambda c: c["nodes"][0]["attributes"].update(bias=1), "expected true or false, found 1"),
        (lambda c: c["values"][0]["type"].update(shape=[1.5]), "1.5 does not fit"),
        (lambda c: c["nodes"][1]["inputs"][0].update(value="x"), "'x', which is unknown"),
        (lambda c: c.update(nodes={}), "at nodes: expected a list"),
    ],
)
def test_wrong_content_is_named_with_its_place(
    change: Callable[[Any], object], message: str
) -> None:
    with pytest.raises(ReadError, match=message):
        from_json(changed(change))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no JSON: Expecting value in line 1, column 1"),
        ('{"format": "netscribe-graph",', "no JSON"),
        ("[1, 2]", "not a netscribe graph"),
        ("null", "not a netscribe graph"),
        ("[" * 100_000, "nested too deeply"),
        ('{"format": "netscribe-graph", "version": ' + "9" * 5000 + "}", "cannot be read"),
    ],
)
def test_what_is_no_graph_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        from_json(text)


def test_operations_folded_into_one_another_too_deeply_are_refused() -> None:
    node = json.dumps(json.loads(to_json(small()))["nodes"][0])
    depth = 20_000
    nested = f'{node[:-1]}, "after": [' * depth + node + "]}" * depth
    head = '{"format": "netscribe-graph", "version": 1, "name": "", "values": [], "nodes": ['
    with pytest.raises(ReadError, match="nested too deeply"):
        from_json(f"{head}{nested}]}}")


def test_a_graph_that_breaks_a_law_is_not_written() -> None:
    graph = small()
    broken = replace(graph, nodes=(replace(graph.nodes[0], attributes=Linear()), *graph.nodes[1:]))
    with pytest.raises(GraphError, match="expected Convolution"):
        to_json(broken)
