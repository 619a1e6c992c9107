"""Recurrent layers: the sequence of states, and the last ones.

In: a step. Out: its results. `layout` 1 puts the batch first.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes.results import of_rank, one
from netscribe.readers.onnx.shapes.step import Results, Rule, ShapeStep


def _states(count: int, weight_at: int = 2) -> Rule:
    """`count` last states after the sequence (T, directions, N, units)."""

    def rule(step: ShapeStep) -> Results:
        shape, weight = step.shape(), step.shape(weight_at)
        units: Dim = step.integer("hidden_size") or None
        if units is None and weight and len(weight) == 3:
            units = weight[2]
        directions = 2 if step.text("direction", "forward") == "bidirectional" else 1
        dtype = step.dtype()
        if shape is None or len(shape) != 3:
            return (*one(dtype, of_rank(4)), *one(dtype, of_rank(3)) * count)
        steps, batch = shape[:2]
        sequence: Shape = (steps, directions, batch, units)
        last: Shape = (directions, batch, units)
        if step.integer("layout"):
            batch, steps = shape[:2]
            sequence, last = (batch, steps, directions, units), (batch, directions, units)
        return (*one(dtype, sequence), *one(dtype, last) * count)

    return rule


RECURRENT: Mapping[str, Rule] = {"RNN": _states(1), "GRU": _states(1), "LSTM": _states(2)}
