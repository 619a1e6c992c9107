"""An encoder going down beside its decoder going up, equal levels on one row.

Needs: a `Plan` with its `Levels`, and a way to lay out plans. Leaves: a `Layout`, or None where
something stands in the way of a level skip. Each half is laid out as a plan of its own; then room
is added above the end of each skip that stands higher, so that the skips run level from the side of
one box to the side of another, and the wire at the bottom runs around below both halves.
Where shortcuts stand in the way on the right of the first half, it is taken in the mirror.
Source: our own, in the shape that Ronneberger, Fischer and Brox (2015) gave it. Cost: that of the
halves, and O(levels x boxes).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.joining import Between, joined
from netscribe.layout.levels import Levels
from netscribe.layout.parts import part_of
from netscribe.layout.stretching import mirrored, moved, stretched
from netscribe.layout.types import Layout, Plan, Wire

#: Between the columns at least, in distances between ranks; and beside a level's label in there.
GUTTER = 3.0
BESIDE_LABEL = 36.0
#: How far the wire at the bottom runs below both columns.
UNDER = 26.0
#: Between a level wire and the label above it.
LABEL_ABOVE = 3.0


def in_two_columns(plan: Plan, levels: Levels, lay_out: Callable[[Plan], Layout]) -> Layout | None:
    """The layout, or None if the halves do not leave the level skips a way."""
    if plan.direction != "down":
        return None
    down, up = (lay_out(half) for half in _halves(plan, levels))
    for left in (down, mirrored(down)):
        aligned = _aligned(plan, levels, (left, up))
        if aligned is not None:
            right = moved(aligned[1], _offset(plan, levels, aligned[0]))
            both = _joined(plan, levels, aligned[0], right)
            if not any(_in_the_way(plan, levels, both)):
                return both
        if left.titles:
            # Titles stand at the left, so what holds one has no mirror image.
            return None
    return None


def _halves(plan: Plan, levels: Levels) -> tuple[Plan, Plan]:
    first = {box.id for box in plan.boxes[: levels.first]}
    second = {box.id for box in plan.boxes[levels.first :]}
    return part_of(plan, first, "down"), part_of(plan, second, "up")


def _aligned(
    plan: Plan, levels: Levels, halves: tuple[Layout, Layout]
) -> tuple[Layout, Layout] | None:
    """Both halves with the ends of each level skip at one height, from the top downwards."""
    over = {box.id: box.overhang_top for box in plan.boxes}
    left, right = halves
    for wire in levels.skips:
        source, target = left.boxes[wire.source], right.boxes[wire.target]
        more = target.center.y - source.center.y
        higher = (
            (left, source, over[wire.source]) if more > 0 else (right, target, over[wire.target])
        )
        cut = higher[1].y - higher[2] - 1.0
        if any(box.y < cut < box.bottom for box in higher[0].boxes.values()):
            return None
        grown = stretched(higher[0], cut, abs(more))
        left, right = (grown, right) if more > 0 else (left, grown)
    return left, right


def _offset(plan: Plan, levels: Levels, left: Layout) -> float:
    widest = max((wire.label.width for wire in levels.skips if wire.label), default=0.0)
    gutter = max(GUTTER * plan.spacing.between_ranks, widest + 2 * BESIDE_LABEL)
    return left.size.width - 2 * plan.spacing.margin + gutter


def _joined(plan: Plan, levels: Levels, left: Layout, right: Layout) -> Layout:
    """Both halves in one picture, with the wires between them."""
    boxes = {**left.boxes, **right.boxes}
    routes: dict[str, Polyline] = {}
    labels: dict[str, Rect] = {}
    for wire in levels.skips:
        start, end = boxes[wire.source], boxes[wire.target]
        y = start.center.y
        routes[wire.id] = Polyline((Point(start.right, y), Point(end.x, y)))
        labels.update(_label(wire, left.size.width - plan.spacing.margin, end.x, y))
    bottom = max(left.size.height, right.size.height) - plan.spacing.margin + UNDER
    start, end = boxes[levels.bottom.source], boxes[levels.bottom.target]
    around = ((start.center.x, start.bottom), (start.center.x, bottom), (end.center.x, bottom))
    corners = (*around, (end.center.x, end.bottom))
    routes[levels.bottom.id] = Polyline(tuple(Point(x, y) for x, y in corners))
    labels.update(_label(levels.bottom, start.center.x, end.center.x, bottom))
    size = Size(right.size.width, bottom + plan.spacing.margin)
    result = joined(plan, left, right, Between(routes, labels), size)
    skips = tuple(wire.id for wire in levels.skips)
    return replace(result, arrangement="levels", level_skips=skips)


def _label(wire: Wire, left: float, right: float, y: float) -> dict[str, Rect]:
    """The label in the middle above a level piece of wire."""
    if wire.label is None:
        return {}
    width, height = wire.label.width, wire.label.height
    x = (left + right - width) / 2
    return {wire.id: Rect(x, y - LABEL_ABOVE - height, width, height)}


def _in_the_way(plan: Plan, levels: Levels, layout: Layout) -> Iterator[str]:
    """What a wire between the halves would run through: boxes, groups, texts, other wires."""
    new = {wire.id: wire for wire in (*levels.skips, levels.bottom)}
    own = {name for wire in new.values() for name in (wire.source, wire.target)}
    parents = {group.id: group.parent for group in plan.groups}
    homes: set[str] = set()
    for box in plan.boxes:
        group = box.group if box.id in own else None
        while group is not None:
            homes.add(group)
            group = parents[group]
    solid = {name: rect.grown(1.0) for name, rect in layout.boxes.items()}
    solid.update((name, rect) for name, rect in layout.groups.items() if name not in homes)
    texts = {f"label of {name}": rect for name, rect in layout.labels.items()}
    texts.update({f"title of {name}": rect for name, rect in layout.titles.items()})
    others = {name: route for name, route in layout.routes.items() if name not in new}
    for wire in new.values():
        things = {name: at for name, at in solid.items() if name not in (wire.source, wire.target)}
        for a, b in pairwise(layout.routes[wire.id].points):
            run = _run(a, b)
            yield from (name for name, at in (things | texts).items() if run.overlaps(at, 0.0))
            yield from (name for name, route in others.items() if _meets(run, route))


def _run(a: Point, b: Point) -> Rect:
    """A piece of wire as a rectangle of almost no breadth."""
    return Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y)).grown(1e-5)


def _meets(run: Rect, route: Polyline) -> bool:
    return any(run.overlaps(_run(a, b), 0.0) for a, b in pairwise(route.points))
