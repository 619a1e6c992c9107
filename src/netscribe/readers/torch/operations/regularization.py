"""Dropout in all its forms, drawn in evaluation as well, where it lets everything pass.

In: arguments. Out: `Dropout` facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Dropout, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments

Describer = Callable[[Arguments], OperationFacts | None]


def _dropout(variant: str, settings: Settings = ()) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        rate = arguments.number("p")
        attributes = Dropout(rate=0.5 if rate is None else rate, variant=variant, settings=settings)
        return arguments.facts(Kind.DROPOUT, attributes)

    return describe


REGULARIZATIONS: Mapping[str, Describer] = {
    "dropout": _dropout("element"),
    "native_dropout": _dropout("element"),
    "dropout1d": _dropout("spatial"),
    "dropout2d": _dropout("spatial"),
    "dropout3d": _dropout("spatial"),
    "feature_dropout": _dropout("spatial"),
    "alpha_dropout": _dropout("alpha"),
    "feature_alpha_dropout": _dropout("alpha", (("whole", "channels"),)),
}
