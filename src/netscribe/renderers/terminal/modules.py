"""Keeps the rows of a module together.

In: a Wiring and an order of its elements. Out: an order in which arguments still precede their
readers and each module's elements follow one another, except for modules that something outside
both reads from and feeds.
"""

from __future__ import annotations

from typing import TypeAlias

from netscribe.renderers.terminal.wiring import Wiring

#: A module's id, or the number of an element that stands for itself.
_Unit: TypeAlias = str | int

#: Deeper modules are not looked into: no reader follows so many brackets.
_DEEPEST = 24


def with_modules_together(wiring: Wiring, order: tuple[int, ...]) -> tuple[int, ...]:
    """The same elements, grouped by module; O(nodes + edges) per level of modules."""
    return tuple(_grouped(wiring, list(order), 0))


def _grouped(wiring: Wiring, members: list[int], level: int) -> list[int]:
    if level == _DEEPEST or all(len(wiring.modules[member]) <= level for member in members):
        return members
    dissolved: set[_Unit] = set()
    while True:
        units = _units(wiring, members, level, dissolved)
        order, knot = _sorted_units(wiring, units)
        if knot is None:
            break
        dissolved.add(knot)
    found: list[int] = []
    for unit in order:
        inside = units[unit]
        found.extend(_grouped(wiring, inside, level + 1) if isinstance(unit, str) else inside)
    return found


def _units(
    wiring: Wiring, members: list[int], level: int, dissolved: set[_Unit]
) -> dict[_Unit, list[int]]:
    """What is kept together at this level, in order of first appearance."""
    units: dict[_Unit, list[int]] = {}
    for member in members:
        path = wiring.modules[member]
        unit: _Unit = path[level] if len(path) > level else member
        units.setdefault(member if unit in dissolved else unit, []).append(member)
    return units


def _sorted_units(
    wiring: Wiring, units: dict[_Unit, list[int]]
) -> tuple[list[_Unit], _Unit | None]:
    """Units, arguments before readers; or a module that is part of a circle."""
    unit_of = {member: unit for unit, members in units.items() for member in members}
    order: list[_Unit] = []
    state: dict[_Unit, bool] = {}  # False: being looked at, True: done
    for start in units:
        pending: list[tuple[_Unit, bool]] = [(start, False)]
        while pending:
            unit, opened = pending.pop()
            if opened:
                state[unit] = True
                order.append(unit)
            elif unit not in state:
                state[unit] = False
                pending.append((unit, True))
                needed = _needed(wiring, units[unit], unit_of)
                pending.extend((other, False) for other in reversed(needed) if other != unit)
            elif not state[unit]:
                return order, _module_in_circle(unit, pending)
    return order, None


def _needed(wiring: Wiring, members: list[int], unit_of: dict[int, _Unit]) -> tuple[_Unit, ...]:
    makers = (
        wiring.tensors[tensor].maker
        for member in members
        for tensor in wiring.elements[member].reads
    )
    return tuple(dict.fromkeys(unit_of[maker] for maker in makers if maker in unit_of))


def _module_in_circle(unit: _Unit, pending: list[tuple[_Unit, bool]]) -> _Unit:
    """A module on the way round: single elements cannot form a circle without one."""
    if isinstance(unit, str):
        return unit
    trail = [other for other, opened in pending if opened]
    return next(other for other in reversed(trail) if isinstance(other, str))
