"""Activation functions among the layers of a CoreML neural network.

In: the settings of a layer. Out: what it does, with its weights.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Activation, Function
from netscribe.graph.kinds import Kind
from netscribe.readers.coreml.network import Settings
from netscribe.readers.coreml.network_facts import Describer, Said, plain
from netscribe.readers.netlist.describing import printed


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


def _softmax(settings: Settings) -> Said:
    axis = settings.whole(1)
    return Kind.ACTIVATION, Activation(function="softmax", axis=() if axis == -1 else (axis,)), {}


def _clip(settings: Settings) -> Said:
    low, high = settings.real(1), settings.real(2)
    if low == 0.0:
        return Kind.ACTIVATION, Activation(function="relu", max_value=high), {}
    limits = (("min", printed(low)), ("max", printed(high)))
    return Kind.MATH, Function(function="clip", settings=limits), {}


def _gelu(settings: Settings) -> Said:
    return Kind.ACTIVATION, Activation(function="gelu", approximate=settings.whole(1) == 1), {}


ACTIVATIONS: Mapping[str, Describer] = {
    "activation": _activation,
    "softmax": plain(Kind.ACTIVATION, Activation(function="softmax")),
    "softmaxND": _softmax,
    "tanh": plain(Kind.ACTIVATION, Activation(function="tanh")),
    "gelu": _gelu,
    "clip": _clip,
    "clampedReLU": plain(Kind.ACTIVATION, Activation(function="clamped relu")),
}
