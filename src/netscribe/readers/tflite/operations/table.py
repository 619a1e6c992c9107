"""The table of operators: an operation of a TensorFlow Lite file in, what it does out.

In: an operation. Out: `Facts`. An operator that no table knows is drawn as custom, under its word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.graph.attributes import Activation, Attributes, Casting, Elementwise, Function
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist import describing
from netscribe.readers.netlist.describing import printed
from netscribe.readers.netlist.operation import Facts, Operation
from netscribe.readers.netlist.quantization import marked
from netscribe.readers.tflite.operations.fused import fused
from netscribe.readers.tflite.operations.moving import MOVINGS
from netscribe.readers.tflite.operations.sequence import SEQUENCES
from netscribe.readers.tflite.operations.spatial import SPATIALS

Describer = Callable[[Operation], Facts]


def _arithmetic(operator: str) -> Describer:
    return lambda operation: describing.elementwise(operation, operator, fused(operation))


def _function(word: str) -> Describer:
    return lambda operation: describing.function(operation, word)


def _activation(word: str, **settings: float | bool) -> Describer:
    attributes = Activation(function=word, **settings)  # type: ignore[arg-type]
    return lambda operation: describing.activation(operation, attributes)


def _leaky_relu(operation: Operation) -> Facts:
    slope = round(operation.number("alpha"), 6)
    return describing.activation(operation, Activation(function="leaky_relu", slope=slope))


def _gelu(operation: Operation) -> Facts:
    approximate = operation.flag("approximate")
    return describing.activation(operation, Activation(function="gelu", approximate=approximate))


def _softmax(operation: Operation) -> Facts:
    beta = operation.number("beta", 1.0)
    facts = describing.softmax(operation, -1)
    if beta in (0.0, 1.0):
        return facts
    return replace(facts, attributes=replace(facts.attributes, settings=(("beta", printed(beta)),)))


def _reduction(word: str) -> Describer:
    """The second input lists the axes."""

    def describe(operation: Operation) -> Facts:
        keepdims = operation.flag("keep_dims")
        return describing.reduction(operation, word, operation.integers(1), keepdims=keepdims)

    return describe


def _arg(word: str) -> Describer:
    return lambda operation: describing.reduction(
        operation, word, operation.integers(1), keepdims=False
    )


def _sum_of_all(operation: Operation) -> Facts:
    return describing.plain(operation, Kind.ELEMENTWISE, Elementwise(operator="add"))


def _quantize(operation: Operation) -> Facts:
    made = operation.outputs[0].type.dtype if operation.outputs else ""
    return describing.plain(operation, Kind.CAST, Casting(dtype=made))


def _where(operation: Operation) -> Facts:
    facts = describing.function(operation, "where")
    return replace(facts, roles={0: "condition"})


def _constant(*names: tuple[str, int]) -> Describer:
    """A tensor made from settings; what of them is computed is an input."""

    def describe(operation: Operation) -> Facts:
        settings = tuple(
            (name, printed(values[0]))
            for name, place in names
            if (values := operation.values(place)) and (name, values[0]) != ("step", 1)
        )
        return describing.plain(operation, Kind.CONSTANT, Attributes(settings=settings))

    return describe


def _random(operation: Operation) -> Facts:
    word = operation.type_name.removeprefix("RANDOM_").lower().replace("_", " ")
    facts = describing.plain(operation, Kind.RANDOM, Function(function=word))
    return replace(facts, settings=frozenset((0,)))


_OPERATORS = {
    "ADD": "add",
    "SUB": "subtract",
    "MUL": "multiply",
    "DIV": "divide",
    "FLOOR_DIV": "floor_divide",
    "FLOOR_MOD": "mod",
    "POW": "power",
    "SQUARED_DIFFERENCE": "squared_difference",
    "MAXIMUM": "maximum",
    "MINIMUM": "minimum",
    "EQUAL": "equal",
    "NOT_EQUAL": "not_equal",
    "GREATER": "greater",
    "GREATER_EQUAL": "greater_equal",
    "LESS": "less",
    "LESS_EQUAL": "less_equal",
    "LOGICAL_AND": "logical_and",
    "LOGICAL_OR": "logical_or",
    "ATAN2": "arctan2",
    "BITWISE_XOR": "bitwise_xor",
    "RIGHT_SHIFT": "bitwise_right_shift",
    "STABLEHLO_ADD": "add",
    "STABLEHLO_SUBTRACT": "subtract",
    "STABLEHLO_MULTIPLY": "multiply",
    "STABLEHLO_DIVIDE": "divide",
    "STABLEHLO_MAXIMUM": "maximum",
    "STABLEHLO_MINIMUM": "minimum",
    "STABLEHLO_POWER": "power",
    "STABLEHLO_REMAINDER": "mod",
    "STABLEHLO_AND": "logical_and",
    "STABLEHLO_OR": "logical_or",
    "STABLEHLO_SHIFT_LEFT": "bitwise_left_shift",
}
_FUNCTIONS = {
    "ABS": "absolute",
    "NEG": "negative",
    "CEIL": "ceil",
    "FLOOR": "floor",
    "ROUND": "round",
    "EXP": "exp",
    "LOG": "log",
    "SQRT": "sqrt",
    "RSQRT": "rsqrt",
    "SQUARE": "square",
    "SIN": "sin",
    "COS": "cos",
    "SIGN": "sign",
    "LOGICAL_NOT": "logical_not",
    "REAL": "real",
    "IMAG": "imag",
    "COMPLEX_ABS": "absolute",
    "RFFT2D": "rfft2",
    "CUMSUM": "cumsum",
    "MATRIX_DIAG": "diag_embed",
    "MATRIX_SET_DIAG": "set diagonal",
    "SCATTER_ND": "scatter",
    "UNIQUE": "unique",
    "BUCKETIZE": "bucketize",
    "SHAPE": "shape",
    "RANK": "rank",
    "NON_MAX_SUPPRESSION_V4": "non-maximum suppression",
    "NON_MAX_SUPPRESSION_V5": "non-maximum suppression",
    "SEGMENT_SUM": "segment sum",
    "UNSORTED_SEGMENT_SUM": "segment sum",
    "UNSORTED_SEGMENT_PROD": "segment product",
    "UNSORTED_SEGMENT_MAX": "segment maximum",
    "UNSORTED_SEGMENT_MIN": "segment minimum",
    "SPARSE_TO_DENSE": "to_dense",
    "FAKE_QUANT": "fake quantization",
    "DYNAMIC_UPDATE_SLICE": "set items",
    "BITCAST": "bitcast",
    "BROADCAST_ARGS": "broadcast shapes",
    "STABLEHLO_ABS": "absolute",
    "STABLEHLO_COSINE": "cos",
    "STABLEHLO_EXPONENTIAL": "exp",
    "STABLEHLO_FLOOR": "floor",
    "STABLEHLO_LOG": "log",
    "STABLEHLO_NEGATE": "negative",
    "STABLEHLO_RSQRT": "rsqrt",
    "STABLEHLO_CBRT": "cbrt",
    "STABLEHLO_CLAMP": "clip",
}
_REDUCTIONS = {
    "MEAN": "mean",
    "SUM": "sum",
    "REDUCE_MAX": "max",
    "REDUCE_MIN": "min",
    "REDUCE_PROD": "prod",
    "REDUCE_ANY": "any",
    "REDUCE_ALL": "all",
}

OPERATIONS: Mapping[str, Describer] = {
    **{name: _function(word) for name, word in _FUNCTIONS.items()},
    **{name: _arithmetic(operator) for name, operator in _OPERATORS.items()},
    **{name: _reduction(word) for name, word in _REDUCTIONS.items()},
    **MOVINGS,
    **SEQUENCES,
    **SPATIALS,
    "ADD_N": _sum_of_all,
    "ARG_MAX": _arg("argmax"),
    "ARG_MIN": _arg("argmin"),
    "RELU": _activation("relu"),
    "RELU6": _activation("relu", max_value=6.0),
    "RELU_0_TO_1": _activation("relu", max_value=1.0),
    "RELU_N1_TO_1": _activation("hard_tanh"),
    "LEAKY_RELU": _leaky_relu,
    "ELU": _activation("elu"),
    "GELU": _gelu,
    "TANH": _activation("tanh"),
    "LOGISTIC": _activation("sigmoid"),
    "STABLEHLO_LOGISTIC": _activation("sigmoid"),
    "STABLEHLO_TANH": _activation("tanh"),
    "HARD_SWISH": _activation("hard_silu"),
    "SOFTMAX": _softmax,
    "LOG_SOFTMAX": lambda operation: describing.softmax(operation, -1, "log_softmax"),
    "CAST": describing.cast,
    "STABLEHLO_CONVERT": describing.cast,
    "QUANTIZE": _quantize,
    "DEQUANTIZE": _quantize,
    "SELECT": _where,
    "SELECT_V2": _where,
    "STABLEHLO_SELECT": _where,
    "WHERE": _where,
    "FILL": _constant(("fill value", 1)),
    "RANGE": _constant(("start", 0), ("stop", 1), ("step", 2)),
    "ZEROS_LIKE": _constant(),
    "RANDOM_UNIFORM": _random,
    "RANDOM_STANDARD_NORMAL": _random,
    "MULTINOMIAL": _random,
}


#: Kinds whose word is printed.
_PRINTED = frozenset((Kind.SLICE, Kind.CONSTANT))


def facts_of(operation: Operation) -> Facts:
    """What an operation does, and how its weights are kept."""
    describer = OPERATIONS.get(operation.type_name)
    if describer is None:
        return describing.custom(operation)
    facts = describer(operation)
    if facts.op.kind in _PRINTED:
        facts = replace(facts, op=replace(facts.op, type_name=facts.op.type_name.lower()))
    return marked(operation, facts)
