"""Gates and tie-breakers of any engine's picture, all measured in the same way.

In: a `Plan` and a `Picture`. Out: `Measures`. A crossing is a point where wires of two tensors
cross; wires of one tensor on one another count once, and two wires that join there on their way to
one target port do not cross. It trusts nothing that an engine says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, degrees, hypot

from benchmarks.layout.picture import Picture, Point
from benchmarks.layout.segments import (
    RectangleGrid,
    Segment,
    meetings,
    on_polyline,
    segments_of,
)
from netscribe.geometry import Rect
from netscribe.layout.types import Plan

_TURN = 20.0
_INSIDE = 1.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Attributes:
    crossings: points where wires of two tensors cross.
    tunnels: pairs of a wire and a box or group that it passes though it has no end there.
    overlaps: pairs of boxes or groups that overlap and should not.
    upward: wires that run upwards somewhere.
    bends, length: of all wires, stems shared by wires of one tensor counted once.
    width, height: of everything drawn.
    drift: how far the heaviest path shifts sideways from box to box, in all.
    """

    crossings: int
    tunnels: int
    overlaps: int
    upward: int
    bends: int
    length: float
    width: float
    height: float
    drift: float


def measure(plan: Plan, picture: Picture) -> Measures:
    """All measures of one picture."""
    tensors = {wire.id: wire.tensor for wire in plan.wires}
    segments = segments_of(picture.routes, tensors)
    xs, ys = _extent(picture)
    return Measures(
        crossings=_crossings(plan, picture, segments),
        tunnels=sum(1 for _ in _tunnels(plan, picture)),
        overlaps=sum(1 for _ in _overlaps(plan, picture)),
        upward=sum(
            any(b[1] < a[1] - _INSIDE for a, b in pairwise(points))
            for points in picture.routes.values()
        ),
        bends=_bends(picture, tensors),
        length=sum(hypot(s.a[0] - s.b[0], s.a[1] - s.b[1]) for s in segments),
        width=max(xs) - min(xs),
        height=max(ys) - min(ys),
        drift=_drift(plan, picture),
    )


def _extent(picture: Picture) -> tuple[list[float], list[float]]:
    xs, ys = [], []
    for rect in (*picture.boxes.values(), *picture.groups.values()):
        xs += (rect.x, rect.right)
        ys += (rect.y, rect.bottom)
    for points in picture.routes.values():
        for x, y in points:
            xs.append(x)
            ys.append(y)
    return xs, ys


Ports = Mapping[str, Mapping[tuple[str, int, int], list[str]]]


def _crossings(plan: Plan, picture: Picture, segments: list[Segment]) -> int:
    ports: dict[str, dict[tuple[str, int, int], list[str]]] = {}
    for wire in plan.wires:
        x, y = picture.routes[wire.id][-1]
        port = wire.target, round(x), round(y)
        ports.setdefault(wire.tensor, {}).setdefault(port, []).append(wire.id)
    found: set[tuple[str, str, int, int]] = set()
    for one, two, point in meetings(segments):
        first, second = sorted((one.tensor, two.tensor))
        key = first, second, round(point[0]), round(point[1])
        if key not in found and not _join(picture, ports, (first, second), point):
            found.add(key)
    return len(found)


def _join(picture: Picture, ports: Ports, tensors: tuple[str, str], point: Point) -> bool:
    """Whether wires of both tensors pass `point` on their way to one port."""
    first, second = ports[tensors[0]], ports[tensors[1]]
    return any(
        _passing(picture, first[port], point) and _passing(picture, second[port], point)
        for port in first.keys() & second.keys()
    )


def _passing(picture: Picture, wires: list[str], point: Point) -> bool:
    return any(on_polyline(point, picture.routes[wire]) for wire in wires)


def _tunnels(plan: Plan, picture: Picture) -> Iterator[tuple[str, str]]:
    parents = {group.id: group.parent for group in plan.groups}
    homes = {box.id: box.group for box in plan.boxes}
    boxes = RectangleGrid((name, rect.grown(-_INSIDE)) for name, rect in picture.boxes.items())
    groups = RectangleGrid(
        (name, border) for name, rect in picture.groups.items() for border in _borders(rect)
    )
    for wire in plan.wires:
        own = {*_around(homes[wire.source], parents), *_around(homes[wire.target], parents)}
        hit: set[str] = set()
        for a, b in pairwise(picture.routes[wire.id]):
            hit |= boxes.hit(a, b) - {wire.source, wire.target}
            hit |= groups.hit(a, b) - own
        for name in hit:
            yield wire.id, name


def _borders(rect: Rect) -> tuple[Rect, ...]:
    inner = rect.grown(-_INSIDE)
    thin = 0.02
    return (
        Rect(inner.x, inner.y, inner.width, thin),
        Rect(inner.x, inner.bottom, inner.width, thin),
        Rect(inner.x, inner.y, thin, inner.height),
        Rect(inner.right, inner.y, thin, inner.height),
    )


def _around(group: str | None, parents: Mapping[str, str | None]) -> Iterator[str]:
    while group is not None:
        yield group
        group = parents[group]


def _overlaps(plan: Plan, picture: Picture) -> Iterator[tuple[str, str]]:
    """Neighbours in one group that overlap, and members that leave their group."""
    members: dict[str | None, list[tuple[str, Rect]]] = {}
    for box in plan.boxes:
        members.setdefault(box.group, []).append((box.id, picture.boxes[box.id]))
    for group in plan.groups:
        members.setdefault(group.parent, []).append((group.id, picture.groups[group.id]))
    for parent, rects in members.items():
        if parent is not None:
            outer = picture.groups[parent]
            yield from ((parent, name) for name, rect in rects if not outer.contains(rect, 0.5))
        active: list[tuple[str, Rect]] = []
        for name, rect in sorted(rects, key=lambda pair: pair[1].y):
            active = [pair for pair in active if pair[1].bottom > rect.y + 0.5]
            yield from ((other, name) for other, taken in active if rect.overlaps(taken, 0.5))
            active.append((name, rect))


def _bends(picture: Picture, tensors: Mapping[str, str]) -> int:
    found = set()
    for wire, points in picture.routes.items():
        for a, b, c in zip(points, points[1:], points[2:], strict=False):
            before = atan2(b[1] - a[1], b[0] - a[0])
            after = atan2(c[1] - b[1], c[0] - b[0])
            turn = abs((degrees(after - before) + 180) % 360 - 180)
            if turn > _TURN:
                found.add((tensors[wire], round(b[0]), round(b[1])))
    return len(found)


def _drift(plan: Plan, picture: Picture) -> float:
    """Along the path through the most weight, found from the plan alone."""
    best: dict[str, tuple[float, int]] = {}
    above: dict[str, str] = {}
    entering: dict[str, list[str]] = {}
    for wire in plan.wires:
        entering.setdefault(wire.target, []).append(wire.source)
    for box in plan.boxes:
        sources = entering.get(box.id, [])
        own = (0.0, 0)
        if sources:
            above[box.id] = max(sources, key=lambda source: best[source])
            own = best[above[box.id]]
        best[box.id] = own[0] + box.trunk_weight, own[1] + 1
    here = max(best, key=lambda name: best[name])
    drift = 0.0
    while here in above:
        there = above[here]
        drift += abs(picture.boxes[here].center.x - picture.boxes[there].center.x)
        here = there
    return drift
