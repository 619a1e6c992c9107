"""A finished layout of any engine, and the task that engines are given.

In: a `Plan`. Out: JSON of the task; a `Picture` from the JSON of an answer. It knows no engine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netscribe.geometry import Rect
from netscribe.layout.types import Layout, Plan

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """Rectangles and polylines by id, y downwards; `seconds` of processor time of the layout."""

    seconds: float
    boxes: Mapping[str, Rect]
    groups: Mapping[str, Rect]
    routes: Mapping[str, Sequence[Point]]


def task_of(plan: Plan) -> str:
    """What an engine in another process is given."""
    boxes = [
        {"id": box.id, "group": box.group, "width": box.size.width, "height": box.size.height}
        for box in plan.boxes
    ]
    groups = [{"id": group.id, "parent": group.parent} for group in plan.groups]
    wires = [
        {"id": wire.id, "tensor": wire.tensor, "source": wire.source, "target": wire.target}
        for wire in plan.wires
    ]
    return json.dumps({"boxes": boxes, "groups": groups, "wires": wires})


def picture_of(answer: bytes) -> Picture:
    """A picture from an engine's JSON."""
    data: dict[str, Any] = json.loads(answer)
    return Picture(
        float(data["seconds"]),
        {name: Rect(*rect) for name, rect in data["boxes"].items()},
        {name: Rect(*rect) for name, rect in data["groups"].items()},
        {name: [(x, y) for x, y in points] for name, points in data["routes"].items()},
    )


def answer_of(layout: Layout, seconds: float) -> str:
    """The JSON of a netscribe layout."""

    def rects(found: Mapping[str, Rect]) -> dict[str, list[float]]:
        return {name: [r.x, r.y, r.width, r.height] for name, r in found.items()}

    routes = {name: [[p.x, p.y] for p in r.points] for name, r in layout.routes.items()}
    return json.dumps(
        {
            "seconds": seconds,
            "boxes": rects(layout.boxes),
            "groups": rects(layout.groups),
            "routes": routes,
        }
    )
