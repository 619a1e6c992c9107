"""What the layers of a CoreML neural network do, in the house's words.

In: a layer. Out: an `Operation` whose constant inputs are its weights, and `Facts`. Channels stand
behind the batch.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import (
    Attributes,
    Axis,
    Elementwise,
    Function,
    Reduction,
    Reshaping,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape
from netscribe.readers.coreml.network import NetworkLayer, Settings
from netscribe.readers.coreml.network_activations import ACTIVATIONS
from netscribe.readers.coreml.network_facts import Describer, Said, plain
from netscribe.readers.coreml.network_features import FEATURES
from netscribe.readers.coreml.network_windows import WINDOWS
from netscribe.readers.netlist.describing import printed


def said_of(layer: NetworkLayer, read: Shape | None) -> Said:
    """What a layer does; one that no table knows, or somebody's own, is custom."""
    if layer.type == "slice":
        return _slice(layer.settings, read)
    describer = LAYERS.get(layer.type)
    return (Kind.CUSTOM, Attributes(), {}) if describer is None else describer(layer.settings)


def _learned(operator: str, numbers: Mapping[str, int]) -> Describer:
    def describe(settings: Settings) -> Said:
        shape = settings.wholes(1)
        weights = {name: settings.weight(number, *shape) for name, number in numbers.items()}
        return Kind.ELEMENTWISE, Elementwise(operator=operator), weights

    return describe


def _constant(settings: Settings) -> Said:
    weight = settings.weight(2, *settings.wholes(1))
    return Kind.CONSTANT, Attributes(), {"constant": weight}


def _elementwise(operator: str) -> Describer:
    """With one input, the second is a number of the layer."""

    def describe(settings: Settings) -> Said:
        number = printed(settings.real(1)) if settings.has(1) else None
        return Kind.ELEMENTWISE, Elementwise(operator=operator, constant=number), {}

    return describe


def _unary(settings: Settings) -> Said:
    words = ("sqrt", "rsqrt", "reciprocal", "power", "exp", "log", "absolute", "threshold")
    kind = settings.whole(1)
    word = words[kind] if 0 <= kind < len(words) else "function"
    names = (("alpha", 2, 1.0), ("epsilon", 3, 1e-6), ("shift", 4, 0.0), ("scale", 5, 1.0))
    found = tuple(
        (name, printed(settings.real(number)))
        for name, number, default in names
        if settings.has(number) and settings.real(number) != default
    )
    return Kind.MATH, Function(function=word, settings=found), {}


def _reduce(word: str) -> Describer:
    def describe(settings: Settings) -> Said:
        axes = () if settings.whole(3) else settings.wholes(1)
        attributes = Reduction(function=word, axis=axes, keepdims=bool(settings.whole(2)))
        return Kind.REDUCE, attributes, {}

    return describe


def _axis(kind: Kind, *, fixed: int | None = None) -> Describer:
    def describe(settings: Settings) -> Said:
        return kind, Axis(axis=settings.whole(1) if fixed is None else fixed), {}

    return describe


def _reshaping(function: str) -> Describer:
    return lambda settings: (Kind.RESHAPE, Reshaping(function=function), {})


def _permute(settings: Settings) -> Said:
    return Kind.RESHAPE, Reshaping(function="permute", order=settings.wholes(1)), {}


def _slice(settings: Settings, read: Shape | None) -> Said:
    """One of the last three axes, behind the batch."""
    axis = 1 + settings.whole(4)
    begin, end, step = settings.whole(1), settings.whole(2), settings.whole(3, 1) or 1
    size = read[axis] if read is not None and 0 < axis < len(read) else None
    last = "" if end in (-1, size) else str(end + 1 if end < 0 else end)
    part = f"{begin or ''}:{last}" + (f":{step}" if step != 1 else "")
    return Kind.SLICE, Slicing(index=", ".join([":"] * axis + [part])), {}


def _gather(settings: Settings) -> Said:
    return Kind.SLICE, Slicing(settings=(("axis", str(settings.whole(1))),)), {}


