"""Gates 3 and 4: edges pass through nothing foreign, end with an arrowhead on a border, run alone.

In: a Picture. Out: violations. Two edges may share ink only if they carry the same tensor or end at
the same node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tests.gates.picture import Item, Picture, Shape
from tests.gates.planes import RectIndex, area, clipped_length, segment_rect, signed_distance
from tests.gates.violation import Violation

from netscribe.geometry import Point

_TOUCH = 0.75
#: How deep a line may graze a rounded corner's box before it counts as passing through.
_GRAZE = 0.6
#: How deep it may reach into the box of its own end, whose outline may be round.
_OWN_DEPTH = 6.0
_HEAD_AREA_PT2 = 10.0
_SHARED_LENGTH = 1.5
_STROKE_LEAST = 0.5


def passes_nothing(picture: Picture) -> Iterator[Violation]:
    """An edge runs through no node, and through no group but those around its ends."""
    owners = [item for item in picture.of_kind("node", "port", "group") for _ in item.shapes]
    shapes = [s for item in picture.of_kind("node", "port", "group") for s in item.shapes]
    index = RectIndex([shape.rect for shape in shapes])
    for edge in picture.of_kind("edge"):
        around = _around(picture, edge)
        for line in edge.lines:
            for start, end in line.segments:
                for number in index.near(segment_rect(start, end)):
                    item, shape = owners[number], shapes[number]
                    if item.kind == "group" and item.id in around:
                        continue
                    own = item.id in (edge.source, edge.target) and shape is item.outline
                    room = shape.rect.grown(-_OWN_DEPTH if own else -_GRAZE)
                    if clipped_length(start, end, room) > _GRAZE:
                        rule = f"edge through a {'group' if item.kind == 'group' else 'node'}"
                        yield Violation(3, rule, (edge.id, item.id))


def _around(picture: Picture, edge: Item) -> set[str]:
    ends = [picture.ends[name] for name in (edge.source, edge.target) if name in picture.ends]
    return {name for end in ends for name in picture.ancestors(end)}


def ends_on_borders(picture: Picture) -> Iterator[Violation]:
    """An edge starts on its source's border and ends on its target's with a visible arrowhead."""
    nodes = [(item, shape) for item in picture.of_kind("node", "port") for shape in item.shapes]
    index = RectIndex([shape.rect for _, shape in nodes])
    for edge in picture.of_kind("edge"):
        source, target = picture.ends.get(edge.source), picture.ends.get(edge.target)
        if source is None or target is None:
            yield Violation(3, "edge without an end", (edge.id, edge.source, edge.target))
            continue
        start = edge.lines[0].points[0]
        gap = signed_distance(source.outline, start)
        if abs(gap) > _TOUCH:
            yield Violation(3, "edge starts off the border", (edge.id, source.id), f"{gap:.1f} pt")
        if any(line.width < _STROKE_LEAST for line in edge.lines):
            yield Violation(7, "stroke too thin", (edge.id,))
        yield from _arrowhead(edge, target, nodes, index)


def _arrowhead(
    edge: Item, target: Item, nodes: list[tuple[Item, Shape]], index: RectIndex
) -> Iterator[Violation]:
    heads = [shape for shape in edge.shapes if shape.form == "polygon"]
    if len(heads) != 1:
        yield Violation(3, "edge without an arrowhead", (edge.id,))
        return
    head, end = heads[0], edge.lines[-1].points[-1]
    gap = min((signed_distance(target.outline, point) for point in head.points), key=abs)
    if abs(gap) > _TOUCH:
        yield Violation(3, "arrowhead off the border", (edge.id, target.id), f"{gap:.1f} pt")
    if head.fill is None or area(head.points) < _HEAD_AREA_PT2:
        yield Violation(3, "arrowhead not visible", (edge.id,))
    if signed_distance(head, end) > _TOUCH:
        yield Violation(3, "line does not reach its arrowhead", (edge.id,))
    middle = Point(
        sum(point.x for point in head.points) / len(head.points),
        sum(point.y for point in head.points) / len(head.points),
    )
    for number in index.near(head.rect):
        item, shape = nodes[number]
        inside = min(signed_distance(shape, point) for point in (middle, *head.points))
        if shape.order > head.order and inside < -_TOUCH:
            yield Violation(3, "arrowhead covered", (edge.id, item.id))


class _Run(NamedTuple):
    """A piece of an edge on the line `at`, from `low` to `high`."""

    at: float
    low: float
    high: float
    width: float
    edge: Item


def runs_alone(picture: Picture) -> Iterator[Violation]:
    """Edges of different tensors to different targets never run on one another."""
    for runs in _straight_runs(picture):
        runs.sort(key=lambda run: (run.at, run.low, run.edge.place))
        for number, run in enumerate(runs):
            for other in runs[number + 1 :]:
                if other.at - run.at >= (run.width + other.width) / 2:
                    break
                shared = min(run.high, other.high) - max(run.low, other.low)
                if shared > _SHARED_LENGTH and not _may_share(run.edge, other.edge):
                    ids = tuple(sorted((run.edge.id, other.edge.id)))
                    yield Violation(4, "edges run on one another", ids)


def _may_share(one: Item, other: Item) -> bool:
    return one is other or one.tensor == other.tensor or one.target == other.target


def _straight_runs(picture: Picture) -> tuple[list[_Run], list[_Run]]:
    found: dict[bool, list[_Run]] = defaultdict(list)
    for edge in picture.of_kind("edge"):
        for line in edge.lines:
            for start, end in line.segments:
                run = _run(start, end, line.width, edge)
                if run is not None:
                    found[abs(start.x - end.x) < abs(start.y - end.y)].append(run)
    return found[True], found[False]


def _run(start: Point, end: Point, width: float, edge: Item) -> _Run | None:
    """The segment as a run, or None for a piece of a curve."""
    dx, dy = abs(start.x - end.x), abs(start.y - end.y)
    if min(dx, dy) > 0.02:
        return None
    if dx < dy:
        return _Run(start.x, min(start.y, end.y), max(start.y, end.y), width, edge)
    return _Run(start.y, min(start.x, end.x), max(start.x, end.x), width, edge)
