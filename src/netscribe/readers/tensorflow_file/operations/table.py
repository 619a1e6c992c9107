"""The table of operations: an operation of a TensorFlow graph in, what it does out.

In: an operation. Out: `Facts`. What no table knows is drawn as custom, under its own word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.graph.attributes import Activation, Attributes, Casting, Elementwise, Function
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist import describing
from netscribe.readers.netlist.operation import Facts, Operation
from netscribe.readers.tensorflow_file.operations.moving import MOVINGS
from netscribe.readers.tensorflow_file.operations.products import PRODUCTS
from netscribe.readers.tensorflow_file.operations.recognised import RECOGNISED
from netscribe.readers.tensorflow_file.operations.spatial import SPATIALS

Describer = Callable[[Operation], Facts]


def _arithmetic(operator: str) -> Describer:
    return lambda operation: describing.elementwise(operation, operator)


def _function(word: str) -> Describer:
    return lambda operation: describing.function(operation, word)


def _activation(word: str, **settings: float | bool) -> Describer:
    attributes = Activation(function=word, **settings)  # type: ignore[arg-type]
    return lambda operation: describing.activation(operation, attributes)


def _leaky_relu(operation: Operation) -> Facts:
    slope = round(operation.number("alpha", 0.2), 6)
    return describing.activation(operation, Activation(function="leaky_relu", slope=slope))


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


def _quantize(operation: Operation) -> Facts:
    made = operation.outputs[0].type.dtype if operation.outputs else ""
    facts = describing.plain(operation, Kind.CAST, Casting(dtype=made))
    return replace(facts, settings=frozenset((1, 2)))


def _where(operation: Operation) -> Facts:
    return replace(describing.function(operation, "where"), roles={0: "condition"})


def _made_of_settings(operation: Operation) -> Facts:
    everything = frozenset(range(len(operation.inputs)))
    facts = describing.plain(operation, Kind.CONSTANT, Attributes())
    return replace(facts, settings=everything)


def _random(operation: Operation) -> Facts:
    word = "normal" if "Normal" in operation.type_name else "uniform"
    facts = describing.plain(operation, Kind.RANDOM, Function(function=word))
    return replace(facts, settings=frozenset(range(len(operation.inputs))))


_OPERATORS = {
    "Add": "add", "AddV2": "add", "AddN": "add", "Sub": "subtract", "Mul": "multiply",
    "RealDiv": "divide", "Div": "divide", "DivNoNan": "divide", "FloorDiv": "floor_divide",
    "FloorMod": "mod", "Mod": "mod", "Pow": "power", "SquaredDifference": "squared_difference",
    "Maximum": "maximum", "Minimum": "minimum", "Equal": "equal", "NotEqual": "not_equal",
    "Greater": "greater", "GreaterEqual": "greater_equal", "Less": "less",
    "LessEqual": "less_equal", "LogicalAnd": "logical_and", "LogicalOr": "logical_or",
    "Atan2": "arctan2",
}  # fmt: skip
_FUNCTIONS = {
    "Abs": "absolute", "Neg": "negative", "Ceil": "ceil", "Floor": "floor", "Round": "round",
    "Rint": "round", "Exp": "exp", "Expm1": "expm1", "Log": "log", "Log1p": "log1p",
    "Sqrt": "sqrt", "Rsqrt": "rsqrt", "Square": "square", "Reciprocal": "reciprocal",
    "Inv": "reciprocal", "Sin": "sin", "Cos": "cos", "Tan": "tan", "Sign": "sign", "Erf": "erf",
    "Erfc": "erfc", "LogicalNot": "logical_not", "Cumsum": "cumsum", "Cumprod": "cumprod",
    "ClipByValue": "clip", "MatrixDiagV3": "diag_embed", "MatrixBandPart": "band part",
    "ScatterNd": "scatter", "TensorScatterUpdate": "set items", "Where": "where",
    "NonMaxSuppressionV3": "non-maximum suppression",
    "NonMaxSuppressionV4": "non-maximum suppression",
    "NonMaxSuppressionV5": "non-maximum suppression",
    "CombinedNonMaxSuppression": "non-maximum suppression", "L2Loss": "sum of squares",
    "FakeQuantWithMinMaxVars": "fake quantization",
    "FakeQuantWithMinMaxArgs": "fake quantization",
    "FakeQuantWithMinMaxVarsPerChannel": "fake quantization", "LookupTableFindV2": "look up",
    "LookupTableFind": "look up", "StringLower": "lower case", "StaticRegexReplace": "replace",
    "Bucketize": "bucketize", "Shape": "shape", "Size": "size", "Rank": "rank",
}  # fmt: skip
_REDUCTIONS = {
    "Mean": "mean", "Sum": "sum", "Max": "max", "Min": "min", "Prod": "prod", "Any": "any",
    "All": "all", "EuclideanNorm": "norm",
}  # fmt: skip

OPERATIONS: Mapping[str, Describer] = {
    **{name: _function(word) for name, word in _FUNCTIONS.items()},
    **{name: _arithmetic(operator) for name, operator in _OPERATORS.items()},
    **{name: _reduction(word) for name, word in _REDUCTIONS.items()},
    **MOVINGS,
    **PRODUCTS,
    **SPATIALS,
    **RECOGNISED,
    "AddN": lambda operation: describing.plain(
        operation, Kind.ELEMENTWISE, Elementwise(operator="add")
    ),
    "BiasAdd": _arithmetic("add"),
    "BiasAddV1": _arithmetic("add"),
    "ArgMax": _arg("argmax"),
    "ArgMin": _arg("argmin"),
    "Relu": _activation("relu"),
    "Relu6": _activation("relu", max_value=6.0),
    "LeakyRelu": _leaky_relu,
    "Elu": _activation("elu"),
    "Selu": _activation("selu"),
    "Softplus": _activation("softplus"),
    "Softsign": _activation("softsign"),
    "Tanh": _activation("tanh"),
    "Sigmoid": _activation("sigmoid"),
    "Softmax": lambda operation: describing.softmax(operation, -1),
    "LogSoftmax": lambda operation: describing.softmax(operation, -1, "log_softmax"),
    "Cast": describing.cast,
    "Dequantize": _quantize,
    "QuantizeV2": _quantize,
    "Select": _where,
    "SelectV2": _where,
    "Fill": _made_of_settings,
    "Range": _made_of_settings,
    "ZerosLike": _made_of_settings,
    "OnesLike": _made_of_settings,
    "RandomUniform": _random,
    "RandomStandardNormal": _random,
    "StatelessRandomUniformV2": _random,
    "StatelessRandomNormalV2": _random,
    "Merge": describing.identity,
    "Switch": describing.identity,
}
#: Kinds whose word is printed.
_PRINTED = frozenset((Kind.SLICE, Kind.CONSTANT))


def facts_of(operation: Operation) -> Facts:
    """What an operation does."""
    describer = OPERATIONS.get(operation.type_name)
    if describer is None:
        return describing.custom(operation)
    facts = describer(operation)
    if facts.op.kind in _PRINTED:
        facts = replace(facts, op=replace(facts.op, type_name=facts.op.type_name.lower()))
    return facts
