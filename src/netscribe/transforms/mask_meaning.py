"""What a mask of known numbers lets attention read: everything, or the past, or a part of the past.

In: a `Known` tensor (..., queries, keys), its type, and the numbers near which it may change. Out:
its meaning, or None for any other mask. Both ends of every axis are looked at, and the surroundings
of every number that occurs in the mask's arithmetic, along the axes and along the diagonals:
comparisons of positions change nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from netscribe.graph.types import TensorType
from netscribe.transforms.known_tensor import Known, Place

#: A score from which so much is taken away counts for nothing.
HIDING = -1e4
#: Arithmetic with more different numbers is not looked through.
_MOST_NUMBERS = 24


@dataclass(frozen=True, slots=True)
class MaskMeaning:
    """Everything may be read; or, if `causal`, the past alone, `window` positions of it."""

    causal: bool = False
    window: int | None = None


def mask_meaning(known: Known, tensor: TensorType, numbers: Sequence[int]) -> MaskMeaning | None:
    """The meaning of a mask: true (or false) where attention may read, or added to its scores.

    Frameworks disagree on what true means in a mask. A mask that says the same of all positions
    would leave nothing to read in the one meaning, so that it has the other; a lower triangle with
    its diagonal is what may be read, an upper one without it what may not.
    """
    switches = tensor.dtype == "bool"
    if known.uniform is not None:
        return MaskMeaning() if switches or known.uniform == 0 else None
    if len(known.sizes) < 2 or len(numbers) > _MOST_NUMBERS:
        return None
    found = {place: known.at(place) for place in _places(known.sizes, numbers)}
    if not switches:
        if any(number != 0 and number > HIDING for number in found.values()):
            return None
        found = {place: float(number == 0) for place, number in found.items()}
    if len(set(map(bool, found.values()))) == 1:
        return MaskMeaning() if switches or all(found.values()) else None
    shape = tensor.shape or ()
    return _past(found, known.sizes, numbers) if shape[-1] == shape[-2] else None


def _places(sizes: Place, numbers: Sequence[int]) -> Iterator[Place]:
    """Places to look at: both ends of every axis, and near every number."""
    queries, keys = sizes[-2:]
    steps = {0, *numbers}
    rows = {row for step in steps for row in (step, step + 1, queries - 1 - step)}
    outer = list(product(*(sorted({0, size - 1}) for size in sizes[:-2])))
    for row in sorted(row for row in rows if 0 <= row < queries):
        near = {row + sign * step for step in steps for sign in (1, -1)}
        columns = {column + by for column in near | steps | {keys - 1} for by in (-1, 0, 1)}
        for column in sorted(column for column in columns if 0 <= column < keys):
            yield from ((*place, row, column) for place in outer)


def _past(found: dict[Place, float], sizes: Place, numbers: Sequence[int]) -> MaskMeaning | None:
    """Whether the past is let through, all of it or a window that ends near one of the numbers."""
    size = sizes[-1]
    ends = sorted({number + by for number in numbers for by in (0, 1) if number + by > 0})
    for window in (size, *ends):
        inside = {place: 0 <= place[-2] - place[-1] < window for place in found}
        plain = all(bool(found[place]) == inside[place] for place in found)
        # what may not be read is marked: only an upper triangle without its diagonal is sure
        turned = window == size and all(bool(found[place]) != inside[place] for place in found)
        if plain or turned:
            return MaskMeaning(True, None if window >= size else window)
    return None
