"""Candidates that are images, and what a refusal tells of the size that the model wants.

In: a model, a size to start from and why. Out: candidates. A fully connected layer that was given
N numbers and wanted M wants an image smaller by the square root of M/N; a model that names a size
in its message wants that size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from netscribe.readers.torch.inputs import BATCH, Candidate, ExampleInputs, floats

#: Sizes that people train on; preferred where several would do.
USUAL_SIZES = (224, 32, 28, 64, 256, 299, 128, 96, 384, 512, 227, 160, 84, 48, 16)
_SMALLEST, _LARGEST = 8, 1024
_PRODUCT = re.compile(r"cannot be multiplied \(\d+x(\d+) and (\d+)x\d+\)")
_CHANNELS = re.compile(r"to have (\d+) channels, but got (\d+)")
_TOO_SMALL = "ernel size can't be greater than actual input size"
_LARGER = (299, 512)
_NUMBER = re.compile(r"\d+")
#: How far from the estimate a size may lie, in pixels and as a ratio.
_REACH, _RATIO = 3, 1.3


def image_candidates(
    model: Any, sizes: tuple[int, ...], note: str, depth: int = 3
) -> Iterator[Candidate]:
    """One image tensor of (C, H, W), (C, T, H, W) or (C, L), and what its refusal suggests."""
    example = ExampleInputs((floats(model, BATCH, *sizes),), {}, note)

    def refined(message: str) -> Iterator[Candidate]:
        if depth:
            for other in _better(sizes, message):
                yield from image_candidates(model, other, note, depth - 1)

    yield Candidate(example, refined)


def _better(sizes: tuple[int, ...], message: str) -> Iterable[tuple[int, ...]]:
    """Other sizes, from the message with which these were refused."""
    channels = _CHANNELS.search(message)
    if channels is not None:
        if int(channels[2]) == sizes[0]:
            yield (int(channels[1]), *sizes[1:])
        return
    product = _PRODUCT.search(message)
    if product is not None:
        yield from _scaled(sizes, int(product[2]) / max(1, int(product[1])))
        return
    if _TOO_SMALL in message:
        yield from ((*sizes[:-2], size, size) for size in _LARGER if len(sizes) == 3)
        return
    mentioned = dict.fromkeys(int(word) for word in _NUMBER.findall(message))
    if sizes[-1] not in mentioned:
        return
    for number in list(mentioned)[:8]:
        if _SMALLEST <= number <= _LARGEST and number != sizes[-1]:
            yield (*sizes[:-2], number, number) if len(sizes) > 2 else (sizes[0], number)


def _scaled(sizes: tuple[int, ...], ratio: float) -> Iterator[tuple[int, ...]]:
    """Sizes near the one whose pixel count is `ratio` times that of `sizes`."""
    spatial = 1 if len(sizes) == 2 else 2
    estimate = sizes[-1] * ratio ** (1 / spatial)
    near = [size for size in USUAL_SIZES if 1 / _RATIO < size / max(estimate, 1) < _RATIO]
    near.sort(key=lambda size: abs(size - estimate))
    rounded = round(estimate)
    steps = sorted(range(-_REACH, _REACH + 1), key=abs)
    for size in dict.fromkeys((*near[:2], *(rounded + step for step in steps))):
        if size >= 1:
            yield (*sizes[:-spatial], *(size,) * spatial)
