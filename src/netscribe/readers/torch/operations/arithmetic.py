"""Arithmetic element by element over two operands: sums, products, comparisons, logic.

In: arguments. Out: `Elementwise` facts. A number stands in `constant`; which side it stands on is
told where that matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Elementwise, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments, is_tensor
from netscribe.readers.torch.operations.printing import printed

Describer = Callable[[Arguments], OperationFacts | None]


def _elementwise(operator: str, *, reflected: bool = False) -> Describer:
    """`reflected`: the second argument is the left operand, as in `rsub`."""

    def describe(arguments: Arguments) -> OperationFacts:
        return arguments.facts(Kind.ELEMENTWISE, _attributes(arguments, operator, reflected))

    return describe


def _attributes(arguments: Arguments, operator: str, reflected: bool) -> Elementwise:
    left, right = arguments.raw("input"), arguments.raw("other")
    settings = _settings(arguments)
    if right is None and left is None:
        return Elementwise(operator=operator, settings=settings)
    if is_tensor(left) and is_tensor(right):
        swapped: Settings = (("operands", "swapped"),) if reflected else ()
        return Elementwise(operator=operator, settings=(*settings, *swapped))
    constant_left = is_tensor(right)
    constant = left if constant_left else right
    # a number that follows a free size of the input is there, but None
    varies = constant is None and {"input", "other"} <= set(arguments.values)
    constant = "…" if varies else constant
    return Elementwise(
        operator=operator,
        constant=None if constant is None else printed(constant),
        constant_first=constant is not None and constant_left != reflected,
        settings=settings,
    )


def _settings(arguments: Arguments) -> Settings:
    """`add(x, y, alpha=2)` adds twice y; a quotient may be rounded to zero."""
    alpha = arguments.raw("alpha")
    scaled: Settings = () if alpha in (None, 1) else (("alpha", printed(alpha)),)
    truncated = arguments.text("rounding_mode") == "trunc"
    return (*scaled, *((("rounded", "to zero"),) if truncated else ()))


def _divide(*, reflected: bool = False) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        floored = arguments.text("rounding_mode") == "floor"
        operator = "floor_divide" if floored else "divide"
        return arguments.facts(Kind.ELEMENTWISE, _attributes(arguments, operator, reflected))

    return describe


_OPERATORS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "floor_divide": "floor_divide",
    "remainder": "mod",
    "fmod": "mod",
    "pow": "power",
    "float_power": "power",
    "maximum": "maximum",
    "minimum": "minimum",
    "fmax": "maximum",
    "fmin": "minimum",
    "eq": "equal",
    "ne": "not_equal",
    "gt": "greater",
    "ge": "greater_equal",
    "lt": "less",
    "le": "less_equal",
    "atan2": "arctan2",
    "arctan2": "arctan2",
    **{
        name: name
        for name in (
            "logical_and",
            "logical_or",
            "logical_xor",
            "bitwise_and",
            "bitwise_or",
            "bitwise_xor",
            "bitwise_left_shift",
            "bitwise_right_shift",
            "logaddexp",
            "logaddexp2",
            "hypot",
            "copysign",
            "heaviside",
            "xlogy",
            "nextafter",
            "gcd",
            "lcm",
            "ldexp",
            "isclose",
        )
    },
}
_REFLECTED = {
    "rsub": "subtract",
    "rfloor_divide": "floor_divide",
    "rremainder": "mod",
    "rpow": "power",
    "rlshift": "bitwise_left_shift",
    "rrshift": "bitwise_right_shift",
}

ARITHMETIC: Mapping[str, Describer] = {
    **{name: _elementwise(operator) for name, operator in _OPERATORS.items()},
    **{name: _elementwise(operator, reflected=True) for name, operator in _REFLECTED.items()},
    "div": _divide(),
    "rdiv": _divide(reflected=True),
}
