"""Sequences that repeat directly behind one another: A B A B.

In: keys in order. Out: (start, period, count) of sequences of two or more keys, not all the same,
that repeat. Cost: O(keys x longest period).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

_LONGEST_PERIOD = 8


def tandem_repeats(
    keys: Sequence[Hashable], ends: Sequence[bool] = ()
) -> Iterator[tuple[int, int, int]]:
    """The repeats, those that cover most first, none within another.

    Where a sequence could begin at several places, it is cut so that it ends at one of `ends`.
    """
    found: list[tuple[int, int, int, int]] = []
    for period in range(2, min(_LONGEST_PERIOD, len(keys) // 2) + 1):
        at = 0
        while at + period < len(keys):
            end = at
            while end + period < len(keys) and keys[end] == keys[end + period]:
                end += 1
            count = (end - at) // period + 1
            if count > 1 and len(set(keys[at : at + period])) > 1:
                spare = range((end - at) % period + 1) if ends else ()
                cuts = [at + by for by in spare if ends[at + by + period - 1]]
                found.append((-count * period, period, cuts[0] if cuts else at, count))
            at = max(end, at + 1)
    taken: set[int] = set()
    for _, period, at, count in sorted(found):
        span = set(range(at, at + period * count))
        if not span & taken:
            taken |= span
            yield at, period, count
