"""The lanes say who is joined to whom: a decoder that knows only the characters reads them back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from netscribe.figure.types import Figure
from netscribe.graph.kinds import Kind
from netscribe.renderers.terminal import TerminalSettings, render_terminal
from netscribe.text.cells import cell_width
from renderers.terminal import nets
from renderers.terminal.decoding import decode


class Sketch:
    """A figure that a failing test shows as its diagram."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure

    def __repr__(self) -> str:
        return render_terminal(self.figure, TerminalSettings(width=160))


@st.composite
def networks(draw: st.DrawFn, largest: int = 14) -> Sketch:
    """Any acyclic network: several inputs and outputs, several results, modules, dead ends."""
    net = nets.Net("random")
    values = [net.input(f"in{index}", 4) for index in range(draw(st.integers(1, 3)))]
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=largest))
    module_of = draw(
        st.lists(st.sampled_from(["", "", "m", "m", "k"]), min_size=largest, max_size=largest)
    )
    for number, size in enumerate(sizes):
        near = values[-3:] if draw(st.booleans()) else values
        reads = draw(st.lists(st.sampled_from(near), min_size=1, max_size=size))
        results = draw(st.sampled_from([1, 1, 1, 1, 2, 3]))
        if module_of[number]:
            with net.builder.module(module_of[number], module_of[number], "Block"):
                made = _call(net, number, reads, results)
        else:
            made = _call(net, number, reads, results)
        values.extend(made)
    count = draw(st.integers(1, 3))
    for index in range(count):
        net.output(f"out{index}", values[-1] if index == 0 else draw(st.sampled_from(values)))
    return Sketch(net.figure())


def _call(net: nets.Net, number: int, reads: list[str], results: int) -> tuple[str, ...]:
    return net.op(Kind.CUSTOM, f"n{number}", reads, [(4,)] * results, weights=number % 2)


def joints(figure: Figure) -> set[tuple[str, int, str]]:
    """The true edges of a figure, elements named as their rows name them."""
    (panel,) = figure.panels
    names = {bar.id: bar.title for bar in panel.bars}
    names.update({node.id: node.op.type_name for node in panel.graph.nodes})
    return {
        (names[edge.source], edge.source_output + 1, names[edge.target]) for edge in panel.edges
    }


def elements(figure: Figure) -> list[str]:
    (panel,) = figure.panels
    return sorted(
        [bar.title for bar in panel.bars] + [node.op.type_name for node in panel.graph.nodes]
    )


@settings(max_examples=150, deadline=None)
@given(networks(), st.sampled_from([60, 80, 200]), st.booleans())
def test_any_network_decodes_back_to_its_true_edges(
    sketch: Sketch, width: int, in_ascii: bool
) -> None:
    figure = sketch.figure
    text = render_terminal(figure, TerminalSettings(width=width, ascii=in_ascii))
    found = decode(text, in_ascii=in_ascii)
    assert found.joints == joints(figure)
    assert sorted(found.headlines) == elements(figure)


@settings(max_examples=60, deadline=None)
@given(networks(largest=30), st.integers(60, 130), st.booleans(), st.booleans())
def test_no_line_is_wider_than_the_width(
    sketch: Sketch, width: int, in_ascii: bool, names: bool
) -> None:
    options = TerminalSettings(width=width, ascii=in_ascii, names=names)
    text = render_terminal(sketch.figure, options)
    assert max(map(cell_width, text.split("\n"))) <= width
    assert not in_ascii or text.isascii()
