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
        spans = [(track.low - close, track.high + close) for track in tracks]
        for one, (low, high) in enumerate(spans):
            for two in range(one):
                if spans[two][0] < high and low < spans[two][1]:
                    self._compare(one, two, close)

    def _compare(self, one: int, two: int, close: float) -> None:
        net, upper, top, _, low, high = self._tracks[one]
        its_net, its_upper, its_top, _, its_low, its_high = self._tracks[two]
        if net == its_net and upper == its_upper:
            self._compare_parts(one, two)
            return
        bottoms, others = self._bottoms[one], self._bottoms[two]
        if len(bottoms) == 1 == len(others):
            bottom, other = bottoms[0], others[0]
            holds, held = (
                top - close < other < top + close,
                its_top - close < bottom < its_top + close,
            )
            gain = (its_low < bottom < its_high) - (low < other < high)
        else:
            holds = _between(others, top - close, top + close) > 0
            held = _between(bottoms, its_top - close, its_top + close) > 0
            gain = _between(bottoms, its_low, its_high) - _between(others, low, high)
        if holds:
            self._hold(one, two)
        if held:
            self._hold(two, one)
        gain += (low < its_top < high) - (its_low < top < its_high)
        if gain:
            self._costs[one].append((two, gain))
            self._costs[two].append((one, -gain))
            self._cost[one] += gain
            self._cost[two] -= gain

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
        free = [(cost[n], tracks[n].low, n) for n in self.left if not held[n]]
        return min(free)[2] if free else None

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


def _between(places: Sequence[float], low: float, high: float) -> int:
    """How many of the sorted places lie between the two."""
    if len(places) == 1:
        return 1 if low < places[0] < high else 0
    return max(0, bisect_left(places, high) - bisect_right(places, low))


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
