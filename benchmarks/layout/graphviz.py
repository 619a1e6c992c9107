"""Graphviz' `dot` with clusters: its input, and pictures from its answer.

In: a `Plan`; the JSON that `dot -Tjson` writes. Out: text; a `Picture`. Splines are cut into short
straight pieces.
"""

from __future__ import annotations

import json
from typing import Any

from benchmarks.layout.picture import Picture, Point
from netscribe.geometry import Rect
from netscribe.layout.types import Plan

_PIECES = 8


def dot_source(plan: Plan) -> str:
    """The plan in the DOT language, boxes and groups by number, sizes in inches."""
    boxes = {box.id: f"b{number}" for number, box in enumerate(plan.boxes)}
    groups = {group.id: number for number, group in enumerate(plan.groups)}
    children: dict[str | None, list[str]] = {None: []}
    children.update((group.id, []) for group in plan.groups)
    for group in plan.groups:
        children[group.parent].append(group.id)
    members: dict[str | None, list[str]] = {name: [] for name in children}
    for box in plan.boxes:
        width, height = box.size.width / 72, box.size.height / 72
        name = boxes[box.id]
        members[box.group].append(f'{name} [width={width:.4f} height={height:.4f} label=""];')
    lines = ["digraph {", "node [shape=box fixedsize=true];"]

    def write(group: str | None) -> None:
        lines.extend(members[group])
        for child in children[group]:
            lines.append(f"subgraph cluster_{groups[child]} {{ margin=16;")
            write(child)
            lines.append("}")

    write(None)
    for number, wire in enumerate(plan.wires):
        lines.append(f"{boxes[wire.source]} -> {boxes[wire.target]} [id=w{number}];")
    return "\n".join([*lines, "}"])


def dot_picture(plan: Plan, answer: bytes, seconds: float) -> Picture:
    """The picture in the JSON answer; y is turned to run downwards."""
    data: dict[str, Any] = json.loads(answer)
    height = float(data["bb"].split(",")[3])
    boxes, groups = {}, {}
    for item in data["objects"]:
        name = item["name"]
        if name.startswith("cluster_"):
            left, bottom, right, top = map(float, item["bb"].split(","))
            group = plan.groups[int(name.removeprefix("cluster_"))].id
            groups[group] = Rect(left, height - top, right - left, top - bottom)
        else:
            box = plan.boxes[int(name[1:])]
            x, y = map(float, item["pos"].split(","))
            corner = x - box.size.width / 2, height - y - box.size.height / 2
            boxes[box.id] = Rect(*corner, box.size.width, box.size.height)
    routes = {
        plan.wires[int(edge["id"][1:])].id: [(x, height - y) for x, y in _polyline(edge["pos"])]
        for edge in data.get("edges", ())
    }
    return Picture(seconds, boxes, groups, routes)


def _polyline(position: str) -> list[Point]:
    """A spline "e,x,y x,y x,y x,y ..." as a polyline; the arrow's tip is its last point."""
    tips: list[Point] = []
    knots: list[Point] = []
    for word in position.split(" "):
        numbers = word.split(",")
        point = float(numbers[-2]), float(numbers[-1])
        (tips if numbers[0] == "e" else knots).append(point)
    points = [knots[0]]
    for first in range(0, len(knots) - 3, 3):
        curve = knots[first : first + 4]
        points.extend(_on_curve(curve, step / _PIECES) for step in range(1, _PIECES + 1))
    return [*points, *tips]


def _on_curve(knots: list[Point], t: float) -> Point:
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    return (
        sum(w * knot[0] for w, knot in zip(weights, knots, strict=True)),
        sum(w * knot[1] for w, knot in zip(weights, knots, strict=True)),
    )
