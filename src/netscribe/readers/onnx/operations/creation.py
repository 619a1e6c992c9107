"""Tensors made from nothing: constants, ranges, windows, random numbers.

In: calls. Out: facts of the kinds constant and random.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Attributes, Function, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall
from netscribe.readers.onnx.operations.printing import printed
from netscribe.readers.onnx.records import TensorRecord


def _constant(call: OperatorCall) -> Facts:
    return Facts(Kind.CONSTANT)


def _filled(call: OperatorCall) -> Facts:
    value = call.attributes.get("value")
    known = value.content if isinstance(value, TensorRecord) else (0.0,)
    settings: Settings = (("fill value", printed(known[0])),) if known else ()
    return Facts(Kind.CONSTANT, Attributes(settings=settings), type_name="ConstantOfShape")


def _range(call: OperatorCall) -> Facts:
    """Evenly spaced numbers from a start to, and without, a stop."""
    named = (("start", 0), ("stop", 1), ("step", 2))
    told = ((name, call.content(place)) for name, place in named)
    settings = tuple(
        (name, printed(content[0]))
        for name, content in told
        if content and content[0] is not None and (name, content[0]) != ("step", 1)
    )
    return Facts(Kind.CONSTANT, Attributes(settings=settings))


def _window(call: OperatorCall) -> Facts:
    size = call.scalar(0)
    settings: Settings = () if size is None else (("size", printed(size)),)
    return Facts(Kind.CONSTANT, Attributes(settings=settings))


def _identity_matrix(call: OperatorCall) -> Facts:
    settings = tuple(item for item in call.settings("k") if item[1] != "0")
    return Facts(Kind.CONSTANT, Attributes(settings=settings))


def _random(function: str, *names: str) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        attributes = Function(function=function, settings=call.settings(*names))
        return Facts(Kind.RANDOM, attributes)

    return describe


CREATIONS: Mapping[str, Describer] = {
    "Constant": _constant,
    "ConstantOfShape": _filled,
    "EyeLike": _identity_matrix,
    "Range": _range,
    "HannWindow": _window,
    "HammingWindow": _window,
    "BlackmanWindow": _window,
    "MelWeightMatrix": _constant,
    "RandomNormal": _random("normal", "mean", "scale"),
    "RandomNormalLike": _random("normal", "mean", "scale"),
    "RandomUniform": _random("uniform", "low", "high"),
    "RandomUniformLike": _random("uniform", "low", "high"),
    "Bernoulli": _random("bernoulli"),
    "Multinomial": _random("multinomial", "sample_size"),
}
