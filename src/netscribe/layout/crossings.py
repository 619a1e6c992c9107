"""Crossings and corners in a drawing, from its tracks.

In: tracks and columns. Out: numbers. Wires of one tensor never cross one another. Method: each
track against the uprights in its reach. Cost: O(E log E) for a gap of E edges and the crossings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from netscribe.layout.layered import Edge, Layered
from netscribe.layout.tracks import SAME, Track


@dataclass(frozen=True, slots=True)
class Faults:
    """What a drawing is judged by, in this order."""

    crossings: int
    bends: int


def count_faults(
    layered: Layered, at: Sequence[float], tracks: Sequence[Sequence[Track]]
) -> Faults:
    """Crossings of wires of two tensors, and corners of wires; shared stems count once.

    A merge circle's side entries have a corner each whatever the drawing, so they are left out.
    """
    crossings = bends = 0
    for gap, row in zip(layered.gaps, tracks, strict=True):
        if row:
            legs = _legs(gap, at, row)
            crossings += _gap_crossings(legs, row) if len(gap) > 1 else 0
            bends += sum(_corners(track) for track in row)
    return Faults(crossings, bends)


#: An upright piece in a gap: x, net, and the numbers of the tracks at its ends.
_Leg = tuple[float, int, int, int]


def _gap_crossings(legs: set[_Leg], row: Sequence[Track]) -> int:
    ordered = sorted(legs)
    places = [leg[0] for leg in ordered]
    crossings = 0
    for number, track in enumerate(row):
        first = bisect_right(places, track.low + SAME)
        last = bisect_left(places, track.high - SAME)
        for _, net, above, below in ordered[first:last]:
            crossings += net != track.net and above < number < below
    return crossings


def _legs(gap: Sequence[Edge], at: Sequence[float], row: Sequence[Track]) -> set[_Leg]:
    """Uprights between the upper rank, the tracks and the lower rank, those of one net once."""
    legs: set[_Leg] = set()
    last: dict[tuple[int, int], int] = {}
    for number, track in enumerate(row):
        # A split track hangs on the one it was split from.
        key = track.net, track.upper
        legs.add((track.top, track.net, last.get(key, -1), number))
        last[key] = number
    for (net, _), number in last.items():
        legs.update((bottom, net, number, len(row)) for bottom in row[number].bottoms)
    for edge in gap:
        if (edge.net, edge.upper) not in last:
            legs.add((at[edge.upper] + edge.upper_x, edge.net, -1, len(row)))
    return legs


def _corners(track: Track) -> int:
    """The ends of a track that are no forks."""
    corners = 2
    if len(track.bottoms) == 1 and track.low < track.high - SAME:
        return corners
    for end in (track.low, track.high):
        comes_down = abs(end - track.top) < SAME
        corners -= comes_down and any(abs(end - bottom) < SAME for bottom in track.bottoms)
    return corners
