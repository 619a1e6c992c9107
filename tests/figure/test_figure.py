"""The figure around the panel: title, totals, notes and the telling in prose."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from tests.small_networks import Network
from tests.strategies import graphs

from netscribe.exporters.table import summary
from netscribe.figure.build import FigureSettings, make_figure
from netscribe.figure.notes import fitting_notes
from netscribe.figure.prose import MOST_OPERATIONS
from netscribe.graph.attributes import Linear
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Hidden, Note
from netscribe.style.families import Mark, mark_of
from netscribe.transforms import idle, prune
from netscribe.transforms.pipeline import simplified


def _dense() -> Graph:
    net = Network()
    value = net.input(None, 8)
    out = net.call(Kind.LINEAR, Linear(units=4), value, (None, 4), weights=((8, 4), (4,)))
    return net.finish(out)


def test_the_title_is_the_networks_name_unless_given() -> None:
    assert make_figure(_dense()).title == "net"
    assert make_figure(_dense(), FigureSettings(title="Mine")).title == "Mine"
    assert make_figure(_dense(), FigureSettings(title="")).title == ""


def test_the_subtitle_totals_parameters_bytes_and_multiply_adds() -> None:
    assert make_figure(_dense()).subtitle == "36 parameters · 144 B · 32 multiply-adds"


def test_frozen_parameters_are_told() -> None:
    graph = _dense()
    frozen = tuple(replace(parameter, trainable=False) for parameter in graph.parameters)
    figure = make_figure(replace(graph, parameters=frozen))
    assert "36 not trainable" in figure.subtitle


def test_notes_and_hidden_operations_are_told_with_their_reasons() -> None:
    graph = replace(
        _dense(),
        notes=(Note("not looked into", "head"), Note("guessed")),
        hidden=(Hidden("a", "dead"), Hidden("b", "dead")),
    )
    assert make_figure(graph).notes == (
        "head: not looked into",
        "guessed",
        "not drawn: 2 operations (dead)",
    )


def test_one_message_about_many_layers_is_one_line() -> None:
    notes = tuple(Note("is closed", f"block_{place}") for place in range(18))
    graph = replace(_dense(), notes=(*notes, Note("guessed"), Note("guessed", "head")))
    assert make_figure(graph).notes == (
        "18 layers: is closed (block_0, block_1, block_2, …)",
        "guessed",
        "head: guessed",
    )
    two = replace(_dense(), notes=notes[:2])
    assert make_figure(two).notes == ("2 layers: is closed (block_0, block_1)",)


def test_what_is_not_drawn_is_told_in_one_line() -> None:
    graph = replace(
        _dense(),
        notes=(Note("not drawn: 4 outputs of the cache", "past"), Note("guessed")),
        hidden=(Hidden("a", prune.REASON), Hidden("b", prune.REASON), Hidden("c", idle.REASON)),
    )
    assert make_figure(graph).notes == (
        "guessed",
        "not drawn: 4 outputs of the cache (past), 2 operations that no output reads, "
        "1 without effect",
    )


def test_many_different_notes_are_cut_where_they_are_drawn_and_whole_in_the_summary() -> None:
    graph = replace(_dense(), notes=tuple(Note(f"guess {place}") for place in range(9)))
    assert fitting_notes(make_figure(graph).notes, 5, lambda text: (text,)) == (
        *(f"note: guess {place}" for place in range(4)),
        "and 5 more notes: see the summary",
    )
    assert [line for line in summary(graph).split("\n") if line.startswith("note: ")] == [
        f"note: guess {place}" for place in range(9)
    ]


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_the_prose_tells_inputs_operations_outputs_and_the_total(graph: Graph) -> None:
    drawn = simplified(graph)
    text = make_figure(drawn).description
    assert f" has {graph.parameter_count:,} parameters" in text
    assert "It takes " in text
    assert "It gives " in text
    for node in drawn.nodes[:MOST_OPERATIONS]:
        assert node.name in text or mark_of(node) is Mark.CIRCLE
