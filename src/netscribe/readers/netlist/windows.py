"""Kernels that slide: paddings in the house's words.

In: sizes per axis, and paddings as a file says them. Out: `Padding`: "valid" where nothing is
padded, "same" only where ONNX's and Keras' "same" pads exactly so, else pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.errors import ReadError
from netscribe.graph.attributes import Attributes, Convolution, Padding, Pool, Sizes


def check_window(attributes: Attributes, where: str) -> None:
    """That a convolution or pool moves forwards, in windows that hold something.

    Raises:
        ReadError: a size, stride or dilation is below 1.
    """
    if isinstance(attributes, Convolution):
        sizes = (*attributes.kernel_size, *attributes.stride, *attributes.dilation)
    elif isinstance(attributes, Pool):
        sizes = (*attributes.size, *attributes.stride)
    else:
        return
    if min(sizes, default=1) < 1:
        raise ReadError(
            f"{where[:80]!r} has a window with a size, stride or dilation of {min(sizes)}",
            hint="write or convert the file again",
        )


def named_padding(word: str, kernel: Sizes) -> Padding:
    """Padding that a format names; a window of one position needs none."""
    return "valid" if word == "same" and kernel and set(kernel) == {1} else word


def explicit_padding(
    kernel: Sizes, stride: Sizes, dilation: Sizes, pairs: Sequence[tuple[int, int]]
) -> Padding:
    """Padding of a convolution or pool that is told in numbers."""
    if not any(amount for pair in pairs for amount in pair):
        return "valid"
    told = tuple((before, after) for before, after in pairs)
    spans = dilation or (1,) * len(kernel)
    if len(kernel) != len(told) or set(stride) - {1} or len(spans) != len(kernel):
        return told
    reach = [(size - 1) * span for size, span in zip(kernel, spans)]
    centred = all(pair == (span // 2, span // 2) for pair, span in zip(told, reach))
    return "same" if centred and not any(span % 2 for span in reach) else told


def transposed_padding(
    kernel: Sizes, stride: Sizes, pairs: Sequence[tuple[int, int]], extra: Sizes
) -> Padding:
    """Padding of a transposed convolution, which crops; see `explicit_padding`."""
    told = tuple((before, after) for before, after in pairs)
    if any(extra) or not len(kernel) == len(stride) == len(told):
        return told
    spare = [size - step for size, step in zip(kernel, stride)]
    if not any(amount for pair in told for amount in pair):
        return "valid" if min(spare, default=0) >= 0 else told
    exact = all(pair[0] == pair[1] and 2 * pair[0] == more for pair, more in zip(told, spare))
    return "same" if exact else told
