"""The three models that users start from: every fact stands in the text and in the picture.

Each is read from its file in examples/ and, where Keras is installed, live; both give one graph.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import netscribe as ns
from netscribe.graph.attributes import Activation, Convolution, Linear, Pool, Reshaping
from netscribe.graph.types import Graph, Node

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
SVG = "{http://www.w3.org/2000/svg}"

#: For each example: what its text must say, layer by layer, in order.
FACTS = {
    "dense": (
        ("784",),
        ("Dense", "128 units", "ReLU", "128", "100,480", "hidden_layer"),
        ("Dense", "10 units", "Softmax", "10", "1,290", "output_layer"),
        ("class probabilities", "10"),
    ),
    "small_cnn": (
        ("image", "28×28×1"),
        ("Conv 3×3", "32 filters", "same", "ReLU", "28×28×32", "320", "conv1"),
        ("Max pool 2×2", "14×14×32", "pool1"),
        ("Flatten", "6272", "flatten"),
        ("Dense", "128 units", "ReLU", "128", "802,944", "fc1"),
        ("Dense", "10 units", "Softmax", "10", "1,290", "output_layer"),
        ("class probabilities", "10"),
    ),
    "cnn": (
        ("image", "28×28×1"),
        ("Conv 3×3", "32 filters", "same", "ReLU", "28×28×32", "320", "conv1"),
        ("Max pool 2×2", "14×14×32", "pool1"),
        ("Conv 3×3", "64 filters", "same", "ReLU", "14×14×64", "18,496", "conv2"),
        ("Max pool 2×2", "7×7×64", "pool2"),
        ("Flatten", "3136", "flatten"),
        ("Dense", "128 units", "ReLU", "128", "401,536", "fc1"),
        ("Dense", "10 units", "Softmax", "10", "1,290", "output_layer"),
        ("class probabilities", "10"),
    ),
}
#: Published by Keras itself: `model.count_params()`.
TOTALS = {"dense": 101_770, "small_cnn": 804_554, "cnn": 421_642}


@pytest.fixture(params=list(FACTS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def graph(name: str) -> Graph:
    return ns.read(EXAMPLES / f"{name}.keras")


def rows(text: str) -> list[str]:
    """The rows of a terminal diagram that stand for nodes and bars."""
    return [line for line in text.splitlines() if line and line[0] in "■●○⊕"]


def test_terminal_text_states_every_fact_on_its_layers_row(name: str, graph: Graph) -> None:
    found = rows(ns.diagram(graph).text(width=100))
    assert len(found) == len(FACTS[name])
    for row, facts in zip(found, FACTS[name], strict=True):
        cells = row.replace(" · ", "  ").split("  ")
        said = {cell.strip("■●○⊕ ") for cell in cells}
        assert set(facts) <= said, f"{facts} not all in {row!r}"


def test_picture_states_every_fact(name: str, graph: Graph) -> None:
    root = ElementTree.fromstring(ns.diagram(graph).svg())
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    said = {part.replace(" × ", "×") for text in texts for part in (text, *text.split(" · "))}
    wanted = {fact for facts in FACTS[name] for fact in facts}
    assert wanted <= said, wanted - said


def test_totals_are_those_of_keras(name: str, graph: Graph) -> None:
    assert graph.parameter_count == TOTALS[name]
    assert f"{TOTALS[name]:,} parameters" in ns.diagram(graph).text()


def test_cnn_operations_are_typed() -> None:
    graph = ns.read(EXAMPLES / "cnn.keras")
    kinds = [type(node.attributes) for node in graph.nodes]
    assert kinds == [
        Convolution, Activation, Pool, Convolution, Activation, Pool, Reshaping,
        Linear, Activation, Linear, Activation,
    ]  # fmt: skip
    conv, pool = graph.node["conv1"].attributes, graph.node["pool1"].attributes
    assert isinstance(conv, Convolution) and isinstance(pool, Pool)
    assert (conv.filters, conv.kernel_size, conv.padding, conv.bias) == (32, (3, 3), "same", True)
    assert (pool.size, pool.stride, pool.padding) == ((2, 2), (2, 2), "valid")


def test_edges_form_one_chain_from_input_to_output(graph: Graph) -> None:
    value = graph.inputs[0].value
    for node in graph.nodes:
        assert [argument.value for argument in node.inputs] == [value]
        value = node.outputs[0]
    assert [port.value for port in graph.outputs] == [value]


def test_png_has_shapes_and_names_and_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "cnn.png"
    target.write_bytes(b"old")
    ns.draw(EXAMPLES / "cnn.keras", target)
    assert target.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert [path.name for path in tmp_path.iterdir()] == ["cnn.png"]


def test_live_model_gives_the_same_graph_as_its_file(name: str, graph: Graph) -> None:
    keras = pytest.importorskip("keras")
    keras.utils.clear_session()  # automatic names count on from whatever ran before
    sys.path.insert(0, str(EXAMPLES))
    import quick_start

    live = ns.read(getattr(quick_start, name)())
    assert live == graph
    assert live.origin != graph.origin


def test_widely_copied_recipe_has_a_counterpart(name: str, graph: Graph) -> None:
    text = ns.diagram(graph).summary()
    layers: list[Node] = [node for node in graph.nodes if node.name]
    assert all(node.name in text for node in layers)
    assert f"{TOTALS[name]:,}" in text


def test_draw_refuses_a_bad_file_name_before_it_reads_the_model(tmp_path: Path) -> None:
    class Model:
        def __getattribute__(self, name: str) -> object:
            raise AssertionError("the model was looked at")

    with pytest.raises(ns.NetscribeError, match=r"suffix '\.jpg'"):
        ns.draw(Model(), tmp_path / "model.jpg")
