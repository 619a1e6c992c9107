"""Resizing, padding, cropping.

In: calls. Out: `Resize` and `Margins` facts, spatial axes from the slowest to the fastest.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Margins, Resize, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall
from netscribe.readers.onnx.operations.printing import printed

_LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
_CUBIC = {2: "bicubic"}


def _resize(call: OperatorCall) -> Facts:
    scales = call.content(1 if call.op_type == "Upsample" or call.opset < 11 else 2)
    last = _channels_last(call, scales)
    factors = _factors(call, scales, last=last)
    size = () if factors else _size(call, last=last)
    attributes = Resize(
        factors=factors,
        size=size,
        method=_method(call, len(factors or size)),
        channels_first=not last,
        settings=_corners(call),
    )
    return Facts(Kind.RESIZE, attributes)


def _channels_last(call: OperatorCall, scales: object) -> bool:
    """Whether the second axis changes and the last does not."""
    source, made = call.shape(), call.made
    if source is None or made is None or len(source) != len(made) or len(source) < 3:
        return False
    return source[1] != made[1] and source[-1] == made[-1] and isinstance(source[-1], int)


def _factors(call: OperatorCall, scales: object, *, last: bool) -> Sizes:
    """Whole factors of the positions, if only those change."""
    given = scales if isinstance(scales, tuple) else call.attributes.get("scales")
    if not isinstance(given, tuple) or len(given) < 3:
        return ()
    known = [item for item in given if isinstance(item, (int, float))]
    inner = known[1:-1] if last else known[2:]
    kept = (known[0], known[-1]) if last else known[:2]
    if len(known) != len(given) or any(item != 1 for item in kept):
        return ()
    whole = all(float(item).is_integer() and item >= 1 for item in inner)
    return tuple(int(item) for item in inner) if whole else ()


def _size(call: OperatorCall, *, last: bool) -> Sizes:
    """The size of the positions that comes out."""
    made = call.made or ()
    inner = made[1:-1] if last else made[2:]
    known = tuple(size for size in inner if isinstance(size, int))
    return known if len(known) == len(inner) else ()


def _method(call: OperatorCall, axes: int) -> str:
    mode = call.text("mode", "nearest")
    if mode in ("linear", "bilinear"):
        return _LINEAR.get(axes, "linear")
    return _CUBIC.get(axes, "cubic") if mode == "cubic" else mode


def _corners(call: OperatorCall) -> Settings:
    aligned = call.text("coordinate_transformation_mode") == "align_corners"
    antialias = call.flag("antialias")
    return (
        *((("aligned", "corners"),) if aligned else ()),
        *((("antialias", "yes"),) if antialias else ()),
    )


def _pad(call: OperatorCall) -> Facts:
    flat = call.sizes("pads") or call.sizes("paddings") or call.whole_numbers(1) or ()
    mode = call.text("mode", "constant")
    value = call.number("value") if "value" in call.attributes else call.scalar(2)
    settings: Settings = ()
    if mode == "constant" and (value or 0) == 0 and not _is_unknown_value(call):
        mode = "zero"
    elif mode == "constant":
        settings = (("value", "…" if value is None else printed(value)),)
    amounts = _amounts(call, flat)
    if amounts and all(max(pair) <= 0 for pair in amounts) and any(min(p) for p in amounts):
        cropped = tuple((-before, -after) for before, after in amounts)
        return Facts(Kind.CROP, Margins(amounts=cropped, channels_first=True))
    mode = {"edge": "replicate", "wrap": "circular"}.get(mode, mode)
    attributes = Margins(amounts=amounts, mode=mode, channels_first=True, settings=settings)
    return Facts(Kind.PAD, attributes)


def _is_unknown_value(call: OperatorCall) -> bool:
    return call.given(2) and call.scalar(2) is None


def _amounts(call: OperatorCall, flat: Sizes) -> tuple[tuple[int, int], ...]:
    """Pairs per spatial axis; one per axis of the tensor if others are padded too, or none is.

    Nothing says where the channels are; a padding by nothing gives no hint of it either.
    """
    half = len(flat) // 2
    pairs = tuple(zip(flat[:half], flat[half:]))
    axes = call.whole_numbers(3) if call.given(3) else None
    if axes is not None and call.rank and len(axes) == half:
        by_axis = {axis % call.rank: pair for axis, pair in zip(axes, pairs)}
        pairs = tuple(by_axis.get(axis, (0, 0)) for axis in range(call.rank))
    spatial = len(pairs) > 2 and not any(map(any, pairs[:2])) and any(map(any, pairs))
    return pairs[2:] if spatial else pairs


RESAMPLINGS: Mapping[str, Describer] = {
    "Resize": _resize,
    "Upsample": _resize,
    "Pad": _pad,
}
