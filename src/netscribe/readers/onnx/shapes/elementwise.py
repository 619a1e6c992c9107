"""Operators that work element by element: their inputs broadcast, and small contents are followed.

In: a step. Out: its results.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.broadcast import broadcast, contents_together
from netscribe.readers.onnx.shapes.dtypes import DTYPES, dtype_of
from netscribe.readers.onnx.shapes.results import one, same, same_shape
from netscribe.readers.onnx.shapes.step import Content, Element, Known, Results, Rule, ShapeStep

#: Operators of the first versions broadcast the second tensor to the first, never the reverse.
_FIRST_BROADCAST = 7
_WHOLE = ("int", "uint")
#: Powers of numbers that sizes and widths are made of; a damaged file may hold any.
_LARGEST_BASE, _LARGEST_EXPONENT = 1e6, 16


def _together(step: ShapeStep) -> tuple[Known, ...]:
    return tuple(entry for entry in step.inputs if entry is not None)


def _dtype(step: ShapeStep, start: int = 0) -> str:
    """The dtype of the first input that has one: all operands share it."""
    return next((one.dtype for one in _together(step)[start:] if one.dtype), "")


def _unary(function: Callable[[Element], Element]) -> Rule:
    """A function of one tensor whose small contents matter."""

    def rule(step: ShapeStep) -> Results:
        source = step.input(0)
        content = source.content
        found = None if content is None else tuple(map(function, content))
        return one(source.dtype, source.shape, found)

    return rule


def _binary(function: Callable[[Element, Element], Element], dtype: str = "") -> Rule:
    """A function of two tensors, or of many from left to right."""

    def rule(step: ShapeStep) -> Results:
        tensors = _together(step)
        shape = broadcast([each.shape for each in tensors])
        if step.domain in ("", "ai.onnx") and step.opset < _FIRST_BROADCAST:
            shape = step.shape()
        return one(dtype or _dtype(step), shape, _folded(tensors, function))

    return rule


def _folded(
    tensors: tuple[Known, ...], function: Callable[[Element, Element], Element]
) -> Content | None:
    contents = contents_together(tensors, broadcast([each.shape for each in tensors]))
    if not contents:
        return None
    found = contents[0]
    for other in contents[1:]:
        found = tuple(map(function, found, other))
    return found


def _nothing(first: Element, second: Element) -> Element:
    """A function whose results no shape depends on."""
    return None


def _divide(step: ShapeStep) -> Results:
    whole = _dtype(step).startswith(_WHOLE)
    return _binary(_whole_quotient if whole else arithmetic.over)(step)


def _whole_quotient(first: Element, second: Element) -> Element:
    """Rounded towards zero, as in C."""
    if isinstance(first, int) and isinstance(second, int) and second:
        return abs(first) // abs(second) * (1 if (first < 0) == (second < 0) else -1)
    return arithmetic.over_down(first, second)


def _modulo(step: ShapeStep) -> Results:
    """The sign of the divisor, as in Python; with `fmod` that of the dividend."""
    return _binary(_nothing if step.integer("fmod") else arithmetic.modulo)(step)


def _power(first: Element, second: Element) -> Element:
    if second == 2:
        return arithmetic.times(first, first)
    if isinstance(first, (int, float)) and isinstance(second, (int, float)):
        usual = 0 < first < _LARGEST_BASE and abs(second) < _LARGEST_EXPONENT
        return float(first) ** second if usual else None
    return first if second == 1 else None


def _both(first: Element, second: Element) -> Element:
    if first is None or second is None:
        return False if False in (first, second) else None
    return bool(first) and bool(second)


def _either(first: Element, second: Element) -> Element:
    if first is None or second is None:
        return True if True in (first, second) else None
    return bool(first) or bool(second)


def _contrary(element: Element) -> Element:
    return None if element is None else not element


def _not_above(first: Element, second: Element) -> Element:
    return _contrary(arithmetic.less(second, first))


def _root(element: Element) -> Element:
    return math.sqrt(element) if isinstance(element, (int, float)) and element >= 0 else None


def _where(step: ShapeStep) -> Results:
    tensors = tuple(step.input(position) for position in range(3))
    shape = broadcast([each.shape for each in tensors])
    contents = contents_together(tensors, shape)
    found = None if contents is None else tuple(map(_chosen, *contents))
    return one(_dtype(step, 1), shape, found)


def _chosen(condition: Element, first: Element, second: Element) -> Element:
    if condition is None:
        return first if first == second else None
    return first if condition else second


def _cast(step: ShapeStep) -> Results:
    target = step.attributes.get("to")
    dtype = target.lower() if isinstance(target, str) else dtype_of(target)
    if dtype not in DTYPES.values():
        dtype = {"float": "float32", "double": "float64"}.get(dtype, "")
    return _as(step.input(0), dtype)


def _cast_like(step: ShapeStep) -> Results:
    return _as(step.input(0), step.dtype(1))


def _as(source: Known, dtype: str) -> Results:
    content = source.content
    if content is not None and dtype != source.dtype:
        content = tuple(_element_as(entry, dtype) for entry in content)
    return one(dtype, source.shape, content)


def _element_as(element: Element, dtype: str) -> Element:
    if dtype == "bool":
        return bool(element) if isinstance(element, (int, float)) else None
    if dtype.startswith(_WHOLE) and isinstance(element, (int, float)):
        return int(element) if math.isfinite(element) else None
    if dtype.startswith(_WHOLE):
        return arithmetic.floor(element)
    return element


def _bit_cast(step: ShapeStep) -> Results:
    return one(dtype_of(step.attributes.get("to")), step.shape())


def _clip(step: ShapeStep) -> Results:
    """Contents are kept where they lie between the limits."""
    source = step.input(0)
    limits = [step.given(1), step.given(2)]
    content = source.content
    if content is None or any(each is not None and each.content is None for each in limits):
        return same(step)
    for limit, decide in zip(limits, (arithmetic.larger, arithmetic.smaller), strict=True):
        if limit is not None and limit.content and len(limit.content) == 1:
            bound = limit.content[0]
            content = tuple(decide(entry, bound) for entry in content)
    return one(source.dtype, source.shape, content)


def _dropout(step: ShapeStep) -> Results:
    return (*same(step), *one("bool" if step.opset >= 10 else step.dtype(), step.shape()))


_SAME = """
Abs Acos Acosh Asin Asinh Atan Atanh Celu Cos Cosh Elu Erf Exp Gelu HardSigmoid HardSwish
LeakyRelu Log Mish Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Swish
Tan Tanh ThresholdedRelu Softmax LogSoftmax Hardmax PRelu LRN LpNormalization BitwiseNot CumSum
CumProd Trilu ReverseSequence MeanVarianceNormalization ScaledTanh ParametricSoftplus Affine
ImageScaler Scale
"""

ELEMENTWISE: Mapping[str, Rule] = {
    **dict.fromkeys(_SAME.split(), same),
    **dict.fromkeys(("IsNaN", "IsInf"), same_shape("bool")),
    **dict.fromkeys(("BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitShift"), _binary(_nothing)),
    **dict.fromkeys(("Sum", "Add"), _binary(arithmetic.plus)),
    **dict.fromkeys(("Mean", "SwiGLU"), _binary(_nothing)),
    "Sub": _binary(arithmetic.minus),
    "Mul": _binary(arithmetic.times),
    "Div": _divide,
    "Mod": _modulo,
    "Pow": _binary(_power),
    "Max": _binary(arithmetic.larger),
    "Min": _binary(arithmetic.smaller),
    "And": _binary(_both, "bool"),
    "Or": _binary(_either, "bool"),
    "Xor": _binary(_nothing, "bool"),
    "Equal": _binary(arithmetic.equal, "bool"),
    "Less": _binary(arithmetic.less, "bool"),
    "Greater": _binary(lambda first, second: arithmetic.less(second, first), "bool"),
    "LessOrEqual": _binary(_not_above, "bool"),
    "GreaterOrEqual": _binary(
        lambda first, second: _contrary(arithmetic.less(first, second)), "bool"
    ),
    "Not": _unary(_contrary),
    "Neg": _unary(lambda element: arithmetic.times(element, -1)),
    "Floor": _unary(arithmetic.floor),
    "Ceil": _unary(arithmetic.ceiling),
    "Sqrt": _unary(_root),
    "Where": _where,
    "Cast": _cast,
    "CastLike": _cast_like,
    "BitCast": _bit_cast,
    "Clip": _clip,
    "Dropout": _dropout,
}
