"""The layer table: its columns add up to the graph's own totals, and nothing is lost to width."""

from __future__ import annotations

import re

import pytest

from netscribe.errors import SettingError
from netscribe.exporters.rows import table_rows
from netscribe.exporters.table import summary
from netscribe.graph.attributes import Activation, Linear
from netscribe.graph.builder import Call
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, TensorType
from netscribe.text.cells import cell_width
from renderers.terminal import nets

NETS = ("residual", "nested", "inception", "multi", "unet", "dense_block", "modules")


def shared() -> Graph:
    """One dense layer with a ReLU inside, called twice."""
    net = nets.Net("shared")
    kernel = net.builder.add_parameter("dense/kernel", TensorType("float32", (4, 4)))
    frozen = net.builder.add_parameter("dense/scale", TensorType("float32", (4,)), trainable=False)
    value = net.input("x", 4)
    for _ in range(2):
        call = Call(
            Op(Kind.LINEAR, "Dense"),
            "dense",
            "dense",
            inputs=(Argument(value),),
            attributes=Linear(units=4, bias=False),
            parameters=(kernel, frozen),
        )
        (value,) = net.builder.add_call(call, [TensorType("float32", ("B", 4))])
        call = Call(
            Op(Kind.ACTIVATION, "relu"),
            "dense",
            suffix="activation",
            inputs=(Argument(value),),
            attributes=Activation(function="relu"),
        )
        (value,) = net.builder.add_call(call, [TensorType("float32", ("B", 4))])
    net.output("y", value)
    return net.finish()


def number(text: str) -> int:
    return int(text.replace(",", "")) if re.fullmatch(r"[\d,]+", text) else 0


@pytest.mark.parametrize("name", NETS)
def test_columns_add_up_to_the_totals(name: str) -> None:
    graph = getattr(nets, name)().finish()
    rows = table_rows(graph)
    assert sum(number(row.parameters) for row in rows) == graph.parameter_count
    assert sum(number(row.multiply_adds) for row in rows) == total_multiply_adds(graph).known


def test_an_activation_inside_a_layer_stands_in_its_line_and_shared_weights_count_once() -> None:
    first, second = table_rows(shared())[1:]
    assert (first.type, first.activation, first.parameters) == ("Dense", "ReLU", "20")
    assert (second.type, second.activation, second.parameters) == ("Dense", "ReLU", "shared")
    assert "call 2" in second.details


def test_the_table_of_a_shared_layer() -> None:
    assert summary(shared(), 100).split("\n") == [
        "shared",
        "─" * 94,
        "layer  type                                output shape  activation  parameters"
        "  multiply-adds",
        "─" * 94,
        "x      Input                               4",
        "dense  Dense · 4 units · no bias           4             ReLU                20"
        "             16",
        "dense  Dense · 4 units · no bias · call 2  4             ReLU            shared"
        "             16",
        "─" * 94,
        "Total parameters: 20 (80 B)",
        "Trainable parameters: 16",
        "Non-trainable parameters: 4",
        "Multiply-adds: 32, one sample",
        "Activation memory: 64 B, one sample",
    ]


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_width_and_every_layer_is_there(name: str, width: int) -> None:
    graph = getattr(nets, name)().finish()
    text = summary(graph, width)
    assert max(map(cell_width, text.split("\n"))) <= width
    letters = "".join(line.split("  ")[0].strip() for line in text.split("\n"))
    short = [node.name for node in graph.nodes if len(node.name) < 8]
    assert all(name in letters for name in short)


def test_modules_indent_their_layers() -> None:
    lines = summary(nets.modules().finish(), 100).split("\n")
    starts = [line[: len(line) - len(line.lstrip())] for line in lines if "Dense" in line]
    assert starts == ["  ", "    ", "  ", "  ", "    ", "  ", ""]
    assert sum(line.startswith("encoder") for line in lines) == 2


def test_a_small_width_is_refused_in_words() -> None:
    with pytest.raises(SettingError, match="a width of 30 columns is too small for a table"):
        summary(shared(), 30)
