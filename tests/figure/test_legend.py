"""The legend declares every default that a card leaves out, and nothing that does not occur."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from tests.strategies import graphs

from netscribe.figure.legend import legend_lines
from netscribe.graph.attributes import (
    Attention,
    Attributes,
    Convolution,
    Einsum,
    Embedding,
    Linear,
    Normalization,
    Pool,
    Recurrent,
    Resize,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Op
from netscribe.style.labels import card_text
from netscribe.transforms.pipeline import simplified


def _graph(kind: Kind, attributes: Attributes, type_name: str = "") -> Graph:
    node = Node("n", Op(kind, type_name or kind.value), attributes=attributes, covers=("n",))
    return Graph("net", (node,), ())


_CONV = Convolution(
    filters=4,
    kernel_size=(3, 3),
    stride=(2, 2),
    padding="same",
    dilation=(2, 2),
    groups=2,
    bias=False,
)
_LSTM = Recurrent(
    units=(4,), returns_sequence=True, bias=False, activation="relu", recurrent_activation="relu"
)
_BARE_NORM = Normalization(center=False, scale=False)

#: Kind, attributes of which nothing is left out, what changes, and the word in the legend.
OMISSIONS = [
    (Kind.CONV, _CONV, {"stride": (1, 1)}, "stride 1"),
    (Kind.CONV, _CONV, {"stride": ()}, "stride 1"),
    (Kind.CONV, _CONV, {"padding": "valid"}, "valid padding"),
    (Kind.CONV, _CONV, {"padding": ((0, 0), (0, 0))}, "valid padding"),
    (Kind.CONV, _CONV, {"dilation": (1, 1)}, "dilation 1"),
    (Kind.CONV, _CONV, {"groups": 1}, "groups 1"),
    (Kind.CONV, _CONV, {"bias": True}, "bias"),
    (Kind.CONV, _CONV, {"variant": "separable"}, "depth multiplier 1"),
    (
        Kind.POOL,
        Pool(size=(2, 2), stride=(2, 2), padding="same"),
        {"padding": "valid"},
        "valid padding",
    ),
    (Kind.RESIZE, Resize(size=(8, 8), method="bilinear"), {"method": "nearest"}, "nearest"),
    (Kind.LINEAR, Linear(units=4, bias=False), {"bias": True}, "bias"),
    (Kind.EINSUM, Einsum(equation="ab,bc->ac"), {"bias": True}, "bias"),
    (Kind.ATTENTION, Attention(bias=False), {"bias": True}, "bias"),
    (Kind.RECURRENT, _LSTM, {"bias": True}, "bias"),
    (Kind.RECURRENT, _LSTM, {"activation": "tanh"}, "recurrent tanh"),
    (Kind.RECURRENT, _LSTM, {"recurrent_activation": "sigmoid"}, "recurrent sigmoid gates"),
    (Kind.RECURRENT, _LSTM, {"returns_sequence": False}, "last step only"),
    (
        Kind.RECURRENT,
        replace(_LSTM, padding="same"),
        {"kernel_size": (3, 3), "padding": "valid"},
        "valid padding",
    ),
    (Kind.NORM, _BARE_NORM, {"center": True, "scale": True}, "norm center and scale"),
]


@pytest.mark.parametrize(("kind", "full", "change", "word"), OMISSIONS)
def test_a_default_is_declared_exactly_where_it_is_left_out(
    kind: Kind, full: Attributes, change: dict[str, Any], word: str
) -> None:
    assert legend_lines(_graph(kind, full)) == ()
    assert legend_lines(_graph(kind, replace(full, **change))) == (f"not shown: {word}",)


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        (Kind.POOL, Pool(is_global=True)),
        (Kind.POOL, Pool(adaptive=True, size=(2, 2))),
        (Kind.RESIZE, Resize(factors=(2, 2))),
        (Kind.ATTENTION, Attention(projections=False)),
        (Kind.EMBEDDING, Embedding(vocabulary=9, width=2)),
    ],
)
def test_what_has_no_such_setting_declares_none(kind: Kind, attributes: Attributes) -> None:
    assert legend_lines(_graph(kind, attributes)) == ()


def test_defaults_are_listed_once_in_one_line_in_a_fixed_order() -> None:
    conv = Node("a", Op(Kind.CONV, "Conv2D"), attributes=Convolution(), covers=("a",))
    lstm = Node("b", Op(Kind.RECURRENT, "LSTM"), attributes=Recurrent(), covers=("b",))
    assert legend_lines(Graph("net", (lstm, conv, replace(conv, id="c")), ())) == (
        "not shown: stride 1, valid padding, dilation 1, groups 1, bias, recurrent tanh, "
        "recurrent sigmoid gates, "
        "last step only",
    )


def test_the_epsilon_of_folded_norms_is_declared() -> None:
    norms = tuple(
        Node(name, Op(Kind.NORM, "Norm"), attributes=replace(_BARE_NORM, epsilon=epsilon))
        for name, epsilon in (("b", 0.001), ("c", 1e-5), ("d", 0.001))
    )
    linear = Node("a", Op(Kind.LINEAR, "Dense"), attributes=Linear(units=4, bias=False))
    graph = Graph("net", (replace(linear, after=norms),), ())
    assert legend_lines(graph) == ("not shown: norm ε = 1e-5 or 0.001",)


@settings(max_examples=50, deadline=None)
@given(graphs())
def test_a_bias_is_on_each_card_or_in_the_legend(graph: Graph) -> None:
    drawn = simplified(graph)
    legend = " ".join(legend_lines(drawn))
    for node in drawn.nodes:
        if isinstance(node.attributes, (Linear, Convolution)):
            printed = "no bias" in card_text(node, drawn).details
            assert printed != node.attributes.bias
            assert not node.attributes.bias or "bias" in legend
