"""The drawing plan of one panel: rows, tracks and columns within a given number of lanes.

In: a Wiring and how many lanes there may be. Out: a `Plan`. Where more lanes would be needed, the
tensors of the outermost tracks lose their lines and get tags instead, which the text repeats at
both ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.renderers.terminal.lanes import place_tracks
from netscribe.renderers.terminal.order import Rows, order_rows
from netscribe.renderers.terminal.tracks import Tracks, lay_tracks
from netscribe.renderers.terminal.trunk import Trunk, find_trunk
from netscribe.renderers.terminal.wiring import Wiring

#: After so many rounds of cutting only ends, tracks that do not fit lose all their lines.
_PATIENCE = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """What the strokes are drawn from; `tags` name the tensors without a line."""

    rows: Rows
    main: tuple[int | None, ...]
    tracks: Tracks
    columns: tuple[int, ...]
    tags: Mapping[int, str]

    def lane_of(self, row: int) -> dict[int, int]:
        """The column in which each tensor arrives at the row's element; those with lines only."""
        found = {tensor: self.columns[track] for tensor, track in self.tracks.joins[row]}
        main = self.main[self.rows.order[row]]
        if main is not None and main not in self.tags:
            found[main] = self.columns[self.tracks.stands[row]]
        return found


def make_plan(wiring: Wiring, lane_limit: int) -> Plan:
    """Lays the tracks, and again with fewer lines until they fit into `lane_limit` columns."""
    trunk = find_trunk(wiring)
    rows = order_rows(wiring, trunk)
    cut: set[int] = set()
    attempt = 0
    while True:
        tracks, columns = _laid(wiring, trunk, rows, frozenset(cut))
        found = _too_far(tracks, columns, lane_limit, ends_only=attempt < _PATIENCE)
        if not found:
            return Plan(rows, trunk.main, tracks, columns, _tags(wiring, rows, cut))
        cut |= found
        attempt += 1


def _laid(
    wiring: Wiring, trunk: Trunk, rows: Rows, cut: frozenset[int]
) -> tuple[Tracks, tuple[int, ...]]:
    tracks = lay_tracks(wiring, trunk, rows, cut)
    top = tracks.stands[rows.order.index(rows.top)]
    return tracks, place_tracks(tracks, top)


def _too_far(
    tracks: Tracks, columns: tuple[int, ...], lane_limit: int, *, ends_only: bool
) -> set[int]:
    """Tensors to cut: the ends, or all, of the tracks that stand outside the limit."""
    found: set[int] = set()
    for track, column in zip(tracks.tracks, columns, strict=True):
        if column >= lane_limit:
            carried = track.tensors
            found.update((carried[:1] + carried[-1:]) if ends_only else carried)
    return found


def _tags(wiring: Wiring, rows: Rows, cut: set[int]) -> dict[int, str]:
    row_of = {element: row for row, element in enumerate(rows.order)}
    in_order = sorted(cut, key=lambda tensor: (row_of[wiring.tensors[tensor].maker], tensor))
    return {tensor: _letters(index) for index, tensor in enumerate(in_order)}


def _letters(index: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
