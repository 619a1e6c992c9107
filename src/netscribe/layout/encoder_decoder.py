"""Whether a plan is two chains with inputs of their own, of which the second reads the first.

In: a `Plan`. Out: its `Parts`, or None where it has no such shape. The second part is all that
hangs on one of the inputs, with what is read there alone (constants, masks); the first is the rest.
So nothing leads back. An encoder and its decoder are like that, and so are two towers that meet:
there the second part goes on below the meeting. It must not know coordinates. Source: our own, for
the figure of Vaswani et al. (2017) and its kin. Cost: O(inputs x (boxes + wires)), inputs limited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from netscribe.layout.types import Box, Plan, Wire

#: So many tensors lead from part to part at most: with more, the parts are one network.
MOST_TENSORS = 3
#: So many inputs are tried at most.
MOST_INPUTS = 12
#: The share of the whole that a part must have, and the second one above what reads the first.
LEAST_PART, LEAST_OWN = 0.1, 0.12


@dataclass(frozen=True, slots=True)
class Parts:
    """The boxes of the first part; all others are the second. `between` leads from part to part."""

    first: frozenset[str]
    between: tuple[Wire, ...]


@dataclass(frozen=True, slots=True)
class _Web:
    """A plan's boxes by id, and who reads what."""

    boxes: Mapping[str, Box]
    above: Mapping[str, Sequence[str]]
    below: Mapping[str, Sequence[str]]

    def weight(self, names: Iterable[str]) -> float:
        return sum(self.boxes[name].trunk_weight for name in names)


def find_parts(plan: Plan) -> Parts | None:
    """The most equal parts of `plan`; None if it has none that stand for themselves."""
    web = _web(plan)
    best: Parts | None = None
    most = 0.0
    for start in _starts(web):
        found = _parts_from(plan, web, start)
        if found is None:
            continue
        lighter = min(web.weight(found.first), web.weight(web.boxes.keys() - found.first))
        if lighter > most:
            best, most = found, lighter
    return best


def _web(plan: Plan) -> _Web:
    above: dict[str, list[str]] = {box.id: [] for box in plan.boxes}
    below: dict[str, list[str]] = {box.id: [] for box in plan.boxes}
    for wire in plan.wires:
        above[wire.target].append(wire.source)
        below[wire.source].append(wire.target)
    return _Web({box.id: box for box in plan.boxes}, above, below)


def _starts(web: _Web) -> list[str]:
    """Where a second part may begin: at one of several inputs, or at what stands for one."""
    free = [name for name, above in web.above.items() if not above]
    free.sort(key=lambda name: not web.boxes[name].entry)
    entries = [name for name in free if web.boxes[name].entry]
    if len(entries) == 1:
        return free[1:][:MOST_INPUTS]
    return entries[:MOST_INPUTS]


def _parts_from(plan: Plan, web: _Web, start: str) -> Parts | None:
    """The parts where the second begins at `start`, if each is worth a column of its own."""
    first = _connected(web, web.boxes.keys() - _reached([start], web.below))
    between = tuple(w for w in plan.wires if w.source in first and w.target not in first)
    if not 0 < len({wire.tensor for wire in between}) <= MOST_TENSORS:
        return None
    fine = (
        _own_comes_first(plan, first, between)
        and _goes_on(web, start, between)
        and _are_worth_columns(web, first, between)
    )
    return Parts(first, between) if fine else None


def _are_worth_columns(web: _Web, first: frozenset[str], between: Sequence[Wire]) -> bool:
    """Whether both parts are heavy enough, the second one already where it reads the first."""
    second = web.boxes.keys() - first
    whole = web.weight(web.boxes)
    own = _reached((wire.target for wire in between), web.above) & second
    above = web.weight(name for name in own if not web.boxes[name].side_entry)
    lightest = min(web.weight(first), web.weight(second))
    does_something = not all(web.boxes[name].entry for name in first)
    return does_something and lightest >= LEAST_PART * whole and above > LEAST_OWN * whole


def _own_comes_first(plan: Plan, first: frozenset[str], between: Sequence[Wire]) -> bool:
    """Whether what reads both parts goes on with the second: its first argument is from there.

    Else the second part's input is a side input (a mask) of a network that began in the first.
    """
    merges = {box.id for box in plan.boxes if box.side_entry}
    readers = {wire.target for wire in between} - merges
    leading: dict[str, Wire] = {}
    for wire in plan.wires:
        if wire.target in readers:
            known = leading.setdefault(wire.target, wire)
            if wire.target_order < known.target_order:
                leading[wire.target] = wire
    others = [w for w in plan.wires if w.target in readers and w.source not in first]
    return all(leading[wire.target].source not in first for wire in others)


def _goes_on(web: _Web, start: str, between: Sequence[Wire]) -> bool:
    """Whether a part that begins at no input (learned queries) is read together with the first.

    What is only added or joined to it (a class token, positions) is no part of its own.
    """
    heaviest = max(box.trunk_weight for box in web.boxes.values())
    weights = [web.boxes[wire.target].trunk_weight for wire in between]
    return web.boxes[start].entry or min(weights) >= heaviest


def _reached(starts: Iterable[str], ways: Mapping[str, Sequence[str]]) -> set[str]:
    """`starts` and all that lies along `ways` from there."""
    found = set(starts)
    todo = list(found)
    while todo:
        for name in ways[todo.pop()]:
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def _connected(web: _Web, names: Iterable[str]) -> frozenset[str]:
    """The heaviest piece of what `names` are when only wires among them count."""
    inside = set(names)
    ways = {
        name: [other for other in (*web.above[name], *web.below[name]) if other in inside]
        for name in inside
    }
    pieces: list[frozenset[str]] = []
    done: set[str] = set()
    for start in web.boxes:
        if start in inside and start not in done:
            pieces.append(frozenset(_reached([start], ways)))
            done |= pieces[-1]
    return max(pieces, key=web.weight, default=frozenset())
