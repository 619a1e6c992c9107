"""The entry: a plan is taken apart, each template is laid out by itself, and all is composed.

In: a `Plan`. Out: a `Layout`. Rooms equal in structure, sizes and ports are laid out once, so that
they are congruent and the cost grows nearly linearly with the plan.
"""

from __future__ import annotations

from netscribe.layout.agreement import agree
from netscribe.layout.arrangements import arranged
from netscribe.layout.compose import compose
from netscribe.layout.desk import Clock
from netscribe.layout.frame import Frame
from netscribe.layout.hierarchy import take_apart
from netscribe.layout.templates import find_templates
from netscribe.layout.types import Layout, Plan
from netscribe.layout.wrapping import wrap
from netscribe.pause import no_cycle_search


def layout(plan: Plan) -> Layout:
    """Coordinates for everything in `plan`.

    Raises:
        GraphError: wires between boxes and groups run in a circle, a group lies in itself, or a
            tensor has two sources.
    """
    with no_cycle_search():
        found = arranged(plan, _layout)
        return found if found is not None else _layout(plan)


def _layout(plan: Plan) -> Layout:
    clock = Clock()
    frame = Frame(plan.direction, plan.spacing)
    hierarchy = clock.time("levels", lambda: take_apart(plan))
    templates = clock.time("templates", lambda: find_templates(plan, hierarchy, frame))
    layouts = agree(templates, frame, clock)
    levels = {group: layouts[number] for group, number in templates.of.items()}
    result = compose(plan, hierarchy, levels, frame, clock)
    return result if plan.wrap_at is None else wrap(plan, result, plan.wrap_at)
