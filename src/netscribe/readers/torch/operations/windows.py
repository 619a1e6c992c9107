"""Kernels that slide: their sizes per axis, and their padding in ONNX's words.

In: arguments of a convolution or pool. Out: sizes and `Padding`. A padding is called "same" only
where Keras' and ONNX's "same" pads exactly so, and "valid" where nothing is padded.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.graph.attributes import Padding, Sizes


@dataclass(frozen=True, slots=True)
class Window:
    """A window over `len(size)` axes; `padding` as PyTorch has it, the same at both ends."""

    size: Sizes
    stride: Sizes
    dilation: Sizes
    padding: Sizes

    @property
    def reaches(self) -> Sizes:
        """How far the dilated window reaches, per axis."""
        pairs = zip(self.size, self.dilation, strict=True)
        return tuple((size - 1) * dilation + 1 for size, dilation in pairs)

    @property
    def is_whole(self) -> bool:
        """Whether every axis is told."""
        ranks = {len(self.size), len(self.stride), len(self.dilation), len(self.padding)}
        return len(ranks) == 1 and bool(self.size)


def _pairs(padding: Sizes) -> tuple[tuple[int, int], ...]:
    return tuple((amount, amount) for amount in padding)


def canonical_padding(window: Window) -> Padding:
    """Padding of a convolution or pool: `same` needs stride 1 and a window exactly centred."""
    if not any(window.padding):
        return "valid"
    if not window.is_whole or set(window.stride) != {1}:
        return _pairs(window.padding)
    centred = all(2 * pad == reach - 1 for pad, reach in zip(window.padding, window.reaches))
    return "same" if centred else _pairs(window.padding)


def transposed_padding(window: Window, output_padding: Sizes) -> Padding:
    """Padding of a transposed convolution, which crops.

    `valid` gives stride x input + max(reach - stride, 0), `same` gives stride x input.
    """
    if not window.is_whole or any(output_padding):
        return _pairs(window.padding)
    spare = [reach - stride for reach, stride in zip(window.reaches, window.stride)]
    if not any(window.padding):
        return "valid" if min(spare) >= 0 else _pairs(window.padding)
    exact = all(2 * pad == more for pad, more in zip(window.padding, spare))
    return "same" if exact else _pairs(window.padding)
