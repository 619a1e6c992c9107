"""Functions that take an axis, several or all away: means, sums, extremes, norms.

In: arguments. Out: `Reduction` facts; `max` and `min` of two tensors are element by element.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Elementwise, Reduction, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments, is_tensor
from netscribe.readers.torch.operations.printing import printed

Describer = Callable[[Arguments], OperationFacts | None]


def _facts(arguments: Arguments, function: str, settings: Settings = ()) -> OperationFacts:
    attributes = Reduction(
        function=function,
        axis=arguments.axes("dim"),
        keepdims=arguments.flag("keepdim", False),
        settings=settings,
    )
    return arguments.facts(Kind.REDUCE, attributes)


def _reduction(function: str, *names: str) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        return _facts(arguments, function, arguments.settings(*names))

    return describe


def _extreme(function: str) -> Describer:
    """`max(x)`, `max(x, dim)`, `max(x, y)`."""

    def describe(arguments: Arguments) -> OperationFacts:
        if is_tensor(arguments.raw("dim")) or arguments.raw("other") is not None:
            return arguments.facts(Kind.ELEMENTWISE, Elementwise(operator=f"{function}imum"))
        return _facts(arguments, function)

    return describe


def _spread(function: str) -> Describer:
    """Divided by n - 1 unless told otherwise, where Keras and NumPy divide by n."""

    def describe(arguments: Arguments) -> OperationFacts:
        given = arguments.number("correction")
        second = arguments.raw("unbiased", "dim")
        if given is None and isinstance(second, bool):
            given = float(second)
        correction = 1.0 if given is None else given
        settings: Settings = () if correction == 0 else (("correction", printed(correction)),)
        return _facts(arguments, function, settings)

    return describe


def _norm(function: str, key: str, default: object) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        order = arguments.raw(key)
        settings: Settings = () if order in (None, default, "fro") else (("ord", printed(order)),)
        return _facts(arguments, function, settings)

    return describe


_PLAIN = {
    "mean": "mean",
    "sum": "sum",
    "prod": "prod",
    "amax": "max",
    "amin": "min",
    "argmax": "argmax",
    "argmin": "argmin",
    "all": "all",
    "any": "any",
    "logsumexp": "logsumexp",
    "nanmean": "nanmean",
    "nansum": "nansum",
    "median": "median",
    "nanmedian": "nanmedian",
    "count_nonzero": "count_nonzero",
    "aminmax": "min and max",
    "mode": "mode",
}

REDUCTIONS: Mapping[str, Describer] = {
    **{name: _reduction(function) for name, function in _PLAIN.items()},
    "max": _extreme("max"),
    "min": _extreme("min"),
    "std": _spread("std"),
    "var": _spread("var"),
    "std_mean": _spread("std and mean"),
    "var_mean": _spread("var and mean"),
    "norm": _norm("norm", "p", 2),
    "vector_norm": _norm("norm", "ord", 2),
    "matrix_norm": _norm("matrix norm", "ord", "fro"),
    "quantile": _reduction("quantile", "q"),
    "nanquantile": _reduction("nanquantile", "q"),
    "kthvalue": _reduction("kth value", "k"),
}
