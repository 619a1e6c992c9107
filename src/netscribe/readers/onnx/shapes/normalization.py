"""Normalisations, and optimizers' updates: results that have the shapes of their inputs.

In: a step. Out: its results.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.types import Shape
from netscribe.readers.onnx.shapes.dtypes import dtype_of
from netscribe.readers.onnx.shapes.results import axis_index, one, same, same_as
from netscribe.readers.onnx.shapes.step import UNKNOWN, Known, Results, Rule, ShapeStep


def _batch(step: ShapeStep) -> Results:
    """The normalised tensor; in training also running statistics, as long as the scale."""
    return (*same(step), *same_as(3)(step) * 4)


def _statistics(step: ShapeStep) -> Results:
    """LayerNormalization: the tensor, and mean and deviation with 1 on the normalised axes."""
    shape = step.shape()
    axis = None if shape is None else axis_index(step.integer("axis", -1), len(shape))
    found: Shape | None = None
    if shape is not None and axis is not None:
        found = (*shape[:axis], *(1,) * (len(shape) - axis))
    code = step.integer("stash_type", 1)
    return (*same(step), *one(dtype_of(code), found) * 2)


def _updated(states: int) -> Rule:
    """New values of X tensors and of `states` states each; inputs R, T, X, G, states."""

    def rule(step: ShapeStep) -> Results:
        each = (len(step.inputs) - 2) // (states + 2)
        tensors = step.inputs[2 : 2 + each]
        kept = step.inputs[2 + 2 * each :]
        return tuple(Known((entry or UNKNOWN).type) for entry in (*tensors, *kept))

    return rule


NORMALIZATION: Mapping[str, Rule] = {
    "BatchNormalization": _batch,
    **dict.fromkeys(("InstanceNormalization", "GroupNormalization", "RMSNormalization"), same),
    **dict.fromkeys(("LayerNormalization", "SimplifiedLayerNormalization"), _statistics),
}
TRAINING: Mapping[str, Rule] = {
    "Adagrad": _updated(1),
    "Momentum": _updated(1),
    "Adam": _updated(2),
}
