"""Letters that turn out to be equal: what a letter stands for once later operations tell.

In: the sizes that meet on one axis of one operation. Out: each size with the letters replaced that
are known to be something else. Only what is certain counts. Parts of a concatenation must agree on
every other axis. Operands of an addition need not, since a 1 is stretched; but the size of a
tensor made from a shape (noise, zeros, a broadcast) follows another tensor's size where it is not
a number, so that it is no 1, and has to be the size it meets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from netscribe.graph.sizes import Size, letters_of, substitute


class Standing(IntEnum):
    """How firm a letter is; of two equal sizes the firmer one is printed."""

    FIXED = 0
    INPUT = 1
    RESULT = 2
    MADE = 3


class EqualSizes:
    """What is known so far of one graph's letters; lives for one pass only."""

    def __init__(self) -> None:
        self._standing: dict[str, Standing] = {}
        self._meaning: dict[str, Size] = {}

    def introduce(self, letters: Iterable[str], standing: Standing) -> None:
        """These letters are in use; one that is known already keeps its standing."""
        for letter in letters:
            self._standing.setdefault(letter, standing)

    def meet(self, sizes: Sequence[Size], *, strict: bool) -> None:
        """These sizes stand on one axis; `strict` where not even a 1 is stretched."""
        met = [self.resolved(size) for size in sizes if size.number is None]
        met = [size for size in met if size.number is None]
        if len(met) < 2:
            return
        firmest = min(met, key=self._firmness)
        for size in met:
            letter = _bare(size)
            if letter and self._gives_way(letter, firmest, strict=strict):
                self._meaning[letter] = firmest

    def resolved(self, size: Size) -> Size:
        """The size in letters that are not known to be something else."""
        while self._meaning.keys() & letters_of(size):
            found = substitute(size, self._meaning)
            if found == size:
                break
            size = found
        return size

    def _firmness(self, size: Size) -> tuple[float, int]:
        """Expressions stand between the inputs' letters and new ones; then the order of coming."""
        letter = _bare(size)
        if not letter:
            return (Standing.INPUT + 0.5, 0)
        return (
            self._of(letter),
            [*self._standing].index(letter) if letter in self._standing else 0,
        )

    def _of(self, letter: str) -> Standing:
        return self._standing.get(letter, Standing.FIXED)

    def _gives_way(self, letter: str, firmest: Size, *, strict: bool) -> bool:
        standing = self._of(letter)
        if standing is Standing.FIXED or letter in letters_of(firmest):
            return False
        if standing is Standing.INPUT:
            return strict and bool(_bare(firmest))
        return strict or standing is Standing.MADE


def _bare(size: Size) -> str:
    """The letter that a size is; "" for an expression."""
    if len(size.terms) != 1 or size.constant or size.divisor != 1:
        return ""
    (factors, count), *_ = size.terms
    return factors[0] if len(factors) == 1 and count == 1 and factors[0].isalnum() else ""
