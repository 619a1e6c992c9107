"""Letters for unknown sizes: who gets which, how they travel, and that no claim is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from netscribe.graph.attributes import (
    Activation,
    Attention,
    Attributes,
    Axis,
    Convolution,
    Einsum,
    Elementwise,
    Embedding,
    Linear,
    Margins,
    Pool,
    Product,
    Recurrent,
    Reduction,
    Reshaping,
    Resize,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.symbols import name_unknown_sizes
from netscribe.graph.types import Argument, Graph, Shape
from small_networks import Network
from strategies import graphs
from written_sizes import value_of


def shape_of(graph: Graph, place: int = 0) -> Shape | None:
    return graph.value[graph.outputs[place].value].type.shape


def after(
    attributes: Attributes, kind: Kind, source: Shape, target: Shape, **more: object
) -> Shape | None:
    """The shape behind one call on one input."""
    net = Network()
    value = net.call(kind, attributes, net.input(*source), target, **more)  # type: ignore[arg-type]
    return shape_of(net.finish(value))


@pytest.mark.parametrize(
    ("shape", "dtype", "named"),
    [
        ((None, 784), "float32", ("B", 784)),
        ((None, None), "int32", ("B", "T")),
        ((None, None), "float32", ("B", "N")),
        ((None, None, 64), "float32", ("B", "T", 64)),
        ((None, None, None, 3), "float32", ("B", "H", "W", 3)),
        ((None, None, None, None, 3), "float32", ("B", "D", "H", "W", 3)),
        ((None,), "float32", ("B",)),
        ((8, None, 64), "float32", (8, "T", 64)),
    ],
)
def test_inputs_get_the_usual_letters(shape: Shape, dtype: str, named: Shape) -> None:
    net = Network()
    value = net.input(*shape, dtype=dtype)
    assert shape_of(net.finish(value)) == named


def test_two_inputs_share_the_batch_and_nothing_else() -> None:
    net = Network()
    one = net.input(None, None, dtype="int32", name="one")
    two = net.input(None, None, dtype="int32", name="two")
    graph = net.finish(one, two)
    assert (shape_of(graph, 0), shape_of(graph, 1)) == (("B", "T"), ("B", "S"))


def test_letters_of_a_channels_first_image_stand_behind_the_channels() -> None:
    net = Network()
    image = net.input(None, 3, None, None)
    conv = Convolution(filters=8, kernel_size=(3, 3), padding="same", channels_first=True)
    graph = net.finish(net.call(Kind.CONV, conv, image, (None, 8, None, None)))
    assert graph.values[0].type.shape == ("B", 3, "H", "W")
    assert shape_of(graph) == ("B", 8, "H", "W")


def test_frames_of_a_video_are_a_sequence_when_a_layer_runs_on_each() -> None:
    conv = Convolution(filters=8, kernel_size=(3, 3), stride=(2, 2), padding="same")
    found = after(
        conv,
        Kind.CONV,
        (None, None, None, None, 3),
        (None, None, None, None, 8),
        qualifiers=("each time step",),
    )
    assert found == ("B", "T", "⌈H/2⌉", "⌈W/2⌉", 8)


def test_a_letter_that_the_reader_gave_is_kept_and_not_given_again() -> None:
    net = Network()
    one = net.input(None, "T", 8, name="one")
    two = net.input(None, None, 8, name="two")
    graph = net.finish(one, two)
    assert (shape_of(graph, 0), shape_of(graph, 1)) == (("B", "T", 8), ("B", "S", 8))


_IMAGE: Shape = (None, None, None, 8)
_SEQUENCE: Shape = (None, None, 64)


@pytest.mark.parametrize(
    ("kind", "attributes", "source", "target", "named"),
    [
        (Kind.ACTIVATION, Activation(function="relu"), _SEQUENCE, _SEQUENCE, ("B", "T", 64)),
        (Kind.LINEAR, Linear(units=10), _SEQUENCE, (None, None, 10), ("B", "T", 10)),
        (
            Kind.CONV,
            Convolution(filters=4, kernel_size=(3,), stride=(1,)),
            _SEQUENCE,
            (None, None, 4),
            ("B", "T−2", 4),
        ),
        (
            Kind.CONV,
            Convolution(filters=4, kernel_size=(7,), stride=(2,), padding=((3, 3),)),
            _SEQUENCE,
            (None, None, 4),
            ("B", "⌈T/2⌉", 4),
        ),
        (
            Kind.CONV,
            Convolution(
                filters=4, kernel_size=(2, 2), stride=(2, 2), variant="transposed", padding="same"
            ),
            _IMAGE,
            (None, None, None, 4),
            ("B", "2H", "2W", 4),
        ),
        (
            Kind.CONV,
            Convolution(filters=4, kernel_size=(3, 3), dilation=(2, 2)),
            _IMAGE,
            (None, None, None, 4),
            ("B", "H−4", "W−4", 4),
        ),
        (Kind.POOL, Pool(size=(2, 2)), _IMAGE, _IMAGE, ("B", "⌊H/2⌋", "⌊W/2⌋", 8)),
        (Kind.POOL, Pool(is_global=True), _IMAGE, (None, 8), ("B", 8)),
        (Kind.POOL, Pool(is_global=True, keepdims=True), _IMAGE, _IMAGE, ("B", 1, 1, 8)),
        (Kind.PAD, Margins(amounts=((1, 2), (0, 0))), _IMAGE, _IMAGE, ("B", "H+3", "W", 8)),
        (Kind.CROP, Margins(amounts=((1, 2), (0, 0))), _IMAGE, _IMAGE, ("B", "H−3", "W", 8)),
        (Kind.RESIZE, Resize(factors=(2, 2)), _IMAGE, _IMAGE, ("B", "2H", "2W", 8)),
        (Kind.REDUCE, Reduction(axis=(1,)), _IMAGE, (None, None, 8), ("B", "W", 8)),
        (
            Kind.REDUCE,
            Reduction(axis=(1, -1), keepdims=True),
            _IMAGE,
            (None, 1, None, 1),
            ("B", 1, "W", 1),
        ),
        (
            Kind.RECURRENT,
            Recurrent(units=(5,), returns_sequence=True),
            _SEQUENCE,
            (None, None, 5),
            ("B", "T", 5),
        ),
        (Kind.RECURRENT, Recurrent(units=(5,)), _SEQUENCE, (None, 5), ("B", 5)),
        (Kind.RESHAPE, Reshaping(function="flatten"), _SEQUENCE, (None, None), ("B", "64T")),
        (
            Kind.RESHAPE,
            Reshaping(function="reshape", target=(-1, 8)),
            _IMAGE,
            (None, None, 8),
            ("B", "HW", 8),
        ),
        (
            Kind.RESHAPE,
            Reshaping(function="reshape", target=(-1, 128)),
            _SEQUENCE,
            (None, None, 128),
            ("B", "T/2", 128),
        ),
        (
            Kind.RESHAPE,
            Reshaping(function="reshape", target=(64,)),
            _SEQUENCE,
            (None, 64),
            ("BT", 64),
        ),
        (
            Kind.RESHAPE,
            Reshaping(function="permute", order=(0, 2, 1)),
            _SEQUENCE,
            (None, 64, None),
            ("B", 64, "T"),
        ),
        (
            Kind.RESHAPE,
            Reshaping(function="expand", axis=-1),
            _SEQUENCE,
            (None, None, 64, 1),
            ("B", "T", 64, 1),
        ),
        (
            Kind.RESHAPE,
            Reshaping(function="repeat", times=7),
            (None, 64),
            (None, 7, 64),
            ("B", 7, 64),
        ),
        (Kind.SLICE, Slicing(index=":, -1"), _SEQUENCE, (None, 64), ("B", 64)),
        (Kind.SLICE, Slicing(index=":, 1:"), _SEQUENCE, _SEQUENCE, ("B", "T−1", 64)),
        (Kind.SLICE, Slicing(index=":, ::2"), _SEQUENCE, _SEQUENCE, ("B", "⌈T/2⌉", 64)),
        (Kind.SLICE, Slicing(index="..., 0:3"), _SEQUENCE, (None, None, 3), ("B", "T", 3)),
        (
            Kind.SLICE,
            Slicing(index=":, None"),
            _SEQUENCE,
            (None, 1, None, 64),
            ("B", 1, "T", 64),
        ),
        (
            Kind.EINSUM,
            Einsum(equation="abc,cde->abde"),
            _SEQUENCE,
            (None, None, 4, 16),
            ("B", "T", 4, 16),
        ),
    ],
)
def test_each_kind_carries_or_changes_letters_by_its_own_rule(
    kind: Kind, attributes: Attributes, source: Shape, target: Shape, named: Shape
) -> None:
    assert after(attributes, kind, source, target) == named


def test_embedding_keeps_the_letter_and_adds_the_width() -> None:
    net = Network()
    tokens = net.input(None, None, dtype="int32")
    table = Embedding(vocabulary=100, width=16)
    graph = net.finish(net.call(Kind.EMBEDDING, table, tokens, (None, None, 16)))
    assert shape_of(graph) == ("B", "T", 16)


def test_attention_follows_the_query() -> None:
    net = Network()
    target = net.input(None, None, 8, name="target")
    source = net.input(None, None, 8, name="source")
    inputs = (Argument(target, "query"), Argument(source, "value"))
    shapes = ((None, None, 8), (None, 2, None, None))
    value = net.call(Kind.ATTENTION, Attention(heads=2), inputs, *shapes)
    graph = net.finish(value, value.replace(":0", ":1"))
    assert shape_of(graph, 0) == ("B", "T", 8)
    assert shape_of(graph, 1) == ("B", 2, "T", "S")


def test_scores_of_a_product_have_a_letter_per_side() -> None:
    net = Network("keras.ops")
    one = net.input(None, None, 8, name="one")
    two = net.input(None, None, 8, name="two")
    turned = Reshaping(function="permute", order=(0, 2, 1))
    turned_two = net.call(Kind.RESHAPE, turned, two, (None, 8, None))
    value = net.call(Kind.MATMUL, Product(), (one, turned_two), (None, None, None))
    assert shape_of(net.finish(value)) == ("B", "T", "S")


def test_concatenation_adds_lengths_and_addition_keeps_them() -> None:
    net = Network()
    one = net.input(None, None, 8, name="one")
    two = net.input(None, None, 8, name="two")
    both = net.call(Kind.CONCAT, Axis(axis=1), (one, two), (None, None, 8))
    total = net.call(Kind.ELEMENTWISE, Elementwise(), (both, both), (None, None, 8))
    assert shape_of(net.finish(total)) == ("B", "S+T", 8)


def test_broadcast_axes_give_way() -> None:
    net = Network()
    image = net.input(None, None, None, 8)
    pool = Pool(is_global=True, keepdims=True)
    gate = net.call(Kind.POOL, pool, image, (None, 1, 1, 8))
    scaled = net.call(Kind.ELEMENTWISE, Elementwise(operator="multiply"), (gate, image), _IMAGE)
    assert shape_of(net.finish(scaled)) == ("B", "H", "W", 8)


def test_a_level_skip_keeps_the_plainer_of_two_equal_sizes() -> None:
    net = Network()
    image = net.input(None, None, None, 8)
    low = net.call(Kind.POOL, Pool(size=(2, 2)), image, _IMAGE)
    high = net.call(Kind.RESIZE, Resize(factors=(2, 2)), low, _IMAGE)
    joined = net.call(Kind.CONCAT, Axis(axis=-1), (high, image), (None, None, None, 16))
    graph = net.finish(high, joined)
    assert shape_of(graph, 0) == ("B", "2⌊H/2⌋", "2⌊W/2⌋", 8)
    assert shape_of(graph, 1) == ("B", "H", "W", 16)


def test_equal_parts_of_a_split_divide_the_length() -> None:
    net = Network("keras.ops")
    cut = Axis(axis=1, sections=(2,))
    half = net.call(Kind.SPLIT, cut, net.input(*_SEQUENCE), _SEQUENCE, _SEQUENCE)
    assert shape_of(net.finish(half)) == ("B", "T/2", 64)


def test_an_unknown_operation_gets_fresh_letters_behind_the_batch() -> None:
    assert after(Attributes(), Kind.CUSTOM, _SEQUENCE, (None, None, 64)) == ("B", "N", 64)


def test_a_long_expression_gets_a_letter_and_a_note() -> None:
    net = Network()
    value = net.input(None, None, 8)
    for _ in range(3):
        conv = Convolution(filters=8, kernel_size=(4,), stride=(3,), dilation=(7,))
        value = net.call(Kind.CONV, conv, value, (None, None, 8))
        value = net.call(Kind.RESIZE, Resize(factors=(1000,)), value, (None, None, 8))
    graph = net.finish(value)
    letters = [note.message for note in graph.notes]
    assert letters and all("stands for the size" in message for message in letters)
    shape = shape_of(graph) or ()
    assert len(str(shape[1])) <= 14


def test_the_graph_is_trusted_where_a_rule_disagrees() -> None:
    conv = Convolution(filters=4, kernel_size=(3, 3), stride=(1, 1))
    found = after(conv, Kind.CONV, (None, 16, None, 3), (None, 99, None, 4))
    assert found == ("B", 99, "N", 4)


@given(graphs())
def test_no_size_stays_unknown_and_known_ones_stay_as_they_were(graph: Graph) -> None:
    for value in graph.values:
        assert value.type.shape is not None and None not in value.type.shape
    assert name_unknown_sizes(graph) == graph


def _forgetting(graph: Graph) -> Graph:
    """The graph with the sizes of inputs alone, as numbers: B is 2, other letters from 40 on."""
    letters = {"B": 2}
    values = []
    for value in graph.values:
        shape: Shape = (None,) * len(value.type.shape or ())
        if value.producer is None:
            shape = tuple(
                letters.setdefault(dim, 40 + len(letters)) if isinstance(dim, str) else dim
                for dim in value.type.shape or ()
            )
        values.append(replace(value, type=replace(value.type, shape=shape)))
    return replace(graph, values=tuple(values))


@given(graphs())
def test_expressions_have_the_values_that_numbers_would_have(graph: Graph) -> None:
    numbers = name_unknown_sizes(_forgetting(graph))
    letters: dict[str, int] = {}
    for value in graph.values:
        if value.producer is None:
            known = numbers.value[value.id].type.shape or ()
            letters.update(
                {
                    dim: size
                    for dim, size in zip(value.type.shape or (), known, strict=True)
                    if isinstance(dim, str) and isinstance(size, int)
                }
            )
    long_names = {note.message.split()[0] for note in graph.notes}
    for value in graph.values:
        for dim, size in zip(
            value.type.shape or (), numbers.value[value.id].type.shape or (), strict=True
        ):
            if isinstance(size, int) and not long_names & set(str(dim)):
                assert value_of(str(dim), letters) == size, (value.id, dim, size)
