"""Phase: measure a finished layout.

Needs: plan and layout. Leaves: a `Report` without times. Wires of one tensor count their shared
stem once per wire; crossings come from the levels, where they were counted. Cost: O(corners).
"""

from __future__ import annotations

from netscribe.layout.types import Layout, Plan, Report


def measure(plan: Plan, layout: Layout, crossings: int) -> Report:
    """Crossings, bends, length, area, and how far the trunk's boxes lie off one line."""
    routes = layout.routes.values()
    return Report(
        crossings=crossings,
        bends=sum(route.bend_count for route in routes),
        wire_length=sum(route.length for route in routes),
        area=layout.size.width * layout.size.height,
        trunk_drift=_drift(plan, layout),
    )


def _drift(plan: Plan, layout: Layout) -> float:
    """Sideways way of the main wires: of each box's straightest wire to a weighted box."""
    heavy = {box.id for box in plan.boxes if box.trunk_weight > 0}
    sideways = plan.direction == "right"
    best: dict[str, float] = {}
    for wire in plan.wires:
        if wire.target not in heavy:
            continue
        route = layout.routes[wire.id]
        drift = abs(route.start.y - route.end.y if sideways else route.start.x - route.end.x)
        best[wire.target] = min(drift, best.get(wire.target, drift))
    return sum(best.values())
