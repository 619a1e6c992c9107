"""Arithmetic of `keras.ops`: element by element, over axes, and functions of one tensor.

In: entries, with the call's constants. Out: `Elementwise`, `Reduction`, or `Function` facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Elementwise, Function, Reduction, Settings
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.activation import snake
from netscribe.readers.keras.layers.entries import Entries, printed

#: Class names of two-operand operations whose operator has another name.
_OPERATORS = {"TrueDivide": "divide", "Fmax": "maximum", "Fmin": "minimum", "Fmod": "mod"}

# fmt: off
_TWO_OPERANDS = (
    "Add", "Subtract", "Multiply", "Divide", "TrueDivide", "FloorDivide", "DivideNoNan", "Power",
    "Maximum", "Minimum", "Fmax", "Fmin", "Mod", "Fmod", "Logaddexp", "Logaddexp2", "LogicalAnd",
    "LogicalOr", "LogicalXor", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseLeftShift",
    "BitwiseRightShift", "LeftShift", "RightShift", "Equal", "NotEqual", "Greater",
    "GreaterEqual", "Less", "LessEqual", "Arctan2", "Hypot", "Heaviside", "Gcd", "Lcm", "Ldexp",
    "Nextafter", "Isclose",
)
_ONE_RESULT = (
    "Mean", "Sum", "Max", "Min", "Prod", "Std", "Var", "Median", "Argmax", "Argmin", "All", "Any",
    "CountNonzero", "Logsumexp", "Nanmax", "Nanmin", "Nanmean", "Nanmedian", "Nanprod", "Nanstd",
    "Nansum", "Nanvar", "Nanargmax", "Nanargmin", "Ptp", "Quantile", "Percentile", "Norm",
    "Average",
)
# fmt: on

_REDUCTIONS = {name: snake(name) for name in _ONE_RESULT} | {"Amax": "max", "Amin": "min"}

#: Entries of an operation's config that are not parameters of it.
_NOT_SETTINGS = frozenset({"name", "dtype", "seed"})


def _elementwise(entries: Entries) -> LayerFacts:
    first, second = entries.arguments.get("0"), entries.arguments.get("1")
    for left, right in (("x1", "x2"), ("a", "b")):
        first = entries.arguments.get(left) if first is None else first
        second = entries.arguments.get(right) if second is None else second
    constant = second if first is None else first
    attributes = Elementwise(
        operator=_OPERATORS.get(entries.class_name, snake(entries.class_name)),
        constant=None if constant is None else printed(constant),
        constant_first=first is not None,
    )
    return LayerFacts(Op(Kind.ELEMENTWISE, entries.class_name, entries.domain), attributes)


def _reduction(entries: Entries) -> LayerFacts:
    attributes = Reduction(
        function=_REDUCTIONS[entries.class_name],
        axis=entries.sizes("axis"),
        keepdims=entries.flag("keepdims", False),
        settings=entries.settings("ord", "q"),
    )
    return LayerFacts(Op(Kind.REDUCE, entries.class_name, entries.domain), attributes)


def mathematics(entries: Entries) -> LayerFacts:
    """Any function that has no record of its own, with its constants as settings."""
    attributes = Function(function=snake(entries.class_name), settings=constants(entries))
    return LayerFacts(Op(Kind.MATH, entries.class_name, entries.domain), attributes)


def constants(entries: Entries) -> Settings:
    """What config and call say in numbers and words; positions have no name and stay bare."""
    both: Mapping[str, object] = {**entries.config, **entries.arguments}
    return tuple(
        (f"argument {int(key) + 1}" if key.isdecimal() else key.replace("_", " "), printed(value))
        for key, value in both.items()
        if key not in _NOT_SETTINGS and value is not None and value is not False
    )


MATHEMATICS: dict[str, Callable[[Entries], LayerFacts]] = {
    **dict.fromkeys(_TWO_OPERANDS, _elementwise),
    **dict.fromkeys(_REDUCTIONS, _reduction),
}
