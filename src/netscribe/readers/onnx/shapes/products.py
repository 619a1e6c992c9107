"""Products of tensors: matrix products, Einstein summations, determinants.

In: a step. Out: the shape of its result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes.broadcast import broadcast
from netscribe.readers.onnx.shapes.results import of_rank, one
from netscribe.readers.onnx.shapes.step import Results, Rule, ShapeStep

_EQUATION = re.compile(r"[A-Za-z.,]*(->[A-Za-z.]*)?")


def matrix_product(left: Shape | None, right: Shape | None) -> Shape | None:
    """As numpy.matmul."""
    if left is None or right is None or not left or not right:
        return None
    if len(left) == 1 and len(right) == 1:
        return ()
    if len(left) == 1:
        return (*right[:-2], right[-1])
    if len(right) == 1:
        return left[:-1]
    batch = broadcast([left[:-2], right[:-2]])
    return None if batch is None else (*batch, left[-2], right[-1])


def products(right_at: int = 1, dtype: str | None = None, dtype_at: int = 0) -> Rule:
    """The matrix product of the first input with another one."""

    def rule(step: ShapeStep) -> Results:
        found = step.dtype(dtype_at) if dtype is None else dtype
        return one(found, matrix_product(step.shape(), step.shape(right_at)))

    return rule


def swapped(shape: Shape | None) -> Shape | None:
    """The last two axes in exchange."""
    if shape is None or len(shape) < 2:
        return shape
    return (*shape[:-2], shape[-1], shape[-2])


def general_product(step: ShapeStep) -> Results:
    """Gemm: alpha · A · B + beta · C, with A and B transposed on demand."""
    left, right = step.shape(0), step.shape(1)
    left = swapped(left) if step.integer("transA") else left
    right = swapped(right) if step.integer("transB") else right
    rows = left[0] if left and len(left) == 2 else None
    columns = right[1] if right and len(right) == 2 else None
    return one(step.dtype(), (rows, columns))


def _einsum(step: ShapeStep) -> Results:
    """Each label keeps its size; "..." stands for axes that broadcast."""
    equation = step.text("equation").replace(" ", "")
    if not _EQUATION.fullmatch(equation):
        return one(step.dtype(), None)
    operands, arrow, result = equation.partition("->")
    parts = operands.split(",")
    shapes = [step.shape(position) for position in range(len(step.inputs))]
    if not arrow:
        result = _implicit(operands)
    if len(parts) != len(shapes) or any(shape is None for shape in shapes):
        return one(step.dtype(), None if "..." in result else of_rank(len(result)))
    sizes: dict[str, Dim] = {}
    batches = [_bound(part, shape or (), sizes) for part, shape in zip(parts, shapes, strict=True)]
    before, dots, after = result.partition("...")
    batch = broadcast(batches) or () if dots else ()
    return one(step.dtype(), (*map(sizes.get, before), *batch, *map(sizes.get, after)))


def _implicit(operands: str) -> str:
    """The result that is meant where none is written: labels that occur once, in order."""
    labels = operands.replace(",", "").replace(".", "")
    dots = "..." if "..." in operands else ""
    return dots + "".join(sorted({label for label in labels if labels.count(label) == 1}))


def _bound(labels: str, shape: Shape, sizes: dict[str, Dim]) -> Shape:
    """Notes the size of each label; gives the sizes that "..." stands for."""
    before, dots, after = labels.partition("...")
    middle = len(shape) - len(after) if dots else len(before)
    pairs = [*zip(before, shape), *zip(after, shape[middle:])]
    for label, size in pairs:
        known = sizes.get(label)
        if known in (None, 1) or (isinstance(size, int) and not isinstance(known, int)):
            sizes[label] = size if size is not None else known
    return shape[len(before) : middle] if dots else ()


def _determinant(step: ShapeStep) -> Results:
    shape = step.shape()
    return one(step.dtype(), None if shape is None else shape[:-2])


PRODUCTS: Mapping[str, Rule] = {
    "MatMul": products(),
    "MatMulInteger": products(dtype="int32"),
    "QLinearMatMul": products(right_at=3, dtype_at=7),
    "Gemm": general_product,
    "Einsum": _einsum,
    "Det": _determinant,
}
