"""Pools: max, average and power-average; sized, adaptive, fractional; and their inverse.

In: arguments. Out: `Pool` facts; an adaptive pool to one position is a global one that keeps axes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Pool, Resize, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments
from netscribe.readers.torch.operations.printing import printed
from netscribe.readers.torch.operations.windows import Window, canonical_padding

Describer = Callable[[Arguments], OperationFacts | None]


def _window(arguments: Arguments, rank: int) -> Window:
    size = arguments.sizes("kernel_size", rank=rank)
    ones = (1,) * rank
    return Window(
        size,
        arguments.sizes("stride", rank=rank) or size,
        arguments.sizes("dilation", rank=rank) or ones,
        arguments.sizes("padding", rank=rank) or (0,) * rank,
    )


def _max(rank: int) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        window = _window(arguments, rank)
        dilated: Settings = ()
        if set(window.dilation) != {1}:
            dilated = (("dilation", printed(window.dilation)),)
        attributes = Pool(
            method="max",
            size=window.size,
            stride=window.stride,
            padding=canonical_padding(window),
            channels_first=True,
            settings=(*dilated, *arguments.switches("ceil_mode")),
        )
        return arguments.facts(Kind.POOL, attributes)

    return describe


def _average(rank: int) -> Describer:
    """PyTorch counts padded zeros in the mean, which ONNX and Keras' `same` do not."""

    def describe(arguments: Arguments) -> OperationFacts:
        window = _window(arguments, rank)
        counted = any(window.padding) and arguments.flag("count_include_pad", True)
        padding = canonical_padding(window)
        if counted and padding == "same":
            padding = tuple((amount, amount) for amount in window.padding)
        attributes = Pool(
            method="average",
            size=window.size,
            stride=window.stride,
            padding=padding,
            channels_first=True,
            settings=(
                *((("counts", "padding"),) if counted else ()),
                *arguments.switches("ceil_mode"),
                *arguments.settings("divisor_override"),
            ),
        )
        return arguments.facts(Kind.POOL, attributes)

    return describe


def _power_average(rank: int) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        window = _window(arguments, rank)
        attributes = Pool(
            method=f"L{printed(arguments.raw('norm_type'))}",
            size=window.size,
            stride=window.stride,
            channels_first=True,
            settings=arguments.switches("ceil_mode"),
        )
        return arguments.facts(Kind.POOL, attributes)

    return describe


def _adaptive(method: str, rank: int) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        size = _output_size(arguments, rank)
        if size == (1,) * rank:
            attributes = Pool(method=method, is_global=True, keepdims=True, channels_first=True)
        else:
            attributes = Pool(method=method, size=size, adaptive=True, channels_first=True)
        return arguments.facts(Kind.POOL, attributes)

    return describe


def _output_size(arguments: Arguments, rank: int) -> Sizes:
    """The size asked for; None entries keep the input's, which the result tells."""
    asked = arguments.sizes("output_size", rank=rank)
    if asked:
        return asked
    made = (arguments.made or ())[-rank:]
    return tuple(size for size in made if isinstance(size, int)) if len(made) == rank else ()


def _fractional(rank: int) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        attributes = Pool(
            method="max",
            size=arguments.sizes("kernel_size", rank=rank),
            channels_first=True,
            settings=(
                ("fractional", "steps"),
                *arguments.settings("output_size", "output_ratio"),
            ),
        )
        return arguments.facts(Kind.POOL, attributes)

    return describe


def _unpool(rank: int) -> Describer:
    """Puts the maxima back where they came from."""

    def describe(arguments: Arguments) -> OperationFacts:
        window = _window(arguments, rank)
        even = window.size == window.stride and not any(window.padding)
        made = tuple(size for size in (arguments.made or ())[-rank:] if isinstance(size, int))
        attributes = Resize(
            factors=window.stride if even else (),
            size=() if even or len(made) != rank else made,
            method="max unpooling",
            channels_first=True,
        )
        return arguments.facts(Kind.RESIZE, attributes, arguments.roles({"indices": "indices"}))

    return describe


def _named() -> dict[str, Describer]:
    table: dict[str, Describer] = {}
    for rank in (1, 2, 3):
        for ending in ("", "_with_indices"):
            table[f"max_pool{rank}d{ending}"] = _max(rank)
            table[f"adaptive_max_pool{rank}d{ending}"] = _adaptive("max", rank)
            table[f"fractional_max_pool{rank}d{ending}"] = _fractional(rank)
        table[f"avg_pool{rank}d"] = _average(rank)
        table[f"lp_pool{rank}d"] = _power_average(rank)
        table[f"adaptive_avg_pool{rank}d"] = _adaptive("average", rank)
        table[f"max_unpool{rank}d"] = _unpool(rank)
    return table


POOLINGS: Mapping[str, Describer] = _named()
