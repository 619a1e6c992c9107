"""Activation layers, and the `activation=` argument inside other layers.

In: entries, or the serialized form of a function: a word, a mapping, or a callable.
Out: `Activation` with the function's canonical lower-case name. Never runs or decodes a function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Activation, Sizes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries, printed

#: Names of one function under another name.
_SAME_FUNCTION = {
    "swish": "silu",
    "hard_swish": "hard_silu",
    "re_lu": "relu",
    "leaky_re_lu": "leaky_relu",
    "p_re_lu": "prelu",
    "thresholded_re_lu": "thresholded_relu",
    "exp": "exponential",
}


def snake(name: str) -> str:
    """`HardSigmoid` -> `hard_sigmoid`."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return split.lower()


def function_name(value: object) -> str:
    """The canonical name of a function given as a word, a serialized mapping, or a callable."""
    if isinstance(value, Mapping):
        return _serialized_name(value)
    name = value if isinstance(value, str) else getattr(value, "__name__", "")
    if not name and value is not None:
        name = snake(type(value).__name__)
    return _canonical(str(name))


def _serialized_name(value: Mapping[str, object]) -> str:
    class_name, config = value.get("class_name"), value.get("config")
    if class_name == "__lambda__":
        return "lambda"
    registered = value.get("registered_name")
    if class_name == "function":
        name = config if isinstance(config, str) else registered
        return _canonical(str(name))
    return _canonical(snake(str(class_name or "custom")))


def _canonical(name: str) -> str:
    name = name.rsplit(">", 1)[-1].rsplit(".", 1)[-1]
    lowered = "lambda" if name == "<lambda>" else name.lower()
    return _SAME_FUNCTION.get(lowered, lowered)


def inner_activation(value: object) -> Activation | None:
    """The function in an `activation=` argument; None for none and for linear."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        class_name, config = value.get("class_name"), value.get("config")
        if class_name == "Activation" and isinstance(config, Mapping):
            return inner_activation(config.get("activation"))
        describer = ACTIVATIONS.get(str(class_name))
        if describer is not None and isinstance(config, Mapping):
            facts = describer(Entries(str(class_name), config))
            return facts.attributes if isinstance(facts.attributes, Activation) else None
    elif hasattr(value, "get_config") and type(value).__name__ in ACTIVATIONS:
        config = value.get_config()
        return inner_activation({"class_name": type(value).__name__, "config": config})
    name = function_name(value)
    return None if name == "linear" else Activation(function=name)


def _facts(entries: Entries, attributes: Activation) -> LayerFacts:
    return LayerFacts(Op(Kind.ACTIVATION, entries.class_name, entries.domain), attributes)


def _activation(entries: Entries) -> LayerFacts:
    inner = inner_activation(entries.raw("activation"))
    return _facts(entries, inner or Activation(function="linear"))


def _relu(entries: Entries) -> LayerFacts:
    slope = entries.optional_number("negative_slope")
    threshold = entries.optional_number("threshold")
    return _facts(
        entries,
        Activation(
            function="relu",
            slope=slope or None,
            max_value=entries.optional_number("max_value"),
            threshold=threshold or None,
        ),
    )


def _leaky_relu(entries: Entries) -> LayerFacts:
    slope = entries.optional_number("negative_slope")
    if slope is None:
        slope = entries.number("alpha", 0.3 if entries.domain == "keras.layers" else 0.2)
    return _facts(entries, Activation(function="leaky_relu", slope=slope))


def _alpha(function: str) -> Callable[[Entries], LayerFacts]:
    """ELU and its kin: alpha is printed unless it is 1."""

    def describe(entries: Entries) -> LayerFacts:
        alpha = entries.number("alpha", 1.0)
        settings = () if alpha == 1.0 else (("alpha", printed(alpha)),)
        return _facts(entries, Activation(function=function, settings=settings))

    return describe


def _prelu(entries: Entries) -> LayerFacts:
    settings = entries.settings("shared_axes")
    return _facts(entries, Activation(function="prelu", settings=settings))


def _softmax(entries: Entries) -> LayerFacts:
    axis: Sizes = entries.sizes("axis", default=(-1,))
    function = _canonical(snake(entries.class_name))
    return _facts(entries, Activation(function=function, axis=() if axis == (-1,) else axis))


def _thresholded(entries: Entries) -> LayerFacts:
    theta = entries.number("theta", 1.0)
    return _facts(entries, Activation(function="thresholded_relu", threshold=theta))


def _gelu(entries: Entries) -> LayerFacts:
    approximate = entries.flag("approximate", True)
    return _facts(entries, Activation(function="gelu", approximate=approximate))


def _plain(*keys: str) -> Callable[[Entries], LayerFacts]:
    """A function named like its class; `keys` are its parameters."""

    def describe(entries: Entries) -> LayerFacts:
        function = _canonical(snake(entries.class_name))
        return _facts(entries, Activation(function=function, settings=entries.settings(*keys)))

    return describe


ACTIVATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "Activation": _activation,
    "ReLU": _relu,
    "LeakyReLU": _leaky_relu,
    "PReLU": _prelu,
    "ELU": _alpha("elu"),
    "Softmax": _softmax,
    "ThresholdedReLU": _thresholded,
}

ACTIVATION_OPERATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    "LeakyRelu": _leaky_relu,
    "Elu": _alpha("elu"),
    "Celu": _alpha("celu"),
    "Softmax": _softmax,
    "LogSoftmax": _softmax,
    "Sparsemax": _softmax,
    "Gelu": _gelu,
    "Glu": _plain("axis"),
    "SoftShrink": _plain("threshold"),
    "HardShrink": _plain("threshold"),
    "Threshold": _plain("threshold", "default_value"),
    "Squareplus": _plain("b"),
    **{
        name: _plain()
        for name in (
            "Relu",
            "Relu6",
            "Sigmoid",
            "SparseSigmoid",
            "Softplus",
            "Softsign",
            "SparsePlus",
            "Silu",
            "LogSigmoid",
            "HardSigmoid",
            "HardSilu",
            "Selu",
            "TanhShrink",
            "HardTanh",
            "Tanh",
        )
    },
}
