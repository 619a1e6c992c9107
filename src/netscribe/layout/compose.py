"""Phase: levels put into one another, outermost first, and turned into the picture's direction.

Needs: the hierarchy and a `LocalLayout` per group. Leaves: the `Layout`. Source: our own; every
level is moved as it is, so that equal ones stay equal. Cost: O(boxes + corners).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.frame import Frame
from netscribe.layout.hierarchy import Hierarchy
from netscribe.layout.level import Clock
from netscribe.layout.local import LocalLayout
from netscribe.layout.measure import measure
from netscribe.layout.types import Layout, Plan
from netscribe.layout.wiring import straightened

Levels = Mapping[str | None, LocalLayout]
Offset = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Rectangles in the whole frame, and where each level's origin stands."""

    boxes: dict[str, Rect]
    groups: dict[str, Rect]
    origins: dict[str | None, Offset]


def compose(plan: Plan, hierarchy: Hierarchy, levels: Levels, frame: Frame, clock: Clock) -> Layout:
    """The whole picture, with its report."""
    placed = clock.time("compose", lambda: _place(hierarchy, levels))
    height = levels[None].height
    size = frame.size(Size(levels[None].width, height))
    result = clock.time(
        "compose",
        lambda: Layout(
            size=size,
            boxes={box.id: frame.rect(placed.boxes[box.id], height) for box in plan.boxes},
            groups={group.id: frame.rect(placed.groups[group.id], height) for group in plan.groups},
            routes=_routes(hierarchy, levels, placed, frame),
            labels=_labels(plan, hierarchy, levels, placed, frame),
            junctions=_junctions(hierarchy, levels, placed, frame),
            titles=_titles(plan, placed, frame, height),
        ),
    )
    report = clock.time("measure", lambda: measure(result, levels.values()))
    return replace(result, report=replace(report, seconds=dict(clock.seconds)))


def _place(hierarchy: Hierarchy, levels: Levels) -> _Placed:
    placed = _Placed({}, {}, {None: (0.0, 0.0)})
    for group, room in reversed(hierarchy.rooms.items()):
        dx, dy = placed.origins[group]
        first = len(room.ins)
        for (kind, name), rect in zip(room.members, levels[group].places[first:]):
            moved = rect.moved(dx, dy)
            if kind == "box":
                placed.boxes[name] = moved
            else:
                placed.groups[name] = moved
                placed.origins[name] = (moved.x, moved.y)
    return placed


def _routes(
    hierarchy: Hierarchy, levels: Levels, placed: _Placed, frame: Frame
) -> dict[str, Polyline]:
    numbers = {
        group: {tensor: n for n, tensor in enumerate(room.nets)}
        for group, room in hierarchy.rooms.items()
    }
    height = levels[None].height
    routes = {}
    for wire, steps in hierarchy.steps.items():
        points: list[Offset] = []
        for group, tensor, end in steps:
            dx, dy = placed.origins[group]
            course = levels[group].routes[numbers[group][tensor], end]
            points.extend((x + dx, y + dy) for x, y in course)
        corners = tuple(frame.point(x, y, height) for x, y in straightened(points))
        routes[wire] = Polyline(corners)
    return routes


def _labels(
    plan: Plan, hierarchy: Hierarchy, levels: Levels, placed: _Placed, frame: Frame
) -> dict[str, Rect]:
    numbers: dict[str | None, dict[str, int]] = {}
    labels = {}
    for wire in plan.wires:
        if wire.label is None:
            continue
        group, tensor, end = hierarchy.steps[wire.id][-1]
        if group not in numbers:
            numbers[group] = {name: n for n, name in enumerate(hierarchy.rooms[group].nets)}
        rect = levels[group].labels[numbers[group][tensor], end]
        dx, dy = placed.origins[group]
        labels[wire.id] = frame.rect(rect.moved(dx, dy), levels[None].height)
    return labels


def _junctions(
    hierarchy: Hierarchy, levels: Levels, placed: _Placed, frame: Frame
) -> tuple[Point, ...]:
    height = levels[None].height
    found = []
    for group in reversed(hierarchy.rooms):
        dx, dy = placed.origins[group]
        for point in levels[group].junctions:
            found.append(frame.point(point.x + dx, point.y + dy, height))
    return tuple(found)


def _titles(plan: Plan, placed: _Placed, frame: Frame, height: float) -> dict[str, Rect]:
    padding = frame.spacing.group_padding
    titles = {}
    for group in plan.groups:
        if group.title.width:
            corner = frame.rect(placed.groups[group.id], height)
            x, y = corner.x + padding, corner.y + padding
            titles[group.id] = Rect(x, y, group.title.width, group.title.height)
    return titles
