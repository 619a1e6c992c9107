"""One graph by one engine: run, measured, and kept for a later run that asks for it.

In: a plan and an engine's name. Out: a `Row`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from benchmarks.layout.engines import ENGINES, ROOT
from benchmarks.layout.measures import Measures, measure
from benchmarks.layout.picture import Picture, task_of
from netscribe.geometry import Point, Polyline, Rect, Size
from netscribe.layout.gates import violations
from netscribe.layout.types import Layout, Plan


@dataclass(frozen=True, slots=True)
class Row:
    """Attributes:
    operations: boxes in the plan. limit: seconds of the time-out.
    words: why there are no measures, or "".
    faults: gates that the picture breaks, netscribe's only.
    """

    graph: str
    kind: str
    operations: int
    engine: str
    seconds: float
    megabytes: float
    words: str
    measures: Measures | None
    faults: int = 0


class Runs:
    """Runs engines; rows are kept on disk by graph content, and read back only with `reuse`."""

    def __init__(self, limit: float, *, reuse: bool) -> None:
        self._limit = limit
        self._reuse = reuse
        self._folder = ROOT / "build" / "layout-rows"
        self._folder.mkdir(parents=True, exist_ok=True)

    def row(self, name: str, kind: str, plan: Plan, engine: str) -> Row:
        """The row of one run, or that of an earlier one."""
        known = self._get(plan, engine)
        if known is not None:
            return known
        outcome = ENGINES[engine](plan, self._limit)
        found, faults = None, 0
        if outcome.picture is not None:
            found = measure(plan, outcome.picture)
            if engine == "netscribe":
                faults = len(violations(plan, _layout_of(plan, outcome.picture)))
        row = Row(
            name,
            kind,
            len(plan.boxes),
            engine,
            outcome.seconds,
            outcome.megabytes,
            outcome.words,
            found,
            faults,
        )
        self._put(plan, row)
        return row

    def _get(self, plan: Plan, engine: str) -> Row | None:
        """A row of an earlier run on the same graph."""
        path = self._folder / self._name(plan, engine)
        if not self._reuse or engine == "netscribe" or not path.exists():
            return None
        data = json.loads(path.read_text())
        found = data.pop("measures")
        return Row(**data, measures=Measures(**found) if found else None)

    def _put(self, plan: Plan, row: Row) -> None:
        """Keep a row."""
        path = self._folder / self._name(plan, row.engine)
        path.write_text(json.dumps(asdict(row)))

    def _name(self, plan: Plan, engine: str) -> str:
        return f"{engine}-{hashlib.sha256(task_of(plan).encode()).hexdigest()[:24]}.json"


def _layout_of(plan: Plan, picture: Picture) -> Layout:
    """The picture as a layout again, for the gates; titles stand where they belong."""
    padding = plan.spacing.group_padding
    right = max(rect.right for rect in (*picture.boxes.values(), *picture.groups.values()))
    bottom = max(rect.bottom for rect in (*picture.boxes.values(), *picture.groups.values()))
    titles = {
        group.id: Rect(
            picture.groups[group.id].x + padding,
            picture.groups[group.id].y + padding,
            group.title.width,
            group.title.height,
        )
        for group in plan.groups
        if group.title.width
    }
    routes = {
        name: Polyline(tuple(Point(x, y) for x, y in points))
        for name, points in picture.routes.items()
    }
    size = Size(right + 10_000.0, bottom + 10_000.0)
    return Layout(size, picture.boxes, picture.groups, routes, {}, titles=titles)
