"""Arithmetic element by element: sums, products, comparisons, logic.

In: calls. Out: `Elementwise` facts. A number that the file stores stands in `constant`; which side
it stands on is told where that matters.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Elementwise, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, Operand, OperatorCall
from netscribe.readers.onnx.operations.printing import printed


def is_number(operand: Operand | None) -> bool:
    """Whether an operand is one number: stored, or worked out from stored ones and sizes."""
    content = operand.content if operand is not None else None
    return content is not None and len(content) == 1 and not isinstance(content[0], str | None)


def _elementwise(operator: str, *names: str) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        quantized = ("int8",) if call.op_type.startswith("QLinear") else ()
        attributes = _attributes(call, operator, call.settings(*names))
        return Facts(Kind.ELEMENTWISE, attributes, quantized)

    return describe


def _attributes(call: OperatorCall, operator: str, settings: Settings) -> Elementwise:
    if len(call.operands) != 2:
        return Elementwise(operator=operator, settings=settings)
    left, right = call.operands
    if is_number(left) and is_number(right):
        return Elementwise(operator=operator, settings=settings)
    if is_number(right):
        return Elementwise(operator=operator, constant=_text(right), settings=settings)
    if is_number(left):
        return Elementwise(
            operator=operator, constant=_text(left), constant_first=True, settings=settings
        )
    # weights on the left of what flows
    swapped = left is not None and left.stored and right is not None and not right.stored
    matters = operator in ("subtract", "divide", "power", "mod")
    order: Settings = (("operands", "swapped"),) if swapped and matters else ()
    return Elementwise(operator=operator, settings=(*settings, *order))


def _text(operand: Operand | None) -> str:
    assert operand is not None and operand.content is not None
    return printed(operand.content[0])


def _shift(call: OperatorCall) -> Facts:
    word = "left" if call.text("direction") == "LEFT" else "right"
    return Facts(Kind.ELEMENTWISE, _attributes(call, f"bitwise_{word}_shift", ()))


_OPERATORS = {
    "Add": "add",
    "Sub": "subtract",
    "Mul": "multiply",
    "Div": "divide",
    "Pow": "power",
    "Mod": "mod",
    "And": "logical_and",
    "Or": "logical_or",
    "Xor": "logical_xor",
    "Equal": "equal",
    "Greater": "greater",
    "GreaterOrEqual": "greater_equal",
    "Less": "less",
    "LessOrEqual": "less_equal",
    "BitwiseAnd": "bitwise_and",
    "BitwiseOr": "bitwise_or",
    "BitwiseXor": "bitwise_xor",
    "Max": "maximum",
    "Min": "minimum",
    "Mean": "average",
    "Sum": "add",
    "QLinearAdd": "add",
    "QLinearMul": "multiply",
    "BiasAdd": "add",
    "StringConcat": "string_concat",
}

ARITHMETIC: Mapping[str, Describer] = {
    **{name: _elementwise(operator) for name, operator in _OPERATORS.items()},
    "BitShift": _shift,
}
