"""Shapes of products: matrix products, Keras' Dot layer, Einstein summations.

In: a step. Out: the shape of its result.
"""

from __future__ import annotations

from netscribe.errors import ReadError
from netscribe.graph.attributes import Einsum, Product
from netscribe.graph.types import Dim, Shape
from netscribe.readers.keras.shapes.lengths import axis_index, broadcast
from netscribe.readers.keras.shapes.step import UNKNOWN, Shapes, Step


def matrix_product(step: Step) -> Shapes:
    """`matmul`, `dot`, `tensordot`, and the Dot layer."""
    shapes = [tensor.shape for tensor in step.inputs]
    if len(shapes) < 2 or shapes[0] is None or shapes[1] is None:
        return UNKNOWN
    rule = _PRODUCTS.get(step.entries.domain, _matmul)
    if step.entries.class_name == "Tensordot":
        rule = _tensordot
    elif step.entries.class_name == "Outer":
        return UNKNOWN
    return (rule(step, shapes[0], shapes[1]),)


def _matmul(step: Step, left: Shape, right: Shape) -> Shape | None:
    if not left or not right:
        return (*left, *right)
    if step.entries.class_name == "Dot" and len(right) > 1:
        return (*left[:-1], *right[:-2], right[-1])
    if len(right) == 1:
        return left[:-1]
    if len(left) == 1:
        return (*right[:-2], right[-1])
    batch = broadcast([left[:-2], right[:-2]])
    return None if batch is None else (*batch, left[-2], right[-1])


def _dot_layer(step: Step, left: Shape, right: Shape) -> Shape | None:
    axes = step.attributes(Product).axes
    if len(axes) != 2:
        return None
    first, second = axis_index(axes[0], len(left)), axis_index(axes[1], len(right))
    if first is None or second is None:
        return None
    rest = [size for place, size in enumerate(left) if place != first]
    other = [size for place, size in enumerate(right) if place != second][1:]
    found = (*rest, *other)
    return (*found, 1) if len(found) == 1 else found


def _tensordot(step: Step, left: Shape, right: Shape) -> Shape | None:
    axes = step.entries.raw("axes")
    if isinstance(axes, int):
        return (*left[: len(left) - axes], *right[axes:])
    if not isinstance(axes, (list, tuple)) or len(axes) != 2:
        return None
    pair = [axis if isinstance(axis, (list, tuple)) else [axis] for axis in axes]
    gone = [
        {axis % len(shape) for axis in part if isinstance(axis, int)}
        for part, shape in zip(pair, (left, right), strict=True)
    ]
    return tuple(
        size
        for places, shape in zip(gone, (left, right), strict=True)
        for place, size in enumerate(shape)
        if place not in places
    )


_PRODUCTS = {"keras.layers": _dot_layer, "keras.ops": _matmul}


def split_equation(equation: str) -> tuple[list[str], str]:
    """The labels of each operand and of the result.

    Raises:
        ReadError: it is no Einstein summation.
    """
    left, arrow, right = equation.replace(" ", "").partition("->")
    operands = left.split(",")
    if not left or any(not part.replace("...", "").isalpha() for part in operands if part):
        raise ReadError(
            f"an Einstein summation reads '{equation[:60]}', expected something like 'ab,bc->ac'",
            hint="the model's configuration is damaged; save the model again",
        )
    if not arrow:
        labels = "".join(operands)
        right = "".join(sorted({label for label in labels if labels.count(label) == 1}))
    return operands, right


def _bind(labels: str, shape: Shape, sizes: dict[str, Dim]) -> Shape:
    """Notes each label's size; returns the sizes that "..." stands for."""
    before, dots, after = labels.partition("...")
    middle = len(shape) - len(after) if dots else len(before)
    for label, size in [
        *zip(before, shape, strict=False),
        *zip(after, shape[middle:], strict=False),
    ]:
        if not isinstance(sizes.get(label), int):
            sizes[label] = size
    return shape[len(before) : middle] if dots else ()


def einsum(step: Step) -> Shapes:
    """Each label keeps its size."""
    if step.entries.class_name == "EinsumDense":
        return (einsum_dense(step),)
    operands, result = split_equation(step.attributes(Einsum).equation)
    shapes = [tensor.shape for tensor in step.inputs]
    if len(operands) != len(shapes) or any(shape is None for shape in shapes):
        return UNKNOWN
    sizes: dict[str, Dim] = {}
    batches = [
        _bind(part, shape or (), sizes) for part, shape in zip(operands, shapes, strict=True)
    ]
    return (_filled(result, sizes, broadcast(batches) or ()),)


def _filled(labels: str, sizes: dict[str, Dim], batch: Shape) -> Shape:
    before, dots, after = labels.partition("...")
    middle = batch if dots else ()
    return (
        *(sizes.get(label) for label in before),
        *middle,
        *(sizes.get(label) for label in after),
    )


def einsum_dense_sizes(step: Step) -> tuple[list[str], str, dict[str, Dim], Shape] | None:
    """Labels and sizes of an EinsumDense: from its input, then from its `output_shape` entry."""
    operands, result = split_equation(step.attributes(Einsum).equation)
    if step.shape is None or len(operands) != 2:
        return None
    sizes: dict[str, Dim] = {}
    batch = _bind(operands[0], step.shape, sizes)
    written = step.entries.raw("output_shape")
    tail = list(written) if isinstance(written, (list, tuple)) else [written]
    names = result.replace("...", "")
    for label, size in zip(reversed(names), reversed(tail), strict=False):
        if isinstance(size, int):
            sizes[label] = size
    return operands, result, sizes, batch


def einsum_dense(step: Step) -> Shape | None:
    """The shape an EinsumDense gives."""
    found = einsum_dense_sizes(step)
    if found is None:
        return None
    _, result, sizes, batch = found
    shape = _filled(result, sizes, batch)
    written = step.entries.raw("output_shape")
    tail = list(written) if isinstance(written, (list, tuple)) else [written]
    # Keras leaves a size open where `output_shape` does, though the input may tell it.
    return (*shape[: len(shape) - len(tail)], *tail_sizes(tail)) if tail else shape


def tail_sizes(sizes: list[object]) -> Shape:
    """Sizes out of a configuration; None for anything but a number."""
    return tuple(size if isinstance(size, int) else None for size in sizes)
