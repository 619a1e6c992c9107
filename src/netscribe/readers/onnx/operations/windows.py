"""Kernels that slide: sizes per axis, and padding in the words of the house.

In: a call of a convolution or pool. Out: `Window`, `Padding`. A padding is called "same" only where
every position of the input has one in the result, as `auto_pad` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.graph.attributes import Padding, Settings, Sizes
from netscribe.readers.onnx.operations.call import OperatorCall


@dataclass(frozen=True, slots=True)
class Window:
    """A window over `len(size)` axes."""

    size: Sizes
    stride: Sizes
    dilation: Sizes
    pads: tuple[tuple[int, int], ...]

    @property
    def reaches(self) -> Sizes:
        """How far the dilated window reaches, per axis."""
        return tuple((size - 1) * step + 1 for size, step in zip(self.size, self.dilation))

    @property
    def is_whole(self) -> bool:
        """Whether every axis is told."""
        parts = (self.size, self.stride, self.dilation, self.pads)
        return bool(self.size) and len({len(part) for part in parts}) == 1


def window_of(call: OperatorCall, size: Sizes, axes: int) -> Window:
    """The window of a call over `axes` axes; what is not set is 1, and 0 for the padding."""
    ones = (1,) * axes
    flat = call.sizes("pads")
    half = len(flat) // 2
    pads = tuple(zip(flat[:half], flat[half:])) if half == axes else ((0, 0),) * axes
    return Window(size, call.sizes("strides") or ones, call.sizes("dilations") or ones, pads)


def padding_of(call: OperatorCall, window: Window) -> Padding:
    """Padding of a convolution or pool."""
    word = call.text("auto_pad", "NOTSET")
    if word in ("SAME_UPPER", "SAME_LOWER"):
        return "same" if set(window.size) != {1} or set(window.stride) != {1} else "valid"
    if word == "VALID" or not any(amount for pair in window.pads for amount in pair):
        return "valid"
    if not window.is_whole or set(window.stride) != {1}:
        return window.pads
    centred = all(
        before == after and 2 * before == reach - 1
        for (before, after), reach in zip(window.pads, window.reaches)
    )
    return "same" if centred else window.pads


def transposed_padding(call: OperatorCall, window: Window, extra: Sizes) -> Padding:
    """Padding of a transposed convolution, which crops; "same" gives stride x input."""
    word = call.text("auto_pad", "NOTSET")
    if word in ("SAME_UPPER", "SAME_LOWER"):
        return "same"
    padded = any(amount for pair in window.pads for amount in pair)
    if not window.is_whole or any(extra):
        return window.pads if padded or any(extra) else "valid"
    spare = [reach - stride for reach, stride in zip(window.reaches, window.stride)]
    if not padded:
        return "valid" if min(spare) >= 0 else window.pads
    exact = all(
        before == after and 2 * before == more for (before, after), more in zip(window.pads, spare)
    )
    return "same" if exact else window.pads


def rounding(call: OperatorCall) -> Settings:
    """Sizes of results are rounded down unless told otherwise."""
    lower = call.text("auto_pad") == "SAME_LOWER"
    return (
        *((("pads", "the start first"),) if lower else ()),
        *((("ceil mode", "yes"),) if call.flag("ceil_mode") else ()),
    )
