"""Input and output bars: what the model takes and gives, in words.

In: a Graph. Out: `Bar`s. The title is the tensor's meaning where it is known, else its name in the
code; a name that only repeats what stands elsewhere (an automatic one, or the last layer's) is left
out.
"""

from __future__ import annotations

import re

from netscribe.figure.edges import input_bar_id, output_bar_id, stub_title
from netscribe.figure.types import Bar
from netscribe.graph.types import Graph, Port
from netscribe.style.shapes import typed_shape_text

#: Names that frameworks make up when the author gave none.
_AUTOMATIC = re.compile(r"^(input_layer|inputs?|keras_tensor|outputs?)(_\d+)?$")


def figure_bars(graph: Graph) -> tuple[Bar, ...]:
    """Bars of all inputs, then of all outputs, in the model's order."""
    inputs = tuple(_bar(graph, port, is_input=True) for port in graph.inputs)
    return inputs + tuple(_bar(graph, port, is_input=False) for port in graph.outputs)


def stub_bars(graph: Graph, letter: str) -> tuple[Bar, ...]:
    """The stubs of the block card `letter`, in the same order."""
    inputs = (
        Bar(
            input_bar_id(port.name, letter),
            stub_title(port, graph.inputs),
            "",
            typed_shape_text(graph.value[port.value].type),
            is_input=True,
            stub=True,
        )
        for port in graph.inputs
    )
    outputs = (
        Bar(
            output_bar_id(port.name, letter),
            stub_title(port, graph.outputs),
            "",
            typed_shape_text(graph.value[port.value].type),
            is_input=False,
            stub=True,
        )
        for port in graph.outputs
    )
    return (*inputs, *outputs)


def _bar(graph: Graph, port: Port, *, is_input: bool) -> Bar:
    value = graph.value[port.value]
    fallback = "input" if is_input else "output"
    named = "" if _is_empty_name(graph, port, is_input=is_input) else port.name
    title = port.meaning or named or fallback
    return Bar(
        id=input_bar_id(port.name) if is_input else output_bar_id(port.name),
        title=title,
        name=named if named != title else "",
        shape=typed_shape_text(value.type),
        is_input=is_input,
    )


def _is_empty_name(graph: Graph, port: Port, *, is_input: bool) -> bool:
    """Whether the name says nothing: automatic, or the only output's own layer."""
    if _AUTOMATIC.match(port.name):
        return True
    producer = graph.value[port.value].producer
    if is_input or producer is None or len(graph.outputs) > 1:
        return False
    return port.name == graph.drawn_by[producer].name if producer in graph.drawn_by else False
