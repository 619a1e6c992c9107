"""Operators that take an axis, several or all away: means, sums, extremes, norms.

In: calls. Out: `Reduction` facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Reduction, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall, several_axes


def _reduction(function: str, settings: Settings = ()) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        axes = call.either("axes", 1)
        if not axes and call.flag("noop_with_empty_axes"):
            return Facts(Kind.IDENTITY)
        attributes = Reduction(
            function=function,
            axis=several_axes(axes or (), call.rank),
            keepdims=call.flag("keepdims", default=True),
            settings=_axes_are_told(call, settings),
        )
        return Facts(Kind.REDUCE, attributes)

    return describe


def _axes_are_told(call: OperatorCall, settings: Settings) -> Settings:
    """Axes that are worked out while the network runs are not known here."""
    hidden = call.given(1) and call.whole_numbers(1) is None
    return (*settings, ("axes", "…")) if hidden else settings


def _place(function: str) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        attributes = Reduction(
            function=function,
            axis=several_axes((call.integer("axis", 0) or 0,), call.rank),
            keepdims=call.flag("keepdims", default=True),
            settings=(("of", "the last"),) if call.flag("select_last_index") else (),
        )
        return Facts(Kind.REDUCE, attributes)

    return describe


REDUCTIONS: Mapping[str, Describer] = {
    "ReduceMean": _reduction("mean"),
    "QLinearReduceMean": _reduction("mean"),
    "ReduceSum": _reduction("sum"),
    "ReduceSumInteger": _reduction("sum"),
    "ReduceMax": _reduction("max"),
    "ReduceMin": _reduction("min"),
    "ReduceProd": _reduction("prod"),
    "ReduceL1": _reduction("norm", (("ord", "1"),)),
    "ReduceL2": _reduction("norm"),
    "ReduceLogSum": _reduction("log of sum"),
    "ReduceLogSumExp": _reduction("logsumexp"),
    "ReduceSumSquare": _reduction("sum of squares"),
    "ArgMax": _place("argmax"),
    "ArgMin": _place("argmin"),
}
