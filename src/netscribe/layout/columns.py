"""Phase, second half of x: an x for every block.

Needs: `Layered`, `Order`, `Blocks`. Leaves: an x for every vertex, the trunk at 0; neighbours in a
rank keep their distance. Method: longest path to the left, then each block moves to the weighted
median of what it is joined to, within its room, in alternating directions (priority method of
Sugiyama et al. 1981, on blocks). Cost: O(rounds x edges log degree).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from netscribe.layout.blocks import Blocks
from netscribe.layout.layered import Layered, Vertex
from netscribe.layout.search import Order
from netscribe.layout.types import Spacing

ROUNDS = 8
#: What a straight end is worth beside the weight of a wire.
LANDING = 0.5
#: Where a long wire runs beside a box: a share of the distance between boxes.
LANE_SHARE = 0.7


class Pull(NamedTuple):
    """A block's wish: to stand at another block's x plus `delta`, this strongly."""

    other: int
    delta: float
    weight: float


def place_columns(
    layered: Layered, order: Order, blocks: Blocks, spacing: Spacing
) -> tuple[float, ...]:
    """By vertex, the x of its anchor."""
    room = _rooms(layered, order, blocks, spacing)
    pulls = _pulls(layered, blocks)
    sequence = _topological(room[1])
    at = [0.0] * blocks.count
    for block in sequence:
        at[block] = max((at[left] + gap for left, gap in room[0][block].items()), default=0.0)
    _settle(at, room, pulls, (sequence, blocks.trunk))
    origin = at[blocks.trunk]
    return tuple(at[block] - origin + blocks.offsets[v] for v, block in enumerate(blocks.of))


def _settle(
    at: list[float], room: tuple[Room, Room], pulls: list[list[Pull]], fixed: tuple[list[int], int]
) -> None:
    """Let every block but the trunk go where it is pulled; `fixed` is the sequence and the trunk.

    A block is asked again only if something that it depends on has moved.
    """
    sequence, trunk = fixed
    unsettled = [bool(found) for found in pulls]
    unsettled[trunk] = False
    for turn in range(ROUNDS):
        moved = 0.0
        for block in sequence if turn % 2 else reversed(sequence):
            if not unsettled[block]:
                continue
            unsettled[block] = False
            lefts, rights = room[0][block], room[1][block]
            wish = _median([(at[other] + delta, weight) for other, delta, weight in pulls[block]])
            low = max([at[left] + gap for left, gap in lefts.items()], default=-inf)
            high = min([at[right] - gap for right, gap in rights.items()], default=inf)
            target = max(min(wish, high), low)
            if target == at[block]:
                continue
            moved = max(moved, abs(target - at[block]))
            at[block] = target
            for other in (*lefts, *rights, *[pull[0] for pull in pulls[block]]):
                unsettled[other] = other != trunk and bool(pulls[other])
        if moved < 0.01:
            break


def distance(left: Vertex, right: Vertex, spacing: Spacing) -> float:
    """How far apart the x of two neighbours in a rank are at least."""
    return left.right + right.left + _gap(left, right, spacing)


def _gap(left: Vertex, right: Vertex, spacing: Spacing) -> float:
    if left.item >= 0 and left.item == right.item and "side" in (left.kind, right.kind):
        both = left.kind == right.kind
        return spacing.between_wires if both else spacing.arrow_room + 8.0
    kinds = {left.kind, right.kind}
    if kinds == {"item"}:
        return spacing.between_boxes
    if "item" in kinds:
        return spacing.between_boxes * LANE_SHARE
    if "label" in kinds:
        # From wire to wire, if no text stands between them.
        return spacing.after_label if left.right or right.left else spacing.between_wires
    return spacing.between_wires + (4.0 if "side" in kinds else 0.0)


Room = list[dict[int, float]]


def _rooms(layered: Layered, order: Order, blocks: Blocks, spacing: Spacing) -> tuple[Room, Room]:
    """By block: its left neighbours and its right ones, with the distance between the blocks."""
    lefts: Room = [{} for _ in range(blocks.count)]
    rights: Room = [{} for _ in range(blocks.count)]
    for row in order.ranks:
        for left, right in pairwise(row):
            need = distance(layered.vertices[left], layered.vertices[right], spacing)
            need += blocks.offsets[left] - blocks.offsets[right]
            first, second = blocks.of[left], blocks.of[right]
            if need > lefts[second].get(first, -inf):
                lefts[second][first] = need
                rights[first][second] = need
    return lefts, rights


def _pulls(layered: Layered, blocks: Blocks) -> list[list[Pull]]:
    pulls: list[list[Pull]] = [[] for _ in range(blocks.count)]

    def join(one: int, two: int, apart: float, weight: float) -> None:
        """Wish that x of vertex `two` be x of vertex `one` plus `apart`."""
        first, second = blocks.of[one], blocks.of[two]
        delta = apart + blocks.offsets[one] - blocks.offsets[two]
        if first != second:
            pulls[second].append(Pull(first, delta, weight))
            pulls[first].append(Pull(second, -delta, weight))

    items = sum(vertex.kind in ("item", "port") for vertex in layered.vertices)
    for gap in layered.gaps:
        for _, upper, lower, upper_x, lower_x, priority in gap:
            if blocks.of[upper] == blocks.of[lower]:
                continue
            # A lane bends where it leaves its source anyway: let it end straight.
            lands = LANDING if upper >= items > lower else 0.0
            join(upper, lower, upper_x - lower_x, 1.0 + priority + lands)
    for index, vertex in enumerate(layered.vertices):
        if vertex.kind == "side":
            join(vertex.item, index, 0.0, 1.0)
    return pulls


def _median(wishes: Sequence[tuple[float, float]]) -> float:
    if len(wishes) == 1:
        return wishes[0][0]
    ordered = sorted(wishes)
    half = sum(weight for _, weight in ordered) / 2
    passed = 0.0
    for index, (value, weight) in enumerate(ordered):
        passed += weight
        if passed > half + 1e-9:
            return value
        if abs(passed - half) <= 1e-9:
            return (value + ordered[index + 1][0]) / 2
    return ordered[-1][0]


def _topological(rights: Room) -> list[int]:
    waiting = [0] * len(rights)
    for neighbours in rights:
        for block in neighbours:
            waiting[block] += 1
    ready = [block for block, count in enumerate(waiting) if not count]
    for block in ready:
        for right in rights[block]:
            waiting[right] -= 1
            if not waiting[right]:
                ready.append(right)
    return ready
