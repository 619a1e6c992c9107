"""An encoder in a column at the left, its decoder in one at the right, the wires between level.

Needs: a `Plan` with its `Parts`, and a way to lay out plans. Leaves: a `Layout`, or None where
something stands in the way. Each part is laid out as a plan of its own. What is read from part to
part leaves a box at its right side and enters another at its left side. Where there is room for
it, one of both stands lower, so that the wire between runs level; else it runs in the gutter, also
upwards. Where something stands right of the first part's end, that part is taken in the mirror; if
that does not help, the wires leave below.
Source: our own, in the shape that Vaswani et al. (2017) gave it. Cost: that of the parts, and
O(boxes + wires) for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.encoder_decoder import Parts
from netscribe.layout.gates import violations
from netscribe.layout.gutter import Gutter, Passage, crossings, gutter_of, partings
from netscribe.layout.joining import Between, joined
from netscribe.layout.parts import mixed_groups, part_of
from netscribe.layout.sides import passages
from netscribe.layout.stretching import mirrored, moved, stretched
from netscribe.layout.types import Layout, Plan, Wire

#: The picture may grow by this share for the sake of a level wire.
FOR_A_LEVEL_WIRE = 0.1
#: Room at the lanes' sides; between a level wire and its label; between that and an arrowhead.
BESIDE, LABEL_ABOVE, LABEL_BEFORE = 14.0, 3.0, 16.0
#: Between a lane and the label of a wire that comes from it.
LABEL_BESIDE = 8.0
#: The columns are at least so far apart.
LEAST_GUTTER = 40.0


@dataclass(frozen=True, slots=True)
class _Columns:
    """Both parts laid out, each at its own origin, and the wires between them.

    `below` says that these leave their boxes below, not at the side.
    """

    plan: Plan
    between: tuple[Wire, ...]
    left: Layout
    right: Layout
    below: bool

    def passages(self, right: Layout) -> tuple[Passage, ...]:
        """The ends of the wires, with the second column standing where it is in `right`."""
        return passages(self.plan, self.between, (self.left, right), below=self.below)


def beside(plan: Plan, parts: Parts, lay_out: Callable[[Plan], Layout]) -> Layout | None:
    """The layout, or None if the columns do not leave the wires between them a way."""
    if plan.direction != "down" or mixed_groups(plan, parts.first):
        return None
    second = {box.id for box in plan.boxes} - parts.first
    first, right = (lay_out(part_of(plan, names, "down")) for names in (parts.first, second))
    for below in (False, True):
        for left in (first, mirrored(first)):
            columns = _Columns(plan, parts.between, left, right, below)
            both = _joined(_levelled(columns))
            if both is not None and not violations(plan, both):
                return both
    return None


def _levelled(columns: _Columns) -> _Columns:
    """The columns, one of them with more room above its end of the most upward wire."""
    ways = columns.passages(columns.right)
    upward, number = max((way.level - way.end.y, -n) for n, way in enumerate(ways))
    wire = columns.between[-number]
    left, right = columns.left.size.height, columns.right.size.height
    if 0 < upward <= max(left - right, 0.0) + FOR_A_LEVEL_WIRE * max(left, right):
        lower = _lowered(columns.plan, columns.right, wire.target, upward)
        return replace(columns, right=lower)
    if upward < 0 and -upward <= right - left:
        return replace(columns, left=_lowered(columns.plan, columns.left, wire.source, -upward))
    return columns


def _lowered(plan: Plan, layout: Layout, name: str, more: float) -> Layout:
    """The layout with `more` room above box `name` and what it lies in, if there is a place."""
    over = {box.id: (box.overhang_top, box.overhang) for box in plan.boxes}
    solid = [
        (rect.y - over[box][0], rect.bottom + over[box][1]) for box, rect in layout.boxes.items()
    ]
    texts = (*layout.labels.values(), *layout.titles.values())
    solid.extend((rect.y, rect.bottom) for rect in texts)
    groups = {group.id: group for group in plan.groups}
    home = next(box.group for box in plan.boxes if box.id == name)
    tops = [layout.boxes[name].y - over[name][0]]
    while home is not None:
        tops.append(layout.groups[home].y)
        home = groups[home].parent
    for top in reversed(tops):
        cut = top - 1.0
        if not any(low < cut < high for low, high in solid):
            return stretched(layout, cut, more)
    return layout


def _joined(columns: _Columns) -> Layout | None:
    """Both columns in one picture, with the wires between them; None if these cross others."""
    plan, left = columns.plan, columns.left
    near = moved(columns.right, left.size.width - plan.spacing.margin)
    lanes = gutter_of(columns.passages(near)).lanes
    first, edge = _gutter(columns, len(lanes))
    right = moved(columns.right, edge - plan.spacing.margin)
    ways = columns.passages(right)
    routes = Gutter(ways, lanes).routes(first, plan.spacing.between_wires)
    if crossings(routes, {**left.routes, **right.routes}):
        return None
    between = Between(routes, _labels(columns, ways, edge), _junctions(columns, routes))
    lowest = max(way.level for way in ways) + plan.spacing.margin
    size = Size(right.size.width, max(left.size.height, right.size.height, lowest))
    return replace(joined(plan, left, right, between, size), arrangement="encoder_decoder")


def _gutter(columns: _Columns, lanes: int) -> tuple[float, float]:
    """Where the first lane runs, and where the column at the right begins."""
    start = columns.left.size.width - columns.plan.spacing.margin
    step = columns.plan.spacing.between_wires
    labels = [wire.label.width for wire in columns.between if wire.label is not None]
    last = start + BESIDE + (lanes - 1) * step if lanes else start
    text = LABEL_BESIDE + max(labels) + LABEL_BEFORE if labels else BESIDE
    return start + BESIDE, max(last + text, start + LEAST_GUTTER)


def _labels(columns: _Columns, ways: Sequence[Passage], edge: float) -> dict[str, Rect]:
    """Labels stand in the gutter, above the end of their wire, or below it where one is above."""
    sizes = {wire.id: wire.label for wire in columns.between}
    found: dict[str, Rect] = {}
    taken = float("-inf")
    for passage in sorted(ways, key=lambda way: way.end.y):
        size, y = sizes[passage.wire], passage.end.y
        if size is not None:
            above, x = y - LABEL_ABOVE - size.height, edge - LABEL_BEFORE - size.width
            top = above if above >= taken else y + LABEL_ABOVE
            found[passage.wire] = Rect(x, top, size.width, size.height)
            taken = top + size.height
        taken = max(taken, y + LABEL_ABOVE)
    return found


def _junctions(columns: _Columns, routes: Mapping[str, Polyline]) -> tuple[Point, ...]:
    by_tensor: dict[str, list[Polyline]] = {}
    for wire in columns.between:
        by_tensor.setdefault(wire.tensor, []).append(routes[wire.id])
    return tuple(point for wires in by_tensor.values() for point in partings(wires))
