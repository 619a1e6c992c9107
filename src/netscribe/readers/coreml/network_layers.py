"""What the layers of a CoreML neural network do, in the house's words.

In: a layer. Out: an `Operation` whose constant inputs are its weights, and `Facts`. Channels stand
behind the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from netscribe.graph.attributes import (
    Activation,
    Attributes,
    Axis,
    Convolution,
    Elementwise,
    Embedding,
    Function,
    Linear,
    Margins,
    Normalization,
    Padding,
    Pool,
    Product,
    Recurrent,
    Reduction,
    Reshaping,
    Resize,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape, TensorType
from netscribe.readers.coreml.network import NetworkLayer, Settings
from netscribe.readers.netlist.describing import printed
from netscribe.readers.netlist.windows import (
    explicit_padding,
    named_padding,
    transposed_padding,
)

#: What a layer does: kind, attributes, weights by name.
Said: TypeAlias = tuple[Kind, Attributes, dict[str, TensorType | None]]
Describer: TypeAlias = Callable[[Settings], Said]


def said_of(layer: NetworkLayer, read: Shape | None) -> Said:
    """What a layer does; one that no table knows, or somebody's own, is custom."""
    if layer.type == "slice":
        return _slice(layer.settings, read)
    describer = LAYERS.get(layer.type)
    return (Kind.CUSTOM, Attributes(), {}) if describer is None else describer(layer.settings)


def _pairs(settings: Settings | None, number: int) -> list[tuple[int, int]]:
    amounts = None if settings is None else settings.inner(number)
    if amounts is None:
        return []
    return [(edge.whole(1), edge.whole(2)) for edge in amounts.all_inner(10)]


def _two(sizes: tuple[int, ...], default: int = 1) -> tuple[int, ...]:
    return sizes or (default, default)


