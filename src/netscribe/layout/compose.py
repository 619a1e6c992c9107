"""Phase: levels put into one another, outermost first, and turned into the picture's direction.

Needs: the hierarchy and a `LocalLayout` per group. Leaves: the `Layout`. Source: our own; every
level is moved as it is, so that equal ones stay equal. Cost: O(boxes + corners).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.desk import Clock
from netscribe.layout.frame import Frame
from netscribe.layout.hierarchy import Hierarchy
from netscribe.layout.local import LocalLayout
from netscribe.layout.measure import measure
from netscribe.layout.types import Layout, Plan
from netscribe.layout.wiring import joined

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
    boxes, groups, origins = placed.boxes, placed.groups, placed.origins
    rooms = hierarchy.rooms
    for group, room in reversed(rooms.items()):
        dx, dy = origins[group]
        places = levels[group].places
        for at, name in enumerate(room.members, len(room.ins)):
            rect = places[at]
            x, y = rect.x + dx, rect.y + dy
            if name in rooms:
                groups[name] = Rect(x, y, rect.width, rect.height)
                origins[name] = x, y
            else:
                boxes[name] = Rect(x, y, rect.width, rect.height)
    return placed


def _routes(
    hierarchy: Hierarchy, levels: Levels, placed: _Placed, frame: Frame
) -> dict[str, Polyline]:
    height = levels[None].height
    plain = frame.direction == "down"
    origins = placed.origins
    drawn = {group: (level.routes, *origins[group]) for group, level in levels.items()}
    routes = {}
    for wire, steps in hierarchy.steps.items():
        group, net, end = steps[0]
        courses, dx, dy = drawn[group]
        points = [(x + dx, y + dy) for x, y in courses[net, end]]
        for group, net, end in steps[1:]:
            courses, dx, dy = drawn[group]
            points = joined(points, [(x + dx, y + dy) for x, y in courses[net, end]])
        if plain:
            routes[wire] = Polyline(tuple([Point(x, y) for x, y in points]))
        else:
            routes[wire] = Polyline(tuple([frame.point(x, y, height) for x, y in points]))
    return routes


def _labels(
    plan: Plan, hierarchy: Hierarchy, levels: Levels, placed: _Placed, frame: Frame
) -> dict[str, Rect]:
    labels = {}
    for wire in plan.wires:
        if wire.label is None:
            continue
        group, net, end = hierarchy.steps[wire.id][-1]
        rect = levels[group].labels[net, end]
        dx, dy = placed.origins[group]
        labels[wire.id] = frame.rect(rect.moved(dx, dy), levels[None].height)
    return labels


def _junctions(
    hierarchy: Hierarchy, levels: Levels, placed: _Placed, frame: Frame
) -> tuple[Point, ...]:
    height = levels[None].height
    found = []
    for group in reversed(hierarchy.rooms):
        if levels[group].junctions:
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
