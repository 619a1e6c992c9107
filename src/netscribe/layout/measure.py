"""Phase: measure a finished layout.

Needs: the layout and its levels. Leaves: a `Report` without times. Wires of one tensor count their
shared stem once per wire; the rest comes from the levels, where it arises. Source: our own.
Cost: O(corners).
"""

from __future__ import annotations

from collections.abc import Collection

from netscribe.layout.local import LocalLayout
from netscribe.layout.types import Layout, Report


def measure(layout: Layout, levels: Collection[LocalLayout]) -> Report:
    """Crossings, bends, length, area, and how far the trunks lie off their lines."""
    routes = layout.routes.values()
    return Report(
        crossings=sum(level.crossings for level in levels),
        bends=sum(level.bends for level in levels),
        wire_length=sum(route.length for route in routes),
        area=layout.size.width * layout.size.height,
        trunk_drift=sum(level.trunk_drift for level in levels),
    )
