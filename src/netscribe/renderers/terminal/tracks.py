"""Which tensor runs in which track, from row to row.

In: a Wiring and its Rows. Out: `Tracks`: every element stands in a track, a track runs from where
it forks (or its first element) to where it is read last. Columns come later. A track carries one
tensor at a time. Times: row r is 2 r, the space between rows r and r + 1 is 2 r + 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netscribe.renderers.terminal.order import Rows
from netscribe.renderers.terminal.trunk import Trunk
from netscribe.renderers.terminal.wiring import Wiring

#: More branches than this do not wait side by side: they leave a common lane when their row comes.
_MOST_WAITING = 6


@dataclass(slots=True)
class Track:
    """A vertical line and the tensors that it carries in turn.

    `parent` is the track it forks from, or (`rooted`) the one it ends in.
    """

    number: int
    start: int
    end: int
    parent: int | None = None
    rooted: bool = False
    tensors: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fork:
    """New tracks that leave `source`; `tensor` flows in all of them."""

    tensor: int
    source: int
    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tracks:
    """What stands and runs where; all lists are by row number.

    Attributes:
        stands: the track in which the row's element stands.
        joins: (tensor, track) that the element reads from the side.
        forks_after: forks below the row, in order; the last is the tensor that goes straight on.
        forks_before: forks above the row, for a branch that leaves a common lane late.
    """

    tracks: tuple[Track, ...]
    stands: tuple[int, ...]
    joins: tuple[tuple[tuple[int, int], ...], ...]
    forks_after: tuple[tuple[Fork, ...], ...]
    forks_before: tuple[tuple[Fork, ...], ...]


@dataclass(slots=True)
class _Plan:
    """Scratch state of one run: lanes that wait for their readers."""

    wiring: Wiring
    rows: Rows
    main: Mapping[int, int | None]
    cut: frozenset[int]
    row_of: dict[int, int]
    tracks: list[Track] = field(default_factory=list)
    lane: dict[tuple[int, int], int] = field(default_factory=dict)
    bus: dict[int, int] = field(default_factory=dict)

    def new(self, start: int, parent: int | None = None) -> int:
        number = len(self.tracks)
        self.tracks.append(Track(number, start, start, parent, rooted=parent is None))
        return number

    def is_unused(self, row: int) -> bool:
        """Whether a row has the mark that no data joins."""
        return row >= 0 and self.wiring.elements[self.rows.order[row]].unused

    def extend(self, track: int, time: int) -> None:
        self.tracks[track].end = max(self.tracks[track].end, time)


def lay_tracks(wiring: Wiring, trunk: Trunk, rows: Rows, cut: frozenset[int]) -> Tracks:
    """Tracks of all rows; tensors in `cut` get no line. O((nodes + edges) log nodes)."""
    row_of = {element: row for row, element in enumerate(rows.order)}
    main = {
        element: tensor if tensor not in cut else None for element, tensor in enumerate(trunk.main)
    }
    plan = _Plan(wiring, rows, main, cut, row_of)
    stands: list[int] = []
    joins: list[tuple[tuple[int, int], ...]] = []
    after: list[tuple[Fork, ...]] = []
    before: list[tuple[Fork, ...]] = []
    for row, element in enumerate(rows.order):
        track, late = _stand(plan, row, element)
        stands.append(track)
        before.append(late)
        joins.append(_join(plan, row, element, track))
        after.append(_leave(plan, row, element, track))
    return Tracks(tuple(plan.tracks), tuple(stands), tuple(joins), tuple(after), tuple(before))


def _stand(plan: _Plan, row: int, element: int) -> tuple[int, tuple[Fork, ...]]:
    """The track that was kept for the element, a late branch, or a new one."""
    tensor = plan.main[element]
    if tensor is None:
        # from the row above on, so that it never seems to hang on a mark right above it
        unused = plan.is_unused(row) and plan.is_unused(row - 1)
        track = plan.new(2 * row - (1 if unused else 2))
        plan.extend(track, 2 * row)
        return track, ()
    kept = plan.lane.get((tensor, element))
    if kept is not None:
        plan.extend(kept, 2 * row)
        return kept, ()
    source = plan.bus[tensor]
    plan.extend(source, 2 * row - 1)
    track = plan.new(2 * row - 1, source)
    plan.tracks[track].tensors.append(tensor)
    plan.extend(track, 2 * row)
    return track, (Fork(tensor, source, (track,)),)


def _join(plan: _Plan, row: int, element: int, track: int) -> tuple[tuple[int, int], ...]:
    found = []
    for tensor in dict.fromkeys(plan.wiring.elements[element].reads):
        if tensor == plan.main[element] or tensor in plan.cut:
            continue
        lane = plan.bus[tensor]
        plan.extend(lane, 2 * row)
        found.append((tensor, lane))
        if plan.tracks[lane].rooted and plan.tracks[lane].parent is None:
            plan.tracks[lane].parent = track
    return tuple(found)


def _leave(plan: _Plan, row: int, element: int, track: int) -> tuple[Fork, ...]:
    """Gives the tensors that the element makes their lanes; the one that goes straight on last."""
    made = [tensor for tensor in plan.wiring.elements[element].makes if tensor not in plan.cut]
    if not made:
        return ()
    straight = next((tensor for tensor in made if tensor in plan.rows.heir), made[0])
    made.sort(key=lambda tensor: tensor == straight)
    return tuple(_branch(plan, row, tensor, track, tensor == straight) for tensor in made)


def _branch(plan: _Plan, row: int, tensor: int, track: int, straight: bool) -> Fork:
    """Lanes for the readers of one tensor: those that stand below it, and one for the others."""
    below, beside = _readers(plan, tensor)
    lanes: list[int | None] = list(below)
    common = max((plan.row_of[reader] for reader in beside), default=None)
    carrier = None
    if common is not None:
        carrier = next((lane for lane in below if plan.row_of[lane] > common), None)
        if carrier is None:
            lanes.append(None)
    targets = []
    for index, reader in enumerate(lanes):
        lane = track if straight and index == 0 else plan.new(2 * row + 1, track)
        plan.tracks[lane].tensors.append(tensor)
        if lane != track:
            targets.append(lane)
        if reader is not None:
            plan.lane[tensor, reader] = lane
            plan.extend(lane, 2 * plan.row_of[reader])
        if common is not None and reader == carrier:
            plan.bus[tensor] = lane
            plan.extend(lane, 2 * common)
    return Fork(tensor, track, tuple(targets))


def _readers(plan: _Plan, tensor: int) -> tuple[list[int], list[int]]:
    """Readers that get a lane of their own, the heir first; and those that share one."""
    readers = sorted(plan.wiring.tensors[tensor].readers, key=plan.row_of.__getitem__)
    heir = plan.rows.heir.get(tensor)
    below = [reader for reader in readers if plan.main[reader] == tensor]
    below.sort(key=lambda reader: reader != heir)
    if len(below) > _MOST_WAITING:
        below = [reader for reader in below if reader in (heir, readers[-1])]
    return below, [reader for reader in readers if reader not in below]
