"""The scene of a network: everything once, with its hooks, in order, the same on every run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gates.picture import read_picture
from tests.gates.svg_gates import violations
from tests.strategies import graphs

from netscribe.api import diagram
from netscribe.drawing import Diagram
from netscribe.figure.build import FigureSettings, make_figure
from netscribe.geometry import Rect
from netscribe.graph.types import Graph
from netscribe.scene.compose import compose
from netscribe.scene.types import GroupMark, Hooks, Mark, Scene, TextMark
from netscribe.settings import DIRECTIONS, DrawSettings
from netscribe.style.themes import THEMES
from netscribe.transforms.pipeline import simplified

FEW = settings(max_examples=40, deadline=None)


def _scene(graph: Graph, **options: object) -> Scene:
    figure = make_figure(simplified(graph), FigureSettings(**options))  # type: ignore[arg-type]
    return compose(figure, THEMES["light"], "down")


def _groups(marks: tuple[Mark, ...]) -> Iterator[GroupMark]:
    for mark in marks:
        if isinstance(mark, GroupMark):
            yield mark
            yield from _groups(mark.marks)


def _hooks(scene: Scene, kind: str) -> list[Hooks]:
    return [group.hooks for group in _groups(scene.marks) if group.hooks.kind == kind]


@FEW
@given(graphs())
def test_every_node_bar_and_edge_is_drawn_once(graph: Graph) -> None:
    scene, panel = _scene(graph), make_figure(simplified(graph)).panels[0]
    drawn = {kind: Counter(hooks.id for hooks in _hooks(scene, kind)) for kind in _KINDS}
    assert drawn["node"] == Counter(node.id for node in panel.graph.nodes)
    assert drawn["port"] == Counter(bar.id for bar in panel.bars)
    assert drawn["edge"] == Counter(edge.id for edge in panel.edges)
    assert drawn["label"] == Counter(f"{edge.id}/label" for edge in panel.edges if edge.label)


_KINDS = ("node", "port", "edge", "label")


@FEW
@given(graphs())
def test_hooks_say_what_a_mark_shows(graph: Graph) -> None:
    scene, drawn = _scene(graph), simplified(graph)
    for hooks in _hooks(scene, "node"):
        node = drawn.node[hooks.id]
        assert (hooks.op, hooks.owner) == (str(node.op.kind), node.module)
        assert hooks.title
    edges = {edge.id: edge for edge in make_figure(drawn).panels[0].edges}
    for hooks in _hooks(scene, "edge"):
        assert (hooks.source, hooks.target) == (edges[hooks.id].source, edges[hooks.id].target)


@FEW
@given(graphs())
def test_groups_are_the_modules_that_hold_something(graph: Graph) -> None:
    drawn = simplified(graph)
    wanted: set[str] = set()
    for node in drawn.nodes:
        module = node.module
        while module is not None:
            wanted.add(module)
            module = drawn.module[module].parent
    found = {hooks.id: hooks.owner for hooks in _hooks(_scene(graph), "group")}
    assert found == {name: drawn.module[name].parent for name in wanted}


@FEW
@given(graphs())
def test_nodes_stand_in_topological_order(graph: Graph) -> None:
    drawn = simplified(graph)
    names = [hooks.id for hooks in _hooks(_scene(graph), "node")]
    assert names == [node.id for node in drawn.nodes]


@FEW
@given(graphs())
def test_every_text_says_how_wide_it_is(graph: Graph) -> None:
    for group in _groups(_scene(graph).marks):
        for mark in group.marks:
            assert not isinstance(mark, TextMark) or (mark.width > 0) == bool(mark.text)


@FEW
@given(graphs(max_calls=6))
def test_names_can_be_left_out(graph: Graph) -> None:
    printed = {
        mark.text
        for group in _groups(_scene(graph, names=False).marks)
        if group.hooks.kind == "node"
        for mark in group.marks
        if isinstance(mark, TextMark)
    }
    assert not printed & {node.name for node in graph.nodes}


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_a_picture_keeps_the_gates(graph: Graph) -> None:
    assert violations(Diagram(graph).svg()) == ()


@settings(max_examples=30, deadline=None)
@given(graphs(max_calls=8), st.sampled_from(DIRECTIONS), st.sampled_from(sorted(THEMES)))
def test_a_picture_keeps_the_gates_in_every_direction_and_theme(
    graph: Graph, direction: str, theme: str
) -> None:
    drawn = Diagram(graph, DrawSettings(direction=direction, theme=theme))
    assert violations(drawn.svg()) == ()


@settings(max_examples=30, deadline=None)
@given(graphs(max_calls=8), st.sampled_from(("", "A title " * 20)), st.booleans())
def test_a_picture_keeps_the_gates_with_any_title_and_with_all_shapes(
    graph: Graph, title: str, names: bool
) -> None:
    drawn = Diagram(graph, DrawSettings(title=title, shapes="all", names=names))
    assert [found for found in violations(drawn.svg()) if found.gate != 10] == []


_PRINT_DIGEST = """
import hashlib
from tests.scene.sample import sample
from netscribe.drawing import Diagram
print(hashlib.sha256(Diagram(sample()).svg().encode()).hexdigest())
"""


def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    digests = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", _PRINT_DIGEST]
        found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        digests.add(found.stdout)
    assert len(digests) == 1


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_theme_changes_colours_and_no_facts(theme: str) -> None:
    from tests.scene.sample import sample

    def words(name: str) -> list[str]:
        scene = compose(make_figure(simplified(sample())), THEMES[name], "down")
        groups = _groups(scene.marks)
        return [mark.text for group in groups for mark in group.marks if hasattr(mark, "text")]

    assert words(theme) == words("light")
    assert diagram(sample(), theme=theme).svg() == diagram(sample(), theme=theme).svg()


def test_one_changed_layer_leaves_the_rest_where_it_was() -> None:
    from tests.scene.sample import sample

    before, after = sample(), _with_wider(sample(), "conv_b")
    assert before != after
    old, new = _places(before), _places(after)
    assert old.keys() == new.keys()
    assert {name for name in old if old[name] != new[name]} == set()


def _with_wider(graph: Graph, changed: str) -> Graph:
    nodes = tuple(
        replace(node, attributes=replace(node.attributes, filters=8))
        if node.id == changed
        else node
        for node in graph.nodes
    )
    return replace(graph, nodes=nodes)


def _places(graph: Graph) -> dict[str, Rect]:
    picture = read_picture(Diagram(graph).svg())
    return {item.id: item.rect for item in picture.of_kind("node", "port", "group")}
