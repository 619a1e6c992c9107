"""Phase: the horizontal pieces of wire in each gap, and which lies above which.

Needs: `Layered` and an x for every vertex. Leaves: for each gap its tracks from top to bottom, as
an order only (the rows phase gives them y). One track joins a wire from above to all wires
below. A wire that comes down at some x must turn off above another that starts down at
the same x; beyond that, the order with fewer crossings. Where such demands run in a circle, one
track is split in two. Method: hyperedge segment ordering after Sander (2004). Cost: O(k squared)
for a gap with k nets that bend.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.layout.layered import Edge, Layered
from netscribe.layout.types import Spacing

SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Track:
    """A horizontal piece of `net` below vertex `upper`.

    `top` is the x where it comes down, `bottoms` are those where it goes down.
    """

    net: int
    upper: int
    top: float
    bottoms: tuple[float, ...]

    @property
    def low(self) -> float:
        return min(self.top, *self.bottoms)

    @property
    def high(self) -> float:
        return max(self.top, *self.bottoms)


def assign_tracks(
    layered: Layered, at: Sequence[float], spacing: Spacing
) -> tuple[tuple[Track, ...], ...]:
    """By gap, the tracks from top to bottom."""
    return tuple(
        tuple(_order(_gap_tracks(gap, at), _legs(gap, at), spacing.between_wires / 2))
        for gap in layered.gaps
    )


def _legs(gap: Sequence[Edge], at: Sequence[float]) -> list[float]:
    """Every x at which a wire comes into the gap or leaves it."""
    tops = {at[edge.upper] + edge.upper_x for edge in gap}
    return sorted(tops | {at[edge.lower] + edge.lower_x for edge in gap})


def _gap_tracks(gap: Sequence[Edge], at: Sequence[float]) -> list[Track]:
    by_upper: dict[tuple[int, int], list[Edge]] = {}
    for edge in gap:
        by_upper.setdefault((edge.net, edge.upper), []).append(edge)
    tracks = []
    for (net, upper), edges in by_upper.items():
        top = at[upper] + edges[0].upper_x
        bottoms = tuple(at[edge.lower] + edge.lower_x for edge in edges)
        if any(abs(bottom - top) > SAME for bottom in bottoms):
            tracks.append(Track(net, upper, top, bottoms))
    return tracks


def _order(tracks: list[Track], legs: list[float], close: float) -> list[Track]:
    if len(tracks) < 2:
        return tracks
    waiting = list(tracks)
    done: list[Track] = []
    while waiting:
        free = [track for track in waiting if not _held(track, waiting, close)]
        if not free:
            waiting = _split(waiting, legs, close)
            continue
        best = min(free, key=lambda track: (_cost(track, waiting), track.low, track.net))
        done.append(best)
        waiting.remove(best)
    return done


def _held(track: Track, others: Sequence[Track], close: float) -> bool:
    """Whether another track must lie above this one."""
    return any(_must_precede(other, track, close) for other in others if other is not track)


def _must_precede(upper: Track, lower: Track, close: float) -> bool:
    """Whether `upper` comes down where `lower` goes down, so that it must turn off first."""
    if (upper.net, upper.upper) == (lower.net, lower.upper):
        return upper.bottoms == (lower.top,)
    return any(abs(upper.top - bottom) < close for bottom in lower.bottoms)


def _cost(track: Track, others: Sequence[Track]) -> int:
    """Crossings gained by laying `track` above all `others`, against below them."""
    return sum(
        _crossings(track, other) - _crossings(other, track)
        for other in others
        if other is not track
    )


def _crossings(upper: Track, lower: Track) -> int:
    down = sum(lower.low < bottom < lower.high for bottom in upper.bottoms)
    return down + (upper.low < lower.top < upper.high)


def _split(waiting: Sequence[Track], legs: list[float], close: float) -> list[Track]:
    """Break a circle: one track's way goes down in a column that is free in this gap."""
    track = _in_circle(waiting, close)
    column = _free_column(legs, track, close)
    insort(legs, column)
    upper = Track(track.net, track.upper, track.top, (column,))
    lower = Track(track.net, track.upper, column, track.bottoms)
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
    between = [
        (left + right) / 2 for left, right in zip(legs, legs[1:]) if right - left > 2.2 * close
    ]
    outside = [legs[0] - 2.2 * close, legs[-1] + 2.2 * close]
    return min([*between, *outside], key=lambda x: (abs(x - middle), x))
