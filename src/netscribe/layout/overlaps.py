"""Gate: wires that run on one another without sharing a tensor or a target port.

In: a `Plan` and its `Layout`. Out: one sentence per pair. Pieces of one tensor on one line are
joined first, so that a bus with many readers costs no more than one wire.
Cost: O(n log n + overlaps).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from netscribe.layout.types import Layout, Plan

#: Parallel wires closer than this read as one.
CLOSE = 2.0
#: Overlaps no longer than this are rounding, or corners that meet.
SHORT = 0.5


@dataclass(frozen=True, slots=True)
class _Run:
    """A straight piece: its line (x or y), its interval on it, and whose it is."""

    line: float
    low: float
    high: float
    tensor: str
    wires: tuple[str, ...]


def overlapping_runs(plan: Plan, layout: Layout) -> Iterator[str]:
    """Faults of gate 4."""
    ends = {wire.id: layout.routes[wire.id].end for wire in plan.wires}
    ports = {
        wire.id: (wire.target, round(ends[wire.id].x, 1), round(ends[wire.id].y, 1))
        for wire in plan.wires
    }
    for upright in (True, False):
        runs = _joined(_runs(plan, layout, upright=upright))
        for one, two in _meetings(runs):
            if not any(ports[a] == ports[b] for a in one.wires for b in two.wires):
                yield f"wires {one.wires[0]} and {two.wires[0]} run on one another"


def _runs(plan: Plan, layout: Layout, *, upright: bool) -> Iterator[_Run]:
    for wire in plan.wires:
        for a, b in pairwise(layout.routes[wire.id].points):
            if (abs(a.y - b.y) > abs(a.x - b.x)) != upright:
                continue
            line, first, last = (a.x, a.y, b.y) if upright else (a.y, a.x, b.x)
            yield _Run(line, min(first, last), max(first, last), wire.tensor, (wire.id,))


def _joined(runs: Iterator[_Run]) -> list[_Run]:
    ordered = sorted(runs, key=lambda run: (run.tensor, round(run.line, 3), run.low))
    result: list[_Run] = []
    for run in ordered:
        last = result[-1] if result else None
        same = last is not None and last.tensor == run.tensor and abs(last.line - run.line) < 1e-3
        if last is not None and same and run.low <= last.high:
            wires = last.wires if run.wires[0] in last.wires else (*last.wires, *run.wires)
            high = max(last.high, run.high)
            result[-1] = _Run(last.line, last.low, high, last.tensor, wires)
        else:
            result.append(run)
    return result


def _meetings(runs: Sequence[_Run]) -> Iterator[tuple[_Run, _Run]]:
    """Pairs of different tensors, nearly on one line, whose intervals share some length."""
    bands: dict[int, list[_Run]] = {}
    for run in runs:
        bands.setdefault(int(run.line // CLOSE), []).append(run)
    for band in sorted(bands):
        active: list[_Run] = []
        for run in sorted((*bands[band], *bands.get(band + 1, ())), key=lambda run: run.low):
            active = [other for other in active if other.high > run.low + SHORT]
            for other in active:
                near = abs(other.line - run.line) < CLOSE and other.tensor != run.tensor
                long = min(other.high, run.high) - run.low > SHORT
                if near and long:
                    yield other, run
            active.append(run)
