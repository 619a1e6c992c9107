"""Resizing and padding.

In: arguments. Out: `Resize` and `Margins` facts, spatial axes from the slowest to the fastest
(PyTorch's `pad` counts from the last axis).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Margins, Resize, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments
from netscribe.readers.torch.operations.printing import printed

Describer = Callable[[Arguments], OperationFacts | None]


def _interpolate(method: str = "") -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        rank = None if arguments.rank is None else arguments.rank - 2
        factors = arguments.sizes("scale_factor", rank=rank)
        attributes = Resize(
            factors=factors,
            size=() if factors else _size(arguments, rank),
            method=method or arguments.text("mode", "nearest"),
            channels_first=True,
            settings=_switches(arguments),
        )
        return arguments.facts(Kind.RESIZE, attributes)

    return describe


def _switches(arguments: Arguments) -> Settings:
    aligned = arguments.flag("align_corners", arguments.name == "upsample_bilinear")
    corners: Settings = (("aligned", "corners"),) if aligned else ()
    return (*corners, *arguments.switches("antialias"))


def _size(arguments: Arguments, rank: int | None) -> Sizes:
    """The size asked for; where a factor is no whole number, the one that came out."""
    asked = arguments.sizes("size", rank=rank)
    if asked or rank is None:
        return asked
    made = (arguments.made or ())[2:]
    return tuple(size for size in made if isinstance(size, int)) if len(made) == rank else ()


def _pad(arguments: Arguments) -> OperationFacts:
    flat = arguments.sizes("pad")
    pairs = [(flat[place], flat[place + 1]) for place in range(0, len(flat) - 1, 2)]
    # amounts that are computed, or follow a free size, are not known
    known = bool(flat) or arguments.raw("pad") in ((), [])
    amounts = _on_axes(tuple(reversed(pairs)), arguments.rank) if known else ()
    mode = arguments.text("mode", "constant")
    value = arguments.raw("value")
    settings: Settings = ()
    if mode == "constant" and value in (None, 0):
        mode = "zero"
    elif mode == "constant":
        settings = (("value", printed(value)),)
    if amounts and all(max(pair) <= 0 for pair in amounts) and any(min(p) for p in amounts):
        cropped = tuple((-before, -after) for before, after in amounts)
        return arguments.facts(Kind.CROP, Margins(amounts=cropped, channels_first=True))
    attributes = Margins(amounts=amounts, mode=mode, channels_first=True, settings=settings)
    return arguments.facts(Kind.PAD, attributes)


def _on_axes(pairs: tuple[tuple[int, int], ...], rank: int | None) -> tuple[tuple[int, int], ...]:
    """One pair per spatial axis; one per axis of the tensor if others are padded too."""
    if rank is None:
        return pairs
    spatial = rank - 2 if 0 < len(pairs) <= rank - 2 else rank
    return ((0, 0),) * (spatial - len(pairs)) + pairs


RESAMPLINGS: Mapping[str, Describer] = {
    "interpolate": _interpolate(),
    "upsample": _interpolate(),
    "upsample_nearest": _interpolate("nearest"),
    "upsample_bilinear": _interpolate("bilinear"),
    **{
        f"upsample_{method}{rank}d": _interpolate(method)
        for method, rank in (
            ("nearest", 1),
            ("nearest", 2),
            ("nearest", 3),
            ("linear", 1),
            ("bilinear", 2),
            ("bicubic", 2),
            ("trilinear", 3),
        )
    },
    "pad": _pad,
    "constant_pad_nd": _pad,
}
