"""What must never be wrong in a layout, checked from the layout alone.

In: a `Plan` and its `Layout`. Out: one sentence per fault, none if all is well. Boxes and groups
nest or are disjoint; labels, titles and hanging pills are free of everything foreign; wires pass no
box and no group but those they belong to, end on borders with room for an arrowhead, and run on one
another only if they share a tensor or a target port; nothing leaves the canvas. It trusts nothing
that the phases say. Cost: near-linear for pictures without long overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from netscribe.geometry import Point, Polyline, Rect
from netscribe.layout.grid import Grid
from netscribe.layout.overlaps import overlapping_runs
from netscribe.layout.types import Layout, Plan

#: Rounding that is not worth a word.
SLACK = 0.01
#: What every mark keeps from the canvas border.
CANVAS_MARGIN = 2.0
#: What may hang over a box, above and below.
PILLS = ("upper pill", "pill")
#: The shortest last piece of wire that an arrowhead can be seen on.
ARROW = 8.0


def violations(plan: Plan, layout: Layout) -> tuple[str, ...]:
    """Every gate that `layout` breaks, in a fixed order."""
    checks = (
        _missing,
        _nesting,
        _canvas,
        _texts,
        _strayed,
        _ends,
        _through_boxes,
        _through_groups,
    )
    found = [fault for check in checks for fault in check(plan, layout)]
    found.extend(overlapping_runs(plan, layout))
    return tuple(dict.fromkeys(found))


def _missing(plan: Plan, layout: Layout) -> Iterator[str]:
    wanted: Sequence[tuple[str, set[str], Mapping[str, object]]] = (
        ("box", {box.id for box in plan.boxes}, layout.boxes),
        ("group", {group.id for group in plan.groups}, layout.groups),
        ("wire", {wire.id for wire in plan.wires}, layout.routes),
        ("label", {wire.id for wire in plan.wires if wire.label}, layout.labels),
        ("title", {group.id for group in plan.groups if group.title.width}, layout.titles),
    )
    for kind, names, found in wanted:
        for name in sorted(names ^ set(found)):
            yield f"{kind} {name} is missing or not in the plan"
    for box in plan.boxes:
        if layout.boxes[box.id].size != box.size:
            yield f"box {box.id} has another size"


def _nesting(plan: Plan, layout: Layout) -> Iterator[str]:
    """Members lie inside their group and apart from one another; so all others lie outside."""
    members: dict[str | None, list[tuple[str, Rect]]] = {}
    for box in plan.boxes:
        members.setdefault(box.group, []).append((box.id, layout.boxes[box.id]))
    for group in plan.groups:
        members.setdefault(group.parent, []).append((group.id, layout.groups[group.id]))
    for parent, rects in members.items():
        if parent is not None:
            outer = layout.groups[parent]
            for name, rect in rects:
                if not outer.contains(rect, SLACK):
                    yield f"{name} lies outside its group {parent}"
        yield from _touching(rects)


def _touching(rects: Sequence[tuple[str, Rect]]) -> Iterator[str]:
    active: list[tuple[str, Rect]] = []
    for name, rect in sorted(rects, key=lambda pair: (pair[1].y, pair[0])):
        active = [pair for pair in active if pair[1].bottom > rect.y + SLACK]
        for other, taken in active:
            if rect.overlaps(taken, SLACK):
                yield f"{other} and {name} overlap"
        active.append((name, rect))


def _canvas(plan: Plan, layout: Layout) -> Iterator[str]:
    inner = Rect(0.0, 0.0, layout.size.width, layout.size.height).grown(-CANVAS_MARGIN)
    for kind in (layout.boxes, layout.groups, layout.labels, layout.titles):
        for name, rect in kind.items():
            if not inner.contains(rect, SLACK):
                yield f"{name} reaches the canvas border"
    for name, route in layout.routes.items():
        if not all(inner.contains(Rect(p.x, p.y, 0.0, 0.0)) for p in route.points):
            yield f"wire {name} reaches the canvas border"


def _texts(plan: Plan, layout: Layout) -> Iterator[str]:
    """Labels, titles and pills against boxes, one another, group borders and wires."""
    grid: Grid[str] = Grid()
    boxes: Grid[str] = Grid()
    for box_id, rect in layout.boxes.items():
        boxes.add(box_id, rect)
    for name, rect in _named_texts(plan, layout).items():
        for other in boxes.overlapping(rect, SLACK):
            yield f"{name} overlaps box {other}"
        for other in grid.overlapping(rect, SLACK):
            yield f"{name} overlaps {other}"
        grid.add(name, rect)
    yield from _struck(plan, layout, grid)


def _struck(plan: Plan, layout: Layout, texts: Grid[str]) -> Iterator[str]:
    for group_id, rect in layout.groups.items():
        for border in _borders(rect):
            for name in texts.overlapping(border):
                yield f"the border of group {group_id} strikes {name}"
    for wire in plan.wires:
        # A wire passes the pills of its own ends: it is drawn between or behind them.
        own = {f"{kind} of {end}" for kind in PILLS for end in (wire.source, wire.target)}
        for segment in _segments(layout.routes[wire.id]):
            for name in texts.overlapping(segment):
                if name not in own:
                    yield f"wire {wire.id} strikes {name}"


def _strayed(plan: Plan, layout: Layout) -> Iterator[str]:
    """A label stands beside a straight piece of its own wire, along its whole side."""
    near = plan.spacing.label_gap + SLACK
    for wire_id, rect in layout.labels.items():
        if not any(_beside(rect, run, near) for run in _segments(layout.routes[wire_id])):
            yield f"label of {wire_id} strayed from its wire"


def _beside(label: Rect, run: Rect, near: float) -> bool:
    upright = run.y <= label.y + SLACK and run.bottom >= label.bottom - SLACK
    level = run.x <= label.x + SLACK and run.right >= label.right - SLACK
    return (upright or level) and label.grown(near).overlaps(run)


def _named_texts(plan: Plan, layout: Layout) -> dict[str, Rect]:
    texts = {f"label of {wire}": rect for wire, rect in layout.labels.items()}
    texts.update({f"title of {group}": rect for group, rect in layout.titles.items()})
    for box in plan.boxes:
        rect = layout.boxes[box.id]
        over = Rect(rect.x, rect.y - box.overhang_top, rect.width, box.overhang_top)
        under = Rect(rect.x, rect.bottom, rect.width, box.overhang)
        for kind, pill in zip(PILLS, (over, under), strict=True):
            if pill.height:
                texts[f"{kind} of {box.id}"] = pill
    return texts


def _segments(route: Polyline) -> Iterator[Rect]:
    """Each straight piece as a rectangle without breadth (but enough of one to be found)."""
    for a, b in pairwise(route.points):
        left, top = min(a.x, b.x), min(a.y, b.y)
        breadth = 2e-5
        width, height = abs(a.x - b.x) + breadth, abs(a.y - b.y) + breadth
        yield Rect(left - breadth / 2, top - breadth / 2, width, height)


def _borders(rect: Rect) -> tuple[Rect, ...]:
    thin = 2e-5
    return (
        Rect(rect.x, rect.y, rect.width, thin),
        Rect(rect.x, rect.bottom - thin, rect.width, thin),
        Rect(rect.x, rect.y, thin, rect.height),
        Rect(rect.right - thin, rect.y, thin, rect.height),
    )


def _ends(plan: Plan, layout: Layout) -> Iterator[str]:
    for wire in plan.wires:
        points = layout.routes[wire.id].points
        for point, box_id in ((points[0], wire.source), (points[-1], wire.target)):
            if not _on_border(point, layout.boxes[box_id]):
                yield f"wire {wire.id} does not end on the border of {box_id}"
        if any(abs(a.x - b.x) > SLACK and abs(a.y - b.y) > SLACK for a, b in pairwise(points)):
            yield f"wire {wire.id} has a slanting piece"
        a, b = points[-2], points[-1]
        if abs(a.x - b.x) + abs(a.y - b.y) < ARROW:
            yield f"wire {wire.id} has no room for its arrowhead"


def _on_border(point: Point, rect: Rect) -> bool:
    spot = Rect(point.x, point.y, 0.0, 0.0)
    return rect.grown(0.1).contains(spot) and not rect.grown(-0.1).contains(spot, 0.0)


def _through_boxes(plan: Plan, layout: Layout) -> Iterator[str]:
    grid: Grid[str] = Grid()
    for box_id, rect in layout.boxes.items():
        # Along a border is as bad as through it; only ends may touch, and only their own.
        grid.add(box_id, rect.grown(1.0))
    for wire in plan.wires:
        own = {wire.source: layout.boxes[wire.source], wire.target: layout.boxes[wire.target]}
        for segment in _segments(layout.routes[wire.id]):
            for box_id in grid.overlapping(segment):
                inside = box_id in own and own[box_id].grown(-0.1).overlaps(segment)
                if box_id not in own or inside:
                    yield f"wire {wire.id} runs through box {box_id}"


def _through_groups(plan: Plan, layout: Layout) -> Iterator[str]:
    """A wire that enters a group crosses its border, so borders are enough."""
    parents = {group.id: group.parent for group in plan.groups}
    group_of = {box.id: box.group for box in plan.boxes}
    grid: Grid[str] = Grid()
    for group_id, rect in layout.groups.items():
        for border in _borders(rect):
            grid.add(group_id, border)
    for wire in plan.wires:
        own = {*_around(group_of[wire.source], parents), *_around(group_of[wire.target], parents)}
        for segment in _segments(layout.routes[wire.id]):
            for group_id in grid.overlapping(segment, 0.0):
                if group_id not in own:
                    yield f"wire {wire.id} runs through group {group_id}"


def _around(group: str | None, parents: Mapping[str, str | None]) -> Iterator[str]:
    while group is not None:
        yield group
        group = parents[group]