_MATHS = {
    **{word: word for word in ("ceil", "floor", "sign", "round", "exp2", "sin", "cos", "tan")},
    **{f"a{word}": f"arc{word}" for word in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "sinh": "sinh", "cosh": "cosh", "erf": "erf", "logicalNot": "logical_not", "cumSum": "cumsum",
    "topK": "top_k", "oneHot": "one_hot", "whereBroadcastable": "where", "argSort": "argsort",
    "scatter": "scatter", "scatterND": "scatter", "scatterAlongAxis": "scatter",
    "whereNonZero": "nonzero", "NonMaximumSuppression": "non-maximum suppression",
    "getShape": "shape", "lowerTriangular": "tril", "upperTriangular": "triu",
    "matrixBandPart": "band part", "cropResize": "crop and resize",
    "slidingWindows": "sliding windows",
}  # fmt: skip
_PAIRS = {
    "add": "add", "addBroadcastable": "add", "multiply": "multiply", "multiplyBroadcastable":
    "multiply", "average": "average", "max": "maximum", "maxBroadcastable": "maximum",
    "min": "minimum", "minBroadcastable": "minimum", "subtractBroadcastable": "subtract",
    "divideBroadcastable": "divide", "floorDivBroadcastable": "floor_divide",
    "powBroadcastable": "power", "modBroadcastable": "mod", "equal": "equal",
    "notEqual": "not_equal", "lessThan": "less", "lessEqual": "less_equal",
    "greaterThan": "greater", "greaterEqual": "greater_equal", "logicalOr": "logical_or",
    "logicalXor": "logical_xor", "logicalAnd": "logical_and",
}  # fmt: skip
_REDUCTIONS = {
    "reduceL1": "l1 norm", "reduceL2": "norm", "reduceMax": "max", "reduceMin": "min",
    "reduceSum": "sum", "reduceProd": "prod", "reduceMean": "mean", "reduceLogSum": "log sum",
    "reduceSumSquare": "sum of squares", "reduceLogSumExp": "logsumexp",
}  # fmt: skip
_RESHAPES = {
    "flatten": "flatten", "flattenTo2D": "flatten", "squeeze": "squeeze", "expandDims": "expand",
    "tile": "tile", "reverse": "flip", "reverseSeq": "flip", "sequenceRepeat": "repeat",
    **dict.fromkeys(("broadcastToLike", "broadcastToStatic", "broadcastToDynamic"), "broadcast"),
    **dict.fromkeys(
        ("reshape", "reshapeLike", "reshapeStatic", "reshapeDynamic", "rankPreservingReshape"),
        "reshape",
    ),
    "reorganizeData": "reorganize",
}  # fmt: skip

LAYERS: Mapping[str, Describer] = {
    **{name: plain(Kind.MATH, Function(function=word)) for name, word in _MATHS.items()},
    **{name: _elementwise(operator) for name, operator in _PAIRS.items()},
    **{name: _reduce(word) for name, word in _REDUCTIONS.items()},
    **{name: _reshaping(function) for name, function in _RESHAPES.items()},
    **WINDOWS,
    **FEATURES,
    **ACTIVATIONS,
    "unary": _unary,
    "scale": _learned("multiply", {"scale": 2, "bias": 4}),
    "bias": _learned("add", {"bias": 2}),
    "loadConstant": _constant,
    "loadConstantND": _constant,
    "permute": _permute,
    "transpose": _permute,
    "concat": _axis(Kind.CONCAT, fixed=1),
    "concatND": _axis(Kind.CONCAT),
    "stack": _axis(Kind.STACK),
    "split": _axis(Kind.SPLIT, fixed=1),
    "splitND": _axis(Kind.SPLIT),
    "sliceStatic": plain(Kind.SLICE, Slicing()),
    "sliceDynamic": plain(Kind.SLICE, Slicing()),
    "sliceBySize": plain(Kind.SLICE, Slicing()),
    "gather": _gather,
    "gatherND": plain(Kind.SLICE, Slicing()),
    "gatherAlongAxis": plain(Kind.SLICE, Slicing()),
    "argMax": plain(Kind.REDUCE, Reduction(function="argmax")),
    "argMin": plain(Kind.REDUCE, Reduction(function="argmin")),
    "copy": plain(Kind.IDENTITY, Attributes()),
    "fillLike": plain(Kind.CONSTANT, Attributes()),
    "fillStatic": plain(Kind.CONSTANT, Attributes()),
    "fillDynamic": plain(Kind.CONSTANT, Attributes()),
    "rangeStatic": plain(Kind.CONSTANT, Attributes()),
    "rangeDynamic": plain(Kind.CONSTANT, Attributes()),
}
