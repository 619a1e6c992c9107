"""Reductions and selections along axes: sums, means, maxima, the largest k, what is not zero.

In: a step. Out: its results. Axes are an attribute in older versions and an input in newer ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.results import (
    axis_index,
    listed,
    of_rank,
    one,
    replaced,
    scalar,
    whole_numbers,
)
from netscribe.readers.onnx.shapes.step import Element, Results, Rule, ShapeStep


def _without(shape: Shape, axes: set[int | None], *, keeps: bool) -> Shape:
    if keeps:
        return tuple(1 if place in axes else size for place, size in enumerate(shape))
    return tuple(size for place, size in enumerate(shape) if place not in axes)


def _reduction(fold: Callable[[tuple[Element, ...]], Element] | None = None) -> Rule:
    def rule(step: ShapeStep) -> Results:
        source, axes = step.input(0), listed(step, 1, "axes")
        shape, keeps = source.shape, bool(step.integer("keepdims", 1))
        if shape is None or axes is None:
            known = keeps and shape is not None
            return one(source.dtype, of_rank(len(shape)) if known and shape else None)
        if not axes and step.integer("noop_with_empty_axes"):
            return one(source.dtype, shape, source.content)
        gone = {axis_index(axis, len(shape)) for axis in axes or range(len(shape))}
        found = _without(shape, gone, keeps=keeps)
        whole = len(gone) == len(shape)
        content = (fold(source.content),) if fold and whole and source.content else None
        return one(source.dtype, found, content)

    return rule


def _arg_reduction(step: ShapeStep) -> Results:
    shape = step.shape()
    if shape is None:
        return one("int64", None)
    axis = axis_index(step.integer("axis"), len(shape))
    return one("int64", _without(shape, {axis}, keeps=bool(step.integer("keepdims", 1))))


def _largest(step: ShapeStep) -> Results:
    """TopK: k of the values along the axis, and their indices."""
    shape = step.shape()
    count: Dim = step.integer("k") if step.opset < 10 else scalar(step.given(1))
    axis = None if shape is None else axis_index(step.integer("axis", -1), len(shape))
    found = None if shape is None or axis is None else replaced(shape, axis, count)
    return (*one(step.dtype(), found), *one("int64", found))


def _not_zero(step: ShapeStep) -> Results:
    """(rank, as many as are not zero)."""
    shape = step.shape()
    values = whole_numbers(step.given(0))
    count = None if values is None else sum(map(bool, values))
    if values is not None and shape is not None and len(shape) == 1:
        places = tuple(place for place, value in enumerate(values) if value)
        return one("int64", (1, count), places)
    return one("int64", (len(shape) if shape is not None else None, count))


def _distinct(step: ShapeStep) -> Results:
    """Unique: values, first places, places of the inverse, counts."""
    shape = step.shape()
    first: Shape | None = (None,)
    length: Dim = None
    if step.attributes.get("axis") is not None:
        axis = None if shape is None else axis_index(step.integer("axis"), len(shape))
        known = shape is not None and axis is not None
        first = replaced(shape, axis, None) if known and shape and axis is not None else None
        length = shape[axis] if known and shape and axis is not None else None
    elif shape is not None:
        length = arithmetic.dim(arithmetic.product(shape))
    inverse: Shape = (length,)
    rows: list[Shape] = [(None,), inverse, (None,)]
    return (*one(step.dtype(), first), *(each for row in rows for each in one("int64", row)))


def _suppressed(step: ShapeStep) -> Results:
    """NonMaxSuppression: (selected, 3)."""
    return one("int64", (None, 3))


def _loss(step: ShapeStep) -> Results:
    """The labels' shape, or one number; and the log-probabilities."""
    none = step.text("reduction", "mean") == "none"
    loss = one(step.dtype(), step.shape(1) if none else ())
    return (*loss, *one(step.dtype(), step.shape()))


def _longest(elements: tuple[Element, ...]) -> Element:
    found = elements[0]
    for other in elements[1:]:
        found = arithmetic.larger(found, other)
    return found


def _shortest(elements: tuple[Element, ...]) -> Element:
    found = elements[0]
    for other in elements[1:]:
        found = arithmetic.smaller(found, other)
    return found


_NOT_FOLLOWED = (
    *("ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp"),
    *("ReduceMean", "ReduceSumSquare"),
)
REDUCTIONS: Mapping[str, Rule] = {
    **dict.fromkeys(
        [
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMean",
            "ReduceSumSquare",
        ],
        _reduction(),
    ),
    "ReduceSum": _reduction(arithmetic.total),
    "ReduceProd": _reduction(arithmetic.product),
    "ReduceMax": _reduction(_longest),
    "ReduceMin": _reduction(_shortest),
    **dict.fromkeys(("ArgMax", "ArgMin"), _arg_reduction),
    "TopK": _largest,
    "NonZero": _not_zero,
    "Unique": _distinct,
    "NonMaxSuppression": _suppressed,
    **dict.fromkeys(("NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss"), _loss),
}
