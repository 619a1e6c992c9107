"""Real networks, labelled, at several levels of detail and in every direction, break no gate."""

from __future__ import annotations

from dataclasses import replace

import pytest
from benchmarks.layout.networks import plan_of
from benchmarks.layout.variants import closed_below

from netscribe.geometry import Size
from netscribe.layout.engine import layout
from netscribe.layout.gates import violations
from netscribe.layout.types import Direction

LABEL = Size(72.0, 13.0)
CASES = (
    ("hrnet_w18", 3),
    ("hrnet_w18", 2),
    ("t5_small", 9),
    ("nasnetalarge", 2),
    ("mixtral_8", 3),
    ("swin_t", 2),
)


@pytest.mark.parametrize("direction", ["down", "right", "up"])
@pytest.mark.parametrize(("name", "depth"), CASES)
def test_gates_hold_whatever_is_closed(name: str, depth: int, direction: Direction) -> None:
    shown = closed_below(plan_of(name), depth)
    wires = tuple(replace(wire, label=LABEL) for wire in shown.wires)
    asked = replace(shown, wires=wires, direction=direction)
    assert violations(asked, layout(asked)) == ()


def test_closing_modules_keeps_every_wire_between_what_is_left() -> None:
    plan = plan_of("resnet18")
    closed = closed_below(plan, 1)
    assert len(closed.boxes) < len(plan.boxes)
    names = {box.id for box in closed.boxes}
    assert all(wire.source in names and wire.target in names for wire in closed.wires)
    assert violations(closed, layout(closed)) == ()
