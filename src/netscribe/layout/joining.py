"""Two layouts side by side as one, with the wires between them.

In: a `Plan`, the layouts of two parts of it that have their places already, and what lies between
them. Out: one `Layout`. It must not know why the parts stand as they do. Cost: O(boxes + corners).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.types import Layout, Plan, Report


@dataclass(frozen=True, slots=True)
class Between:
    """What the parts do not hold: wires from one to the other, with their labels and junctions."""

    routes: Mapping[str, Polyline]
    labels: Mapping[str, Rect]
    junctions: tuple[Point, ...] = ()


def joined(plan: Plan, left: Layout, right: Layout, between: Between, size: Size) -> Layout:
    """Everything in the order of `plan`, on a canvas of `size`."""
    boxes, groups = {**left.boxes, **right.boxes}, {**left.groups, **right.groups}
    routes = {**left.routes, **right.routes, **between.routes}
    labels = {**left.labels, **right.labels, **between.labels}
    return Layout(
        size=size,
        boxes={box.id: boxes[box.id] for box in plan.boxes},
        groups={group.id: groups[group.id] for group in plan.groups},
        routes={wire.id: routes[wire.id] for wire in plan.wires},
        labels={wire.id: labels[wire.id] for wire in plan.wires if wire.id in labels},
        junctions=(*left.junctions, *right.junctions, *between.junctions),
        titles={**left.titles, **right.titles},
        report=_report(size, (left.report, right.report), routes, between),
    )


def _report(
    size: Size, parts: tuple[Report, Report], routes: Mapping[str, Polyline], between: Between
) -> Report:
    """Wires between the parts cross none, or they would not be drawn so."""
    left, right = parts
    names = {**left.seconds, **right.seconds}
    return Report(
        crossings=left.crossings + right.crossings,
        bends=left.bends + right.bends + sum(r.bend_count for r in between.routes.values()),
        wire_length=sum(route.length for route in routes.values()),
        area=size.width * size.height,
        trunk_drift=left.trunk_drift + right.trunk_drift,
        seconds={n: left.seconds.get(n, 0.0) + right.seconds.get(n, 0.0) for n in names},
    )
