"""Style "volumes": sizes and operations are printed right, blocks keep their order, gates hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gates.picture import Picture, read_picture
from tests.gates.planes import RectIndex
from tests.gates.svg_gates import violations
from tests.scene.sample import sample
from tests.strategies import graphs
from tests.transforms.networks import Calls

import netscribe as ns
from netscribe.drawing import Diagram
from netscribe.errors import SettingError
from netscribe.figure.build import make_figure
from netscribe.geometry import bounding_rect
from netscribe.graph.types import Graph, TensorType
from netscribe.settings import THEMES, DrawSettings
from netscribe.style.labels import card_text
from netscribe.style.shapes import typed_shape_text
from netscribe.style.volumes import scale_of
from netscribe.transforms.pipeline import simplified

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("cnn", "dense", "residual", "small_cnn", "translator")
MAP = ("batch", "height", "width", "channel")


def _picture(graph: Graph) -> Picture:
    return read_picture(Diagram(graph, DrawSettings(style="volumes")).svg())


def _said(picture: Picture, kind: str) -> dict[str, list[str]]:
    """Texts of captions of one kind ("size", "operation") by what they belong to."""
    ending = f"/{kind}"
    return {
        item.owner: [words.text for words in item.texts]
        for item in picture.of_kind("caption")
        if item.id.endswith(ending)
    }


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_a_picture_keeps_the_gates(graph: Graph) -> None:
    assert violations(Diagram(graph, DrawSettings(style="volumes")).svg()) == ()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", NAMES)
def test_the_examples_keep_the_gates_in_every_theme(name: str, theme: str) -> None:
    svg = ns.diagram(EXAMPLES / f"{name}.keras", style="volumes", theme=theme).svg()
    assert violations(svg) == ()


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_sizes_are_those_of_the_tensors_and_every_node_is_drawn_once(graph: Graph) -> None:
    picture, drawn = _picture(graph), simplified(graph)
    assert [item.id for item in picture.of_kind("node")] == [node.id for node in drawn.nodes]
    sizes = _said(picture, "size")
    for node in drawn.nodes:
        shapes = [typed_shape_text(drawn.value[value].type) for value in node.outputs]
        assert node.id not in sizes or sizes[node.id][0] in shapes
    for bar in (bar for bar in make_figure(drawn).panels[0].bars if bar.is_input):
        assert sizes[bar.id] == [bar.shape]


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_captions_say_what_cards_say(graph: Graph) -> None:
    drawn = simplified(graph)
    for owner, lines in _said(_picture(graph), "operation").items():
        if owner not in drawn.node:
            continue
        text, said = card_text(drawn.node[owner], drawn), " · ".join(lines)
        count = f"{text.count} parameter" if text.count else ""
        for words in (*text.before, text.headline, *text.details, *text.after, count):
            assert words in said


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_captions_lie_on_no_block_and_on_no_other_caption(graph: Graph) -> None:
    picture = _picture(graph)
    rooms = [
        bounding_rect([*(s.rect for s in item.shapes), *(w.box for w in item.texts)])
        for item in picture.of_kind("caption", "label")
    ]
    solid = [item.rect for item in picture.of_kind("node", "port")]
    pairs = list(RectIndex([*rooms, *solid]).overlapping(0.05))
    assert [pair for pair in pairs if min(pair) < len(rooms)] == []


@given(st.lists(st.integers(1, 4096), min_size=2, max_size=6), st.integers(1, 4096))
def test_a_larger_map_is_never_drawn_smaller(sizes: list[int], channels: int) -> None:
    tensors = [TensorType("float32", ("B", size, size, channels), MAP) for size in sorted(sizes)]
    scale = scale_of(tensors)
    blocks = [scale.block(tensor) for tensor in tensors]
    assert blocks == sorted(blocks, key=lambda block: (block.height, block.right))
    assert len({block.length for block in blocks}) == 1


@given(st.lists(st.integers(1, 4096), min_size=2, max_size=6))
def test_more_channels_are_never_drawn_shorter(channels: list[int]) -> None:
    tensors = [TensorType("float32", ("B", 8, 8, count), MAP) for count in sorted(channels)]
    lengths = [scale_of(tensors).block(tensor).length for tensor in tensors]
    assert lengths == sorted(lengths)


def test_a_row_of_features_is_tall_and_thin_and_a_sequence_flat() -> None:
    row = TensorType("float32", ("B", 1000), ("batch", "feature"))
    sequence = TensorType("float32", ("B", "T", 1000), ("batch", "time", "feature"))
    scale = scale_of([row, sequence])
    assert scale.block(row).height > 5 * scale.block(row).length
    assert scale.block(sequence).right < scale.block(sequence).length / 4


def test_skips_run_over_the_top() -> None:
    picture = read_picture(ns.diagram(EXAMPLES / "residual.keras", style="volumes").svg())
    lines = [line.points for edge in picture.of_kind("edge") for line in edge.lines]
    bent = [points for points in lines if len({round(point.x) for point in points}) > 2]
    assert len(bent) == 3
    for points in bent:
        assert max(point.y for point in points) <= max(points[0].y, points[-1].y) + 0.1


def test_the_filter_of_a_convolution_starts_on_its_source_and_ends_on_its_own_block() -> None:
    picture = read_picture(ns.diagram(EXAMPLES / "cnn.keras", style="volumes").svg())
    filters = {item.owner: item for item in picture.of_kind("filter")}
    assert list(filters) == ["conv1", "pool1", "conv2", "pool2"]
    for owner, item in filters.items():
        (edge,) = (edge for edge in picture.of_kind("edge") if edge.target == owner)
        source, target = picture.ends[edge.source].rect, picture.ends[owner].rect
        assert source.contains(item.outline.rect)
        apexes = {line.points[-1] for line in item.lines}
        assert len(item.lines) == 4 and len(apexes) == 1
        (apex,) = apexes
        assert target.x < apex.x < target.right and target.y < apex.y < target.bottom


def test_the_same_bytes_on_every_run() -> None:
    first, second = (Diagram(sample(), DrawSettings(style="volumes")).svg() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("direction", ["down", "up"])
def test_other_directions_are_refused(direction: str) -> None:
    with pytest.raises(SettingError, match="flows right only"):
        DrawSettings(style="volumes", direction=direction)


def _chain(length: int) -> Graph:
    net = Calls()
    words = " ".join(f"conv_{place} relu_{place}" for place in range(length))
    return net.graph(net.chain(words))


@pytest.mark.parametrize("length", [5, 14, 30, 61])
def test_a_long_chain_runs_on_in_rows_that_stay_legible_on_a_slide(length: int) -> None:
    svg = Diagram(_chain(length), DrawSettings(style="volumes")).svg()
    assert violations(svg) == ()
    picture = read_picture(svg)
    assert picture.frame.width <= 1440
    middles = [round(item.outline.rect.center.y) for item in picture.of_kind("port", "node")]
    assert (len(set(middles)) > 1) == (length > 10)


def test_a_picture_with_a_skip_over_everything_is_not_cut() -> None:
    net = Calls()
    first = net.chain("conv_first")
    words = " ".join(f"conv_{place}" for place in range(20))
    graph = net.graph(net.call("add_last", net.chain(words, first), first))
    picture = _picture(graph)
    rows = {round(item.outline.rect.center.y) for item in picture.of_kind("node")}
    assert len(rows) == 1
