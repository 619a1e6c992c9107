"""Phase: the horizontal pieces of wire in each gap, and which lies above which.

Needs: `Layered` and an x for every vertex. Leaves: for each gap its tracks from top to bottom, as
an order only (the rows phase gives them y). One track joins a wire from above to all wires
below. A wire that comes down at some x must turn off above another that starts down at
the same x; beyond that, the order with fewer crossings. Where such demands run in a circle, one
track is split in two. Method: hyperedge segment ordering after Sander (2004). Cost: O(k squared)
for a gap with k nets that bend.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from netscribe.layout.layered import Edge, Layered
from netscribe.layout.types import Spacing

SAME = 1e-6
#: Of more places than this, those in a reach are found by halving.
_MANY = 6


class Track(NamedTuple):
    """A horizontal piece of `net` below vertex `upper`.

    `top` is the x where it comes down, `bottoms` are those where it goes down, `low` and `high`
    its ends.
    """

    net: int
    upper: int
    top: float
    bottoms: tuple[float, ...]
    low: float
    high: float


def assign_tracks(
    layered: Layered, at: Sequence[float], spacing: Spacing
) -> tuple[tuple[Track, ...], ...]:
    """By gap, the tracks from top to bottom."""
    close = spacing.between_wires / 2
    return tuple(tuple(_ordered(gap, at, close)) for gap in layered.gaps)


def _ordered(gap: Sequence[Edge], at: Sequence[float], close: float) -> list[Track]:
    tracks = _gap_tracks(gap, at)
    return _order(tracks, _legs(gap, at), close) if len(tracks) > 1 else tracks


def _legs(gap: Sequence[Edge], at: Sequence[float]) -> list[float]:
    """Every x at which a wire comes into the gap or leaves it."""
    tops = {at[edge.upper] + edge.upper_x for edge in gap}
    return sorted(tops | {at[edge.lower] + edge.lower_x for edge in gap})


def _gap_tracks(gap: Sequence[Edge], at: Sequence[float]) -> list[Track]:
    by_upper: dict[tuple[int, int], tuple[float, list[float]]] = {}
    bent: dict[tuple[int, int], None] = {}
    for net, upper, lower, upper_x, lower_x, _ in gap:
        key = net, upper
        if key not in by_upper:
            by_upper[key] = at[upper] + upper_x, []
        top, bottoms = by_upper[key]
        bottom = at[lower] + lower_x
        bottoms.append(bottom)
        if abs(bottom - top) > SAME:
            bent[key] = None
    return [
        _track(*key, top, tuple(bottoms)) for key, (top, bottoms) in by_upper.items() if key in bent
    ]


def _order(tracks: list[Track], legs: list[float], close: float) -> list[Track]:
    demands = _Demands(tracks, close)
    done: list[Track] = []
    while demands.left:
        best = demands.best()
        if best is not None:
            done.append(demands.take(best))
            continue
        demands = _Demands(_split(demands.waiting, legs, close), close)
    return done


class _Demands:
    """Scratch state: which waiting tracks hold others up, and what laying each first would cost."""

    def __init__(self, tracks: Sequence[Track], close: float) -> None:
        self._tracks = tracks
        self.left = dict.fromkeys(range(len(tracks)))
        self._holds: list[list[int]] = [[] for _ in tracks]
        self._held = [0] * len(tracks)
        self._costs: list[list[tuple[int, int]]] = [[] for _ in tracks]
        self._cost = [0] * len(tracks)
        self._bottoms = [sorted(track.bottoms) for track in tracks]
        for one in range(1, len(tracks)):
            self._compare(one, close)

    def _compare(self, one: int, close: float) -> None:
        """What a track and those before it ask of one another, where they share an x."""
        net, upper, top, _, low, high = self._tracks[one]
        bottoms, tracks = self._bottoms[one], self._tracks
        costs, cost = self._costs, self._cost
        for two, others in enumerate(self._bottoms[:one]):
            its_net, its_upper, its_top, _, its_low, its_high = tracks[two]
            if not (its_low - close < high + close and low - close < its_high + close):
                continue
            if net == its_net and upper == its_upper:
                self._compare_parts(one, two)
                continue
            above, gain = _met(bottoms, its_top, close, (its_low, its_high))
            below, loss = _met(others, top, close, (low, high))
            if below:
                self._hold(one, two)
            if above:
                self._hold(two, one)
            gain += (low < its_top < high) - (its_low < top < its_high) - loss
            if gain:
                costs[one].append((two, gain))
                costs[two].append((one, -gain))
                cost[one] += gain
                cost[two] -= gain

    def _compare_parts(self, one: int, two: int) -> None:
        """Two parts of a track that was split: the upper one goes down where the lower begins."""
        for upper, lower in ((one, two), (two, one)):
            if self._tracks[upper].bottoms == (self._tracks[lower].top,):
                self._hold(upper, lower)

    def _hold(self, upper: int, lower: int) -> None:
        self._holds[upper].append(lower)
        self._held[lower] += 1

    @property
    def waiting(self) -> list[Track]:
        return [self._tracks[index] for index in self.left]

    def best(self) -> int | None:
        """The track to lay next: held by none, and with the fewest crossings to follow."""
        cost, tracks, held = self._cost, self._tracks, self._held
        free = [n for n in self.left if not held[n]]
        if len(free) < 2:
            return free[0] if free else None
        least = min([cost[n] for n in free])
        cheap = [n for n in free if cost[n] == least]
        return cheap[0] if len(cheap) == 1 else min(cheap, key=lambda n: (tracks[n].low, n))

    def take(self, index: int) -> Track:
        del self.left[index]
        for lower in self._holds[index]:
            self._held[lower] -= 1
        for other, gain in self._costs[index]:
            self._cost[other] += gain
        return self._tracks[index]


def _must_precede(upper: Track, lower: Track, close: float) -> bool:
    """Whether `upper` comes down where `lower` goes down, so that it must turn off first."""
    if (upper.net, upper.upper) == (lower.net, lower.upper):
        return upper.bottoms == (lower.top,)
    return any(abs(upper.top - bottom) < close for bottom in lower.bottoms)


def _met(
    bottoms: Sequence[float], top: float, close: float, reach: tuple[float, float]
) -> tuple[bool, int]:
    """Whether a wire goes down where another comes down, and how many go down in its reach."""
    low, high = reach
    nearest, farthest = top - close, top + close
    if len(bottoms) > _MANY:
        meets = bisect_left(bottoms, farthest) > bisect_right(bottoms, nearest)
        return meets, max(0, bisect_left(bottoms, high) - bisect_right(bottoms, low))
    meets, crossed = False, 0
    for bottom in bottoms:
        if low < bottom < high:
            crossed += 1
        if nearest < bottom < farthest:
            meets = True
    return meets, crossed


def _track(net: int, upper: int, top: float, bottoms: tuple[float, ...]) -> Track:
    return Track(net, upper, top, bottoms, min(top, *bottoms), max(top, *bottoms))


def _split(waiting: Sequence[Track], legs: list[float], close: float) -> list[Track]:
    """Break a circle: one track's way goes down in a column that is free in this gap."""
    track = _in_circle(waiting, close)
    column = _free_column(legs, track, close)
    insort(legs, column)
    upper = _track(track.net, track.upper, track.top, (column,))
    lower = _track(track.net, track.upper, column, track.bottoms)
    return [upper, lower, *(other for other in waiting if other is not track)]


def _in_circle(waiting: Sequence[Track], close: float) -> Track:
    """A track that waits for itself by way of others; there is one, as every track waits."""
    seen: list[Track] = []
    track = waiting[0]
    while track not in seen:
        seen.append(track)
        track = next(
            other for other in waiting if other is not track and _must_precede(other, track, close)
        )
    return track


def _free_column(legs: Sequence[float], track: Track, close: float) -> float:
    middle = (track.low + track.high) / 2
    between = [(left + right) / 2 for left, right in pairwise(legs) if right - left > 2.2 * close]
    outside = [legs[0] - 2.2 * close, legs[-1] + 2.2 * close]
    return min([*between, *outside], key=lambda x: (abs(x - middle), x))
