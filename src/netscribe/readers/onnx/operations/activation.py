"""Activation functions, under the names that the sister tables give them.

In: calls. Out: `Activation` and `Dropout` facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Activation, Dropout, Function, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall, one_axis
from netscribe.readers.onnx.operations.printing import printed

#: Version of ai.onnx from which softmax works along one axis.
_ONE_AXIS = 13


def _facts(attributes: Activation, qualifiers: tuple[str, ...] = ()) -> Facts:
    return Facts(Kind.ACTIVATION, attributes, qualifiers)


def _plain(function: str, qualifiers: tuple[str, ...] = ()) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        return _facts(Activation(function=function), qualifiers)

    return describe


def _unless(call: OperatorCall, name: str, default: float) -> Settings:
    """The setting, where it differs from the default."""
    value = call.number(name, default)
    return () if value is None or abs(value - default) < 1e-6 else ((name, printed(value)),)


def _leaky(call: OperatorCall) -> Facts:
    qualifiers = ("int8",) if call.op_type.startswith("QLinear") else ()
    slope = call.number("alpha", 0.01)
    return _facts(Activation(function="leaky_relu", slope=slope), qualifiers)


def _alpha(function: str, default: float = 1.0) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        settings = _unless(call, "alpha", default)
        return _facts(Activation(function=function, settings=settings))

    return describe


def _hard_sigmoid(call: OperatorCall) -> Facts:
    """Frameworks today write alpha 1/6; the operator's own default is 0.2."""
    alpha, beta = call.number("alpha", 0.2), call.number("beta", 0.5)
    usual = alpha is not None and abs(alpha - 1 / 6) < 1e-4 and beta == 0.5
    settings = () if usual else (("alpha", printed(alpha)), ("beta", printed(beta)))
    return _facts(Activation(function="hard_sigmoid", settings=settings))


def _gelu(call: OperatorCall) -> Facts:
    approximate = call.text("approximate", "none") == "tanh" or call.op_type == "FastGelu"
    biased: Settings = (("with", "bias"),) if call.given(1) else ()
    return _facts(Activation(function="gelu", approximate=approximate, settings=biased))


def _quick_gelu(call: OperatorCall) -> Facts:
    alpha = call.number("alpha", 1.702)
    settings: Settings = (("form", f"x σ({printed(alpha)} x)"),)
    if alpha == 1.0:
        return _facts(Activation(function="silu"))
    return _facts(Activation(function="gelu", settings=settings))


def _clip(call: OperatorCall) -> Facts:
    """Cut at 0 from below it is a ReLU with a maximum."""
    low = call.number("min") if "min" in call.attributes else call.scalar(1)
    high = call.number("max") if "max" in call.attributes else call.scalar(2)
    floats = "int" not in call.dtype()
    if low == 0 and floats and high is not None:
        return _facts(Activation(function="relu", max_value=float(high)))
    if low == 0 and floats and not call.given(2) and "max" not in call.attributes:
        return _facts(Activation(function="relu"))
    limits = tuple(
        (word, printed(end)) for word, end in (("min", low), ("max", high)) if end is not None
    )
    return Facts(Kind.MATH, Function(function="clip", settings=limits))


def _softmax(function: str) -> Describer:
    """The last axis goes without saying."""

    def describe(call: OperatorCall) -> Facts:
        quantized = call.op_type.startswith("QLinear")
        axes = _softmax_axes(call)
        return _facts(Activation(function=function, axis=axes), ("int8",) if quantized else ())

    return describe


def _softmax_axes(call: OperatorCall) -> Sizes:
    """Older versions take all axes from the given one on together."""
    newer = call.opset >= _ONE_AXIS or bool(call.domain)
    rank = call.rank
    axis = call.integer("axis", -1 if newer else 1)
    axis = one_axis(-1 if axis is None else axis, rank)
    if newer or axis == -1 or not rank:
        return () if axis == -1 else (axis,)
    return tuple(range(axis % rank, rank))


def _shrink(call: OperatorCall) -> Facts:
    threshold, bias = call.number("lambd", 0.5), call.number("bias", 0.0)
    function = "soft_shrink" if bias == threshold else "hard_shrink"
    odd = () if bias in (0.0, threshold) else (("bias", printed(bias)),)
    settings: Settings = (("threshold", printed(threshold)), *odd)
    return _facts(Activation(function=function, settings=settings))


def _thresholded(call: OperatorCall) -> Facts:
    return _facts(Activation(function="relu", threshold=call.number("alpha", 1.0)))


def _swish(call: OperatorCall) -> Facts:
    return _facts(Activation(function="silu", settings=_unless(call, "alpha", 1.0)))


def _dropout(call: OperatorCall) -> Facts:
    rate = call.number("ratio") if "ratio" in call.attributes else call.scalar(1)
    return Facts(Kind.DROPOUT, Dropout(rate=0.5 if rate is None else float(rate)))


ACTIVATIONS: Mapping[str, Describer] = {
    "Relu": _plain("relu"),
    "LeakyRelu": _leaky,
    "QLinearLeakyRelu": _leaky,
    "PRelu": _plain("prelu"),
    "ThresholdedRelu": _thresholded,
    "Elu": _alpha("elu"),
    "Celu": _alpha("celu"),
    "Selu": _plain("selu"),
    "Gelu": _gelu,
    "BiasGelu": _gelu,
    "FastGelu": _gelu,
    "QuickGelu": _quick_gelu,
    "BiasSplitGelu": _plain("split GELU"),
    "Swish": _swish,
    "SwiGLU": _plain("swiglu"),
    "Mish": _plain("mish"),
    "HardSwish": _plain("hard_silu"),
    "HardSigmoid": _hard_sigmoid,
    "Sigmoid": _plain("sigmoid"),
    "QLinearSigmoid": _plain("sigmoid", ("int8",)),
    "Tanh": _plain("tanh"),
    "Softplus": _plain("softplus"),
    "Softsign": _plain("softsign"),
    "ScaledTanh": _plain("scaled tanh"),
    "ParametricSoftplus": _plain("parametric softplus"),
    "Shrink": _shrink,
    "Clip": _clip,
    "Softmax": _softmax("softmax"),
    "BiasSoftmax": _softmax("softmax"),
    "QLinearSoftmax": _softmax("softmax"),
    "LogSoftmax": _softmax("log_softmax"),
    "Hardmax": _softmax("hardmax"),
    "Dropout": _dropout,
    "BiasDropout": _dropout,
    "BitmaskDropout": _dropout,
}