def _convolution(settings: Settings) -> Said:
    filters, channels, groups = settings.whole(1), settings.whole(2), settings.whole(10, 1) or 1
    kernel, stride = _two(settings.wholes(20), 3), _two(settings.wholes(30))
    dilation, backwards = _two(settings.wholes(40)), bool(settings.whole(60))
    pairs = _pairs(settings.inner(50), 1)
    padding: Padding
    if settings.has(51):
        padding = "same" if backwards else named_padding("same", kernel)
    elif backwards:
        padding = transposed_padding(kernel, stride, pairs or [(0, 0)] * 2, ())
    else:
        padding = explicit_padding(kernel, stride, dilation, pairs)
    depthwise = not backwards and channels == 1 and groups > 1
    attributes = Convolution(
        filters=filters,
        kernel_size=kernel,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=bool(settings.whole(70)),
        variant="transposed" if backwards else "depthwise" if depthwise else "standard",
        depth_multiplier=filters // groups if depthwise else 1,
        channels_first=True,
    )
    first = (channels, filters // groups) if backwards else (filters, channels)
    weights = {
        "kernel": settings.weight(90, *first, *kernel),
        "bias": settings.weight(91, filters) if attributes.bias else None,
    }
    return Kind.CONV, attributes, weights


def _pooling(settings: Settings) -> Said:
    method = {0: "max", 1: "average", 2: "L2"}.get(settings.whole(1), "max")
    if settings.whole(60):
        attributes = Pool(method=method, is_global=True, keepdims=True, channels_first=True)
        return Kind.POOL, attributes, {}
    size, stride = _two(settings.wholes(10), 3), _two(settings.wholes(20))
    padding: Padding = explicit_padding(size, stride, (), _pairs(settings.inner(30), 1))
    extra: tuple[tuple[str, str], ...] = ()
    if settings.has(31):
        padding = named_padding("same", size)
    if settings.has(32):
        complete = settings.inner(32)
        amounts = (0, 0) if complete is None else complete.wholes(10)
        pairs = [(amount, amount) for amount in amounts]
        padding = explicit_padding(size, stride, (), pairs)
        extra = (("includes last", "positions"),)
    attributes = Pool(
        method=method,
        size=size,
        stride=stride,
        padding=padding,
        channels_first=True,
        settings=extra,
    )
    return Kind.POOL, attributes, {}


def _activation(settings: Settings) -> Said:
    number = next(iter(settings.fields), 10)
    inner = settings.inner(number)
    alpha = 0.0 if inner is None else inner.real(1)
    beta = 0.0 if inner is None else inner.real(2)
    if number == 5 and inner is not None:
        numbers = (("scale", printed(alpha)), ("shift", printed(beta)))
        return Kind.ACTIVATION, Activation(function="scale and shift", settings=numbers), {}
    if number == 15:
        return Kind.ACTIVATION, Activation(function="leaky_relu", slope=alpha), {}
    if number == 25 and inner is not None:
        weight = inner.inner(1)
        count = None if weight is None else inner.weight(1)
        return Kind.ACTIVATION, Activation(function="prelu"), {"alpha": count}
    if number == 50 and alpha != 1.0:
        elu = Activation(function="elu", settings=(("alpha", printed(alpha)),))
        return Kind.ACTIVATION, elu, {}
    return Kind.ACTIVATION, Activation(function=_FUNCTIONS.get(number, "linear")), {}


_FUNCTIONS = {
    10: "relu", 20: "thresholded_relu", 30: "tanh", 31: "scaled tanh", 40: "sigmoid",
    41: "hard_sigmoid", 50: "elu", 60: "softsign", 70: "softplus", 71: "softplus",
}  # fmt: skip


def _inner_product(settings: Settings) -> Said:
    width, units, bias = settings.whole(1), settings.whole(2), bool(settings.whole(10))
    weights = {
        "kernel": settings.weight(20, units, width),
        "bias": settings.weight(21, units) if bias else None,
    }
    return Kind.LINEAR, Linear(units=units, bias=bias), weights


def _embedding(settings: Settings) -> Said:
    rows, width = settings.whole(1), settings.whole(2)
    weights = {"embeddings": settings.weight(20, width, rows), "bias": settings.weight(21, width)}
    return Kind.EMBEDDING, Embedding(vocabulary=rows, width=width), weights


def _batch_norm(settings: Settings) -> Said:
    channels = settings.whole(1)
    names = {"scale": 15, "bias": 16, "mean": 17, "variance": 18}
    weights = {name: settings.weight(number, channels) for name, number in names.items()}
    attributes = Normalization(
        method="instance" if settings.whole(6) else "batch",
        axis=(1,),
        epsilon=settings.real(10, 1e-5),
    )
    return Kind.NORM, attributes, weights


def _layer_norm(settings: Settings) -> Said:
    shape = settings.wholes(1)
    weights = {"scale": settings.weight(3, *shape), "bias": settings.weight(4, *shape)}
    attributes = Normalization(
        method="layer", axis=tuple(range(-len(shape), 0)), epsilon=settings.real(2, 1e-5)
    )
    return Kind.NORM, attributes, weights


def _matmul(settings: Settings) -> Said:
    rows, units = settings.whole(5), settings.whole(6)
    kernel = settings.weight(8, rows, units)
    if kernel is None:
        return Kind.MATMUL, Product(), {}
    weights = {"kernel": kernel, "bias": settings.weight(9, units)}
    return Kind.LINEAR, Linear(units=units, bias=bool(settings.whole(7))), weights


def _recurrent(cell: str, *, bidirectional: bool = False) -> Describer:
    def describe(settings: Settings) -> Said:
        params = settings.inner(15) if cell == "LSTM" else settings
        sequence = False if params is None else bool(params.whole(10 if cell == "LSTM" else 15))
        attributes = Recurrent(
            cell=cell,
            units=(settings.whole(2),),
            bidirectional=bidirectional,
            returns_sequence=sequence,
            backwards=bool(settings.whole(100)),
            settings=(("time", "first"),),
        )
        records = settings.all_inner(20) if cell == "LSTM" else iter((settings,))
        weights: dict[str, TensorType | None] = {}
        for place, record in enumerate(records):
            for number, name in _RECURRENT[cell].items():
                weights[f"{name}_{place}" if bidirectional else name] = record.weight(number)
        return Kind.RECURRENT, attributes, weights

    return describe


_RECURRENT: Mapping[str, Mapping[int, str]] = {
    "LSTM": {
        **{1 + place: f"{gate}_kernel" for place, gate in enumerate("ifco")},
        **{20 + place: f"{gate}_recurrent_kernel" for place, gate in enumerate("ifco")},
        **{40 + place: f"{gate}_bias" for place, gate in enumerate("ifco")},
        **{60 + place: f"{gate}_peephole" for place, gate in enumerate("ifo")},
    },
    "GRU": {
        **{30 + place: f"{gate}_kernel" for place, gate in enumerate("uro")},
        **{50 + place: f"{gate}_recurrent_kernel" for place, gate in enumerate("uro")},
        **{70 + place: f"{gate}_bias" for place, gate in enumerate("uro")},
    },
    "RNN": {30: "kernel", 31: "recurrent_kernel", 32: "bias"},
}


def _upsample(settings: Settings) -> Said:
    factors = _two(settings.wholes(1))
    method = "bilinear" if settings.whole(5) == 1 else "nearest"
    return Kind.RESIZE, Resize(factors=factors, method=method, channels_first=True), {}


def _resize_bilinear(settings: Settings) -> Said:
    size = _two(settings.wholes(1))
    return Kind.RESIZE, Resize(size=size, method="bilinear", channels_first=True), {}


def _padding(settings: Settings) -> Said:
    mode = {1: "zero", 2: "reflect", 3: "edge"}
    word = next((name for number, name in mode.items() if settings.has(number)), "zero")
    amounts = tuple(_pairs(settings, 10))
    return Kind.PAD, Margins(amounts=amounts, mode=word, channels_first=True), {}


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


def _softmax(settings: Settings) -> Said:
    axis = settings.whole(1)
    return Kind.ACTIVATION, Activation(function="softmax", axis=() if axis == -1 else (axis,)), {}


def _reshaping(function: str) -> Describer:
    return lambda settings: (Kind.RESHAPE, Reshaping(function=function), {})


def _permute(settings: Settings) -> Said:
    return Kind.RESHAPE, Reshaping(function="permute", order=settings.wholes(1)), {}


def _clip(settings: Settings) -> Said:
    low, high = settings.real(1), settings.real(2)
    if low == 0.0:
        return Kind.ACTIVATION, Activation(function="relu", max_value=high), {}
    limits = (("min", printed(low)), ("max", printed(high)))
    return Kind.MATH, Function(function="clip", settings=limits), {}


def _gelu(settings: Settings) -> Said:
    return Kind.ACTIVATION, Activation(function="gelu", approximate=settings.whole(1) == 1), {}


def _plain(kind: Kind, attributes: Attributes) -> Describer:
    return lambda settings: (kind, attributes, {})


def _local_response(settings: Settings) -> Said:
    names = (("size", printed(settings.whole(3))), ("alpha", printed(settings.real(1))))
    numbers = (*names, ("beta", printed(settings.real(2))), ("k", printed(settings.real(4, 1.0))))
    attributes = Normalization(
        method="local response", axis=(1,), center=False, scale=False, settings=numbers
    )
    return Kind.NORM, attributes, {}


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
    **{name: _plain(Kind.MATH, Function(function=word)) for name, word in _MATHS.items()},
    **{name: _elementwise(operator) for name, operator in _PAIRS.items()},
    **{name: _reduce(word) for name, word in _REDUCTIONS.items()},
    **{name: _reshaping(function) for name, function in _RESHAPES.items()},
    "convolution": _convolution,
    "pooling": _pooling,
    "activation": _activation,
    "innerProduct": _inner_product,
    "embedding": _embedding,
    "embeddingND": _embedding,
    "batchnorm": _batch_norm,
    "layerNormalization": _layer_norm,
    "mvn": _plain(Kind.NORM, Normalization(method="Mean-variance norm", axis=())),
    "l2normalize": _plain(
        Kind.NORM, Normalization(method="unit", axis=(), center=False, scale=False)
    ),
    "lrn": _local_response,
    "softmax": _plain(Kind.ACTIVATION, Activation(function="softmax")),
    "softmaxND": _softmax,
    "tanh": _plain(Kind.ACTIVATION, Activation(function="tanh")),
    "gelu": _gelu,
    "clip": _clip,
    "clampedReLU": _plain(Kind.ACTIVATION, Activation(function="clamped relu")),
    "upsample": _upsample,
    "resizeBilinear": _resize_bilinear,
    "padding": _padding,
    "constantPad": _plain(Kind.PAD, Margins(channels_first=True)),
    "crop": _plain(Kind.CROP, Margins(channels_first=True)),
    "unary": _unary,
    "scale": _learned("multiply", {"scale": 2, "bias": 4}),
    "bias": _learned("add", {"bias": 2}),
    "dot": _plain(Kind.MATMUL, Product()),
    "batchedMatmul": _matmul,
    "loadConstant": _constant,
    "loadConstantND": _constant,
    "permute": _permute,
    "transpose": _permute,
    "concat": _axis(Kind.CONCAT, fixed=1),
    "concatND": _axis(Kind.CONCAT),
    "stack": _axis(Kind.STACK),
    "split": _axis(Kind.SPLIT, fixed=1),
    "splitND": _axis(Kind.SPLIT),
    "sliceStatic": _plain(Kind.SLICE, Slicing()),
    "sliceDynamic": _plain(Kind.SLICE, Slicing()),
    "sliceBySize": _plain(Kind.SLICE, Slicing()),
    "gather": _gather,
    "gatherND": _plain(Kind.SLICE, Slicing()),
    "gatherAlongAxis": _plain(Kind.SLICE, Slicing()),
    "argMax": _plain(Kind.REDUCE, Reduction(function="argmax")),
    "argMin": _plain(Kind.REDUCE, Reduction(function="argmin")),
    "copy": _plain(Kind.IDENTITY, Attributes()),
    "fillLike": _plain(Kind.CONSTANT, Attributes()),
    "fillStatic": _plain(Kind.CONSTANT, Attributes()),
    "fillDynamic": _plain(Kind.CONSTANT, Attributes()),
    "rangeStatic": _plain(Kind.CONSTANT, Attributes()),
    "rangeDynamic": _plain(Kind.CONSTANT, Attributes()),
    "simpleRecurrent": _recurrent("RNN"),
    "gru": _recurrent("GRU"),
    "uniDirectionalLSTM": _recurrent("LSTM"),
    "biDirectionalLSTM": _recurrent("LSTM", bidirectional=True),
}
