"""The arrangements that a plan's shape allows beside the ordinary one, and how each is laid out.

In: a `Plan`. Out: plans that ask for another arrangement, or the layout of one that does. It must
not know coordinates. Cost: that of the questions and of the arrangements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from netscribe.layout.beside import beside
from netscribe.layout.encoder_decoder import find_parts
from netscribe.layout.levels import find_levels
from netscribe.layout.parts import mixed_groups, without_groups
from netscribe.layout.two_columns import in_two_columns
from netscribe.layout.types import Arrangement, Layout, Plan

LayOut = Callable[[Plan], Layout]


def arrangements(plan: Plan) -> Iterator[Plan]:
    """`plan` in every other arrangement that its shape allows.

    A group that would span both columns is left out: there it frames neither. One that is needed or
    holds boxes itself stays, and with it the ordinary arrangement.
    """
    if plan.direction != "down":
        return
    if find_levels(plan) is not None:
        yield replace(plan, arrangement="levels")
    parts = find_parts(plan)
    if parts is not None:
        mixed = mixed_groups(plan, parts.first)
        kept = {group.id for group in plan.groups if group.needed}
        kept.update(box.group for box in plan.boxes if box.group is not None)
        if not mixed & kept:
            yield replace(without_groups(plan, mixed), arrangement="encoder_decoder")


def arranged(plan: Plan, lay_out: LayOut) -> Layout | None:
    """The layout in the arrangement that the plan asks for; None if that is not possible."""
    return _ARRANGED[plan.arrangement](plan, lay_out)


def _in_one(_plan: Plan, _lay_out: LayOut) -> Layout | None:
    return None


def _in_levels(plan: Plan, lay_out: LayOut) -> Layout | None:
    levels = find_levels(plan)
    return in_two_columns(plan, levels, lay_out) if levels is not None else None


def _beside(plan: Plan, lay_out: LayOut) -> Layout | None:
    parts = find_parts(plan)
    return beside(plan, parts, lay_out) if parts is not None else None


_ARRANGED: Mapping[Arrangement, Callable[[Plan, LayOut], Layout | None]] = {
    "columns": _in_one,
    "levels": _in_levels,
    "encoder_decoder": _beside,
}
