"""The shape rule of every kind of operation.

In: a step. Out: the types of its results: shapes with None where unknown, dtypes "" where unknown.
Shapes follow the rules of Keras 3's `compute_output_shape`.
"""

from __future__ import annotations

from netscribe.graph.attributes import Casting
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape, TensorType
from netscribe.readers.keras.layers.domain import KERAS_OPERATIONS
from netscribe.readers.keras.shapes import features, products, spatial, tensors
from netscribe.readers.keras.shapes.lengths import replaced
from netscribe.readers.keras.shapes.mathematics import mathematics, operation_dtype
from netscribe.readers.keras.shapes.preprocessing import preprocessing, preprocessing_dtype
from netscribe.readers.keras.shapes.slicing import slicing
from netscribe.readers.keras.shapes.step import UNKNOWN, ShapeRule, Shapes, Step, same


def _unknown(step: Step) -> Shapes:
    return UNKNOWN


def _activation(step: Step) -> Shapes:
    """A gated linear unit halves its axis; every other function keeps the shape."""
    if step.entries.class_name != "Glu" or step.shape is None:
        return same(step)
    axis = step.entries.integer("axis", -1)
    size = step.shape[axis]
    return (replaced(step.shape, axis, size // 2 if isinstance(size, int) else None),)


SHAPES: dict[Kind, ShapeRule] = {
    Kind.CONV: spatial.convolution,
    Kind.LINEAR: features.linear,
    Kind.EINSUM: products.einsum,
    Kind.NORM: same,
    Kind.ACTIVATION: _activation,
    Kind.DROPOUT: same,
    Kind.POOL: spatial.pooling,
    Kind.RESIZE: spatial.resizing,
    Kind.PAD: spatial.padding,
    Kind.CROP: spatial.cropping,
    Kind.ATTENTION: features.attention,
    Kind.EMBEDDING: features.embedding,
    Kind.RECURRENT: features.recurrent,
    Kind.ELEMENTWISE: tensors.elementwise,
    Kind.CONCAT: tensors.concatenation,
    Kind.STACK: tensors.stacking,
    Kind.SPLIT: tensors.splitting,
    Kind.MATMUL: products.matrix_product,
    Kind.RESHAPE: tensors.reshaping,
    Kind.SLICE: slicing,
    Kind.CAST: same,
    Kind.IDENTITY: same,
    Kind.REDUCE: tensors.reduction,
    Kind.MATH: mathematics,
    Kind.PREPROCESS: preprocessing,
    Kind.CUSTOM: _unknown,
}

#: Kinds of layers that hand on whole numbers as they are.
_HANDS_ON = frozenset(
    {
        Kind.RESHAPE,
        Kind.PAD,
        Kind.CROP,
        Kind.RESIZE,
        Kind.IDENTITY,
        Kind.ELEMENTWISE,
        Kind.CONCAT,
        Kind.POOL,
        Kind.DROPOUT,
        Kind.SLICE,
    }
)


def output_types(step: Step) -> tuple[TensorType, ...]:
    """Shape and dtype of each result of a call."""
    shapes = SHAPES.get(step.facts.op.kind, _unknown)(step)
    dtype = _dtype(step)
    if step.entries.class_name == "TopK" and len(shapes) == 2:
        return (TensorType(dtype, _plain(shapes[0])), TensorType("int32", _plain(shapes[1])))
    return tuple(TensorType(dtype, _plain(shape)) for shape in shapes)


def _plain(shape: Shape | None) -> Shape | None:
    return None if shape is None else tuple(shape)


def _dtype(step: Step) -> str:
    kind = step.facts.op.kind
    if kind is Kind.CUSTOM:
        return ""
    if kind is Kind.CAST:
        return step.attributes(Casting).dtype
    if step.facts.op.domain == KERAS_OPERATIONS:
        return operation_dtype(step)
    if kind is Kind.PREPROCESS:
        return preprocessing_dtype(step)
    floating = not step.dtype or step.dtype.startswith(("float", "bfloat"))
    return step.dtype if kind in _HANDS_ON and not floating else step.compute_dtype
