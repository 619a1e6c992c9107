"""What holds for every plan: no gate is broken, and the same plan gives the same layout."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from random_layout_plans import plans

from netscribe.layout.engine import layout
from netscribe.layout.gates import violations
from netscribe.layout.types import Plan


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_no_random_plan_breaks_a_gate(plan: Plan) -> None:
    assert violations(plan, layout(plan)) == ()
