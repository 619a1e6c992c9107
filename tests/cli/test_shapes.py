"""Shapes are typed with commas, or with the crosses that figures and notes print."""

from __future__ import annotations

import pytest

from netscribe.cli.shapes import Inputs, parse_inputs


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["28,28,1"], (28, 28, 1)),
        (["28x28x1"], (28, 28, 1)),
        (["2×3×224×224"], (2, 3, 224, 224)),
        (["(28, 28, 1)"], (28, 28, 1)),
        (["16:int64"], ((16,), "int64")),
        (["a=?x3", "b=4"], {"a": (None, 3), "b": (4,)}),
        (["8x8", "2"], [(8, 8), (2,)]),
    ],
)
def test_shapes_as_they_are_typed(texts: list[str], found: Inputs) -> None:
    assert parse_inputs(texts) == found
