"""Shapes of `keras.ops` functions that have no kind of their own.

In: a step. Out: shapes where a rule is known; unknown else, and then the file's own word counts.
"""

from __future__ import annotations

from netscribe.readers.keras.layers.activation import ACTIVATION_OPERATIONS
from netscribe.readers.keras.shapes.lengths import replaced
from netscribe.readers.keras.shapes.step import UNKNOWN, ShapeRule, Shapes, Step, same
from netscribe.readers.keras.shapes.tensors import elementwise

# fmt: off
_SAME_SHAPE = (
    "Absolute", "Abs", "Fabs", "Angle", "Arccos", "Arccosh", "Arcsin", "Arcsinh", "Arctan",
    "Arctanh", "Argsort", "BitwiseInvert", "BitwiseNot", "Cbrt", "Ceil", "Clip", "Conj",
    "Conjugate", "Copy", "Cos", "Cosh", "Cumprod", "Cumsum", "Deg2rad", "EmptyLike", "Erf", "Erfc",
    "Erfinv", "Exp", "Exp2", "Expm1", "Floor", "FullLike", "I0", "Imag", "Isfinite", "Isinf",
    "Isnan", "Isneginf", "Isposinf", "Isreal", "Log", "Log10", "Log1p", "Log2", "LogicalNot",
    "Nancumprod", "Nancumsum", "NanToNum", "Negative", "Normalize", "OnesLike", "Rad2deg", "Real",
    "Reciprocal", "Round", "Rsqrt", "Sign", "Signbit", "Sin", "Sinc", "Sinh", "Sort", "Sqrt",
    "Square", "Tan", "Tril", "Triu", "Trunc", "ZerosLike", "Cholesky", "Inv", "Digitize",
    "ScatterUpdate", "SliceUpdate", "HSVToRGB", "RGBToHSV", "GaussianBlur", "AffineTransform",
    "ElasticTransform", "PerspectiveTransform",
)
_PREDICATES = frozenset({
    "All", "Any", "Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual", "Isclose",
    "Isfinite", "Isinf", "Isnan", "Isneginf", "Isposinf", "Isreal", "LogicalAnd", "LogicalNot",
    "LogicalOr", "LogicalXor", "Signbit", "IsIn", "InTopK", "AllClose",
})
_INDICES = frozenset({
    "Argmax", "Argmin", "Argsort", "CountNonzero", "Digitize", "Nanargmax", "Nanargmin",
    "SearchSorted", "Argpartition",
})
# fmt: on


def _one_hot(step: Step) -> Shapes:
    shape, axis = step.shape, step.entries.integer("axis", -1)
    if shape is None:
        return UNKNOWN
    position = axis + len(shape) + 1 if axis < 0 else axis
    depth = step.entries.optional_integer("num_classes", 1)
    return ((*shape[:position], depth, *shape[position:]),)


def _multi_hot(step: Step) -> Shapes:
    shape, depth = step.shape, step.entries.optional_integer("num_classes", 1)
    return UNKNOWN if not shape else ((*shape[:-1], depth),)


def _top_k(step: Step) -> Shapes:
    shape, count = step.shape, step.entries.optional_integer("k", 1)
    return UNKNOWN if not shape else ((*shape[:-1], count),) * 2


def _moments(step: Step) -> Shapes:
    shape = step.shape
    if shape is None:
        return UNKNOWN
    axes = {axis % len(shape) for axis in step.entries.sizes("axes")}
    if step.entries.flag("keepdims", False):
        one = tuple(1 if place in axes else size for place, size in enumerate(shape))
    else:
        one = tuple(size for place, size in enumerate(shape) if place not in axes)
    return (one, one)


def _grayscale(step: Step) -> Shapes:
    shape = step.shape
    axis = -3 if step.entries.channels_first else -1
    return UNKNOWN if shape is None else (replaced(shape, axis, 1),)


_SHAPES: dict[str, ShapeRule] = {
    **dict.fromkeys(_SAME_SHAPE, same),
    "Where": elementwise,
    "OneHot": _one_hot,
    "MultiHot": _multi_hot,
    "TopK": _top_k,
    "Moments": _moments,
    "RGBToGrayscale": _grayscale,
}


def mathematics(step: Step) -> Shapes:
    """The rule of the class, if there is one."""
    rule = _SHAPES.get(step.entries.class_name)
    return rule(step) if rule else UNKNOWN


def operation_dtype(step: Step) -> str:
    """dtype of an operation's result: bool, int32, or the widest of its inputs'."""
    name = step.entries.class_name
    if name in _PREDICATES:
        return "bool"
    if name in _INDICES:
        return "int32"
    if name in ("OneHot", "MultiHot"):
        return str(step.entries.raw("dtype") or step.compute_dtype)
    tensors = step.inputs[1:] if name == "Where" else step.inputs
    widest = _widest([tensor.dtype for tensor in tensors])
    floating = name in _FLOATING and not widest.startswith(("float", "bfloat", "complex"))
    constant = any(isinstance(value, float) for value in step.entries.arguments.values())
    whole = widest.startswith(("int", "uint", "bool"))
    return "float32" if widest and (floating or (constant and whole)) else widest


#: Functions whose result is never whole.
_FLOATING = frozenset(
    {
        *ACTIVATION_OPERATIONS,
        *("Divide", "TrueDivide", "Mean", "Var", "Std", "Exp", "Log", "Log1p", "Sqrt", "Rsqrt"),
        *("Sin", "Cos", "Tan", "Erf", "Logsumexp", "Median", "Quantile", "Average", "Log2"),
    }
) - {"Relu", "Relu6"}

_WIDTH = ("bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "int64")
_FLOAT_WIDTH = ("float8", "bfloat16", "float16", "float32", "float64")


def _widest(words: list[str]) -> str:
    for order in (_FLOAT_WIDTH, _WIDTH):
        found = [order.index(word) for word in words if word in order]
        if found:
            return order[max(found)]
    return next((word for word in words if word), "")
