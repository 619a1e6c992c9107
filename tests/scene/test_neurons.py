"""Style "neurons": counts are right, every shown unit is joined, other networks are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gates.picture import Picture, read_picture
from tests.gates.svg_gates import violations

import netscribe as ns
from netscribe.errors import SettingError
from netscribe.graph.attributes import Activation, Linear, Reshaping
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, Origin, TensorType
from netscribe.settings import THEMES
from netscribe.style.columns import DIAMETER, column

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@given(st.integers(1, 10**6))
def test_a_column_shows_its_first_and_last_units_and_says_how_many_it_leaves_out(
    units: int,
) -> None:
    made = column(units)
    numbers = [unit for unit, _ in made.shown]
    assert numbers == sorted(set(numbers)) and numbers[0] == 0 and numbers[-1] == units - 1
    assert bool(made.dots) == (len(numbers) < units)
    words = re.fullmatch(r"([\d,]+) units?(?:, (\d+) shown)?", made.count)
    assert words is not None and int(words[1].replace(",", "")) == units
    assert int(words[2] or units) == len(numbers)


@given(st.integers(1, 10**6))
def test_circles_and_dots_of_a_column_keep_apart(units: int) -> None:
    made = column(units)
    places = sorted([y for _, y in made.shown])
    assert all(low + DIAMETER < high for low, high in pairwise(places))
    for dot in made.dots:
        assert all(abs(dot - y) > DIAMETER / 2 + 2 for y in places)
    assert places[-1] - places[0] + DIAMETER == pytest.approx(made.height)


def _dense(sizes: list[int]) -> Graph:
    """Dense layers of `sizes` units over an image of 2 × `sizes[0]`, each with a ReLU."""
    builder = GraphBuilder("dense")
    value = builder.add_input("x", TensorType("float32", (None, 2, sizes[0])))
    layers = [("flatten", Kind.RESHAPE, Reshaping(function="flatten"), 2 * sizes[0])]
    for place, units in enumerate(sizes[1:]):
        layers.append((f"dense{place}", Kind.LINEAR, Linear(units=units), units))
        layers.append((f"relu{place}", Kind.ACTIVATION, Activation(function="relu"), units))
    before = 2 * sizes[0]
    for name, kind, attributes, units in layers:
        kernel = TensorType("float32", (before, units))
        parameters = (builder.add_parameter(f"{name}/k", kernel),) if kind is Kind.LINEAR else ()
        call = Call(
            Op(kind, name, "keras"), name, name, "", (Argument(value),), attributes, parameters
        )
        value, before = builder.add_call(call, [TensorType("float32", (None, units))])[0], units
    builder.add_output("y", value)
    return builder.finish(Origin())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 3000), min_size=2, max_size=6))
def test_any_chain_of_dense_layers_keeps_the_gates_and_its_counts(sizes: list[int]) -> None:
    svg = ns.diagram(_dense(sizes), style="neurons").svg()
    assert violations(svg) == ()
    picture, wanted = read_picture(svg), [2 * sizes[0], *sizes[1:]]
    counts = [text.split(" unit")[0].replace(",", "") for text in _texts(picture, "units")]
    assert [int(count) for count in counts] == wanted
    products = [text for text in _texts(picture, "caption") if "×" in text]
    assert products == [
        f"{read:d} × {made:d} weight{'s' if read * made != 1 else ''}"
        for read, made in pairwise(wanted)
    ]


def _picture(example: str, **options: object) -> Picture:
    made = ns.diagram(EXAMPLES / f"{example}.keras", style="neurons", **options)  # type: ignore[arg-type]
    return read_picture(made.svg())


def _texts(picture: Picture, *kinds: str) -> Iterator[str]:
    for item in picture.of_kind(*kinds):
        yield from (words.text for words in item.texts)


@pytest.mark.parametrize("theme", THEMES)
def test_the_dense_example_keeps_the_gates(theme: str) -> None:
    made = ns.diagram(EXAMPLES / "dense.keras", style="neurons", theme=theme)
    assert violations(made.svg()) == ()
    assert made.svg() == ns.diagram(EXAMPLES / "dense.keras", style="neurons", theme=theme).svg()


def test_counts_units_and_weights_are_those_of_the_network() -> None:
    picture = _picture("dense")
    assert [*_texts(picture, "units")] == ["784 units, 8 shown", "128 units, 8 shown", "10 units"]
    captions = [*_texts(picture, "caption")]
    assert "784 × 128 weights + 128 biases" in captions
    assert "128 × 10 weights + 10 biases" in captions
    first = ["1", "2", "3", "4", "781", "782", "783", "784"]
    assert captions[: len(first)] == first
    assert captions[len(first) : len(first) + 10] == [str(unit) for unit in range(1, 11)]


def test_every_shown_unit_is_joined_to_every_shown_unit_of_the_next_layer() -> None:
    picture = _picture("dense")
    layers = {item.owner: item for item in picture.of_kind("units")}
    weights = picture.of_kind("weights")
    assert len(weights) == 2
    for bundle in weights:
        source, target = (_circles(layers[name]) for name in (bundle.source, bundle.target))
        assert len(bundle.lines) == len(source) * len(target)
        for line in bundle.lines:
            assert any(_on(line.points[0], circle) for circle in source)
            assert any(_on(line.points[-1], circle) for circle in target)


def _circles(item) -> list:  # type: ignore[no-untyped-def,type-arg]
    return [shape.rect for shape in item.shapes if abs(shape.rect.width - DIAMETER) < 0.1]


def _on(point, rect) -> bool:  # type: ignore[no-untyped-def]
    away = ((point.x - rect.center.x) ** 2 + (point.y - rect.center.y) ** 2) ** 0.5
    return abs(away - rect.width / 2) < 0.1


def test_cards_and_bars_say_what_they_say_in_style_blocks() -> None:
    blocks = read_picture(ns.diagram(EXAMPLES / "dense.keras", direction="right").svg())
    kinds = ("node", "port", "label")
    assert [*_texts(_picture("dense"), *kinds)] == [*_texts(blocks, *kinds)]


@pytest.mark.parametrize(
    ("example", "said"), [("cnn", "'conv1' is 'Conv 3×3"), ("translator", "'embedding' is")]
)
def test_a_network_that_is_not_dense_is_refused_in_words(example: str, said: str) -> None:
    with pytest.raises(SettingError, match=said) as caught:
        _picture(example)
    assert 'style="blocks"' in str(caught.value)
    assert str(caught.value).count("\n") == 1


def test_other_directions_are_refused() -> None:
    with pytest.raises(SettingError, match="flows right only"):
        _picture("dense", direction="down")


def _matrices(sign: float = 1.0) -> dict[str, list[list[float]]]:
    return {"output_layer": [[sign * (i + 1) * (j + 1) for j in range(10)] for i in range(128)]}


def test_given_weights_are_drawn_as_width_and_dash() -> None:
    def lines(sign: float) -> list[tuple[float, bool]]:
        bundle = _picture("dense", weights=_matrices(sign)).of_kind("weights")[1]
        return [(line.width, line.dashed) for line in bundle.lines]

    assert [width for width, _ in lines(1.0)] == [width for width, _ in lines(-1.0)]
    assert not any(dashed for _, dashed in lines(1.0)) and all(d for _, d in lines(-1.0))
    widths = [width for width, _ in lines(1.0)]
    assert max(widths) == widths[-1] == 2.8 and widths[0] == 0.5
    assert (
        violations(ns.diagram(EXAMPLES / "dense.keras", style="neurons", weights=_matrices()).svg())
        == ()
    )


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (True, "holds no weight values"),
        ({"nobody": [[1.0]]}, "no dense layer 'nobody'"),
        ({"output_layer": [[1.0, 2.0]]}, r"has the shape \(1, 2\), the kernel has \(128, 10\)"),
        ({"output_layer": 3}, "must be matrices"),
        ({"output_layer": [[float("nan")] * 10] * 128}, "cannot be drawn"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights: object, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        _picture("dense", weights=weights)


def test_weights_are_for_neurons_only() -> None:
    with pytest.raises(SettingError, match="is for style 'neurons'"):
        ns.diagram(EXAMPLES / "dense.keras", weights=_matrices())


def test_a_dense_network_of_modules_keeps_the_gates() -> None:
    builder = GraphBuilder("coder")
    value, before = builder.add_input("x", TensorType("float32", (None, 16))), 16
    for name, units in (("encoder", 4), ("decoder", 16)):
        with builder.module(name, name, "Sequential"):
            kernel = builder.add_parameter(f"{name}/k", TensorType("float32", (before, units)))
            call = Call(
                Op(Kind.LINEAR, "Dense", "keras"),
                f"{name}/dense",
                "dense",
                "",
                (Argument(value),),
                Linear(units=units),
                (kernel,),
            )
            (value,), before = builder.add_call(call, [TensorType("float32", (None, units))]), units
    builder.add_output("y", value)
    svg = ns.diagram(builder.finish(Origin()), style="neurons").svg()
    assert violations(svg) == ()
    picture = read_picture(svg)
    floor = max(item.outline.order for item in picture.groups.values())
    lines = [line for item in picture.of_kind("weights") for line in item.lines]
    assert lines and all(line.order > floor for line in lines), "a container hides weights"
