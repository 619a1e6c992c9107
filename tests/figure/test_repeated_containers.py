"""Containers that repeat: their badge, what the counts inside mean, and where shapes are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.small_networks import Network

from netscribe.errors import GraphError
from netscribe.figure.build import make_figure
from netscribe.figure.containers import with_meaningful_modules
from netscribe.figure.stages import stage_table
from netscribe.graph.attributes import Linear
from netscribe.graph.counts import multiply_adds
from netscribe.graph.json_form import from_json, to_json
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Module
from netscribe.graph.validation import validate
from netscribe.renderers.terminal import TerminalSettings, render_terminal
from netscribe.scene.compose import compose
from netscribe.scene.types import GroupMark, TextMark
from netscribe.style.group_titles import each_count, measure_title
from netscribe.style.themes import THEMES
from netscribe.transforms.outline import Outline


def _layers(repeat: int = 5, inner: int = 1) -> Graph:
    """Two dense layers in a container that repeats, the second one in another one, and one more."""
    net = Network()
    value = net.input(None, 8)
    for _ in range(3):
        dense = Linear(units=8)
        value = net.call(Kind.LINEAR, dense, value, (None, 8), weights=((8, 8), (8,)))
    graph = net.finish(value)
    first, second, last = graph.nodes
    modules = (
        Module("layers", "layers", "layers.0–4", "Layer", repeat=repeat),
        Module("layers/part", "layers/part", "part", "Part", "layers", repeat=inner),
    )
    nodes = (replace(first, module="layers"), replace(second, module="layers/part"), last)
    graph = replace(graph, nodes=nodes, modules=modules)
    validate(graph)
    return graph


def test_what_lies_in_repeats_runs_as_often_as_all_of_them_together() -> None:
    graph = _layers(5, 3)
    assert [graph.module_runs[node.module] for node in graph.nodes] == [5, 15, 1]
    assert list(multiply_adds(graph).values()) == [5 * 64, 15 * 64, 64]


def test_the_json_form_keeps_repeats() -> None:
    graph = _layers(5, 3)
    assert from_json(to_json(graph)) == graph


def test_a_module_that_never_runs_is_refused() -> None:
    with pytest.raises(GraphError, match="has repeat 0"):
        _layers(0)


def test_the_title_of_a_repeat_has_a_badge_and_the_count_of_one() -> None:
    graph = _layers(5, 3)
    title = measure_title(graph.modules[0], graph)
    assert title.badge is not None
    assert title.badge.text.text == "×5"
    assert [text.text for text in title.texts] == ["Layer", "layers · 288 each"]
    assert each_count(graph.modules[1], graph) == "72"
    rect = title.badge.rect
    assert rect.right <= title.texts[0].at.x + title.room.width


def test_a_range_that_the_badge_does_not_tell_is_kept_and_has_its_line() -> None:
    graph = _layers(5, 3)
    later = replace(graph.modules[0], name="layers.encoder.1–5")
    texts = measure_title(later, graph).texts
    assert [text.text for text in texts] == ["Layer", "layers.encoder.1–5", "288 each"]


def test_a_container_that_runs_once_has_neither() -> None:
    graph = _layers(1)
    title = measure_title(graph.modules[0], graph)
    assert title.badge is None
    assert [text.text for text in title.texts] == ["Layer", "layers.0–4"]


def test_the_picture_says_how_often_on_the_group() -> None:
    scene = compose(make_figure(_layers()), THEMES["light"], "down")
    groups = [
        mark for mark in scene.marks if isinstance(mark, GroupMark) and mark.hooks.kind == "group"
    ]
    assert [group.hooks.repeat for group in groups] == [5, None]
    texts = [mark.text for mark in groups[0].marks if isinstance(mark, TextMark)]
    assert "×5" in texts
    assert groups[0].hooks.title == "Layer, repeated 5 times, layers · 144 each"


def test_the_legend_says_whose_the_counts_inside_are() -> None:
    assert any("those of one" in line for line in make_figure(_layers()).legend)
    assert not any("×N" in line for line in make_figure(_layers(1)).legend)


def test_the_shape_is_told_where_a_wire_leaves_a_repeat() -> None:
    assert [edge.label for edge in make_figure(_layers()).panels[0].edges] == ["", "", "8", ""]
    assert [edge.label for edge in make_figure(_layers(1)).panels[0].edges] == ["", "", "", ""]


def test_the_prose_says_where_a_repeat_begins_and_ends() -> None:
    told = make_figure(_layers()).description
    begins = "Here begins Layer (layers, 144 each), which runs five times in a row"
    assert told.index(begins) < told.index("First Linear") < told.index("Here Layer ends.")


def test_the_terminal_says_how_often() -> None:
    text = render_terminal(make_figure(_layers()), TerminalSettings())
    line = next(line for line in text.splitlines() if "Layer ×5" in line)
    assert "144 each" in line


def test_the_stage_table_counts_all_repeats_together() -> None:
    table = stage_table(Outline(_layers(5, 3)))
    at = table.headings.index("×N"), table.headings.index("parameters")
    assert [(row[at[0]], row[at[1]]) for row in table.rows] == [
        ("5", "360"),
        ("15", "1,080"),
        ("", "72"),
    ]


def test_frames_that_repeat_never_give_way() -> None:
    assert [module.id for module in with_meaningful_modules(_layers()).modules] == ["layers"]
