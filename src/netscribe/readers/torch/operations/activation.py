"""Activation functions, under the names that the sister table of Keras gives them.

In: arguments. Out: `Activation` facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Activation, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments
from netscribe.readers.torch.operations.printing import printed

Describer = Callable[[Arguments], OperationFacts | None]


def _unless(arguments: Arguments, name: str, default: float, word: str = "") -> Settings:
    """The setting, where it is given and differs from the default."""
    value = arguments.number(name)
    return () if value in (None, default) else ((word or name, printed(value)),)


def _plain(function: str) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        return arguments.facts(Kind.ACTIVATION, Activation(function=function))

    return describe


def _relu6(arguments: Arguments) -> OperationFacts:
    return arguments.facts(Kind.ACTIVATION, Activation(function="relu", max_value=6.0))


def _hardtanh(arguments: Arguments) -> OperationFacts:
    """Cut at 0 from below it is a ReLU with a maximum, which is how ReLU6 is written."""
    low, high = arguments.number("min_val"), arguments.number("max_val")
    if low == 0.0 and high is not None:
        return arguments.facts(Kind.ACTIVATION, Activation(function="relu", max_value=high))
    limits = (
        *_unless(arguments, "min_val", -1.0, "min"),
        *_unless(arguments, "max_val", 1.0, "max"),
    )
    return arguments.facts(Kind.ACTIVATION, Activation(function="hard_tanh", settings=limits))


def _leaky_relu(arguments: Arguments) -> OperationFacts:
    slope = arguments.number("negative_slope")
    attributes = Activation(function="leaky_relu", slope=0.01 if slope is None else slope)
    return arguments.facts(Kind.ACTIVATION, attributes)


def _alpha(function: str) -> Describer:
    """ELU and its kin: alpha is printed unless it is 1."""

    def describe(arguments: Arguments) -> OperationFacts:
        settings = _unless(arguments, "alpha", 1.0)
        return arguments.facts(Kind.ACTIVATION, Activation(function=function, settings=settings))

    return describe


def _gelu(arguments: Arguments) -> OperationFacts:
    approximate = arguments.text("approximate", "none") == "tanh"
    return arguments.facts(Kind.ACTIVATION, Activation(function="gelu", approximate=approximate))


def _shrink(function: str) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        given = arguments.number("lambd")
        settings: Settings = (("threshold", printed(0.5 if given is None else given)),)
        return arguments.facts(Kind.ACTIVATION, Activation(function=function, settings=settings))

    return describe


def _softplus(arguments: Arguments) -> OperationFacts:
    """The threshold is where the computation turns linear to stay exact: no fact of the network."""
    attributes = Activation(function="softplus", settings=_unless(arguments, "beta", 1.0))
    return arguments.facts(Kind.ACTIVATION, attributes)


def _threshold(arguments: Arguments) -> OperationFacts:
    given = (("threshold", "threshold"), ("value", "default value"))
    settings = tuple((word, printed(arguments.raw(name))) for name, word in given)
    return arguments.facts(Kind.ACTIVATION, Activation(function="threshold", settings=settings))


def _rrelu(arguments: Arguments) -> OperationFacts:
    settings = (
        *_unless(arguments, "lower", 1 / 8, "from"),
        *_unless(arguments, "upper", 1 / 3, "to"),
    )
    return arguments.facts(Kind.ACTIVATION, Activation(function="rrelu", settings=settings))


def _glu(arguments: Arguments) -> OperationFacts:
    axis = arguments.axis("dim")
    settings = (("axis", printed(-1 if axis is None else axis)),)
    return arguments.facts(Kind.ACTIVATION, Activation(function="glu", settings=settings))


def _softmax(function: str) -> Describer:
    """The last axis goes without saying; PyTorch's own choice of one follows the rank."""

    def describe(arguments: Arguments) -> OperationFacts:
        axis = arguments.axis("dim")
        if axis is None and arguments.rank in (3, 4) and function != "gumbel_softmax":
            axis = {3: 0, 4: 1}[arguments.rank]
        settings = _gumbel(arguments) if function == "gumbel_softmax" else ()
        attributes = Activation(
            function=function, axis=() if axis in (None, -1) else (axis,), settings=settings
        )
        return arguments.facts(Kind.ACTIVATION, attributes)

    return describe


def _gumbel(arguments: Arguments) -> Settings:
    return (*_unless(arguments, "tau", 1.0, "temperature"), *arguments.switches("hard"))


def _channel_softmax(arguments: Arguments) -> OperationFacts:
    return arguments.facts(Kind.ACTIVATION, Activation(function="softmax", axis=(1,)))


ACTIVATIONS: Mapping[str, Describer] = {
    "relu": _plain("relu"),
    "relu6": _relu6,
    "hardtanh": _hardtanh,
    "leaky_relu": _leaky_relu,
    "elu": _alpha("elu"),
    "celu": _alpha("celu"),
    "selu": _plain("selu"),
    "gelu": _gelu,
    "silu": _plain("silu"),
    "mish": _plain("mish"),
    "sigmoid": _plain("sigmoid"),
    "hardsigmoid": _plain("hard_sigmoid"),
    "hardswish": _plain("hard_silu"),
    "tanh": _plain("tanh"),
    "softplus": _softplus,
    "softsign": _plain("softsign"),
    "tanhshrink": _plain("tanh_shrink"),
    "hardshrink": _shrink("hard_shrink"),
    "softshrink": _shrink("soft_shrink"),
    "logsigmoid": _plain("log_sigmoid"),
    "threshold": _threshold,
    "prelu": _plain("prelu"),
    "rrelu": _rrelu,
    "glu": _glu,
    "softmax": _softmax("softmax"),
    "softmax2d": _channel_softmax,
    "log_softmax": _softmax("log_softmax"),
    "softmin": _softmax("softmin"),
    "gumbel_softmax": _softmax("gumbel_softmax"),
}
