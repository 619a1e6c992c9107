"""Gates 1 and 5: nodes apart, members inside their groups, groups nested, nothing clipped.

In: a Picture. Out: violations. A node's room is all its closed marks: pills that hang over its
border belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.gates.picture import Item, Picture
from tests.gates.planes import RectIndex, segment_rect
from tests.gates.violation import Violation

from netscribe.geometry import Rect, bounding_rect

_ROUNDING = 0.05
_TO_SPARE = 2.0


def nodes_apart(picture: Picture) -> Iterator[Violation]:
    """No two nodes overlap, whichever of their marks."""
    owners = [item for item in picture.of_kind("node", "port") for _ in item.shapes]
    rects = [shape.rect for item in picture.of_kind("node", "port") for shape in item.shapes]
    for one, other in RectIndex(rects).overlapping(_ROUNDING):
        if owners[one] is not owners[other]:
            yield Violation(1, "nodes overlap", (owners[one].id, owners[other].id))


def members_inside(picture: Picture) -> Iterator[Violation]:
    """Each node lies inside the groups that it belongs to, and outside of all others."""
    frames = list(picture.groups.values())
    index = RectIndex([frame.rect for frame in frames])
    for item in picture.of_kind("node", "port", "group"):
        around = picture.ancestors(item)
        for name in around:
            frame = picture.groups.get(name)
            if frame is None:
                yield Violation(1, "owner is no group", (item.id, name))
            elif not frame.rect.contains(item.rect, _ROUNDING):
                yield Violation(1, "member leaves its group", (item.id, name))
        if item.kind != "group":
            yield from _strangers(item, around, frames, index)


def _strangers(
    item: Item, around: tuple[str, ...], frames: list[Item], index: RectIndex
) -> Iterator[Violation]:
    for number in index.near(item.rect):
        frame = frames[number]
        if frame.id not in around and frame.rect.overlaps(item.rect, _ROUNDING):
            yield Violation(1, "stranger inside a group", (item.id, frame.id))


def groups_nest(picture: Picture) -> Iterator[Violation]:
    """Two groups are disjoint, unless one holds the other."""
    frames = list(picture.groups.values())
    for one, other in RectIndex([frame.rect for frame in frames]).overlapping(_ROUNDING):
        first, second = frames[one], frames[other]
        if first.id in picture.ancestors(second) or second.id in picture.ancestors(first):
            continue
        yield Violation(1, "groups overlap", (first.id, second.id))


def inside_the_frame(picture: Picture) -> Iterator[Violation]:
    """Every mark lies inside the viewBox with 2 pt to spare."""
    room = picture.frame.grown(-_TO_SPARE)
    for item in picture.items:
        rects = list(_ink(item))
        if rects and not room.contains(bounding_rect(rects), _ROUNDING):
            yield Violation(5, "mark is clipped", (item.id or item.kind,))


def _ink(item: Item) -> Iterator[Rect]:
    for shape in item.shapes:
        yield shape.rect.grown(shape.stroke_width / 2 if shape.stroke else 0.0)
    for line in item.lines:
        for start, end in line.segments:
            yield segment_rect(start, end).grown(line.width / 2)
    yield from (words.wide for words in item.texts)
