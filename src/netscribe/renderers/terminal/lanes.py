"""In which column each track runs.

In: Tracks. Out: a column per track. The trunk has column 0; a track stands right of the one it
belongs to; tracks that end first stand nearest, so that nested skips do not cross; branches of one
merge stand in the order of its arguments. A column is used again as soon as it is free.
"""

from __future__ import annotations

from bisect import bisect_left

from netscribe.renderers.terminal.tracks import Track, Tracks


class _Column:
    """The times at which a column is taken."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, start: int, end: int) -> bool:
        """Takes the column from `start` to `end`, both included, if it is free."""
        place = bisect_left(self._ends, start)
        if place < len(self._starts) and self._starts[place] <= end:
            return False
        self._starts.insert(place, start)
        self._ends.insert(place, end)
        return True


def place_tracks(tracks: Tracks, top: int) -> tuple[int, ...]:
    """Columns by track number; `top` is the trunk's track. O(tracks x columns)."""
    children: dict[int, list[Track]] = {}
    for track in tracks.tracks:
        if track.parent is not None and track.number != top:
            children.setdefault(track.parent, []).append(track)
    for siblings in children.values():
        siblings.sort(key=_nearness)
    columns: list[_Column] = []
    placed: dict[int, int] = {}
    roots = [top, *(track.number for track in tracks.tracks if track.rooted)]
    orphans = [track.number for track in tracks.tracks if track.parent is None]
    for root in (*roots[:1], *orphans, *roots[1:], *range(len(tracks.tracks))):
        pending = [(root, 0 if root == top else 1)]
        while pending:
            number, least = pending.pop()
            if number in placed:
                continue
            column = _first_free(columns, tracks.tracks[number], least)
            placed[number] = column
            below = reversed(children.get(number, []))
            pending.extend((track.number, column + 1) for track in below)
    return tuple(placed[number] for number in range(len(tracks.tracks)))


def _nearness(track: Track) -> tuple[int, bool, int, int]:
    """Sort key among tracks that belong to the same one: what ends first comes first."""
    later_start_first = 0 if track.rooted else -track.start
    return (track.end, not track.rooted, later_start_first, track.number)


def _first_free(columns: list[_Column], track: Track, least: int) -> int:
    while len(columns) <= least:
        columns.append(_Column())
    for number in range(least, len(columns)):
        if columns[number].take(track.start, track.end):
            return number
    columns.append(_Column())
    columns[-1].take(track.start, track.end)
    return len(columns) - 1
